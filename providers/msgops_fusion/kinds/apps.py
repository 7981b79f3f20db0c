"""Confidential applications: made inactive, activated, deactivated before a delete, secrets stored first (dossier B1 to B3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import Fault, NotFound, ProviderError, Refused, UnknownOutcome
from msgops.sdk.kind import Concept, Confidence, Evidence, Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.secret_file import SecretFile
from msgops_fusion import scim
from msgops_fusion.kinds.app_fields import (
    ATTRIBUTES,
    TEMPLATE,
    ConfidentialAppSpec,
    configuration,
    shown,
    written,
)
from msgops_fusion.kinds.common import Body

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_APPS = f"{scim.BASE}/Apps"
_STATUS = f"{scim.BASE}/AppStatusChanger"
_SECRET = f"{scim.BASE}/AppClientSecretRegenerator"
_SDK = "oci 2.189.0, identity_domains"
_DOC = "https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted"

_OFTEN = 3
"""Times that a new secret is asked for when the answers are lost."""


@dataclass(frozen=True, slots=True)
class Apps:
    """The custom confidential applications of the domain, found by their display name."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all of them; one that is being deleted is gone."""
        del wanted
        where = f"basedOnTemplate.value eq {scim.literal(TEMPLATE)}"
        found = await scim.rows(read, "Apps", ATTRIBUTES, where=where, order="displayName")
        return [_item(read, row) for row in found if row.get("deleteInProgress") is not True]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await scim.row(read, "Apps", item.id, ATTRIBUTES)
        return _item(read, row) if row else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Make it inactive, keep its secret before anything else can fail, then let it ask for tokens and activate it."""
        await _unused(write, body, "")
        target = SecretFile.reserve(body.get("secretFile"), f"POST {_APPS}", write.directory)
        sent = {**written(body), "basedOnTemplate": {"value": TEMPLATE}}
        sent = {k: v for k, v in sent.items() if v is not None}
        try:
            made = await scim.create(write, "Apps", "App", sent)
        except ProviderError:
            target.discard()
            raise
        await _keep(target, made)
        if body.get("oauthClient"):
            await _configure(write, made, str(body["oauthClient"]))
        if body.get("active") is not False:
            await _activate(write, str(made["id"]), active=True)
        return await self.get(write, Item(str(made["id"]), {})) or _item(write, made)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what differs, bring it to its state, and make a new secret only when `rotation` changed."""
        live = item.wire.get("_row") or {}
        await _unused(write, body, item.id)
        new = {k: v for k, v in written(body).items() if _differs(k, live.get(k), v)}
        await scim.patch(write, "Apps", item.id, new)
        if "oauth_client" in changed or ("scopes" in new and body.get("oauthClient")):
            row = await scim.row(write, "Apps", item.id, ATTRIBUTES) or dict(live)
            await _configure(write, row, str(body.get("oauthClient") or "skip"))
        if "active" in body and body["active"] != live.get("active"):
            await _activate(write, item.id, active=bool(body["active"]))
        if "rotation" in changed and body.get("rotation"):
            await _rotate(write, item.id, body.get("secretFile"))

    async def delete(self, write: Writer, item: Item) -> None:
        """Deactivate, because an active application cannot be deleted, then delete."""
        try:
            await _activate(write, item.id, active=False)
        except NotFound:
            return
        await scim.delete(write, "Apps", item.id)


def _item(read: Reader, row: Mapping[str, Any]) -> Item:
    domain = str(getattr(read.settings, "domain_url", None) or "")
    clean = {k: v for k, v in row.items() if k not in scim.FORBIDDEN}
    return Item(str(row["id"]), {**shown(clean, domain), "_row": clean})


async def _unused(read: Reader, body: Mapping[str, Any], own: str) -> None:
    """Refuse a qualified scope that another application has: it is unique in the whole domain (trap 1)."""
    audience = body.get("audience")
    for scope in body.get("scopes") or ():
        fqs = f"{audience}{scope['value']}"
        where = f"scopes.fqs eq {scim.literal(fqs)}"
        found = await scim.rows(read, "Apps", ("displayName", "active"), where=where)
        for other in (row for row in found if str(row.get("id")) != own):
            text = f"the scope {fqs} belongs to the application {other.get('displayName')!r} already"
            hint = "Give this one another audience, or use that application: a domain has each qualified scope once."
            raise Refused(f"GET {_APPS}", text, status=200, fault=Fault("", text, hint))


async def _keep(target: SecretFile, made: Mapping[str, Any]) -> None:
    secret = made.get("clientSecret")
    if isinstance(secret, str) and secret:
        target.fill(secret)
    else:
        target.discard()


