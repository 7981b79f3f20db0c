"""Integrations for messages: WhatsApp numbers, open messaging, and the flow that takes what comes in (dossier A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import (
    Computed,
    Immutable,
    Key,
    Ref,
    Reference,
    SecretText,
    Spec,
    Text,
    Uncompared,
    Wire,
    WriteOnly,
)
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops_genesys import names
from msgops_genesys.kinds.common import API, PAGES, SITE, Body, Entities, crud, evidence
from msgops_genesys.kinds.messaging import MESSAGING, Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

OPEN = f"{MESSAGING}/integrations/open"
WHATSAPP = f"{MESSAGING}/integrations/whatsapp"
RECIPIENTS = "/routing/message/recipients"
_TOKEN = "outboundNotificationWebhookSignatureSecretToken"  # noqa: S105  # the name of a field
Content = Annotated[Reference | None, Ref("genesys.SupportedContent"), Wire("supportedContent.id")]
Setting = Annotated[Reference | None, Ref("genesys.MessagingSetting"), Wire("messagingSetting.id")]
Recipient = Annotated[str | None, Computed, Wire("recipient.id")]


class OpenIntegrationSpec(Spec):
    """A bridge to a messaging system of somebody else, such as a WhatsApp provider."""

    name: Name = None
    webhook_url: Annotated[
        str,
        Text(max=2048, pattern=r"^https://[^\s/]+"),
        Wire("outboundNotificationWebhookUrl"),
        Field(description="Gets what agents send; https"),
    ]
    secret_token: Annotated[
        SecretText | None,
        WriteOnly,
        Wire(_TOKEN),
        Field(description="Signs what the webhook gets; more than 15 characters"),
    ] = None
    webhook_headers: Annotated[
        dict[str, str] | None, Field(description="Sent along to the webhook; no secrets, they are shown")
    ] = None
    supported_content: Content = None
    messaging_setting: Setting = None
    recipient_id: Recipient = None


async def _hide(read: Reader, row: Body) -> Body:
    """Keep a token out of what is read, should the vendor return it."""
    del read
    return {k: v for k, v in row.items() if k != _TOKEN}


def _made(wire: Mapping[str, Any]) -> Waiting | None:
    """Wait while the vendor makes the integration; a failure is its last word."""
    state = wire.get("createStatus")
    if state == "Initiated":
        return Waiting("Genesys Cloud", "It is being created; nothing is to be done.")
    if state == "Error":
        error = wire.get("createError")
        reason = str(error.get("message") or "") if isinstance(error, Mapping) else ""
        text = "The creation failed: delete the integration and create it again."
        return Waiting("an administrator", text, rejected=True, reason=reason)
    return None


OpenIntegration = Kind(
    name="genesys.OpenIntegration",
    spec=OpenIntegrationSpec,
    api=Entities(path=OPEN, update_method="PATCH", read=_hide, slow_delete=True),
    concept=Concept.CHANNEL,
    summary="Connects a messaging system of somebody else by a webhook.",
    doc=SITE,
    evidence=crud(OPEN, "integrationId", update="PATCH"),
    ready=_made,
    patience=30.0,
    unique=False,
    on_delete=Risk("MG106", "customers who write through it reach nobody any more"),
    example={
        "webhook_url": "https://bridge.acme.example/out",
        "secret_token": "${env:WEBHOOK_TOKEN}",
        "supported_content": "example",
    },
)


class WhatsAppIntegrationSpec(Spec):
    """A WhatsApp number. A person makes it by Meta's embedded signup; msgops activates and manages it."""

    name: Name = None
    phone_number: Annotated[
        str | None,
        Text(min=1),
        Field(description="E.164; chosen once, among the numbers of the WhatsApp Business Account"),
    ] = None
    pin: Annotated[
        SecretText | None,
        Uncompared,
        Field(description="Six digits, two-step verification of the number; asked for when it is activated"),
    ] = None
    supported_content: Content = None
    messaging_setting: Setting = None
    recipient_id: Recipient = None
    business_account_id: Annotated[str | None, Computed, Wire("whatsAppBusinessAccountId")] = None


def _active(wire: Mapping[str, Any]) -> Waiting | None:
    """Wait until the number is active (SDK 269.0.0, WhatsAppIntegration.status)."""
    if (making := _made(wire)) is not None:
        return making
    state = str(wire.get("status") or "Active")
    if state in ("Active", "Inactive", "Incomplete"):
        return None  # an incomplete one lacks its number, which an update gives
    if state == "Starting":
        return Waiting("Meta", "The number is being activated; nothing is to be done.")
    error = wire.get("activationErrorInfo")
    reason = str(error.get("message") or "") if isinstance(error, Mapping) else ""
    text = f"The integration is {state}: look at it in Admin > Message > WhatsApp."
    return Waiting("an administrator", text, rejected=True, reason=reason)


