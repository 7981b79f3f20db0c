"""Texts that agents insert into their answers (dossier B12)."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import Field

from msgops.sdk.dates import Day
from msgops.sdk.fields import Immutable, Key, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_fusion import adf
from msgops_fusion.kinds.common import GUIDE, Body, Code, Rows, crud

_PATH = f"{adf.CRM}/smartTexts"


class SmartTextSpec(Spec):
    """A text that agents insert."""

    number: Annotated[
        str | None,
        Text(min=1, max=30),
        Key(from_name=True),
        Immutable,
        Wire("UniqueNumber"),
        Field(description="Public id"),
    ] = None
    label: Annotated[str, Text(min=1, max=400), Wire("StdtxtName")]
    text: Annotated[str, Text(min=1), Wire("Text")]
    html: Annotated[bool | None, ServerDefault(False), Wire("HtmlFlag")] = None
    scope: Annotated[
        Code | None, Wire("Scope"), Field(description="ORA_SVC_GLOBAL: everybody may insert it")
    ] = None
    object: Annotated[
        Code | None, Wire("Object"), Field(description="ServiceRequestVO: for service requests")
    ] = None
    domain: Annotated[Code | None, Wire("Domain"), Field(description="ORA_GENERIC")] = None
    enabled: Annotated[bool | None, ServerDefault(True), Wire("EnabledFlag")] = None
    ends: Annotated[Day | None, Wire("EndDate")] = None


def _read(row: Body) -> Body:
    """Open the text, which travels in base64; a pod that shows it plainly is understood too."""
    text = row.get("Text")
    if isinstance(text, str):
        try:
            row["Text"] = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return row
    return row


def _write(body: Body, operation: str) -> Body:
    """Close the text; this one resource has Y and N for its flag."""
    del operation
    out = dict(body)
    if "Text" in out:
        out["Text"] = base64.b64encode(str(out["Text"]).encode()).decode()
    if "HtmlFlag" in out:
        out["HtmlFlag"] = "Y" if out["HtmlFlag"] else "N"
    return out


SmartText = Kind(
    name="fusion.SmartText",
    spec=SmartTextSpec,
    api=Rows(
        path=_PATH,
        order="UniqueNumber",
        flags=frozenset({"HtmlFlag", "EnabledFlag"}),
        create_only=frozenset({"UniqueNumber"}),
        read=_read,
        write=_write,
    ),
    concept=Concept.TEMPLATE,
    summary="A text that agents insert into their answers.",
    doc=f"{GUIDE}/api-smarttexts.html",
    evidence=crud(_PATH, "smartTextsUniqID"),
    preserve=False,
    example={
        "number": "WA_GREET",
        "label": "WhatsApp greeting",
        "text": "Hello! How can we help?",
        "scope": "ORA_SVC_GLOBAL",
        "object": "ServiceRequestVO",
    },
)