async def _configure(write: Writer, row: Mapping[str, Any], mode: str) -> None:
    own = [str(s["fqs"]) for s in row.get("scopes") or () if s.get("fqs")]
    wanted = configuration(mode, own)
    await scim.patch(
        write, "Apps", str(row["id"]), {k: v for k, v in wanted.items() if _differs(k, row.get(k), v)}
    )


async def _activate(write: Writer, id_: str, *, active: bool) -> None:
    sent = {"schemas": [f"{scim.URN}AppStatusChanger"], "active": active}
    await write.put(f"{_STATUS}/{segment(id_)}", sent)


async def _rotate(write: Writer, id_: str, name: str | None) -> None:
    """Ask for a new secret once its place is there; it goes to its place before anything else."""
    target = SecretFile.reserve(name, f"POST {_SECRET}", write.directory)
    sent = {"schemas": [f"{scim.URN}AppClientSecretRegenerator"], "appId": id_}
    headers = {"Content-Type": "application/scim+json"}
    for _ in range(_OFTEN):
        try:
            answer = (await write.send("POST", _SECRET, sent, headers=headers)).json
        except UnknownOutcome:
            # Whichever secret the lost answer held, the next one makes it void.
            continue
        except ProviderError:
            target.discard()
            raise
        if isinstance(answer, Mapping) and answer.get("clientSecret"):
            await _keep(target, answer)
            return
    target.discard()
    text = "the old secret may be dead, and the new one did not arrive"
    hint = "Give rotation another value and apply again: Infobip cannot sign in until it has a new secret."
    raise Refused(f"POST {_SECRET}", text, fault=Fault("", text, hint))


def _differs(name: str, live: Any, wanted: Any) -> bool:
    """Whether an attribute must be sent; lists are sets, of which only what we write counts."""
    if not isinstance(wanted, list):
        return bool(live != wanted)
    keys = {"scopes": ("value", "description", "requiresConsent"), "allowedScopes": ("fqs",)}.get(name, ())

    def plain(value: Any) -> Any:
        return tuple(value.get(k) for k in keys) if isinstance(value, Mapping) else value

    return {plain(v) for v in live or ()} != {plain(v) for v in wanted}


async def _prevented(read: Reader, item: Item) -> str | None:
    """Refuse the delete of an application that the domain protects."""
    row = await scim.row(read, "Apps", item.id, ("idcsPreventedOperations",))
    if row and "delete" in (row.get("idcsPreventedOperations") or ()):
        return "the domain does not let this application be deleted (idcsPreventedOperations)"
    return None


_BREAKS = "the scope that Infobip asks for is no longer offered: no message arrives until Infobip Support has the new one"

ConfidentialApp = Kind(
    name="fusion.ConfidentialApp",
    spec=ConfidentialAppSpec,
    api=Apps(),
    concept=Concept.PLUMBING,
    summary="The application of the identity domain by which Infobip gets tokens for Fusion Service.",
    doc=f"{_DOC}/CreateActivateOAuthRSApp.htm",
    evidence=(
        Evidence("list", f"GET {_APPS}", Confidence.SDK, _SDK),
        Evidence("get", f"GET {_APPS}/{{id}}", Confidence.SDK, _SDK),
        Evidence("create", f"POST {_APPS}", Confidence.DOC, f"{_DOC}/CreateActivateOAuthRSApp.htm"),
        Evidence("update", f"PATCH {_APPS}/{{id}}", Confidence.SDK, _SDK),
        Evidence("update", f"PUT {_STATUS}/{{id}}", Confidence.DOC, f"{_DOC}/CreateActivateOAuthRSApp.htm"),
        Evidence("update", f"POST {_SECRET}", Confidence.DOC, "op-admin-v1-appclientsecretregenerator-post"),
        Evidence("delete", f"DELETE {_APPS}/{{id}}", Confidence.SDK, _SDK),
        Evidence("delete", f"PUT {_STATUS}/{{id}}", Confidence.DOC, f"{_DOC}/CreateActivateOAuthRSApp.htm"),
    ),
    on_change={
        "audience": Risk("MG106", _BREAKS),
        "scopes": Risk("MG106", _BREAKS),
        "rotation": Risk("MG106", "the old client secret dies at once, also where it is in use"),
    },
    on_delete=Risk("MG106", "client id and secret are lost for ever; Infobip can no longer deliver messages"),
    shown_once="the client secret",
    preserve=False,
    probe=_prevented,
    calls=lambda operation, _: 2 if operation == "delete" else 5,
    audit_item="App",
    example={
        "display_name": "Engage Messaging",
        "description": "Application for authenticating API requests from Infobip",
        "audience": "api",
        "scopes": [{"value": "/"}],
        "access_token_expiry": 3600,
    },
)
