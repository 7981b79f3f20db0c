"""RCS senders (dossier §5.I): created at once for tests, launched by somebody else, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field, model_validator

from msgops.model.resource import Waiting
from msgops.sdk.fields import Computed, Immutable, Key, Normal, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

DOC = "https://www.infobip.com/docs/rcs"
SENDERS = "/rcs/1/senders"

_PAGES = Numbered(items="results", total="paging.totalResults", per=100)
_SENT_BACK = frozenset({"READY_FOR_TESTING", "SENDER_UPDATE_REQUIRED"})
"""States to which a rejected launch returns; another call then says who rejected it, and why."""
_EDITABLE = frozenset({"READY_FOR_TESTING", "SENDER_UPDATE_REQUIRED"})
_PLATFORM = frozenset({"application", "entity"})
_NOT_IN_PUT = frozenset({"senderName", "hostingRegion", "brand"})

Link = Annotated[str, Text(max=2048, pattern=r"^https?://[^\s/]+")]
Label = Annotated[str, Text(min=1, max=25)]


class Phone(Spec):
    """A telephone number that users see."""

    phone_number: Annotated[str, Text(pattern=r"^\+?[0-9 \-().]{1,30}$")]
    label: Label


class Email(Spec):
    """An e-mail address that users see."""

    address: Annotated[str, Text(min=1, max=100)]
    label: Label


class Website(Spec):
    """A website that users see."""

    url: Link
    label: Label


class Terms(Spec):
    """A link to a legal text."""

    url: Link
    label: Label | None = None


class RcsSenderSpec(Spec):
    """An RCS agent as users see it on their phones."""

    sender: Annotated[
        str | None,
        Text(min=3, max=40, pattern=r"^[a-zA-Z0-9_-]*[a-zA-Z][a-zA-Z0-9_-]*$"),
        Wire("senderName"),
        Key(from_name=True),
        Immutable,
    ] = None
    brand: Annotated[str, Text(min=1, max=100), Wire("brand.brandName"), Immutable]
    hosting_region: Annotated[Literal["NORTH_AMERICA", "EUROPE", "ASIA_PACIFIC"], Immutable]
    billing_category: Literal["CONVERSATIONAL", "NON_CONVERSATIONAL"]
    use_case: Literal["OTP", "TRANSACTIONAL", "PROMOTIONAL", "MULTI_USE"]
    display_name: Annotated[str, Text(min=1, max=40)]
    description: Annotated[str, Text(min=1, max=100)]
    color: Annotated[
        str,
        Text(pattern=r"^#?([A-Fa-f0-9]{6})$"),
        Normal(lambda text: "#" + text.removeprefix("#").upper()),
        Field(description="Hexadecimal, contrast at least 4.5:1 to white"),
    ]
    phones: Annotated[tuple[Phone, ...] | None, Field(max_length=1)] = None
    emails: Annotated[tuple[Email, ...] | None, Field(max_length=1)] = None
    websites: Annotated[tuple[Website, ...] | None, Field(max_length=1)] = None
    banner_url: Annotated[Link, Field(description="JPG or PNG, 1440 x 448")]
    logo_url: Annotated[Link, Field(description="JPG or PNG, 224 x 224")]
    privacy: Terms
    terms_of_service: Terms
    application: Annotated[Reference | None, Ref("infobip.Application"), Wire("platform.applicationId")] = (
        None
    )
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("platform.entityId")] = None
    status: Annotated[str | None, Computed, Wire("senderStatus")] = None

    @model_validator(mode="after")
    def _reachable(self) -> RcsSenderSpec:
        if not (self.phones or self.emails or self.websites):
            raise ValueError("a sender needs at least one of phones, emails and websites")
        return self


@dataclass(frozen=True)
class Senders:
    """Answers are 202: the result shows in the status."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all; the list leaves out contacts, links and platform, so each is read by name."""
        del wanted
        names = [_item(w) for w in await _PAGES.fetch(read, SENDERS)]
        return [item for item in await together(*(self.get(read, n) for n in names)) if item]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(self._path(item), missing_ok=True)
        if not isinstance(wire, Mapping):
            return None
        if wire.get("senderStatus") not in _SENT_BACK:
            return _item(wire)
        launch = await read.get(f"{self._path(item)}/launch-status", missing_ok=True)
        return _item({**wire, **_rejected(wire, launch or {})})

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Ask for the sender."""
        answer = (await write.post(SENDERS, body)).json or {}
        return _item({**body, **answer})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Ask for the change; application and entity have a call of their own that works at any time."""
        if changed and changed <= _PLATFORM:
            await write.patch(
                f"{self._path(item)}/platform-parameters", {"platform": body.get("platform") or {}}
            )
            return
        await write.put(self._path(item), {k: v for k, v in body.items() if k not in _NOT_IN_PUT})

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: the vendor has no delete."""
        del write, item
        raise RuntimeError("an RCS sender has no delete")

    def _path(self, item: Item) -> str:
        return f"{SENDERS}/{segment(item.id)}"


def _item(wire: Mapping[str, Any]) -> Item:
    # `sender` is the name by which other kinds refer to a sender of any channel.
    return Item(str(wire["senderName"]), {**wire, "sender": wire["senderName"]})


def _rejected(wire: Mapping[str, Any], launch: Mapping[str, Any]) -> dict[str, Any]:
    """Return who rejected the launch and why, unless the sender was changed since, or somebody has not answered."""
    asked = [
        p
        for country in launch.get("coverage") or ()
        for p in country.get("providers") or ()
        if p.get("status") != "NOT_REQUESTED"
    ]
    no = [p for p in asked if p.get("status") == "REJECTED"]
    changed = any(str(wire.get("updatedAt") or "") > str(p.get("updatedAt")) for p in no)
    open_ = wire.get("senderStatus") == "READY_FOR_TESTING" and len(no) < len(asked)
    if not no or changed or open_:
        return {}
    reasons = sorted({f"{p['name']}: {p.get('rejectionReason') or 'no reason given'}" for p in no})
    return {"rejection": "; ".join(reasons), "rejectedAt": max(str(p["updatedAt"]) for p in no)}


def _ready(wire: Mapping[str, Any]) -> Waiting | None:
    status = wire.get("senderStatus")
    if status == "PENDING":
        return Waiting(
            "Infobip", "the sender is being processed; run apply again when it is READY_FOR_TESTING"
        )
    if status == "DRAFT":
        return Waiting("you", "the sender is a draft of the web interface; finish it there")
    if status == "SENDER_UPDATE_REQUIRED" or wire.get("rejection"):
        return Waiting(
            "you",
            "the launch was sent back; change what Infobip asks for and apply",
            rejected=True,
            reason=str(wire.get("rejection", "")),
            since=str(wire.get("rejectedAt", "")),
        )
    return None


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    status = wire.get("senderStatus")
    if changed <= _PLATFORM or status in _EDITABLE:
        return ""
    return f"a sender in status {status} is locked; only application and entity can change now"


RcsSender = Kind(
    name="infobip.RcsSender",
    spec=RcsSenderSpec,
    api=Senders(),
    concept=Concept.SENDER,
    summary="An RCS sender: how it looks, and whom users can reach.",
    doc=DOC,
    evidence=evidence(
        "list GET /rcs/1/senders",
        "get GET /rcs/1/senders/{senderName}",
        "get GET /rcs/1/senders/{senderName}/launch-status",
        "create POST /rcs/1/senders",
        "update PUT /rcs/1/senders/{senderName}",
        "update PATCH /rcs/1/senders/{senderName}/platform-parameters",
    ),
    ready=_ready,
    no_replace="Infobip cannot delete an RCS sender, and its name stays taken: use another name",
    patience=3.0,
    fixed_if=_fixed,
    example={
        "brand": "Acme",
        "hosting_region": "EUROPE",
        "billing_category": "NON_CONVERSATIONAL",
        "use_case": "TRANSACTIONAL",
        "display_name": "Acme Care",
        "description": "Orders and deliveries",
        "color": "#0B78D0",
        "phones": [{"phone_number": "+441134960002", "label": "Phone"}],
        "banner_url": "https://www.example.com/banner.jpg",
        "logo_url": "https://www.example.com/logo.jpg",
        "privacy": {"url": "https://www.example.com/privacy"},
        "terms_of_service": {"url": "https://www.example.com/terms"},
    },
)
