"""Aura bundles, pages, tabs, apps and messages as components (dossier B17, B20)."""

from __future__ import annotations

import re
from typing import Any

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata import shapes_apps
from msgops_salesforce.simulator.metadata.component import Component, Failed, Outcome, unknown
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.xml import BadXml, parse

DEFINITIONS = {
    "cmp": ("COMPONENT", "XML"),
    "design": ("DESIGN", "XML"),
    "auradoc": ("DOCUMENTATION", "XML"),
    "css": ("STYLE", "CSS"),
    "svg": ("SVG", "SVG"),
    "Controller.js": ("CONTROLLER", "JS"),
    "Helper.js": ("HELPER", "JS"),
    "Renderer.js": ("RENDERER", "JS"),
}
"""The files of a bundle: what follows its name, and the type and format of the definition."""
_PREFIX = re.compile(r"[</\s]([^\W\d][\w.-]*):\w")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TARGETS = ("auraComponent", "customObject", "flexiPage", "lwcComponent", "page", "scontrol", "url")


class Bundle(Component):
    """A bundle: its description beside one definition per file. `_sources` of the content has them by suffix."""

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Replace description and sources."""
        sources = content.pop("_sources", None)
        done = super().write(org, name, content)
        if sources is None:
            return done
        for suffix, source in sources.items():
            if DEFINITIONS[suffix][1] == "XML":
                _markup(f"{name}.{suffix}", source)
        before = self.sources(org, name)
        for row in org.where("AuraDefinition", AuraDefinitionBundleId=done.id):
            org.delete("AuraDefinition", row["Id"], by="seed")
        for suffix, source in sources.items():
            type_, format_ = DEFINITIONS[suffix]
            given = {"AuraDefinitionBundleId": done.id, "DefType": type_, "Format": format_, "Source": source}
            org.insert("AuraDefinition", given, by="seed")
        return Outcome(done.id, done.created, done.changed or before != sources)

    def sources(self, org: Org, name: str) -> dict[str, str]:
        """Return the files of a bundle by what follows its name."""
        row = self.row(org, name)
        by_type = {t: suffix for suffix, (t, _) in DEFINITIONS.items()}
        found = org.where("AuraDefinition", AuraDefinitionBundleId=row["Id"]) if row else []
        return {by_type[d["DefType"]]: str(d["Source"]) for d in found if d["DefType"] in by_type}

    def delete(self, org: Org, name: str) -> str | None:
        """A component that a page shows stays. [assumed]"""
        for page in org.rows("FlexiPage").values():
            if f"c:{name}" in _components(page["_content"]):
                raise Failed(f"The component {name} is referenced by the page {page['DeveloperName']}")
        return super().delete(org, name)


def _markup(file: str, source: str) -> None:
    """Markup is XML whose prefixes, such as `aura:`, nobody declares. [documented: the seed's component]"""
    prefixes = sorted({*_PREFIX.findall(source)} - {"xml", "xmlns"})
    spaces = "".join(f' xmlns:{p}="markup:{p}"' for p in prefixes)
    try:
        parse(f"<markup{spaces}>{_DECLARATION.sub('', source)}</markup>".encode())
    except BadXml as error:
        raise Failed(f"{file}: {error}") from None


def _components(value: Any) -> set[str]:
    """Return the names of the components on a page."""
    if isinstance(value, list):
        return {n for v in value for n in _components(v)}
    if not isinstance(value, dict):
        return set()
    here = {str(value["componentName"])} if "componentName" in value else set()
    return here | {n for v in value.values() for n in _components(v)}


def _identifiers(value: Any) -> list[str]:
    if isinstance(value, list):
        return [n for v in value for n in _identifiers(v)]
    if not isinstance(value, dict):
        return []
    here = [str(value["identifier"])] if "identifier" in value else []
    return here + [n for v in value.values() for n in _identifiers(v)]


class Page(Component):
    """A page: its components exist, identifiers and regions are unique, its object is for ever. [documented]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check the page."""
        for component in _components(content):
            space, _, own = component.partition(":")
            if space == "c" and org.find("AuraDefinitionBundle", DeveloperName=own) is None:
                raise unknown("componentName", "AuraDefinitionBundle", component)
        regions = [str(r["name"]) for r in content.get("flexiPageRegions") or []]
        for what, found in (("identifier", _identifiers(content)), ("region", regions)):
            if twice := {n for n in found if found.count(n) > 1}:
                raise Failed(f"The {what} {min(twice)} is used more than once")
        if any(len(i) > 120 for i in _identifiers(content)):
            raise Failed("identifier: data value too large (max length=120)")
        old = self.row(org, name)
        if old is not None and old["_content"].get("sobjectType") != content.get("sobjectType"):
            raise Failed("sobjectType can't be changed")
        return super().values(org, name, content)

    def delete(self, org: Org, name: str) -> str | None:
        """A page that a tab shows stays. [assumed]"""
        for tab in org.rows("CustomTab").values():
            if tab["_content"].get("flexiPage") == name:
                raise Failed(f"The page {name} is referenced by the tab {tab['DeveloperName']}")
        return super().delete(org, name)


class Tab(Component):
    """A tab shows exactly one thing. [documented]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check what it shows."""
        shown = [t for t in _TARGETS if content.get(t)]
        if len(shown) != 1:
            raise Failed(f"A tab must show exactly one of {', '.join(_TARGETS)}")
        page = content.get("flexiPage")
        if page and org.find("FlexiPage", DeveloperName=page) is None:
            raise unknown("flexiPage", "FlexiPage", page)
        return super().values(org, name, content)

    def delete(self, org: Org, name: str) -> str | None:
        """A tab that an app lists stays. [assumed]"""
        for app in org.rows("CustomApplication").values():
            if name in (app["_content"].get("tabs") or []):
                raise Failed(f"The tab {name} is referenced by the app {app['DeveloperName']}")
        return super().delete(org, name)


class App(Component):
    """An app: its tabs are the whole ordered list, its kind of navigation is for ever. [documented]"""

    def name_of(self, org: Org, row: Row) -> str:
        """Standard apps carry a prefix. [documented: standard__LightningService]"""
        del org
        return str(row["_fullName"])

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check tabs and what never changes."""
        for tab in content.get("tabs") or []:
            if not tab.startswith("standard-") and org.find("CustomTab", DeveloperName=tab) is None:
                raise unknown("tabs", "CustomTab", tab)
        old = self.row(org, name)
        for element in ("navType", "uiType"):
            if old is not None and old["_content"].get(element) != content.get(element):
                raise Failed(f"{element} can't be changed")
        return {**super().values(org, name, content), "DeveloperName": name.removeprefix("standard__")}

    def delete(self, org: Org, name: str) -> str | None:
        """A standard app stays. [assumed]"""
        if name.startswith("standard__"):
            raise Failed(f"The standard app {name} can't be deleted")
        return super().delete(org, name)


assert shapes_apps
COMPONENTS = (
    Bundle(
        "AuraDefinitionBundle",
        "aura",
        "cmp",
        columns={"apiVersion": "ApiVersion", "description": "Description"},
    ),
    Page(
        "FlexiPage",
        "flexipages",
        "flexipage",
        columns={"masterLabel": "MasterLabel", "type": "Type", "description": "Description"},
    ),
    Tab("CustomTab", "tabs", "tab", columns={"label": "MasterLabel"}),
    App("CustomApplication", "applications", "app", columns={"label": "Label", "description": "Description"}),
    Component(
        "ConversationMessageDefinition",
        "conversationMessageDefinitions",
        "conversationMessageDefinition",
        columns={"label": "MasterLabel"},
    ),
)
