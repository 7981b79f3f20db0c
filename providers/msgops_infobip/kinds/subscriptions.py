"""Webhook security, certificates, notification profiles and subscriptions (dossier §5.A)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic.alias_generators import to_camel

from msgops.model.resource import Waiting
from msgops.sdk.errors import NotFound
from msgops.sdk.fields import (
    Immutable,
    Key,
    MaybeSecret,
    Ref,
    Reference,
    SecretText,
    Spec,
    Text,
    Unordered,
    Wire,
    WriteOnly,
    url,
)
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import Collection, segment
from msgops.sdk.together import together
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import P1, evidence
from msgops_infobip.kinds.events import EVENTS, FORMAT_AWARE, Channel, plain_event

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_DOC = "https://www.infobip.com/docs/cpaas-x/subscriptions-management"

Id = Annotated[str | None, Text(min=1, max=255, pattern=r"^[A-Za-z0-9_\-]+$"), Immutable]
"""A client-chosen id of this family: letters, digits, `-` and `_`."""
Short = Annotated[str, Text(min=1, max=255)]
if TYPE_CHECKING:
    ShortUrl = str
    NotifyUrl = str
else:
    ShortUrl, NotifyUrl = url(255), url(512)


class Credentials(Spec):
    """What Infobip presents to the webhook; which fields apply depends on `type`."""

    username: Annotated[Short | None, Field(description="BASIC, or OAUTH with the password grant")] = None
    password: Annotated[SecretText | None, WriteOnly] = None
    secret_key: Annotated[SecretText | None, WriteOnly, Field(description="HMAC")] = None
    algorithm: Annotated[
        Literal["HMAC_MD5", "HMAC_SHA_1", "HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"]
        | None,
        Field(description="HMAC"),
    ] = None
    token_url: Annotated[ShortUrl | None, Field(description="OAUTH")] = None
    grant_type: Annotated[Short | None, Field(description="OAUTH, for example client_credentials")] = None
    client_id: Annotated[Short | None, Field(description="OAUTH")] = None
    client_secret: Annotated[SecretText | None, WriteOnly, Field(description="OAUTH")] = None
    scope: Annotated[Short | None, Field(description="OAUTH")] = None
    resource: Annotated[Short | None, Field(description="OAUTH")] = None
    refresh_token: Annotated[SecretText | None, WriteOnly, Field(description="OAUTH")] = None
    headers: Annotated[
        Mapping[str, MaybeSecret] | None, WriteOnly, Field(description="OAUTH: extra headers")
    ] = None


_CREDENTIALS = {
    "BASIC": ({"username", "password"}, {"username", "password"}),
    "HMAC": ({"secret_key", "algorithm"}, {"secret_key", "algorithm"}),
    "OAUTH": (
        {"token_url", "grant_type"},
        set(Credentials.model_fields) - {"secret_key", "algorithm"},
    ),
}


def _credentials_of_type(body: dict[str, Any], operation: str) -> dict[str, Any]:
    """Leave out what belonged to another type: read back it may be masked, and a mask is no credential."""
    del operation
    _, allowed = _CREDENTIALS[body["type"]]
    fitting = {to_camel(name) for name in allowed}
    return {**body, "credentials": {k: v for k, v in body["credentials"].items() if k in fitting}}


class WebhookSecuritySpec(Spec):
    """How Infobip authenticates itself when it calls a webhook."""

    auth_id: Annotated[Id, Key(from_name=True)] = None
    type: Literal["BASIC", "HMAC", "OAUTH"]
    credentials: Credentials

    @model_validator(mode="after")
    def _fits(self) -> WebhookSecuritySpec:
        needed, allowed = _CREDENTIALS[self.type]
        given = self.credentials.model_fields_set
        if missing := sorted(needed - given):
            raise ValueError(f"type {self.type} needs credentials.{', credentials.'.join(missing)}")
        if extra := sorted(given - allowed):
            raise ValueError(f"type {self.type} does not take credentials.{', credentials.'.join(extra)}")
        return self


WebhookSecurity = Kind(
    name="infobip.WebhookSecurity",
    spec=WebhookSecuritySpec,
    api=Collection(
        path="/subscriptions/1/security",
        id="authId",
        pages=P1,
        not_on_update=frozenset({"authId"}),
        shape=_credentials_of_type,
    ),
    summary="Credentials that Infobip presents to a webhook: BASIC, HMAC or OAUTH.",
    doc=_DOC,
    evidence=evidence(
        "list GET /subscriptions/1/security",
        "get GET /subscriptions/1/security/{authId}",
        "create POST /subscriptions/1/security",
        "update PUT /subscriptions/1/security/{authId}",
        "delete DELETE /subscriptions/1/security/{authId}",
        f"delete GET {impact.PROFILES}",
    ),
    probe=impact.security,
    # Settings of type CUSTOM are made by Support and have no payload schema: they stay unmanaged.
    exportable=lambda wire: wire.get("type") != "CUSTOM",
    example={
        "type": "HMAC",
        "credentials": {"secret_key": "${env:HOOK_SECRET}", "algorithm": "HMAC_SHA_256"},
    },
)


class CertificateSpec(Spec):
    """A client certificate for mutual TLS, shown to the webhook."""

    certificate_id: Annotated[Id, Key(from_name=True)] = None
    certificate_content: Annotated[SecretText, WriteOnly, Immutable, Field(description="Base64 of the PEM")]
    passphrase: Annotated[SecretText | None, WriteOnly, Immutable, Field(description="Base64")] = None


def _certificate_ready(wire: Mapping[str, Any]) -> Waiting | None:
    status = wire.get("certificateStatus", wire.get("status"))
    if status == "PROCESSING":
        return Waiting("Infobip", "the certificate is being distributed; run apply again when it is READY")
    if status == "EXPIRED":
        return Waiting(
            "you",
            "upload a new certificate under a new id",
            expired=True,
            reason="the certificate has expired",
        )
    return None


Certificate = Kind(
    name="infobip.Certificate",
    spec=CertificateSpec,
    api=Collection(path="/subscriptions/1/certificates", id="certificateId", pages=P1, update_method=None),
    summary="A client certificate for mutual TLS towards a webhook.",
    doc=_DOC,
    evidence=evidence(
        "list GET /subscriptions/1/certificates",
        "get GET /subscriptions/1/certificates/{certificateId}",
        "create POST /subscriptions/1/certificates",
        "delete DELETE /subscriptions/1/certificates/{certificateId}",
        f"delete GET {impact.PROFILES}",
    ),
    probe=impact.certificate,
    ready=_certificate_ready,
    patience=30.0,
    example={"certificate_content": "${env:HOOK_CERTIFICATE}", "passphrase": "${env:HOOK_PASSPHRASE}"},
)


class Webhook(Spec):
    """Where the notifications go."""

    notify_url: NotifyUrl
    content_type: Annotated[Short | None, Field(description="The server fills application/json")] = None


class NotificationProfileSpec(Spec):
    """A webhook with its delivery settings."""

    profile_id: Annotated[Id, Key(from_name=True)] = None
    webhook: Webhook
    security: Annotated[Reference | None, Ref("infobip.WebhookSecurity"), Wire("security.authId")] = None
    client_certificate: Annotated[
        Reference | None, Ref("infobip.Certificate"), Wire("clientCertificateId")
    ] = None
    max_bucket_size: Annotated[int | None, Field(ge=1, le=2000, description="Messages per request")] = None
    window_size: Annotated[int | None, Field(ge=20, le=10000, description="Concurrent connections")] = None
    connect_timeout: Annotated[int | None, Field(ge=300, le=30000, description="Milliseconds")] = None
    read_timeout: Annotated[int | None, Field(ge=1000, le=90000, description="Milliseconds")] = None
    enabled_ssl_protocols: Annotated[
        tuple[Literal["TLSv1.2", "TLSv1.3"], ...] | None, Unordered, Wire("enabledSSLProtocols")
    ] = None
    headers: Mapping[str, MaybeSecret] | None = None
    response_regex: str | None = None
    response_body_regex: str | None = None
    rate_limit: Annotated[int | None, Field(ge=1, le=5000, description="Requests per second")] = None


NotificationProfile = Kind(
    name="infobip.NotificationProfile",
    spec=NotificationProfileSpec,
    api=Collection(
        path="/subscriptions/1/profiles", id="profileId", pages=P1, not_on_update=frozenset({"profileId"})
    ),
    summary="A webhook URL with authentication and delivery settings.",
    doc=_DOC,
    evidence=evidence(
        "list GET /subscriptions/1/profiles",
        "get GET /subscriptions/1/profiles/{profileId}",
        "create POST /subscriptions/1/profiles",
        "update PUT /subscriptions/1/profiles/{profileId}",
        "delete DELETE /subscriptions/1/profiles/{profileId}",
        f"delete GET {impact.SUBSCRIPTIONS}/{{channel}}",
    ),
    probe=impact.profile,
    probe_calls=len(EVENTS),
    example={"webhook": {"notify_url": "https://hooks.example.com/in"}, "connect_timeout": "10000"},
)


class Criterion(Spec):
    """Only events of this application, entity or calls configuration."""

    application: Annotated[Reference | None, Ref("infobip.Application"), Wire("applicationId")] = None
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId")] = None
    calls_configuration_id: Annotated[str | None, Text(max=255)] = None


class FormattedEvent(Spec):
    """An event in another payload format than the channel's default (early access)."""

    event: Short
    format: Short


