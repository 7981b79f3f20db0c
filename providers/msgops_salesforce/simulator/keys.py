"""The sandbox's own key pair, and the check of what was signed with a key (dossier A2)."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate
from cryptography.x509.oid import NameOID

_BODY = re.compile(r"-----BEGIN (?P<what>[A-Z ]+)-----(?P<body>[\s\S]+?)-----END")


@cache
def _pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem() -> str:
    """Return the sandbox's private key, PKCS #8."""
    return (
        _pair()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def private_line() -> str:
    """Return the private key as one word: the base64 body of its PEM."""
    found = _BODY.search(private_pem())
    assert found is not None
    return "".join(found["body"].split())


@cache
def certificate_line() -> str:
    """Return a certificate of the sandbox's key for a partner's sign-in, as one word: base64 of its DER form."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "msgops sandbox connector")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(_pair().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(_pair(), hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def public_pem() -> str:
    """Return the public key that belongs to it."""
    return (
        _pair()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def public_key(pem: str) -> rsa.RSAPublicKey:
    """Return the RSA key of a certificate or of a public key; a `ValueError` says it is neither."""
    found = _BODY.search(pem)
    if found is None:
        pem = f"-----BEGIN CERTIFICATE-----\n{pem.strip()}\n-----END CERTIFICATE-----\n"
    if found is not None and "PUBLIC KEY" in found["what"]:
        key: Any = serialization.load_pem_public_key(pem.encode())
    else:
        key = load_pem_x509_certificate(pem.encode()).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")  # noqa: TRY004  # the text is bad, not its type
    return key


def claims(assertion: str) -> dict[str, Any] | None:
    """Return what a JWT claims, unchecked; `None` when it is no RS256 token."""
    try:
        head, body, _ = assertion.split(".")
        header, found = orjson.loads(_decode(head)), orjson.loads(_decode(body))
    except (ValueError, binascii.Error):
        return None
    return found if isinstance(found, dict) and header.get("alg") == "RS256" else None


def signed(assertion: str, pem: str) -> bool:
    """Whether a JWT was signed with the private key of this certificate."""
    message, _, signature = assertion.rpartition(".")
    try:
        public_key(pem).verify(_decode(signature), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