def _chosen_once(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    """Say why the number of an active integration cannot be changed."""
    if "phone_number" in changed and wire.get("phoneNumber"):
        return (
            f"the integration has the number {wire['phoneNumber']} for good; another number is another "
            "integration, which a person signs up for"
        )
    return ""


@dataclass(frozen=True, kw_only=True)
class WhatsApps(Entities):
    """An update activates a number that has none yet; content and settings are a call of their own."""

    path: str = WHATSAPP
    update_method: str = "PATCH"
    slow_delete: bool = True

    async def create(self, write: Writer, body: Body) -> Item:
        """Refuse: Meta asks a person to log in."""
        del write, body
        raise RuntimeError("a WhatsApp integration is signed up for by a person")

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Activate first, because settings of an incomplete integration may be refused."""
        number, pin = body.get("phoneNumber"), body.get("pin")
        if number and not item.wire.get("phoneNumber"):
            if pin is None:
                text = "the number needs its PIN of six digits to be activated: give pin"
                raise Refused(f"PATCH {WHATSAPP}", text, status=200, fault=Fault("", text))
            sent = {"name": body.get("name"), "phoneNumber": number, "pin": pin}
            await write.send("PATCH", f"{API}{WHATSAPP}/embeddedsignup/{segment(item.id)}", sent)
        if changed - {"phone_number", "pin"}:
            kept = {k: body[k] for k in ("name", "supportedContent", "messagingSetting") if body.get(k)}
            await write.send("PATCH", self.at(item), kept)


WhatsAppIntegration = Kind(
    name="genesys.WhatsAppIntegration",
    spec=WhatsAppIntegrationSpec,
    api=WhatsApps(),
    concept=Concept.SENDER,
    summary="A WhatsApp number in Genesys Cloud: its activation, content and settings.",
    doc=SITE,
    evidence=(
        *crud(WHATSAPP, "integrationId", update="PATCH", without="create"),
        *evidence(f"update PATCH {WHATSAPP}/embeddedsignup/{{integrationId}}"),
    ),
    ready=_active,
    patience=60.0,
    unique=False,
    fixed_if=_chosen_once,
    no_replace="a WhatsApp integration is signed up for by a person",
    on_delete=Risk("MG106", "the number is released, and a person must sign up for it again with its PIN"),
    calls=lambda operation, _: 2 if operation == "update" else 1,
    example={
        "phone_number": "+441134960000",
        "pin": "${env:NUMBER_PIN}",
        "supported_content": "example",
        "messaging_setting": "example",
    },
)


class MessageRecipientSpec(Spec):
    """What takes the messages of an integration; it comes and goes with the integration."""

    integration: Annotated[
        Reference,
        Ref("genesys.WhatsAppIntegration", "genesys.OpenIntegration", attribute="recipient_id"),
        Wire("id"),
        Key(),
        Immutable,
    ]
    flow: Annotated[
        str, Text(min=1), Field(description="Name of a published inbound message flow of Architect")
    ]


@dataclass(frozen=True)
class Recipients:
    """Recipients are always there; a flow's name stands for its id."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all."""
        del wanted
        return [await _recipient(read, row) for row in await PAGES.fetch(read, f"{API}{RECIPIENTS}")]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await read.get(f"{API}{RECIPIENTS}/{segment(item.id)}", missing_ok=True)
        return await _recipient(read, row) if isinstance(row, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Put the flow of a recipient that came with its integration in this run."""
        item = Item(str(body["id"]), body)
        await self.update(write, item, body, frozenset({"flow"}))
        return item

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the flow."""
        del changed
        flow = await names.flow_id(write, names.INBOUND, str(body["flow"]))
        await write.put(f"{API}{RECIPIENTS}/{segment(item.id)}", {"flow": {"id": flow}})

    async def delete(self, write: Writer, item: Item) -> None:
        """Refuse: it goes with its integration."""
        del write
        raise NotFound(f"DELETE {RECIPIENTS}/{item.id}", "a recipient goes with its integration")


async def _recipient(read: Reader, row: Mapping[str, Any]) -> Item:
    flow = await names.flow_name(read, names.INBOUND, row.get("flow"))
    return Item(str(row["id"]), {**row, "flow": flow})


MessageRecipient = Kind(
    name="genesys.MessageRecipient",
    spec=MessageRecipientSpec,
    api=Recipients(),
    concept=Concept.SUBSCRIPTION,
    summary="Sends what comes in on an integration to a flow.",
    doc=SITE,
    evidence=evidence(
        f"list GET {RECIPIENTS}",
        "list GET /flows",
        f"get GET {RECIPIENTS}/{{recipientId}}",
        f"create PUT {RECIPIENTS}/{{recipientId}}",
        f"update PUT {RECIPIENTS}/{{recipientId}}",
    ),
    delete_note="A recipient goes with its integration; until then its flow stays.",
    example={"integration": "example", "flow": "WhatsApp Inbound"},
)
