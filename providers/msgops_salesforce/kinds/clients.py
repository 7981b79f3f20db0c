"""External client apps, by which a partner signs in: five components as one resource (dossier B14)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import (
    Computed,
    Immutable,
    Key,
    SecretText,
    ServerDefault,
    Spec,
    Text,
    Unordered,
    Wire,
    WriteOnly,
)
from msgops.sdk.kind import Concept, Confidence, Kind
from msgops_salesforce.kinds.client_parts import ClientApps
from msgops_salesforce.kinds.common import DEVELOPER_NAME, GUIDE, METADATA, evidence

Maybe = bool | None

InCommas = Annotated[str, Text(min=1, pattern=r"^[^,\s\x00-\x1f]([^,\x00-\x1f]*[^,\s\x00-\x1f])?$")]
"""A name that stands among others between commas."""


class ExternalClientAppSpec(Spec):
    """An app with its sign-in, keys and policies. Key and secret are made by the org; the secret is never read.

    Keys are not rotated from here: a document that asks for it would rotate them with every apply.
    """

    developer_name: Annotated[
        str | None,
        Text(max=80, pattern=DEVELOPER_NAME),
        Key(from_name=True),
        Immutable,
        Wire("fullName"),
        Field(description="Its prefix, up to the first underscore, is that of the channel definitions"),
    ] = None
    label: Annotated[str, Text(min=1, max=80), Wire("app.label")]
    contact_email: Annotated[str, Text(min=3), Wire("app.contactEmail")]
    description: Annotated[str | None, Wire("app.description")] = None
    enabled: Annotated[Maybe, Wire("plugins.isEnabled"), ServerDefault(True)] = None
    callback_url: Annotated[
        str,
        Text(min=1),
        Wire("keys.callbackUrl"),
        Field(description="For JWT bearer https://login.salesforce.com will do"),
    ]
    scopes: Annotated[
        tuple[str, ...],
        Unordered,
        Wire("settings.commaSeparatedOauthScopes"),
        Field(description="Api, RefreshToken, Interaction, …", min_length=1),
    ]
    certificate: Annotated[
        SecretText | None,
        WriteOnly,
        Wire("keys.certificate"),
        Field(
            description="PEM; switches JWT bearer on. Whether the org wants it with or without its frame is unproved"
        ),
    ] = None
    client_credentials: Annotated[Maybe, Wire("keys.isClientCredentialsFlowEnabled")] = None
    client_credentials_user: Annotated[
        str | None, Wire("policies.clientCredentialsFlowUser"), Field(description="User to act as")
    ] = None
    named_user_jwt: Annotated[Maybe, Wire("keys.isNamedUserJwtEnabled")] = None
    device_flow: Annotated[Maybe, Wire("keys.isDeviceFlowEnabled")] = None
    token_exchange: Annotated[Maybe, Wire("keys.isTokenExchangeEnabled")] = None
    pkce_required: Annotated[Maybe, Wire("keys.isPkceRequired"), ServerDefault(True)] = None
    consumer_secret_optional: Annotated[Maybe, Wire("keys.isConsumerSecretOptional")] = None
    secret_required_for_refresh: Annotated[
        Maybe, Wire("keys.isSecretRequiredForRefreshToken"), ServerDefault(True)
    ] = None
    permitted_users: Annotated[
        Literal["AdminApprovedPreAuthorized", "AllSelfAuthorized"],
        Wire("policies.permittedUsersPolicyType"),
        Field(description="JWT bearer needs AdminApprovedPreAuthorized, with a profile or permission set"),
    ]
    profiles: Annotated[
        tuple[InCommas, ...] | None,
        Unordered,
        Wire("policies.commaSeparatedProfile"),
        Field(
            description="Pre-authorized profiles: names, with Admin for System Administrator; unproved, ids may be wanted"
        ),
    ] = None
    permission_sets: Annotated[
        tuple[InCommas, ...] | None,
        Unordered,
        Wire("policies.commaSeparatedPermissionSet"),
        Field(
            description="Pre-authorized permission sets: the vendor's text says ids, its sample shows a name"
        ),
    ] = None
    ip_relaxation: Annotated[
        Literal["Enforce", "Bypass", "Bypass_2factor", "Enforce_RelaxRefresh"] | None,
        Wire("policies.ipRelaxationPolicyType"),
    ] = None
    refresh_token_policy: Annotated[
        Literal["Infinite", "Zero", "SpecificLifetime", "SpecificInactivity"],
        Wire("policies.refreshTokenPolicyType"),
    ]
    refresh_token_validity: Annotated[
        int | None, Field(ge=1, description="In units"), Wire("policies.refreshTokenValidityPeriod")
    ] = None
    refresh_token_validity_unit: Annotated[str | None, Wire("policies.refreshTokenValidityUnit")] = None
    consumer_key: Annotated[
        str | None, Computed, Wire("keys.consumerKey"), Field(description="Made by the org")
    ] = None


def _calls(operation: str, fields: frozenset[str]) -> int:
    """An app goes after its parts; whether it is enabled is said once the org has made its policies."""
    return 2 if operation == "delete" or (operation == "create" and "enabled" in fields) else 1


ExternalClientApp = Kind(
    name="salesforce.ExternalClientApp",
    spec=ExternalClientAppSpec,
    api=ClientApps(spec=ExternalClientAppSpec),
    concept=Concept.PLUMBING,
    summary="An app by which a partner signs in, with certificate, scopes and who may use it.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_externalclientapplication.htm",
    evidence=(
        *evidence(
            "list SOAP listMetadata, readMetadata ExternalClientApplication, ExtlClntApp*",
            "get SOAP listMetadata, readMetadata ExternalClientApplication, ExtlClntApp*",
            "create POST metadata/deployRequest ExternalClientApplication, ExtlClntApp*",
            "update POST metadata/deployRequest ExternalClientApplication, ExtlClntApp*",
            source=METADATA,
        ),
        *evidence(
            "delete POST metadata/deployRequest destructiveChanges ExtlClntApp*, ExternalClientApplication",
            confidence=Confidence.INFERRED,
            source=METADATA,
        ),
    ),
    calls=_calls,
    audit_item="external client app",
    example={
        "developer_name": "Infobip_ClientApp1",
        "label": "Infobip ClientApp1",
        "contact_email": "ops@example.com",
        "callback_url": "https://login.salesforce.com",
        "scopes": ["Api", "RefreshToken", "Interaction"],
        "certificate": "${env:APP_CERTIFICATE}",
        "permitted_users": "AdminApprovedPreAuthorized",
        "profiles": ["Admin"],
        "refresh_token_policy": "Infinite",
    },
)
