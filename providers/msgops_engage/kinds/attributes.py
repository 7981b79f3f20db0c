"""Values of Business Attributes: the media type, the subtype for conferences, the contact's nickname, emojis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key
from msgops.sdk.hands import Filled, NoApi, Person, Step, Verdict
from msgops.sdk.kind import Hand, Kind
from msgops_engage import configuration
from msgops_engage.kinds.common import ADMIN, DOC, GAX, Name, OptionName, Value, instruct, verified

if TYPE_CHECKING:
    from msgops.sdk.http import Reader


class BusinessAttributeValueSpec(Filled):
    """A value of a Business Attribute; of its Annex only the options that are named are looked at."""

    attribute: Annotated[
        Name,
        Key(),
        Field(description="Media Type, Interaction Subtype, Contact Attributes, or an attribute of your own"),
    ]
    value: Annotated[
        Name | None,
        Key(from_name=True),
        Field(description="Its name: whatsappsession, InternalConferenceInvite, _msg_ProfileNickname"),
    ] = None
    display_name: Annotated[Name | None, Field(description="Display Name: Profile Nickname")] = None
    settings: Annotated[
        dict[OptionName, Value] | None,
        Field(description="Options of the section [settings] in the Annex: is-searchable, is-sortable"),
    ] = None


async def _shown(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    row = await configuration.value(read, str(wire["attribute"]), str(wire["value"]))
    if row is None:
        return None
    wrong: list[str] = []
    values: dict[str, Any] = {}
    wanted, found = wire.get("displayName"), row.get("displayName")
    if wanted is not None:
        if found is None:
            return None
        values["display_name"] = str(found)
        wrong += [f"its display name is {found}"] if str(found) != wanted else []
    annex = configuration.annex(row)
    if wire.get("settings"):
        if annex is None:
            return None
        live = annex.get("settings", {})
        values["settings"] = {name: str(live[name]) for name in wire["settings"] if name in live}
        for name, value in wire["settings"].items():
            if str(live.get(name)) != value:
                wrong.append(f"[settings] {name} is {live.get(name, 'not set')}")
    return Verdict(holds=not wrong, found="; ".join(wrong) or f"{wire['value']} is as wanted", values=values)


BusinessAttributeValue = Kind(
    name="engage.BusinessAttributeValue",
    spec=BusinessAttributeValueSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where=f"{GAX}, Business Attributes",
            steps=(
                Step(f"Sign in to {GAX} and open Business Attributes, {{attribute}}.", leads=True),
                Step("Open the value {value} of Attribute Values, or add it.", leads=True),
                Step("Name: {value}", leads=True),
                Step("Display Name: {display_name}", when="display_name"),
                Step("In its Annex (Options), section [settings]: {settings}", when="settings"),
                Step("Save.", leads=True),
            ),
            verify=_shown,
        )
    ),
    hand=Hand.PERSON,
    summary="A value of a Business Attribute: set by a person, read back by its name.",
    doc=DOC,
    evidence=(
        *instruct("Genesys Administrator or Configuration Manager: Business Attribute Values"),
        *verified(configuration.ENUMERATORS, configuration.VALUES),
    ),
    example={
        "attribute": "Contact Attributes",
        "value": "_msg_ProfileNickname",
        "display_name": "Profile Nickname",
        "settings": {"is-searchable": "false", "is-sortable": "false"},
    },
)
