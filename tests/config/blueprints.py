"""A workspace on disk whose resources come from blueprints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgops.config.load import load
from msgops.config.workspace import Workspace
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
HEAD = """workspace: test
variables: {region: emea}
accounts:
  infobip: {provider: infobip, base_url: https://acme1.api.infobip.com, api_key: "${env:KEY}"}
"""
USE = """kind: msgops.Blueprint
name: care
use: hooks
with: {url: "https://hooks.example.com"}
"""
DEFINITION = """title: A hook
parameters:
  url: {type: string}
  channels: {type: array, items: {type: string}, default: [SMS]}
"""
TEMPLATE = """kind: infobip.NotificationProfile
name: {{ name }}
spec:
  webhook: {notify_url: {{ url }}}
{% for channel in channels %}
---
kind: infobip.Subscription
name: {{ name }}-{{ channel | lower }}
spec: {channel: {{ channel }}, events: [INBOUND_MESSAGE], profile: {{ name }}}
{% endfor %}
"""


@dataclass
class Desk:
    """Writes the files of a workspace and reads it."""

    root: Path

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(self) -> None:
        self.put("msgops.yaml", HEAD)
        self.put("resources/use.yaml", USE)
        self.put("blueprints/hooks/blueprint.yaml", DEFINITION)
        self.put("blueprints/hooks/hook.yaml.j2", TEMPLATE)

    def use(self, text: str) -> None:
        self.put("resources/use.yaml", text)

    def given(self, parameters: str, **types: str) -> None:
        """Use a blueprint that declares these parameters, with these values."""
        lines = [f"  {name}: {type_}" for name, type_ in types.items()]
        self.put("blueprints/hooks/blueprint.yaml", "\n".join(["title: T", "parameters:", *lines, ""]))
        self.use(f"kind: msgops.Blueprint\nname: care\nuse: hooks\nwith: {parameters}\n")

    def template(self, text: str) -> None:
        self.put("blueprints/hooks/hook.yaml.j2", text)

    def load(self, **environ: str) -> Workspace:
        return load(self.root, CATALOG, environ=environ)

    def made(self) -> list[str]:
        workspace = self.load()
        assert () == workspace.diagnostics
        return [str(address) for address in workspace.desired]

    def found(self) -> list[tuple[str, str]]:
        """Return the findings: code and place."""
        return [(d.code, str(d.origin)) for d in self.load().diagnostics]

    def told(self) -> str:
        return "\n".join(f"{d.summary}: {d.detail} {d.remedy}" for d in self.load().diagnostics)
