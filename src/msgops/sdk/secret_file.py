"""Where a secret goes that a vendor shows once: a new file that only its owner may read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from msgops.model.redact import learn
from msgops.sdk.errors import Fault, Refused


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file made before the secret, so that the one answer with it finds its place."""

    path: Path | None = None

    @classmethod
    def reserve(cls, name: str | None, call: str, directory: Path) -> SecretFile:
        """Make the empty file below the directory; refuse one that has content, and one outside."""
        if name is None:
            return cls()
        root = directory.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise _refused(call, f"secret_file {name} is outside {root}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise _refused(call, f"secret_file {name} cannot be written ({error.strerror})") from None
        # An empty file is what an interrupted run leaves.
        if not path.is_file() or path.stat().st_size:
            raise _refused(call, f"secret_file {name} exists already and is never overwritten")
        path.chmod(0o600)
        return cls(path)

    def fill(self, secret: str) -> None:
        """Write the secret, and take it out of every text from now on."""
        learn(secret)
        if self.path is not None:
            self.path.write_text(f"{secret}\n", encoding="utf-8")

    def discard(self) -> None:
        """Remove the empty file: no secret was made, or it is lost."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def kept(name: str, directory: Path) -> str | None:
    """Return the secret that a file below the directory holds, `None` where there is no such file."""
    root = directory.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return None
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    learn(secret)
    return secret or None


def _refused(call: str, why: str) -> Refused:
    return Refused(call, why, fault=Fault(hint="Nothing was written. Name another file in secret_file."))
