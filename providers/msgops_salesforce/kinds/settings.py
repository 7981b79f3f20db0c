"""The org's switches, and the two of Omni-Channel that only a person can set (dossier B1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import Field, model_validator

from msgops.sdk.fields import ServerDefault, Spec, Wire
from msgops.sdk.hands import NoApi, Person
from msgops.sdk.kind import Concept, Confidence, Hand, Item, Kind, Wanted
from msgops.sdk.together import together
from msgops_salesforce import deploy, soap
from msgops_salesforce.kinds.common import GUIDE, METADATA, Body, evidence
from msgops_salesforce.xml import write as xml

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_PAGE = f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_settings.htm"
_SKILLS = "https://github.com/forcedotcom/sf-skills"
_MEMBERS = ("OmniChannel", "LiveMessage", "Flow", "Entitlement", "ExternalClientApp")
"""The documents, by what a package calls them."""
_ON_ONLY = frozenset({"enableOmniChannel", "enableLiveMessage"})
_ID = "settings"

Switch = Annotated[bool | None, ServerDefault(False)]


class OmniChannelSwitches(Spec):
    """Omni-Channel; nobody has seen it go off again by API."""

    enabled: Annotated[bool | None, Wire("enableOmniChannel")] = None
    login_prompt: Annotated[
        Switch,
        Wire("enableOmniAutoLoginPrompt"),
        Field(description="Asks before agents are logged in; it does not decide whether they are"),
    ] = None
    secondary_priority: Annotated[Switch, Wire("enableOmniSecondaryRoutingPriority")] = None
    skills_routing: Annotated[Switch, Wire("enableOmniSkillsRouting")] = None
    status_capacity: Annotated[Switch, Wire("enableOmniStatusCapModel")] = None


class MessagingSwitches(Spec):
    """Messaging."""

    enabled: Annotated[bool | None, Wire("enableLiveMessage")] = None
    entries_need_permission: Annotated[
        Switch,
        Wire("enableCheckCEUserPerm"),
        Field(description="Reading ConversationEntry needs a permission"),
    ] = None


class FlowSwitches(Spec):
    """Flows."""

    deploy_active: Annotated[
        Switch,
        Wire("enableFlowDeployAsActiveEnabled"),
        Field(description="In production a deployed flow stays active, and Apex tests run"),
    ] = None


class EntitlementSwitches(Spec):
    """Entitlements."""

    enabled: Annotated[Switch, Wire("enableEntitlements")] = None


class ClientSwitches(Spec):
    """External client apps."""

    secret_in_api: Annotated[
        Switch,
        Wire("enableClientSecretInRestApiAccess"),
        Field(description="The API may read a consumer secret"),
    ] = None


class SettingsSpec(Spec):
    """Switches of the org; one that is left out is left as it is."""

    omni_channel: Annotated[OmniChannelSwitches | None, Wire("OmniChannel")] = None
    messaging: Annotated[MessagingSwitches | None, Wire("LiveMessage")] = None
    flows: Annotated[FlowSwitches | None, Wire("Flow")] = None
    entitlements: Annotated[EntitlementSwitches | None, Wire("Entitlement")] = None
    external_client_apps: Annotated[ClientSwitches | None, Wire("ExternalClientApp")] = None

    @model_validator(mode="after")
    def _on_only(self) -> SettingsSpec:
        for name, part in (("omni_channel", self.omni_channel), ("messaging", self.messaging)):
            if part is not None and part.enabled is False:
                raise ValueError(f"{name}.enabled can only be true: switching it off is left to a person")
        return self


@dataclass(frozen=True)
class Documents:
    """Five documents that are always there; a deploy replaces a document whole, so its other elements go along."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the documents of which something is declared, or all of them."""
        named = {m for w in wanted or () for m in w.wire if m in _MEMBERS}
        return [_shown(await self._read(read, [m for m in _MEMBERS if m in named or wanted is None]))]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read the same documents again."""
        return _shown(await self._read(read, [m for m in _MEMBERS if m in item.wire]))

    async def create(self, write: Writer, body: Body) -> NoReturn:
        """Refuse: settings are always there."""
        del write, body
        raise RuntimeError("settings are not created")

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the documents of which a switch differs, all of them or none."""
        del changed
        live = await self._read(write, [m for m in _MEMBERS if m in body or m in item.wire])
        components = []
        for member, document in live.wire.items():
            known = _SWITCHES[member]
            released = {e: False for e in known if e in document and e not in body.get(member, {})}
            wanted = {**document, **released, **body.get(member, {})}
            if wanted != document:
                components.append(_component(member, wanted))
        if components:
            await deploy.deploy(write, components)

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: settings stay."""
        del write, item
        raise RuntimeError("settings are not deleted")

    async def _read(self, read: Reader, members: Sequence[str]) -> Item:
        found = await together(*(soap.read_metadata(read, f"{m}Settings", [m]) for m in members))
        return Item(_ID, {m: _plain(d.get(m, {})) for m, d in zip(members, found, strict=True)})


def _shown(item: Item) -> Item:
    """Leave out what is off and cannot be declared to be off."""
    return Item(
        item.id,
        {
            member: {k: v for k, v in document.items() if v or k not in _ON_ONLY}
            for member, document in item.wire.items()
        },
    )


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {k: {"true": True, "false": False}.get(v, v) for k, v in document.items()}


def _component(member: str, document: Mapping[str, Any]) -> deploy.Component:
    ordered = {k: document[k] for k in sorted(document)}
    return deploy.Component(
        "Settings", member, {f"settings/{member}.settings": xml(f"{member}Settings", ordered)}
    )


Settings = Kind(
    name="salesforce.Settings",
    spec=SettingsSpec,
    api=Documents(),
    summary="Switches of the org: Omni-Channel, Messaging, flows, entitlements, external client apps.",
    doc=_PAGE,
    evidence=evidence(
        "list SOAP readMetadata Settings",
        "get SOAP readMetadata Settings",
        "update POST metadata/deployRequest Settings",
        source=METADATA,
    ),
    delete_note="Settings stay as they are.",
    eventual=True,
    audit_item="settings",
    example={"omni_channel": {"enabled": "true"}, "messaging": {"enabled": "true"}},
)
_SWITCHES: Mapping[str, frozenset[str]] = {
    f.wire[0]: frozenset(inner.wire[0] for inner in f.shape.variants[0].fields)
    for f in Settings.codec.root.fields
}
"""The elements that a file may say, by document."""


class OmniRoutingSpec(Spec):
    """Enhanced Omni-Channel Routing: no public page names a field or a call for it."""


OmniRouting = Kind(
    name="salesforce.OmniRouting",
    spec=OmniRoutingSpec,
    api=NoApi(
        Person(
            who="a Salesforce administrator",
            where="Setup, Omni-Channel Settings",
            steps=(
                "Log in to the org as an administrator and open Setup.",
                "Type Omni-Channel into Quick Find and open Omni-Channel Settings.",
                "Switch Enhanced Omni-Channel Routing on; it cannot be read back by API.",
                "Save.",
            ),
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.PERSON,
    summary="Switches Enhanced Omni-Channel Routing on; no API for it is known.",
    doc=_SKILLS,
    evidence=evidence(
        "instruct Setup: Omni-Channel Settings", confidence=Confidence.INFERRED, source=_SKILLS
    ),
    example={},
)


class OmniLoginSpec(Spec):
    """What happens to agents when they open the console: no public page names a field or a call for it."""

    behaviour: Annotated[
        str, Field(description="The choice as the page words it, such as: automatically log agents in")
    ]


OmniLogin = Kind(
    name="salesforce.OmniLogin",
    spec=OmniLoginSpec,
    api=NoApi(
        Person(
            who="a Salesforce administrator",
            where="Setup, Omni-Channel Settings",
            steps=(
                "Log in to the org as an administrator and open Setup.",
                "Type Omni-Channel into Quick Find and open Omni-Channel Settings.",
                "Choose the login behaviour: {behaviour}. It cannot be read back by API.",
                "Save.",
            ),
        )
    ),
    concept=Concept.QUEUE,
    hand=Hand.PERSON,
    summary="Chooses whether agents are logged in to Omni-Channel by themselves; no API for it is known.",
    doc=_SKILLS,
    evidence=evidence(
        "instruct Setup: Omni-Channel Settings", confidence=Confidence.INFERRED, source=_SKILLS
    ),
    example={"behaviour": "automatically log agents in"},
)
