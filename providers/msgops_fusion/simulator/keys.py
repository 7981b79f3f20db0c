"""The API key pair of the sandbox's user: made anew in every process, so that no key lies in the repository."""

from __future__ import annotations

import hashlib
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def _pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_line() -> str:
    """Return the private key as one word: the base64 body of its PEM, PKCS #8."""
    pem = _pair().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return "".join(line for line in pem.decode().splitlines() if not line.startswith("-----"))


@cache
def fingerprint() -> str:
    """Return the fingerprint of the public key, as the console shows it."""
    der = (
        _pair()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    digest = hashlib.md5(der, usedforsecurity=False).hexdigest()
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
