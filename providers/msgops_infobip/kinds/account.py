"""API keys: made and changed by a portal user, never deleted (dossier §5.D1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from msgops.sdk.errors import Denied, NotFound, ProviderError
from msgops.sdk.fields import (
    DEFERRED,
    Computed,
    Immutable,
    Key,
    NewSecret,
    Normal,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Uncompared,
    Unordered,
    Wire,
)
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment
from msgops.sdk.secret_file import SecretFile
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.sdk.http import Reader, Writer

KEYS = "/settings/2/api-keys"

_PAGES = Numbered(items="apiKeys", total="paging.totalCount", per=100)
_WIRE = {"allowed_ips": "allowedIPs"}


def _moment(text: str) -> str:
    """Bring a time into the vendor's form: UTC without a zone."""
    if DEFERRED.search(text):
        return text
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a time is written 2027-06-30T00:00:00, with a zone or in UTC") from None
    zoned = given if given.tzinfo else given.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _same_moment(text: str) -> str:
    try:
        return _moment(text)
    except ValueError:
        return text


Moment = Annotated[str, AfterValidator(_moment), Normal(_same_moment)]
Address = Annotated[str, Text(pattern=r"^[0-9A-Fa-f.:]+(/[0-9]{1,3}|-[0-9A-Fa-f.:]+)?$")]
Scope = Annotated[str, Text(pattern=r"^[a-z0-9-]+(:[a-z0-9-]+)+$")]


class PlatformLink(Spec):
    """An application, and perhaps an entity, that the key is limited to. Infobip creates unknown ones."""

    application: Annotated[Reference, Ref("infobip.Application"), Wire("applicationId")]
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId")] = None
    action: Annotated[
        Literal["FILL", "FORCE"] | None,
        Field(description="Fill in missing ids, or override ids, in requests"),
    ] = None


class ApiKeySpec(Spec):
    """A credential for a program. Managing keys takes the portal user of the account block, not a key."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    account_id: Annotated[
        str | None,
        Text(min=1),
        Key(),
        Immutable,
        Field(description="A sub-account; left out: the own account"),
    ] = None
    scope_guids: Annotated[
        tuple[Scope, ...] | None, Unordered, Field(min_length=1, description="For example message:send")
    ] = None
    permissions: Annotated[
        tuple[Literal["PUBLIC_API", "2FA_CLIENT", "WEB_SDK"], ...] | None,
        Unordered,
        ServerDefault(["PUBLIC_API"]),
        Field(min_length=1),
    ] = None
    allowed_ips: Annotated[
        tuple[Address, ...] | None,
        Unordered,
        Wire("allowedIPs"),
        ServerDefault([]),
        Field(description="Addresses or ranges; empty: from everywhere"),
    ] = None
    platform: Annotated[tuple[PlatformLink, ...] | None, Unordered, ServerDefault([])] = None
    valid_from: Annotated[Moment | None, Field(description="UTC; left out: at once")] = None
    valid_to: Annotated[Moment | None, Field(description="UTC; left out: one year after the creation")] = None
    enabled: Annotated[
        bool, Field(description="Always managed: a key that was disabled elsewhere is drift")
    ] = True
    secret_file: Annotated[
        str | None,
        Text(min=1, max=255),
        Uncompared,
        NewSecret(),
        Field(
            description="New file below the workspace, for the secret of a key that is "
            "created; without it the secret is not kept anywhere"
        ),
    ] = None
    id: Annotated[str | None, Computed] = None

    @model_validator(mode="before")
    @classmethod
    def _enabled(cls, data: Any) -> Any:
        return {"enabled": True, **data} if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _fits(self) -> ApiKeySpec:
        if {"PUBLIC_API", "WEB_SDK"} <= set(self.permissions or ()):
            raise ValueError("permissions PUBLIC_API and WEB_SDK exclude each other")
        for other in ("permissions", "scope_guids"):
            if self.platform and other in self.model_fields_set:
                raise ValueError(f"platform and {other} exclude each other")
        if self.valid_from and self.valid_to and _later(self.valid_from, self.valid_to):
            raise ValueError("valid_to is before valid_from")
        return self


def _later(one: str, other: str) -> bool:
    return not DEFERRED.search(one + other) and one > other


@dataclass(frozen=True)
class ApiKeys:
    """Keys are never deleted: a disabled key counts as gone, unless it is the recorded one or declared as disabled."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the keys of the own account and of the sub-accounts that are named."""
        accounts = {w.wire.get("accountId") for w in wanted} if wanted is not None else {None}
        asked = sorted(accounts, key=str)
        try:
            found = await together(*(_PAGES.fetch(read, KEYS, {"accountId": a}) for a in asked))
        except Denied as error:
            raise _explained(error, read) from None
        named = accounts - {None}
        items = [
            _item(wire, wire["accountId"] if wire.get("accountId") in named else account)
            for account, wires in zip(asked, found, strict=True)
            for wire in wires
        ]
        return [i for i in items if _counts(i, items, wanted or ())]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(_path(item), missing_ok=True)
        return _item(wire, item.wire.get("accountId")) if wire else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post the key; its secret goes to the file that was named, or nowhere."""
        sent = {k: v for k, v in body.items() if k not in ("enabled", "secretFile") and v != []}
        target = SecretFile.reserve(body.get("secretFile"), f"POST {KEYS}", write.directory)
        try:
            made = (await write.post(KEYS, sent)).json
        except ProviderError:
            target.discard()
            raise
        target.fill(str(made.get("apiKeySecret") or ""))
        item = _item(made, body.get("accountId"))
        if body.get("enabled") is False:
            await write.put(_path(item), {"name": made["name"], "enabled": False})
            item = Item(item.id, {**item.wire, "enabled": False})
        return item

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put only what changes: forty updates a day, and an empty list takes all rights away."""
        names = {_WIRE.get(c) or ApiKey.codec.root.by_name[c].wire[0] for c in changed}
        sent = {k: body[k] for k in sorted(names) if k in body}
        if sent:
            await write.put(_path(item), {"name": item.wire["name"], **sent})

    async def delete(self, write: Writer, item: Item) -> None:
        """Disable."""
        try:
            await write.put(_path(item), {"name": item.wire["name"], "enabled": False})
        except NotFound:
            return


