"""Certificates that go into a document of the org."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.model.secret import Secret


def opened(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document for the zip with its certificate as text; everything else stays."""
    value = content.get("certificate")
    return {**content, "certificate": pem(value.reveal())} if isinstance(value, Secret) else dict(content)


def pem(text: str) -> str:
    """Return a certificate as PEM; one that came through a variable has its line breaks written out or no frame."""
    text = text.strip().replace("\\n", "\n")
    if text.startswith("-----"):
        return text
    return f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----"
