"""The key of the secret fingerprints. It lies outside workspace, state and repository."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

_VARIABLE = "MSGOPS_FINGERPRINT_KEY"


def key_path() -> Path:
    """Return where the key of this machine lies; `MSGOPS_HOME` moves it."""
    home = os.environ.get("MSGOPS_HOME")
    if home:
        return Path(home) / "fingerprint.key"
    from platformdirs import user_data_path  # noqa: PLC0415  # slow to import, needed only here

    return user_data_path("msgops", appauthor=False) / "fingerprint.key"


def fingerprint_key(*, create: bool) -> bytes | None:
    """Return the 32-byte key: from the environment, else from this machine's file, made once when `create`."""
    given = os.environ.get(_VARIABLE)
    if given:
        return hashlib.sha256(given.encode()).digest()
    path = key_path()
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        if not create:
            return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(32)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    try:
        os.link(temporary, path)
    except FileExistsError:
        return fingerprint_key(create=False)
    finally:
        temporary.unlink()
    return key
