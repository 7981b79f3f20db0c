"""Connected apps, the older way to let a partner in (dossier B13); new apps are external client apps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.fields import (
    Computed,
    Immutable,
    Key,
    SecretText,
    Spec,
    Text,
    Unordered,
    Wire,
    WriteOnly,
)
from msgops.sdk.http import Writer
from msgops.sdk.kind import Concept, Confidence, Item, Kind
from msgops_salesforce.kinds.certificates import opened
from msgops_salesforce.kinds.common import (
    DEVELOPER_NAME,
    GUIDE,
    METADATA,
    Body,
    Components,
    evidence,
    metadata_evidence,
)
from msgops_salesforce.kinds.documents import merged, typed


class ConnectedAppSpec(Spec):
    """An app by which somebody signs in. Key and secret are made by the org; the secret is never read."""

    developer_name: Annotated[
        str | None,
        Text(max=80, pattern=DEVELOPER_NAME),
        Key(from_name=True),
        Immutable,
        Wire("fullName"),
        Field(description="The label with underscores for spaces; its prefix is that of channel definitions"),
    ] = None
    label: Annotated[str, Text(min=1, max=80)]
    contact_email: Annotated[str, Text(min=3), Wire("contactEmail")]
    description: str | None = None
    callback_url: Annotated[
        str,
        Text(min=1),
        Wire("oauthConfig.callbackUrl"),
        Field(description="For JWT bearer https://login.salesforce.com will do"),
    ]
    scopes: Annotated[
        tuple[str, ...],
        Unordered,
        Wire("oauthConfig.scopes"),
        Field(description="Api, RefreshToken, Interaction, Full, OpenID, Chatter, …", min_length=1),
    ]
    certificate: Annotated[
        SecretText | None,
        WriteOnly,
        Wire("oauthConfig.certificate"),
        Field(
            description="PEM; switches JWT bearer on. The org never returns it, and what an update without it does to it is "
            "not documented: name it in apps that msgops changes"
        ),
    ] = None
    admin_approved: Annotated[
        bool | None,
        Wire("oauthConfig.isAdminApproved"),
        Field(description="Users whom an administrator approved are pre-authorized"),
    ] = None
    consumer_secret_optional: Annotated[bool | None, Wire("oauthConfig.isConsumerSecretOptional")] = None
    pkce_required: Annotated[bool | None, Wire("oauthConfig.isPkceRequired")] = None
    ip_relaxation: Annotated[
        str | None, Text(min=1), Wire("oauthPolicy.ipRelaxation"), Field(description="ENFORCE, BYPASS, …")
    ] = None
    refresh_token_policy: Annotated[
        str | None,
        Text(min=1),
        Wire("oauthPolicy.refreshTokenPolicy"),
        Field(description="infinite, specific_lifetime, …"),
    ] = None
    profiles: Annotated[
        tuple[str, ...] | None,
        Unordered,
        Wire("profileName"),
        Field(description="Who may use it, with admin_approved: System Administrator is Admin here"),
    ] = None
    permission_sets: Annotated[
        tuple[str, ...] | None,
        Unordered,
        Wire("permissionSetName"),
        Field(description="Who may use it, with admin_approved"),
    ] = None
    consumer_key: Annotated[
        str | None,
        Computed,
        Wire("oauthConfig.consumerKey"),
        Field(description="Made by the org, never changes"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> ConnectedAppSpec:
        if (self.profiles or self.permission_sets) and not self.admin_approved:
            raise ValueError("profiles and permission_sets mean nothing without admin_approved")
        if (self.ip_relaxation is None) != (self.refresh_token_policy is None):
            raise ValueError("ip_relaxation and refresh_token_policy come together")
        return self


_typed = typed(ConnectedAppSpec)


def _read(found: Mapping[str, Any]) -> Body:
    """Forget a secret that an org may return."""
    content = _typed(found)
    if isinstance(content.get("oauthConfig"), dict):
        content["oauthConfig"].pop("consumerSecret", None)
    return content


def _document(body: Body) -> Mapping[str, Any]:
    return {**body, "oauthConfig": dict(sorted(opened(body["oauthConfig"]).items()))}


@dataclass(frozen=True, kw_only=True)
class Apps(Components):
    """Connected apps; an update sends the consumer key along, which must stay as it is."""

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the app with the elements that nobody here manages."""
        await super().update(write, item, merged(ConnectedAppSpec, item.wire, body), changed)


ConnectedApp = Kind(
    name="salesforce.ConnectedApp",
    spec=ConnectedAppSpec,
    api=Apps(
        kind="ConnectedApp", folder="connectedApps", suffix="connectedApp", encode=_document, decode=_read
    ),
    concept=Concept.PLUMBING,
    summary=(
        "An app by which a partner signs in. Orgs create none by default since Spring '26: an administrator allows it "
        "under External Client Apps, Settings; salesforce.ExternalClientApp needs no such step."
    ),
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_connectedapp.htm",
    evidence=(
        *metadata_evidence("ConnectedApp", "list", "get", "create"),
        *evidence(
            "update POST metadata/deployRequest ConnectedApp",
            "delete POST metadata/deployRequest destructiveChanges ConnectedApp",
            confidence=Confidence.INFERRED,
            source=METADATA,
        ),
    ),
    audit_item="connected app",
    example={
        "developer_name": "Partner1_ConnectedApp1",
        "label": "Partner1 ConnectedApp1",
        "contact_email": "ops@example.com",
        "callback_url": "https://login.salesforce.com",
        "scopes": ["Api", "RefreshToken", "Interaction"],
        "certificate": "${env:APP_CERTIFICATE}",
        "admin_approved": True,
        "ip_relaxation": "ENFORCE",
        "refresh_token_policy": "infinite",
        "profiles": ["Admin"],
    },
)