class SubscriptionSpec(Spec):
    """Which events of a channel go to which profile."""

    channel: Annotated[Channel, Key(), Immutable]
    subscription_id: Annotated[Id, Key(from_name=True)] = None
    name: Annotated[Short | None, Field(description="A free label, not unique")] = None
    profile: Annotated[Reference, Ref("infobip.NotificationProfile"), Wire("profile.profileId")]
    events: Annotated[
        tuple[Short | FormattedEvent, ...],
        Unordered,
        Field(max_length=255, description="Names; {event, format} on some channels"),
    ]
    criteria: Annotated[tuple[Criterion, ...] | None, Unordered, Field(max_length=255)] = None
    resources: Annotated[
        tuple[Reference, ...] | None,
        Unordered,
        Ref("infobip.Number", "infobip.WhatsAppSender", "infobip.RcsSender", attribute="sender"),
        Field(max_length=255, description="Senders; early access"),
    ] = None
    users: Annotated[tuple[Short, ...] | None, Unordered, Field(description="Portal users; early access")] = (
        None
    )

    @field_validator("events", mode="after")
    @classmethod
    def _plain(cls, events: tuple[Any, ...], known: ValidationInfo) -> tuple[Any, ...]:
        channel = known.data.get("channel")
        if channel is not None and channel not in FORMAT_AWARE and any(isinstance(e, Spec) for e in events):
            raise ValueError(f"channel {channel} takes only names of events; ask Infobip for other formats")
        given = (e.model_dump() if isinstance(e, Spec) else e for e in events)
        plain = (plain_event(channel or "", e) for e in given)
        return tuple(FormattedEvent(**e) if isinstance(e, dict) else e for e in plain)

    @model_validator(mode="after")
    def _known_events(self) -> SubscriptionSpec:
        # The server drops unknown event names without a word, which would be drift for ever.
        names = {e.event if isinstance(e, FormattedEvent) else e for e in self.events}
        unknown = sorted(names - EVENTS[self.channel])
        if unknown:
            known = ", ".join(sorted(EVENTS[self.channel]))
            raise ValueError(f"channel {self.channel} has no event {', '.join(unknown)}; it has {known}")
        return self


