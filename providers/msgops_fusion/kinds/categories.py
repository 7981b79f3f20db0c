"""Categories of service requests, also those that come from messages (dossier B11)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Kind
from msgops_fusion import adf
from msgops_fusion.kinds.common import GUIDE, Body, Rows, crud

_SHORT = 240


class ServiceCategorySpec(Spec):
    """A category. Parents come first, children are deleted first."""

    code: Annotated[
        str | None,
        Text(min=1, max=290),
        Key(from_name=True),
        Immutable,
        Wire("CategoryCode"),
        Field(description="Public id"),
    ] = None
    label: Annotated[str, Text(min=1, max=400), Wire("CategoryName")]
    parent: Annotated[
        Reference | None,
        Ref("fusion.ServiceCategory", attribute="code"),
        Wire("ParentCategoryCode"),
        Field(description="The spelling on the wire is inferred and checked with the pod's describe"),
    ] = None
    enabled: Annotated[bool | None, ServerDefault(True), Wire("EnabledFlag")] = None
    self_service: Annotated[
        bool | None, ServerDefault(True), Wire("CSSFlag"), Field(description="Customers see it")
    ] = None
    business_unit: Annotated[str | None, Text(max=255), Wire("BusinessUnitName")] = None
    reference: Annotated[
        str | None, Text(max=255), Wire("OriginalSystemReference"), Field(description="Free text")
    ] = None


def _write(body: Body, operation: str) -> Body:
    """Give a new category a short name that is its own: the pod makes it from the label, and refuses a second one."""
    if operation == "create" and "CategoryCode" in body:
        return {"CategoryShortName": str(body["CategoryCode"])[:_SHORT], **body}
    return body


ServiceCategory = Kind(
    name="fusion.ServiceCategory",
    spec=ServiceCategorySpec,
    api=Rows(
        path=f"{adf.CRM}/categories",
        id="CategoryId",
        flags=frozenset({"EnabledFlag", "CSSFlag"}),
        numbers=frozenset({"CategoryId"}),
        create_only=frozenset({"CategoryCode"}),
        write=_write,
    ),
    summary="A category of service requests.",
    doc=f"{GUIDE}/api-categories.html",
    evidence=crud(f"{adf.CRM}/categories", "CategoryId"),
    preserve=False,
    example={"code": "MSG_BILLING", "label": "Billing (messaging)", "self_service": False},
)