def _explained(error: Denied, read: Reader) -> Denied:
    """Say what the account lacks: the vendor answers 401 to any API key here."""
    if getattr(read.settings, "username", None) is not None:
        return error
    fault = replace(
        error.fault, hint="Only a portal user reads API keys: give username and password in the account."
    )
    return Denied(error.call, error.detail, status=error.status, fault=fault, request_id=error.request_id)


def _path(item: Item) -> str:
    return f"{KEYS}/{segment(item.id)}"


def _item(wire: Mapping[str, Any], account: str | None) -> Item:
    """Keep a key without its secret, and without the account unless the file names one."""
    kept = {k: v for k, v in wire.items() if k not in ("apiKeySecret", "accountId") and v is not None}
    asked = {"accountId": account} if account else {}
    return Item(str(wire["id"]), {"allowedIPs": [], "platform": [], **kept, **asked})


def _disabled(wire: Mapping[str, Any]) -> bool:
    return wire.get("enabled") is False


def _called(wire: Mapping[str, Any]) -> tuple[Any, Any]:
    return wire.get("name"), wire.get("accountId")


def _counts(item: Item, items: Sequence[Item], wanted: Sequence[Wanted]) -> bool:
    """Whether a key is there: enabled, or declared with `enabled` and found by its id, else by its name."""
    if not _disabled(item.wire):
        return True
    alive = {_called(i.wire) for i in items if not _disabled(i.wire)}
    for one in wanted:
        named = _called(one.wire) == _called(item.wire) and _called(item.wire) not in alive
        if "enabled" in one.wire and (one.id == item.id or (named and not one.id and _disabled(one.wire))):
            return True
    return False


ApiKey = Kind(
    name="infobip.ApiKey",
    shown_once="the key's secret",
    spec=ApiKeySpec,
    api=ApiKeys(),
    summary="An API key with exactly the scopes that a connector needs.",
    doc="https://www.infobip.com/docs/essentials/api-essentials/api-authorization",
    evidence=evidence(
        f"list GET {KEYS}",
        f"get GET {KEYS}/{{apiKeyId}}",
        f"create POST {KEYS}",
        f"update PUT {KEYS}/{{apiKeyId}}",
        f"delete PUT {KEYS}/{{apiKeyId}}",
    ),
    delete_note="Infobip cannot delete an API key: it is disabled and stays in the list.",
    unique=False,
    calls=lambda operation, fields: 2 if operation == "create" and "enabled" in fields else 1,
    audit_item="ApiKey",
    example={
        "name": "sfsc-connector",
        "permissions": ["PUBLIC_API"],
        "scope_guids": ["message:send", "inbound-message:read"],
        "valid_to": "2027-06-30T00:00:00",
    },
)
