"""Where Meta sends what happens: the app that listens to an account, and the URL of a single number (Meta, Webhook overrides).

The URL of a number wins over that of the account, and that over the one in the app's dashboard. Meta calls a new URL at once
with the verify token, and refuses it when it does not answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, SecretText, Spec, Text, Wire, WriteOnly, url
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops_meta.kinds.common import PYWA, Number, PerNumber, account, doc, evidence, id_of
from msgops_meta.pages import rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_URI, _TOKEN = "override_callback_uri", "verify_token"
_PAGE = "Meta, Webhook overrides"
_FIELD = "webhook_configuration"

if TYPE_CHECKING:
    Callback = str
else:
    Callback = url(200)


class Override(Spec):
    """A URL instead of the one in the app's dashboard."""

    callback_url: Annotated[Callback, Wire(_URI)]
    verify_token: Annotated[
        SecretText, WriteOnly, Wire(_TOKEN), Field(description="What Meta shows to the URL once")
    ]


class AppSubscriptionSpec(Spec):
    """The app of the account's token, subscribed to the WhatsApp Business Account: it is sent the account's events."""

    app_id: Annotated[
        str,
        Text(pattern="^[0-9]+$"),
        Key(),
        Immutable,
        Wire("app_id"),
        Field(description="The app that the token belongs to"),
    ]
    override: Annotated[
        Override | None, Field(description="Left out, events go to the URL of the app's dashboard")
    ] = None


def _other_app(read: Reader, wire: Mapping[str, Any]) -> str:
    """Subscribing and unsubscribing know one app, the token's: another one cannot be meant."""
    ours = read.settings.app_id
    if ours is None:
        return "the account does not say which app its token belongs to: set app_id"
    return "" if wire.get("app_id") == ours else f"the token of the account belongs to the app {ours}"


@dataclass(frozen=True)
class Subscriptions:
    """`/{waba}/subscribed_apps`: all apps are read, the token's own is written."""

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the app's subscription; those of other apps are somebody else's."""
        del wanted
        found = [_subscription(row) for row in rows(await read.get(f"{account(read)}/subscribed_apps"))]
        return [item for item in found if item.id == read.settings.app_id]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Find it in the list."""
        return next((i for i in await self.list(read, None) if i.id == item.id), None)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Subscribe the token's app."""
        await self._post(write, body)
        return Item(str(body["app_id"]), body)

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Subscribe it again: the URL is the new one, without a URL that of the app counts again."""
        del item, changed
        await self._post(write, body)

    async def delete(self, write: Writer, item: Item) -> None:
        """Unsubscribe the token's app."""
        del item
        await write.delete(f"{account(write)}/subscribed_apps")

    async def _post(self, write: Writer, body: Mapping[str, Any]) -> None:
        await write.post(f"{account(write)}/subscribed_apps", dict(body.get("override") or {}))


def _subscription(row: Mapping[str, Any]) -> Item:
    """Read a row: the app stands below `whatsapp_business_api_data`, or as the specification has it in the row."""
    app = row.get("whatsapp_business_api_data")
    id_ = str((app if isinstance(app, Mapping) else row).get("id", ""))
    return Item(id_, {"app_id": id_, **({"override": {_URI: row[_URI]}} if row.get(_URI) else {})})


AppSubscription = Kind(
    name="meta.AppSubscription",
    spec=AppSubscriptionSpec,
    api=Subscriptions(),
    concept=Concept.SUBSCRIPTION,
    summary="The token's app listens to the WhatsApp Business Account, at a URL of its own where one is given.",
    doc=doc("webhooks/override"),
    evidence=(
        *evidence(
            "list GET /{waba}/subscribed_apps",
            "get GET /{waba}/subscribed_apps",
            "create POST /{waba}/subscribed_apps",
            "update POST /{waba}/subscribed_apps",
            "delete DELETE /{waba}/subscribed_apps",
        ),
        *evidence("list GET /{waba}/subscribed_apps", confidence=Confidence.DOC, source=_PAGE),
    ),
    objection=_other_app,
    preserve=False,
    example={
        "app_id": "670843887433847",
        "override": {
            "callback_url": "https://hooks.acme.example/meta",
            "verify_token": "${env:HOOK_SECRET}",
        },
    },
)


class WebhookOverrideSpec(Spec):
    """Another URL for the events of one number."""

    number: Annotated[Number, Key(), Immutable]
    callback_url: Annotated[Callback, Wire(_URI)]
    verify_token: Annotated[
        SecretText, WriteOnly, Wire(_TOKEN), Field(description="What Meta shows to the URL once")
    ]


@dataclass(frozen=True)
class Overrides(PerNumber):
    """`webhook_configuration` of a number: read as `phone_number`, written as a URL with its token."""

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Set the URL."""
        item = Item(await id_of(write, body["number"]), body)
        await self.update(write, item, body, frozenset())
        return item

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Set another."""
        del changed
        await write.post(f"/{item.id}", {_FIELD: {_URI: body[_URI], _TOKEN: body[_TOKEN]}})

    async def delete(self, write: Writer, item: Item) -> None:
        """Set an empty URL: that of the account or the app counts again."""
        await write.post(f"/{item.id}", {_FIELD: {_URI: ""}})

    async def of(self, read: Reader, id_: str, number: str) -> Item | None:
        """Read the URL of one number, where it has one of its own."""
        body = await read.get(f"/{id_}", {"fields": _FIELD})
        found = (body.get(_FIELD) or {}).get("phone_number")
        return Item(id_, {"number": number, _URI: found}) if found else None


WebhookOverride = Kind(
    name="meta.WebhookOverride",
    spec=WebhookOverrideSpec,
    api=Overrides(),
    concept=Concept.SUBSCRIPTION,
    summary="A webhook URL for the events of one number.",
    doc=doc("webhooks/override"),
    evidence=(
        *evidence("list GET /{waba}/phone_numbers", "create POST /{phone}", "update POST /{phone}"),
        *evidence("delete POST /{phone}", confidence=Confidence.SDK, source=PYWA),
        *evidence(
            "list GET /{phone}?fields=webhook_configuration",
            "get GET /{phone}?fields=webhook_configuration",
            confidence=Confidence.SDK,
            source=f"{PYWA}; {_PAGE}",
        ),
    ),
    preserve=False,
    example={
        "number": "+1 631 555 1001",
        "callback_url": "https://hooks.acme.example/numbers",
        "verify_token": "${env:HOOK_SECRET}",
    },
)