@dataclass(frozen=True)
class Subscriptions:
    """One collection per channel; there is no list across channels."""

    path: str = "/subscriptions/1/subscription"

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the channels that are wanted, or all of them."""
        channels = sorted(EVENTS if wanted is None else {w.wire["channel"] for w in wanted})
        found = await together(*(P1.fetch(read, f"{self.path}/{channel}") for channel in channels))
        return [self._item(channel, w) for channel, wires in zip(channels, found, strict=True) for w in wires]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(self._path(item), missing_ok=True)
        return self._item(item.wire["channel"], wire) if wire else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post to the channel's collection."""
        sent = {k: v for k, v in body.items() if k != "channel"}
        await write.post(f"{self.path}/{segment(body['channel'])}", sent)
        return self._item(body["channel"], body)

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the whole object."""
        del changed
        await write.put(
            self._path(item), {k: v for k, v in body.items() if k not in ("channel", "subscriptionId")}
        )

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; the profile stays."""
        try:
            await write.delete(self._path(item))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{self.path}/{segment(item.wire['channel'])}/{segment(item.wire['subscriptionId'])}"

    def _item(self, channel: str, wire: Mapping[str, Any]) -> Item:
        events = [plain_event(channel, e) for e in wire.get("events") or []]
        return Item(f"{channel}/{wire['subscriptionId']}", {**wire, "channel": channel, "events": events})


Subscription = Kind(
    name="infobip.Subscription",
    spec=SubscriptionSpec,
    api=Subscriptions(),
    concept=Concept.SUBSCRIPTION,
    summary="Sends the chosen events of a channel to a notification profile.",
    doc=_DOC,
    evidence=evidence(
        "list GET /subscriptions/1/subscription/{channel}",
        "get GET /subscriptions/1/subscription/{channel}/{subscriptionId}",
        "create POST /subscriptions/1/subscription/{channel}",
        "update PUT /subscriptions/1/subscription/{channel}/{subscriptionId}",
        "delete DELETE /subscriptions/1/subscription/{channel}/{subscriptionId}",
    ),
    example={"channel": "WHATSAPP", "events": ["INBOUND_MESSAGE"], "profile": "example"},
)
