"""Connected apps and external client apps: who may log in, with which key (dossier B13, B14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops_salesforce.simulator import keys
from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata.component import Component, Failed, Outcome
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org

SCOPES = {
    "Api": "api",
    "RefreshToken": "refresh_token",
    "OfflineAccess": "offline_access",
    "Interaction": "interaction_api",
    "Full": "full",
    "OpenID": "openid",
    "Chatter": "chatter_api",
    "Basic": "id",
    "Web": "web",
}
"""Scopes as the documents write them, and as a token does."""
_APP = "ExternalClientApplication"


def _certificate(pem: str | None) -> None:
    if pem:
        try:
            keys.public_key(pem)
        except ValueError:
            raise Failed("The certificate is not a PEM certificate with an RSA key") from None


def _scopes(names: list[str]) -> list[str]:
    if wrong := [n for n in names if n not in SCOPES]:
        raise Failed(f"Unknown OAuth scope: {wrong[0]}")
    return [SCOPES[n] for n in names]


def _register(org: Org, key: str, app: Mapping[str, Any]) -> None:
    """Let the login know the app."""
    org.world.table("apps")[key] = dict(app)


class ConnectedApp(Component):
    """Creation is switched off until a person allows it. [documented]"""

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Create or replace an app; its consumer key never changes. [documented]"""
        oauth, old = content.get("oauthConfig") or {}, self.row(org, name)
        if old is None and not org.enabled("ConnectedAppCreation"):
            raise Failed(
                "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
            )
        _certificate(oauth.get("certificate"))
        scopes = _scopes(oauth.get("scopes") or [])
        known = ((old or {}).get("_content") or {}).get("oauthConfig") or {}
        key = known.get("consumerKey") or oauth.get("consumerKey") or _new_key(org)
        if oauth.get("consumerKey") not in (None, key):
            raise Failed("The consumer key can't be changed")
        if oauth:
            secret = oauth.get("consumerSecret") or known.get("consumerSecret") or org.world.hex32()
            held = {**oauth, "consumerKey": key, "consumerSecret": secret}
            held["certificate"] = oauth.get("certificate") or known.get("certificate")
            content = {**content, "oauthConfig": {k: v for k, v in held.items() if v is not None}}
        done = super().write(org, name, content)
        if oauth:
            _register(org, key, self._app(name, content, scopes))
        return done

    def _app(self, name: str, content: Content, scopes: list[str]) -> dict[str, Any]:
        oauth = content["oauthConfig"]
        return {
            "name": name,
            "secret": oauth["consumerSecret"],
            "certificate": oauth.get("certificate", ""),
            "policy": "AdminApprovedPreAuthorized" if oauth.get("isAdminApproved") else "AllSelfAuthorized",
            "profiles": content.get("profileName") or [],
            "permission_sets": content.get("permissionSetName") or [],
            "scopes": scopes,
            "run_as": oauth.get("oauthClientCredentialUser", ""),
            "rest_only": bool(oauth.get("isNamedUserJwtEnabled")),
        }

    def read(self, org: Org, name: str) -> Content | None:
        """The key comes back, secret and certificate do not. [documented]"""
        found = super().read(org, name)
        if found is not None and "oauthConfig" in found:
            hidden = ("consumerSecret", "certificate")
            found["oauthConfig"] = {k: v for k, v in found["oauthConfig"].items() if k not in hidden}
        return found


def _new_key(org: Org) -> str:
    return f"3MVG9{org.world.hex32()}{org.world.hex32()}.{org.world.hex32()[:15]}"


class Application(Component):
    """The app itself; its policies are made with it. [documented]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Give it its name across orgs."""
        content.setdefault("orgScopedExternalApp", f"{next(iter(org.rows('Organization')))}:{name}")
        content.setdefault("distributionState", "Local")
        return super().values(org, name, content)

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Make the policies where there are none."""
        del content
        name = self.name_of(org, row)
        if not _of(org, "ExtlClntAppConfigurablePolicies", name):
            held = {"externalClientApplication": name, "isEnabled": True, "label": f"{name}_plcy"}
            policies = {"_fullName": f"{name}_plcy", "_content": held}
            org.insert("ExtlClntAppConfigurablePolicies", policies, by="metadata")

    def delete(self, org: Org, name: str) -> str | None:
        """An app goes after its settings. [assumed]"""
        for type_ in _CHILDREN:
            if type_ != "ExtlClntAppConfigurablePolicies" and _of(org, type_, name):
                raise Failed(f"The external client app {name} is referenced by {type_}")
        if policies := _of(org, "ExtlClntAppConfigurablePolicies", name):
            org.delete("ExtlClntAppConfigurablePolicies", policies["Id"], by="metadata")
        return super().delete(org, name)


def _of(org: Org, type_: str, app: str) -> Row | None:
    """Return the document of a type that belongs to an app."""
    rows = org.rows(type_).values()
    return next((r for r in rows if r["_content"].get("externalClientApplication") == app), None)


class Child(Component):
    """A document of an app: the app must be there, and has one of each type. [documented]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check the app, the certificate, the scopes."""
        app = content["externalClientApplication"]
        if org.find(_APP, _fullName=app) is None:
            raise Failed(f"INVALID_CROSS_REFERENCE_KEY: no external client app named {app}")
        other = _of(org, self.name, app)
        if other is not None and self.name_of(org, other) != name:
            raise Failed(f"DUPLICATE_VALUE: {app} has a {self.name} already: {self.name_of(org, other)}")
        _certificate(content.get("certificate"))
        _scopes([s.strip() for s in content.get("commaSeparatedOauthScopes", "").split(",") if s.strip()])
        return super().values(org, name, content)

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Let the login know."""
        del row
        publish(org, content["externalClientApplication"])

    def delete(self, org: Org, name: str) -> str | None:
        """Forget the app's login when its key goes."""
        row = self.row(org, name)
        key = row["_content"].get("consumerKey") if row is not None else None
        if key:
            org.world.table("apps").pop(key, None)
        return super().delete(org, name)


