"""OAuth clients for programs; the secret is in the answer to the create, and nowhere else (dossier A1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.errors import ProviderError
from msgops.sdk.fields import (
    Immutable,
    NewSecret,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Uncompared,
    Unordered,
    Wire,
)
from msgops.sdk.kind import Concept, Item, Kind, Risk
from msgops.sdk.secret_file import SecretFile
from msgops_genesys.kinds.common import API, SITE, Body, Entities, crud
from msgops_genesys.kinds.routing import Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

CLIENTS = "/oauth/clients"
_READ = frozenset({"secret"})


class Granted(Spec):
    """A role of the client, in a division."""

    role: Annotated[Reference, Ref("genesys.Role"), Wire("roleId")]
    division: Annotated[Reference, Ref("genesys.Division"), Wire("divisionId")]


class OAuthClientSpec(Spec):
    """A credential for a program; a client can never grant more than the one that creates it has."""

    name: Name = None
    description: Annotated[str | None, Text(max=2048)] = None
    grant: Annotated[
        Literal["CLIENT-CREDENTIALS", "CODE", "TOKEN", "SAML2-BEARER", "PASSWORD"],
        Immutable,
        Wire("authorizedGrantType"),
    ] = "CLIENT-CREDENTIALS"
    token_seconds: Annotated[
        int | None,
        Wire("accessTokenValiditySeconds"),
        ServerDefault(86400),
        Field(ge=300, le=172800, description="Life time of its tokens"),
    ] = None
    roles: Annotated[
        tuple[Granted, ...] | None, Unordered, Wire("roleDivisions"), Field(description="Exactly its roles")
    ] = None
    redirects: Annotated[
        tuple[Annotated[str, Text(min=1)], ...] | None, Unordered, Wire("registeredRedirectUri")
    ] = None
    state: Literal["active", "inactive"] | None = None
    secret_file: Annotated[
        str | None,
        Text(min=1, max=255),
        Uncompared,
        NewSecret(),
        Field(
            description="New file below the workspace, for the secret of a client that is created; without it the "
            "secret is not kept anywhere"
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _told(cls, data: Any) -> Any:
        return {"grant": "CLIENT-CREDENTIALS", **data} if isinstance(data, Mapping) else data


async def _secretless(read: Reader, row: Body) -> Body:
    """Keep the secret out of what is read."""
    del read
    return {k: v for k, v in row.items() if k not in _READ}


@dataclass(frozen=True, kw_only=True)
class Clients(Entities):
    """Clients; the create's answer is the only one that has the secret."""

    path: str = CLIENTS
    drop: frozenset[str] = frozenset({"secret", "roleIds", "dateToDelete"})

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the client; its secret goes to the file that was named, or nowhere."""
        sent = {k: v for k, v in body.items() if k != "secretFile" and v is not None}
        target = SecretFile.reserve(body.get("secretFile"), f"POST {CLIENTS}", write.directory)
        try:
            made = (await write.post(f"{API}{CLIENTS}", sent)).json
        except ProviderError:
            target.discard()
            raise
        target.fill(str(made.get("secret") or ""))
        return Item(str(made["id"]), {**sent, **await _secretless(write, made)})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the client whole."""
        wanted = {k: v for k, v in body.items() if k != "secretFile"}
        await super().update(write, item, wanted, changed)

    async def item(self, read: Reader, row: Mapping[str, Any]) -> Item:
        """Return a row without its secret."""
        return Item(str(row["id"]), await _secretless(read, dict(row)))


OAuthClient = Kind(
    name="genesys.OAuthClient",
    spec=OAuthClientSpec,
    api=Clients(),
    concept=Concept.ROLE,
    summary="An OAuth client with exactly the roles that a program needs.",
    doc=SITE,
    evidence=crud(CLIENTS, "clientId"),
    unique=False,
    shown_once="the client secret",
    on_delete=Risk("MG106", "programs that use its id and secret are locked out at once"),
    example={
        "description": "For the CRM",
        "token_seconds": "3600",
        "roles": [{"role": "example", "division": "example"}],
    },
)
