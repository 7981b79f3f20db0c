"""Social media on the server: where its processors are, the account that they use, and who may configure channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Key, SecretText, ServerDefault, Spec, Text, Url, Wire, WriteOnly
from msgops.sdk.hands import NoApi, Person, Step, Verdict
from msgops.sdk.kind import Concept, Confidence, Hand, Item, Kind, Wanted
from msgops_pureconnect.kinds.common import ADMIN, HELP, evidence, person, told

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Body = dict[str, Any]
_PATH = "/social-media"
_ACCOUNT = "/social-media/account"
_ID = "social-media"
_PAGE = f"{HELP}/icws/(sessionId)/social-media"


class SocialMediaSpec(Spec):
    """How the server reaches its social media processors; a server has it once.

    The address of Genesys Hub stays as it is: the property's name is not known for sure.
    """

    service: Annotated[Literal["social-media"], Key(), Field(description="A server has one")] = "social-media"
    processor: Annotated[Url, Wire("socialMediaProcessor"), Field(description="Address of the processor")]
    second_processor: Annotated[
        Url | None, Wire("socialMediaProcessor2"), Field(description="That of the other server of a pair")
    ] = None
    secret: Annotated[
        SecretText | None,
        WriteOnly,
        Wire("socialMediaProcessorSecret"),
        Field(description="What the server shows to the processor"),
    ] = None
    authenticate: Annotated[bool | None, ServerDefault(False)] = None


@dataclass(frozen=True, slots=True)
class Singleton:
    """The one object below its path: 404 says that social media was never enabled."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read it."""
        del wanted
        wire = await read.get(_PATH, missing_ok=True)
        return [Item(_ID, {**wire, "service": _ID})] if isinstance(wire, Mapping) else []

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read it again."""
        del item
        return next(iter(await self.list(read, None)), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Enable social media."""
        await write.post(_PATH, _sent(body))
        return Item(_ID, body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the whole, with what nobody manages as it was read; a secret that is hidden in it is not sent back."""
        del changed
        kept = {k: v for k, v in item.wire.items() if k != "socialMediaProcessorSecret"}
        await write.put(_PATH, _sent({**kept, **body}))

    async def delete(self, write: Writer, item: Item) -> None:
        """Disable social media."""
        del item
        try:
            await write.delete(_PATH)
        except NotFound:
            return


def _sent(body: Body) -> Body:
    return {k: v for k, v in body.items() if k != "service" and v is not None}


SocialMedia = Kind(
    name="pureconnect.SocialMedia",
    spec=SocialMediaSpec,
    api=Singleton(),
    concept=Concept.PLUMBING,
    summary="Social media of a server: its processors.",
    doc=f"{_PAGE}/index.htm",
    evidence=(
        *evidence(
            "list GET /icws/{sessionId}/social-media",
            "get GET /icws/{sessionId}/social-media",
            "update PUT /icws/{sessionId}/social-media",
            "delete DELETE /icws/{sessionId}/social-media",
        ),
        # POST is documented; that it does without the address of the Hub is not.
        *evidence("create POST /icws/{sessionId}/social-media", confidence=Confidence.INFERRED),
    ),
    preserve=False,
    example={
        "service": "social-media",
        "processor": "https://smp1.acme.example",
        "secret": "${env:HOOK_SECRET}",
        "authenticate": True,
    },
)


class SocialMediaAccountSpec(Spec):
    """The account by which the server's processors sign in; made once for a server."""

    email: Annotated[str | None, Text(min=1), Key(from_name=True), Field(description="Of the account")] = None


async def _account(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    """The server shows the e-mail and hides the password; 404 is no account."""
    found = await read.get(_ACCOUNT, missing_ok=True)
    email = found.get("email") if isinstance(found, Mapping) else None
    holds = str(email or "").casefold() == str(wire["email"]).casefold()
    return Verdict(holds=holds, found=f"the account is {email}" if email else "there is no account")


SocialMediaAccount = Kind(
    name="pureconnect.SocialMediaAccount",
    spec=SocialMediaAccountSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Interaction Connect, Social Media administration",
            steps=(
                "Sign in to Interaction Connect as a user with the right Social Media Admin.",
                "Enable social media, if it is not enabled.",
                "Create the account with the e-mail {email}.",
            ),
            verify=_account,
        )
    ),
    hand=Hand.PERSON,
    summary="The account for social media: made by a person, read by ICWS.",
    doc=f"{_PAGE}/account/index.htm",
    evidence=(
        *told("Channel Configuration: create a social media account"),
        *evidence("verify GET /icws/{sessionId}/social-media/account"),
    ),
    example={"email": "social@acme.example"},
)


class SocialMediaAdminSpec(Spec):
    """The right Social Media Admin: who configures channels needs it. Its id in ICWS is published nowhere."""

    holder: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="A role, or a user")
    ] = None
    type: Annotated[Literal["role", "user"], Key(), Field(description="What the holder is")]


SocialMediaAdmin = person(
    "SocialMediaAdmin",
    SocialMediaAdminSpec,
    "Interaction Administrator",
    (
        Step("Open Roles and the role {holder}.", when="type=role"),
        Step("Open Users and the user {holder}.", when="type=user"),
        "Open Security, then Security Rights, and find Social Media Admin.",
        "Select it, save, and have the people sign in to Interaction Connect again.",
    ),
    chapter="Channel Configuration: the right Social Media Admin",
    concept=Concept.ROLE,
    summary="Gives a role or a user the right to configure channels.",
    example={"holder": "Channel Administrators", "type": "role"},
)