class Keys(Child):
    """The global OAuth settings: key and secret are made here, and made anew on demand. [documented]"""

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Keep key, secret and certificate where the document does not mention them."""
        row = self.row(org, name)
        old = row["_content"] if row is not None else {}
        rotate = [p for p in ("Key", "Secret") if content.get(f"shouldRotateConsumer{p}") and old]
        held = {
            "consumerKey": content.get("consumerKey") or old.get("consumerKey") or _new_key(org),
            "consumerSecret": content.get("consumerSecret") or old.get("consumerSecret") or org.world.hex32(),
            "isPkceRequired": content.get("isPkceRequired", True),
            "isSecretRequiredForRefreshToken": content.get("isSecretRequiredForRefreshToken", True),
        }
        if "Key" in rotate:
            org.world.table("apps").pop(str(old["consumerKey"]), None)
            held["consumerKey"] = _new_key(org)
        if "Secret" in rotate:
            held["consumerSecret"] = org.world.hex32()
        done = super().write(org, name, {**content, **held})
        warnings = tuple(
            f"The consumer {p.lower()} is rotated on every deploy that asks for it" for p in rotate
        )
        return Outcome(done.id, done.created, done.changed, warnings)


def publish(org: Org, app: str) -> None:
    """Let the login know an app with its key, policies and scopes."""
    found = _of(org, "ExtlClntAppGlobalOauthSettings", app)
    if found is None:
        return
    oauth = found["_content"]
    policies = (_of(org, "ExtlClntAppOauthConfigurablePolicies", app) or {"_content": {}})["_content"]
    settings = (_of(org, "ExtlClntAppOauthSettings", app) or {"_content": {}})["_content"]
    _register(
        org,
        oauth["consumerKey"],
        {
            "name": app,
            "secret": oauth["consumerSecret"],
            "certificate": oauth.get("certificate", ""),
            "policy": policies.get("permittedUsersPolicyType", "AllSelfAuthorized"),
            "profiles": _split(policies.get("commaSeparatedProfile")),
            "permission_sets": _split(policies.get("commaSeparatedPermissionSet")),
            "scopes": _scopes(_split(settings.get("commaSeparatedOauthScopes"))),
            "run_as": policies.get("clientCredentialsFlowUser", ""),
            "rest_only": bool(oauth.get("isNamedUserJwtEnabled")),
        },
    )


def _split(text: str | None) -> list[str]:
    return [p.strip() for p in (text or "").split(",") if p.strip()]


_CHILDREN = (
    "ExtlClntAppOauthSettings",
    "ExtlClntAppGlobalOauthSettings",
    "ExtlClntAppOauthConfigurablePolicies",
    "ExtlClntAppConfigurablePolicies",
    "ExtlClntAppOauthSecuritySettings",
)
COMPONENTS = (
    ConnectedApp(
        "ConnectedApp",
        "connectedApps",
        "connectedApp",
        object="ConnectedApplication",
        key="",
        columns={"label": "Name", "contactEmail": "ContactEmail", "startUrl": "StartUrl"},
    ),
    Application(
        _APP,
        "externalClientApps",
        "eca",
        columns={"label": "MasterLabel"},
    ),
    Child(_CHILDREN[0], "extlClntAppOauthSettings", "ecaOauth", key=""),
    Keys(
        _CHILDREN[1],
        "extlClntAppGlobalOauthSets",
        "ecaGlblOauth",
        key="",
        hidden=("consumerSecret", "certificate", "shouldRotateConsumerKey", "shouldRotateConsumerSecret"),
    ),
    Child(_CHILDREN[2], "extlClntAppOauthPolicies", "ecaOauthPlcy", key=""),
    Child(_CHILDREN[3], "extlClntAppPolicies", "ecaPlcy", key=""),
    Child(_CHILDREN[4], "extlClntAppOauthSecuritySettings", "ecaOauthSecurity", key=""),
)
