"""Users who exist: the licences and roles that they have besides others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Additive, Immutable, Key, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_pureconnect import icws
from msgops_pureconnect.kinds.common import HELP, crud

Body = dict[str, Any]
_LICENSES = "licenseProperties"
_FLAGS = ("hasClientAccess", "licenseActive", "mediaLevel")
Names = tuple[Annotated[str, Text(min=1)], ...]


class UserSpec(Spec):
    """A user whom somebody else creates: passwords, stations and rights of a person are not kept in files.

    What a user inherits from roles and workgroups does not count: compared is what the user has itself.
    """

    user: Annotated[str | None, Text(min=1), Key(from_name=True), Immutable, Wire("id")] = None
    licenses: Annotated[
        Names | None,
        Additive,
        Field(description="Additional licences, I3_ACCESS_ACD_WHATSAPP; others are left alone"),
    ] = None
    roles: Annotated[Names | None, Additive, Field(description="Roles; others are left alone")] = None
    client_access: Annotated[
        bool | None, Wire("hasClientAccess"), Field(description="Client Access licence")
    ] = None
    license_active: Annotated[
        bool | None, Wire("licenseActive"), Field(description="Whether the licences count")
    ] = None
    media_level: Annotated[
        int | None, Field(ge=0, le=3, description="Sorts of interactions at a time; 3 is three or more")
    ] = None


def _shown(row: Mapping[str, Any]) -> Body:
    properties = row.get(_LICENSES) if isinstance(row.get(_LICENSES), Mapping) else {}
    assert isinstance(properties, Mapping)
    roles = row.get("roles")
    return {
        **{name: properties[name] for name in _FLAGS if properties.get(name) is not None},
        "licenses": icws.ids(properties.get("additionalLicenses")),
        "roles": icws.ids(roles.get("actualValue") if isinstance(roles, Mapping) else None),
        "_licenses": dict(properties),
    }


def _sent(body: Body, live: Mapping[str, Any]) -> Body:
    """Roles go as the value of the user itself; the licences of a user are one property, so its other parts stay in it."""
    found: Body = {}
    if "roles" in body:
        found["roles"] = {"actualValue": [icws.reference(r) for r in body["roles"] or ()]}
    licensed = {k: v for k, v in body.items() if k in _FLAGS}
    if "licenses" in body:
        licensed["additionalLicenses"] = [icws.reference(name) for name in body["licenses"] or ()]
    if licensed:
        found[_LICENSES] = {**live.get("_licenses", {}), **licensed}
    return found


User = Kind(
    name="pureconnect.User",
    spec=UserSpec,
    api=icws.Objects(type="users", select=(_LICENSES, "roles"), shown=_shown, sent=_sent, narrow=True),
    concept=Concept.ROLE,
    summary="Licences and roles of a user who exists.",
    doc=f"{HELP}/icws/(sessionId)/configuration/users/index.htm",
    evidence=crud("users", "list", "get", "update"),
    preserve=False,
    example={"user": "jdoe", "licenses": ["I3_ACCESS_ACD_WHATSAPP"], "roles": ["Agent"], "media_level": 3},
)
