"""Private keys that requests and sign-ins are signed with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=16)
def rsa_key(text: str) -> Any:
    """Return a private RSA key for RS256; `ValueError` where the text is none in PEM form.

    One that came through a variable on one line may have its line breaks lost or written out. Checking a key takes about a
    tenth of a second, so that each is checked once.
    """
    from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415  # brings cryptography along, needed at a sign-in only
    from jwt.exceptions import PyJWTError  # noqa: PLC0415

    text = text.strip().replace("\\n", "\n")
    if not text.startswith("-----"):
        text = f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"
    try:
        return RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(text)
    except (ValueError, TypeError, PyJWTError):
        raise ValueError("no RSA key in PEM form") from None
