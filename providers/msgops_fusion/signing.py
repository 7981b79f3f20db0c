"""Request signatures of Oracle Cloud Infrastructure: RSA-SHA256 over some headers (dossier D1.2; HTTP signatures, draft 8)."""

from __future__ import annotations

import base64
import hashlib
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import Denied
from msgops.sdk.keys import rsa_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_BODY = ("POST", "PUT", "PATCH")


class Signer:
    """Signs with one API key; `key_id` is tenancy, user and fingerprint, separated by slashes."""

    def __init__(self, key_id: str, private_key: str) -> None:
        self._key_id, self._pem = key_id, private_key

    def headers(
        self, method: str, target: str, sent: Mapping[str, str], content: bytes, now: datetime
    ) -> dict[str, str]:
        """Return the headers to add; `target` is the path with its query, `now` has a zone."""
        found = {"date": format_datetime(now, usegmt=True)}
        parts = {
            "date": found["date"],
            "(request-target)": f"{method.lower()} {target}",
            "host": sent["host"],
        }
        if method in _BODY:
            found["x-content-sha256"] = base64.b64encode(hashlib.sha256(content).digest()).decode()
            found["content-length"] = str(len(content))
            found["content-type"] = sent.get("content-type", "application/json")
            parts.update({n: found[n] for n in ("content-length", "content-type", "x-content-sha256")})
        text = "\n".join(f"{name}: {value}" for name, value in parts.items())
        found["authorization"] = (
            f'Signature version="1",keyId="{self._key_id}",algorithm="rsa-sha256",'
            f'headers="{" ".join(parts)}",signature="{self._signature(text)}"'
        )
        return found

    def _signature(self, text: str) -> str:
        algorithm, key = self._key
        return base64.b64encode(algorithm.sign(text.encode(), key)).decode()

    @cached_property
    def _key(self) -> tuple[Any, Any]:
        from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415  # brings cryptography along

        try:
            return RSAAlgorithm(RSAAlgorithm.SHA256), rsa_key(self._pem)
        except ValueError:
            raise Denied("signing a request", "oci_private_key is no RSA key in PEM form") from None
