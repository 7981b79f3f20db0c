"""The five components of an external client app, read and written as one object (dossier B14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgops.sdk.codec import shape_of
from msgops.sdk.fields import Spec
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Item, Wanted
from msgops.sdk.together import together
from msgops_salesforce import deploy, soap
from msgops_salesforce.kinds.certificates import opened
from msgops_salesforce.kinds.common import Body
from msgops_salesforce.kinds.documents import merged, typed
from msgops_salesforce.xml import write as xml

_APP = "ExternalClientApplication"
_LISTS = ("commaSeparatedOauthScopes", "commaSeparatedProfile", "commaSeparatedPermissionSet")
_NEVER_READ = ("consumerSecret",)


@dataclass(frozen=True, slots=True)
class Part:
    """One component of an app: its type, where its file lies, how its label ends, and what it always says."""

    kind: str
    folder: str
    suffix: str
    label: str = ""
    always: Mapping[str, Any] | None = None


_ROTATE_NOTHING = {"shouldRotateConsumerKey": False, "shouldRotateConsumerSecret": False}
PARTS = {
    "app": Part(_APP, "externalClientApps", "eca", always={"distributionState": "Local"}),
    "settings": Part("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth", "oauth"),
    "keys": Part(
        "ExtlClntAppGlobalOauthSettings",
        "extlClntAppGlobalOauthSets",
        "ecaGlblOauth",
        "glbl",
        _ROTATE_NOTHING,
    ),
    "policies": Part(
        "ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy", "plcy"
    ),
    "plugins": Part("ExtlClntAppConfigurablePolicies", "extlClntAppPolicies", "ecaPlcy", "plcy"),
}
"""By the name under which they stand in the wire object. The org makes `plugins` itself when it makes the app."""


@dataclass(frozen=True, kw_only=True)
class ClientApps:
    """Apps by full name; the parts of an app are found by the app that they name, not by a name of their own.

    A wire object is `{"fullName": …, "names": {part: full name}, part: document, …}`.
    """

    spec: type[Spec]
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all apps: two calls a type, ten components a call."""
        del wanted
        return await self._items(read)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return next((found for found in await self._items(read) if found.id == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy the app with its parts at once, then whether it is enabled, in the part that the org has made."""
        made = Item(str(body["fullName"]), {"fullName": body["fullName"], "names": {}})
        await self._deploy(write, made, body, [p for p in PARTS if p in body and p != "plugins"])
        if "plugins" in body:
            live = await self.get(write, made)
            await self._deploy(write, live or made, body, ["plugins"])
        return Item(made.id, {k: v for k, v in body.items() if k != "keys"})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the parts that differ: keys are not touched for the sake of a label."""
        parts = {f.wire[0] for f in shape_of(self.spec).fields if f.name in changed}
        whole = merged(self.spec, item.wire, body)
        await self._deploy(write, item, whole, [p for p in PARTS if p in parts and p in whole])

    async def delete(self, write: Writer, item: Item) -> None:
        """Deploy the removal of the parts, then of the app."""
        names = item.wire.get("names") or {}
        gone = [(PARTS[p].kind, name) for p, name in names.items() if p != "app"]
        if gone:
            await deploy.deploy(write, [], gone)
        await deploy.deploy(write, [], [(_APP, item.id)])

    async def _deploy(self, write: Writer, item: Item, body: Body, parts: Sequence[str]) -> None:
        names = item.wire.get("names") or {}
        found = [_component(part, names.get(part, item.id), item.id, body[part]) for part in parts]
        if found:
            await deploy.deploy(write, found)

    async def _items(self, read: Reader) -> Sequence[Item]:
        apps: dict[str, Body] = defaultdict(lambda: {"names": {}})
        found = await together(*(_read(read, part) for part in PARTS.values()))
        for part, documents in zip(PARTS, found, strict=True):
            for name, content in documents.items():
                app = apps[name if part == "app" else str(content.get("externalClientApplication", ""))]
                app[part] = content
                app["names"][part] = name
        decode = typed(self.spec)
        return [Item(n, decode({**app, "fullName": n})) for n, app in apps.items() if "app" in app]


async def _read(read: Reader, part: Part) -> Mapping[str, Body]:
    """Return the documents of a type by full name, lists as lists, without what must not be known."""
    names = sorted(str(found["fullName"]) for found in await soap.list_metadata(read, part.kind))
    documents = await soap.read_metadata(read, part.kind, names)
    return {name: _as_lists(content) for name, content in documents.items()}


def _as_lists(content: Mapping[str, Any]) -> Body:
    known = {k: v for k, v in content.items() if k not in _NEVER_READ}
    split = {k: [t.strip() for t in str(known[k]).split(",") if t.strip()] for k in _LISTS if k in known}
    return {**known, **split}


def _component(part: str, name: str, app: str, content: Mapping[str, Any]) -> deploy.Component:
    """Return one file of the package."""
    kind = PARTS[part]
    joined = {k: ", ".join(v) if k in _LISTS else v for k, v in opened(content).items()}
    joined = {k: v for k, v in joined.items() if v != ""}
    if kind.label:
        joined = {"label": f"{app}_{kind.label}", "externalClientApplication": app, **joined}
    document = {**joined, **(kind.always or {})} if part == "keys" else {**(kind.always or {}), **joined}
    return deploy.Component(
        kind.kind,
        name,
        {f"{kind.folder}/{name}.{kind.suffix}": xml(kind.kind, dict(sorted(document.items())))},
    )
