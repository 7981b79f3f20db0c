"""`msgops demo`: a whole round trip on the sandbox, every command printed so that it can be repeated."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

_WORKSPACE = """\
workspace: demo
accounts:
  infobip:
    provider: infobip
    base_url: ${env:INFOBIP_BASE_URL}
    api_key: ${env:INFOBIP_API_KEY}
"""
_RESOURCES = """\
# Where customers' WhatsApp messages go.
kind: infobip.WebhookSecurity
name: care-hmac
spec:
  type: HMAC
  credentials:
    secret_key: ${env:DEMO_HOOK_SECRET}
    algorithm: HMAC_SHA_256
---
kind: infobip.NotificationProfile
name: care
spec:
  webhook:
    notify_url: https://hooks.example.com/inbound
  security: care-hmac
  connect_timeout: 5000
---
kind: infobip.Subscription
name: whatsapp-inbound
spec:
  channel: WHATSAPP
  events: [INBOUND_MESSAGE, DELIVERY]
  profile: care
"""


@click.command(name="demo")
@click.option("--keep", type=click.Path(file_okay=False), help="Leave the workspace in this directory.")
def command(keep: str | None) -> int:
    """See validate, plan, apply, drift and repair on the sandbox; ends with a plan that says no changes."""
    from msgops.sandbox.load import build
    from msgops.sandbox.server import running
    from msgops.sdk.catalog import Catalog

    root = Path(keep or tempfile.mkdtemp(prefix="msgops-demo-"))
    providers = Catalog.installed().providers
    try:
        with running(build(providers, ["infobip"])) as variables:
            return _Story(root, variables).tell()
    finally:
        if not keep:
            shutil.rmtree(root, ignore_errors=True)


class _Story:
    """The demo's steps; each command must end as expected, else the demo fails."""

    def __init__(self, root: Path, variables: dict[str, str]) -> None:
        self.root, self.variables = root, variables
        self.environ = {
            **os.environ,
            **variables,
            "DEMO_HOOK_SECRET": "demo-only",
            "MSGOPS_FINGERPRINT_KEY": "demo-only",
        }

    def tell(self) -> int:
        """Run the whole story; 0 when every step ended as it should."""
        self._say("A sandbox of Infobip runs on this machine. A workspace is two files:")
        (self.root / "resources").mkdir(parents=True, exist_ok=True)
        (self.root / "msgops.yaml").write_text(_WORKSPACE, encoding="utf-8")
        (self.root / "resources" / "inbound.yaml").write_text(_RESOURCES, encoding="utf-8")
        click.echo(_RESOURCES)
        self._run(0, "validate")
        self._say("What would be done?")
        self._run(2, "plan", "--detailed-exitcode")
        self._run(0, "apply", "--yes")
        self._say("The second plan is empty; that is a law here, for every kind.")
        self._run(0, "plan", "--detailed-exitcode")
        self._say("Now jane changes two things in the console …")
        self._edit("/subscriptions/1/profiles/care", _profile("https://hooks.example.com/old"))
        self._edit("/subscriptions/1/subscription/WHATSAPP/whatsapp-inbound", _SUBSCRIPTION)
        self._say("… and the drift report names her, the fields, before and after:")
        self._run(2, "drift")
        self._say("Apply puts it right:")
        self._run(0, "apply", "--yes")
        self._run(0, "drift")
        self._run(0, "plan", "--detailed-exitcode")
        self._say("That was the whole round trip. Next: msgops init my-workspace")
        return 0

    def _say(self, text: str) -> None:
        click.secho(f"\n# {text}", bold=True)

    def _run(self, expected: int, *words: str) -> None:
        click.secho(f"\n$ msgops {shlex.join(words)}", fg="cyan")
        done = subprocess.run(  # noqa: S603  # our own program
            self._command(words), env=self.environ, check=False
        )
        if done.returncode != expected:
            raise click.ClickException(
                f"`msgops {shlex.join(words)}` ended with {done.returncode}, expected {expected}."
            )

    def _command(self, words: tuple[str, ...]) -> list[str]:
        first, *rest = words
        return [sys.executable, "-m", "msgops", first, "-C", str(self.root), *rest]

    def _edit(self, path: str, body: dict[str, Any]) -> None:
        import httpx

        url = f"{self.variables['INFOBIP_SANDBOX_URL']}/edit"
        click.secho(
            f'$ curl -s {url} -d \'{{"actor": "jane", "method": "PUT", "path": "{path}", …}}\'', fg="cyan"
        )
        httpx.post(
            url, json={"actor": "jane", "method": "PUT", "path": path, "body": body}, timeout=10
        ).raise_for_status()


def _profile(url: str) -> dict[str, Any]:
    return {"webhook": {"notifyUrl": url}, "security": {"authId": "care-hmac"}, "connectTimeout": 30000}


_SUBSCRIPTION: dict[str, Any] = {"events": ["DELIVERY"], "profile": {"profileId": "care"}}
