"""The fields of a confidential application, and their shape on the wire (dossier B1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import (
    Computed,
    Key,
    NewSecret,
    Remembered,
    ServerDefault,
    Spec,
    Text,
    Uncompared,
    Unordered,
    Wire,
)

TEMPLATE = "CustomWebAppTemplateId"
"""Template of confidential applications; public clients have another one."""
GRANT = "client_credentials"
ATTRIBUTES = (
    "displayName",
    "name",
    "description",
    "active",
    "isOAuthResource",
    "audience",
    "scopes",
    "accessTokenExpiry",
    "refreshTokenExpiry",
    "allowOffline",
    "isOAuthClient",
    "clientType",
    "allowedGrants",
    "trustScope",
    "allowedScopes",
    "deleteInProgress",
)
"""What is read of an application: an explicit list, so that its secret never is."""
_PLAIN = ("displayName", "description", "accessTokenExpiry", "refreshTokenExpiry", "allowOffline")


class AppScope(Spec):
    """A scope of the resource server."""

    value: Annotated[
        str, Text(min=1), Field(description="`/`; with the audience before it: what clients ask for")
    ]
    description: str | None = None
    requires_consent: Annotated[bool | None, ServerDefault(False)] = None


class ConfidentialAppSpec(Spec):
    """A confidential application of the identity domain, with which Infobip gets its tokens."""

    display_name: Annotated[str | None, Text(min=1, max=125), Key(from_name=True)] = None
    description: Annotated[str | None, Text(max=250)] = None
    audience: Annotated[
        str | None,
        Text(min=1),
        Field(description="Primary audience; with a scope appended it must be unique in the whole domain"),
    ] = None
    scopes: Annotated[tuple[AppScope, ...] | None, Unordered] = None
    access_token_expiry: Annotated[
        int | None, Field(ge=1, description="Seconds that an access token lasts")
    ] = None
    refresh_token_expiry: Annotated[int | None, ServerDefault(604800), Field(ge=1)] = None
    allow_offline: Annotated[bool | None, Field(description="Whether there are refresh tokens")] = None
    oauth_client: Annotated[
        Literal["skip", "client_credentials"] | None,
        ServerDefault("skip"),
        Field(
            description="The guide skips the client configuration; where `msgops doctor` reports that the domain gives "
            "such an application no token, client_credentials lets it ask for its own scopes"
        ),
    ] = None
    active: Annotated[
        bool, Field(description="Always managed: an application that was deactivated elsewhere is drift")
    ] = True
    secret_file: Annotated[
        str | None,
        Text(min=1, max=255),
        Uncompared,
        NewSecret(on=("rotation",)),
        Field(
            description="New file below the workspace, for the client secret of an application that is "
            "created or whose secret is rotated; without it the secret is not kept anywhere"
        ),
    ] = None
    rotation: Annotated[
        str | None,
        Text(min=1, max=60),
        Remembered,
        Field(
            description="Another value here makes a new secret, into a new secret_file; the old one dies at once"
        ),
    ] = None
    id: Annotated[str | None, Computed] = None
    client_id: Annotated[str | None, Computed, Wire("name")] = None
    scope: Annotated[str | None, Computed, Wire("fqs")] = None
    token_url: Annotated[str | None, Computed, Wire("tokenUrl")] = None

    @model_validator(mode="before")
    @classmethod
    def _active(cls, data: Any) -> Any:
        return {"active": True, **data} if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _whole(self) -> ConfidentialAppSpec:
        if (self.audience is None) != (not self.scopes):
            raise ValueError("audience and scopes belong together: they make a resource server")
        values = [scope.value for scope in self.scopes or ()]
        if len(values) != len(set(values)):  # compositeKey of the specification
            raise ValueError("scopes has a value twice")
        if self.rotation is not None and self.secret_file is None:
            raise ValueError("rotation needs secret_file, where the new secret goes")
        return self


def shown(row: Mapping[str, Any], domain: str) -> dict[str, Any]:
    """Return an application in the shape of the spec."""
    scopes = [s for s in row.get("scopes") or () if isinstance(s, Mapping)]
    server = row.get("isOAuthResource") is True and bool(scopes) and bool(row.get("audience"))
    out = {k: row[k] for k in ("id", "name", "active", *_PLAIN) if k in row}
    out["fqs"] = scopes[0].get("fqs") if scopes else None
    out["tokenUrl"] = f"{domain.rstrip('/')}/oauth2/v1/token"
    out["oauthClient"] = _client(row)
    if server:
        out["audience"] = row.get("audience")
        known = ("value", "description", "requiresConsent")
        out["scopes"] = [{k: s[k] for k in known if s.get(k) is not None} for s in scopes]
    return out


def _client(row: Mapping[str, Any]) -> str:
    """Return how the application gets tokens; `incomplete` where it may, but not for all of its own scopes."""
    if row.get("isOAuthClient") is not True:
        return "skip"
    allowed = {s.get("fqs") for s in row.get("allowedScopes") or ()}
    own = {s.get("fqs") for s in row.get("scopes") or ()}
    whole = GRANT in (row.get("allowedGrants") or ()) and own <= allowed
    return GRANT if whole else "incomplete"


def written(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that a body asks for, without those of the client configuration."""
    out = {k: body[k] for k in _PLAIN if k in body}
    if "audience" in body or "scopes" in body:
        out["isOAuthResource"] = bool(body.get("scopes"))
        out["audience"] = body.get("audience")
        out["scopes"] = [{"requiresConsent": False, **s} for s in body.get("scopes") or ()]
    return out


def configuration(mode: str | None, scopes: list[str]) -> dict[str, Any]:
    """Return the client configuration; `scopes` are the qualified ones, which must be there before (trap 2)."""
    if mode != GRANT:
        return {"isOAuthClient": False}
    return {
        "isOAuthClient": True,
        "clientType": "confidential",
        "allowedGrants": [GRANT],
        "trustScope": "Explicit",
        "allowedScopes": [{"fqs": fqs} for fqs in sorted(scopes)],
    }
