"""The key of the secret fingerprints. It lies outside workspace, state and repository."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from msgops.model.diagnostic import Diagnostic, StateError

_VARIABLE = "MSGOPS_FINGERPRINT_KEY"
_SIZE = 32


def key_path() -> Path:
    """Return where the key of this machine lies; `MSGOPS_HOME` moves it."""
    home = os.environ.get("MSGOPS_HOME")
    if home:
        return Path(home) / "fingerprint.key"
    from platformdirs import user_data_path  # noqa: PLC0415  # slow to import, needed only here

    return user_data_path("msgops", appauthor=False) / "fingerprint.key"


def fingerprint_key(*, create: bool) -> bytes | None:
    """Return the 32-byte key: from the environment, else from this machine's file (made if `create`)."""
    given = os.environ.get(_VARIABLE)
    if given:
        return hashlib.sha256(given.encode()).digest()
    path = key_path()
    _refuse_repository(path)
    try:
        return _read(path) or (_make(path) if create else None)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StateError(_problem("MS014", f"{path}: {reason}", f"Set {_VARIABLE} or MSGOPS_HOME.")) from None


def _refuse_repository(path: Path) -> None:
    """Refuse a home that `MSGOPS_HOME` puts among files that are committed, or that belong to a pull request."""
    if not os.environ.get("MSGOPS_HOME"):
        return
    folder = path.parent.resolve()
    for above in (folder, *folder.parents):
        for mark in (".git", "msgops.yaml"):
            if (above / mark).exists():
                what = "a repository" if mark == ".git" else "a workspace"
                detail = f"{path} is part of {what}: {above}"
                remedy = f"Let MSGOPS_HOME name a directory elsewhere, or set {_VARIABLE}."
                raise StateError(_problem("MS017", detail, remedy))


def _read(path: Path) -> bytes | None:
    """Return the key in the file, nothing where there is none."""
    key = b""
    try:
        with suppress(ValueError):
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    if path.stat().st_mode & 0o077:
        with suppress(OSError):  # a file system without modes, or somebody else's file
            path.chmod(0o600)
    if len(key) != _SIZE:
        remedy = (
            "Restore the file, or remove it: the next apply makes a new key and records all secrets anew."
        )
        raise StateError(_problem("MS015", f"{path} does not hold 64 hexadecimal digits", remedy))
    return key


def _make(path: Path) -> bytes:
    """Write a new key; of two runs that do so at once, both use the one that came first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(_SIZE)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(descriptor)
        os.link(temporary, path)
    except FileExistsError:
        return _read(path) or key
    finally:
        temporary.unlink()
    return key


def _problem(code: str, detail: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, "The fingerprint key cannot be used", detail, remedy)
