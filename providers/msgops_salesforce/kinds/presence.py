"""Presence configurations: how much work agents take, and which agents they are for (dossier B9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.errors import Refused
from msgops.sdk.fields import (
    CaseInsensitive,
    Immutable,
    Key,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Unordered,
    Wire,
)
from msgops.sdk.hands import NoApi, Person
from msgops.sdk.kind import Concept, Confidence, Hand, Item, Kind, Wanted
from msgops_salesforce import deploy, rows, soap
from msgops_salesforce.kinds.common import (
    DEVELOPER_NAME,
    GUIDE,
    METADATA,
    OBJECTS,
    Body,
    Components,
    evidence,
    metadata_evidence,
)
from msgops_salesforce.xml import write as xml

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_KIND = "PresenceUserConfig"
_ANY = {
    "anyQueue": "OptionsIsAllowAnyDestinationQueueForTransferEnabled",
    "anyFlow": "OptionsIsAllowAnyDestinationFlowForTransferEnabled",
    "anyProfile": "OptionsIsAllowAnyDestinationProfileForTransferEnabled",
}
"""What only the row has: the elements of our shape, and its columns."""
_NUMBERS = ("acwExtensionDuration", "afterConvoWorkMaxTime", "capacity", "interruptibleCapacity")
_ROWS = f"SELECT Id, DeveloperName, {', '.join(_ANY.values())} FROM PresenceUserConfig"  # noqa: S608  # SOQL of constants
Seconds = Annotated[int | None, Field(ge=10, le=3600)]


class PresenceConfigurationSpec(Spec):
    """How agents take work. Whom it is for is declared whole; nobody may be in two configurations."""

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    label: Annotated[str, Text(min=1, max=80)]
    capacity: Annotated[int, Field(ge=1, description="Units of work at a time")]
    interruptible_capacity: Annotated[int | None, Field(ge=0, description="Left out: the capacity")] = None
    auto_accept: Annotated[bool | None, Wire("enableAutoAccept")] = None
    decline: Annotated[bool | None, Wire("enableDecline"), Field(description="Agents may decline")] = None
    ask_decline_reason: Annotated[bool | None, Wire("enableDeclineReason")] = None
    decline_reasons: Annotated[
        tuple[Annotated[Reference, Ref("salesforce.DeclineReason")], ...] | None,
        Unordered,
        Wire("declineReasons"),
    ] = None
    status_on_decline: Annotated[
        Reference | None, Ref("salesforce.PresenceStatus"), Wire("presenceStatusOnDecline")
    ] = None
    status_on_push_timeout: Annotated[
        Reference | None, Ref("salesforce.PresenceStatus"), Wire("presenceStatusOnPushTimeout")
    ] = None
    request_sound: Annotated[bool | None, ServerDefault(True), Wire("enableRequestSound")] = None
    disconnect_sound: Annotated[bool | None, Wire("enableDisconnectSound")] = None
    after_work: Annotated[bool | None, Wire("hasAfterConvoWorkTimer")] = None
    after_work_seconds: Annotated[Seconds, Wire("afterConvoWorkMaxTime")] = None
    after_work_extension: Annotated[bool | None, Wire("hasAcwExtensionEnabled")] = None
    after_work_extension_seconds: Annotated[Seconds, Wire("acwExtensionDuration")] = None
    after_work_extensions: Annotated[int | None, Field(ge=1, le=10), Wire("maxExtensions")] = None
    users: Annotated[
        tuple[Annotated[str, CaseInsensitive], ...] | None, Unordered, Field(description="By user name")
    ] = None
    profiles: Annotated[
        tuple[str, ...] | None,
        Unordered,
        Field(description="By their names in Setup; a user beats a profile"),
    ] = None
    transfer_to_any_queue: Annotated[
        bool | None,
        Wire("anyQueue"),
        Field(description="Lists of queues have no API: salesforce.TransferDestinations"),
    ] = None
    transfer_to_any_flow: Annotated[bool | None, Wire("anyFlow")] = None
    transfer_to_any_profile: Annotated[
        bool | None, Wire("anyProfile"), Field(description="Any profile of skills")
    ] = None

    @model_validator(mode="after")
    def _fits(self) -> PresenceConfigurationSpec:
        if self.auto_accept and self.decline:
            raise ValueError("auto_accept and decline exclude each other")
        if self.status_on_decline is not None and not self.decline:
            raise ValueError("status_on_decline needs decline")
        if self.after_work_seconds is not None and not self.after_work:
            raise ValueError("after_work_seconds needs after_work")
        more = (self.after_work_extension_seconds, self.after_work_extensions)
        if any(v is not None for v in more) and not self.after_work_extension:
            raise ValueError(
                "after_work_extension_seconds and after_work_extensions need after_work_extension"
            )
        return self


@dataclass(frozen=True)
class Configurations:
    """A document, which SOAP reads, and three switches that only the row has. The full name is the id."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the configurations that are declared, ten a call, or all of them."""
        if wanted is None:
            names = sorted(str(found["fullName"]) for found in await soap.list_metadata(read, _KIND))
        else:
            names = sorted({n for w in wanted for n in (str(w.wire.get("fullName") or ""), w.id) if n})
        documents = await soap.read_metadata(read, _KIND, names)
        if not documents:
            return []
        switches = {
            row["DeveloperName"]: row
            for row in await rows.query_among(read, _ROWS, "DeveloperName", documents)
        }
        labels = await _labels(read) if any(_profiles(d) for d in documents.values()) else {}
        return [
            Item(name, {**_decoded(document, labels), "fullName": name, **_any(switches.get(name, {}))})
            for name, document in documents.items()
        ]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return next(iter(await self.list(read, [Wanted({}, item.id)])), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy the document, then set the switches of the row."""
        name = str(body["fullName"])
        await self._deploy(write, name, {}, body)
        await self._switch(write, name, {k: body[k] for k in _ANY if k in body})
        return Item(name, body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the document with the elements that are not ours; patch the switches that differ."""
        del changed
        if any(body.get(k) != item.wire.get(k) for k in _ELEMENTS):
            live = (await soap.read_metadata(write, _KIND, [item.id])).get(item.id, {})
            await self._deploy(write, item.id, live, body)
        wanted = {k: bool(body.get(k)) for k in _ANY}
        await self._switch(write, item.id, {k: v for k, v in wanted.items() if item.wire.get(k) != v})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete the row; its users go back to the default configuration."""
        found = await rows.query_among(write, _ROWS, "DeveloperName", [item.id])
        for row in found:
            await rows.delete(write, _KIND, row["Id"])

    async def _deploy(self, write: Writer, name: str, live: Mapping[str, Any], body: Body) -> None:
        others = {k: v for k, v in live.items() if k not in _ELEMENTS and k != "assignments"}
        own = {k: v for k, v in body.items() if k not in (*_ANY, "users", "profiles", "fullName")}
        profiles = await _full_names(write, body.get("profiles") or ())
        document = {**others, **own, "assignments": _assignments(body.get("users") or (), profiles)}
        file = {
            f"presenceUserConfigs/{name}.presenceUserConfig": xml(
                _KIND, {k: document[k] for k in sorted(document)}
            )
        }
        await deploy.deploy(write, [deploy.Component(_KIND, name, file)])

    async def _switch(self, write: Writer, name: str, switches: Mapping[str, Any]) -> None:
        if switches:
            found = await rows.query_among(write, _ROWS, "DeveloperName", [name])
            await rows.update(write, _KIND, found[0]["Id"], {_ANY[k]: v for k, v in switches.items()})


def _assignments(users: Sequence[str], profiles: Sequence[str]) -> Mapping[str, Any] | None:
    found: dict[str, Any] = {}
    if profiles:
        found["profiles"] = {"profile": sorted(profiles)}
    if users:
        found["users"] = {"user": sorted(users)}
    return found or None


def _any(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: row.get(column) for k, column in _ANY.items()}


def _profiles(document: Mapping[str, Any]) -> list[str]:
    return _names(document, "profiles", "profile")


def _names(document: Mapping[str, Any], many: str, one: str) -> list[str]:
    found = ((document.get("assignments") or {}).get(many) or {}).get(one)
    return [found] if isinstance(found, str) else list(found or ())


def _decoded(document: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a document in our shape: numbers, truth values, whom it is for by the names of Setup."""
    out = {
        k: {"true": True, "false": False}.get(v, v) if isinstance(v, str) else v for k, v in document.items()
    }
    out.update({k: int(document[k]) for k in (*_NUMBERS, "maxExtensions") if document.get(k)})
    out["label"] = document.get("label")
    reasons = document.get("declineReasons")
    out["declineReasons"] = [reasons] if isinstance(reasons, str) else list(reasons or ())
    out["users"] = _names(document, "users", "user")
    out["profiles"] = [labels.get(name, name) for name in _profiles(document)]
    return out


async def _labels(read: Reader) -> dict[str, str]:
    """Return profiles' names in Setup by their names in documents, which differ: they have their ids in common."""
    names = {row["Id"]: row["Name"] for row in await rows.query(read, "SELECT Id, Name FROM Profile")}
    listed = await soap.list_metadata(read, "Profile")
    return {str(p["fullName"]): names[p["id"]] for p in listed if p.get("id") in names}


async def _full_names(read: Reader, profiles: Sequence[str]) -> list[str]:
    if not profiles:
        return []
    known = {label: name for name, label in (await _labels(read)).items()}
    if missing := sorted(set(profiles) - known.keys()):
        raise Refused("GET query", f"the org has no profile {', no profile '.join(missing)}", status=200)
    return [known[p] for p in profiles]


PresenceConfiguration = Kind(
    name="salesforce.PresenceConfiguration",
    spec=PresenceConfigurationSpec,
    api=Configurations(),
    concept=Concept.ROLE,
    summary="How much work agents take at a time, whether they may decline it, and whom that is for.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_presenceuserconfig.htm",
    evidence=(
        *metadata_evidence(_KIND, "list", "get", "create", "update"),
        *evidence(
            "list GET query?q=SELECT FROM PresenceUserConfig",
            "update PATCH sobjects/PresenceUserConfig/{id}",
            "delete DELETE sobjects/PresenceUserConfig/{id}",
            source=OBJECTS,
        ),
    ),
    no_replace="nobody may be in two configurations: take the users out of this one first",
    audit_item="presence configuration",
    calls=lambda operation, _: 1 if operation == "delete" else 3,
    example={
        "label": "Messaging agents",
        "capacity": "10",
        "decline": "true",
        "decline_reasons": ["example"],
        "users": ["ada@acme.example", "ben@acme.example"],
        "profiles": ["Standard User"],
    },
)
_ELEMENTS = frozenset(f.wire[0] for f in PresenceConfiguration.codec.root.fields) - _ANY.keys() - {"fullName"}
"""What a file may say of a document."""


class DeclineReasonSpec(Spec):
    """A reason that agents choose when they decline work."""

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    label: Annotated[str, Text(min=1, max=80)]


DeclineReason = Kind(
    name="salesforce.DeclineReason",
    spec=DeclineReasonSpec,
    api=Components(
        kind="PresenceDeclineReason", folder="presenceDeclineReasons", suffix="presenceDeclineReason"
    ),
    concept=Concept.ROLE,
    summary="A reason for declining work.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_presencedeclinereason.htm",
    evidence=metadata_evidence("PresenceDeclineReason"),
    audit_item="decline reason",
    example={"label": "In a meeting"},
)


class TransferDestinationsSpec(Spec):
    """The queues and flows to which agents of a configuration may transfer work: no public page names a call for them."""

    presence_configuration: Annotated[
        str, Text(min=1, max=80), Key(), Field(description="Its label, as Setup shows it")
    ]
    queues: Annotated[tuple[str, ...] | None, Field(description="By label")] = None
    flows: Annotated[tuple[str, ...] | None, Field(description="By label")] = None


TransferDestinations = Kind(
    name="salesforce.TransferDestinations",
    spec=TransferDestinationsSpec,
    api=NoApi(
        Person(
            who="a Salesforce administrator",
            where="Setup, Presence Configurations",
            steps=(
                "Log in to the org as an administrator and open Setup.",
                "Type Presence into Quick Find and open Presence Configurations.",
                "Edit {presence_configuration}.",
                "Under Available Transfer Queues select: {queues}.",
                "Under Available Transfer Flows select: {flows}.",
                "Save. The lists cannot be read back by API.",
            ),
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.PERSON,
    summary="Lets agents transfer work to some queues and flows; no API for the lists is known.",
    doc="https://github.com/forcedotcom/sf-skills",
    evidence=evidence(
        "instruct Setup: Presence Configurations", confidence=Confidence.INFERRED, source=METADATA
    ),
    example={"presence_configuration": "Messaging agents", "queues": ["Support"]},
)
