"""Writes workspaces of N resources for msgops, Terraform and octoDNS."""

from __future__ import annotations

import json
from pathlib import Path

_HEAD = """\
workspace: bench
accounts:
  infobip:
    provider: infobip
    base_url: ${env:INFOBIP_BASE_URL}
    api_key: ${env:INFOBIP_API_KEY}
"""
_SECURITY = """\
kind: infobip.WebhookSecurity
name: security-{0}
labels:
  team: care
  region: emea
spec:
  type: OAUTH
  credentials:
    token_url: https://login.example.com/{0}/token
    grant_type: client_credentials
    client_id: client-{0}
    scope: messages
"""
_PROFILE = """\
kind: infobip.NotificationProfile
name: profile-{0}
labels:
  team: care
spec:
  webhook:
    notify_url: https://hooks.example.com/inbound/{0}
  connect_timeout: 10000
  read_timeout: 10000
  enabled_ssl_protocols: [TLSv1.2, TLSv1.3]
  rate_limit: 100
  {1}
"""
_SENDER = """\
kind: infobip.WhatsAppSender
name: sender-{0}
spec:
  country_code: "1"
  phone_number: "614555{0:04}"
  business_account_id: "102290129340398"
  display_name: Acme Bread {0}
  type: EXTERNAL_SMS
"""
_PUBLIC = """\
kind: infobip.BusinessProfile
name: profile-{0}
spec:
  sender: sender-{1}
  about: Fresh bread in shop {0}
  address: 1 Main St
  description: A bakery
  email: help@acme.example
  vertical: SHOPPING_AND_RETAIL
  websites: [https://acme.example]
"""
_TEMPLATE = """\
kind: infobip.WhatsAppTemplate
name: order-{0}
spec:
  sender: sender-{1}
  name: order_{0}
  language: en_GB
  category: UTILITY
  structure:
    header: {{format: TEXT, text: Your order}}
    body: {{text: "Hi {{{{1}}}}, your order {{{{2}}}} is ready in shop {0}.", examples: [Ana, A-17]}}
    buttons: [{{type: QUICK_REPLY, text: Talk to us}}]
"""
_PER_FILE = 100


def whatsapp(root: Path, count: int) -> None:
    """Write `count` documents of senders, profiles and templates, which most rules look at."""
    documents = []
    for number in range(count):
        sender = number - number % 10
        kinds = {0: _SENDER.format(number), 1: _PUBLIC.format(number, sender)}
        documents.append(kinds.get(number % 10) or _TEMPLATE.format(number, sender))
    _write(root, documents)


def _write(root: Path, documents: list[str]) -> None:
    (root / "resources").mkdir(parents=True, exist_ok=True)
    (root / "msgops.yaml").write_text(_HEAD, encoding="utf-8")
    for start in range(0, len(documents), _PER_FILE):
        text = "---\n".join(documents[start : start + _PER_FILE])
        (root / "resources" / f"part-{start // _PER_FILE:04d}.yaml").write_text(text, encoding="utf-8")


def msgops(root: Path, count: int) -> None:
    """Write `count` documents of 12 lines, 100 a file; every tenth refers to another."""
    documents = []
    for number in range(count):
        if number % 10 == 8:
            documents.append(_SECURITY.format(number))
        elif number % 10 == 9:
            documents.append(_PROFILE.format(number, f"security: security-{number - 1}"))
        else:
            documents.append(_PROFILE.format(number, "window_size: 100"))
    _write(root, documents)


def terraform(root: Path, count: int) -> None:
    """Write `count` explicit blocks of the built-in resource, and the state in which nothing is left to do."""
    root.mkdir(parents=True, exist_ok=True)
    blocks, resources = [], []
    for number in range(count):
        needs = f"\n  depends_on = [terraform_data.r{number - 1}]" if number % 10 == 9 else ""
        value = {
            "notify_url": f"https://hooks.example.com/inbound/{number}",
            "connect_timeout": "10000",
            "read_timeout": "10000",
            "rate_limit": "100",
            "window_size": "100",
        }
        lines = "\n".join(f'    {k} = "{v}"' for k, v in value.items())
        blocks.append(f'resource "terraform_data" "r{number}" {{\n  input = {{\n{lines}\n  }}{needs}\n}}\n')
        typed = {"value": value, "type": ["object", dict.fromkeys(value, "string")]}
        resources.append(
            {
                "mode": "managed",
                "type": "terraform_data",
                "name": f"r{number}",
                "provider": 'provider["terraform.io/builtin/terraform"]',
                "instances": [
                    {
                        "schema_version": 0,
                        "attributes": {
                            "id": f"00000000-0000-0000-0000-{number:012d}",
                            "input": typed,
                            "output": typed,
                            "triggers_replace": None,
                        },
                        "sensitive_attributes": [],
                        **({"dependencies": [f"terraform_data.r{number - 1}"]} if needs else {}),
                    }
                ],
            }
        )
    (root / "main.tf").write_text("\n".join(blocks), encoding="utf-8")
    state = {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "bench",
        "outputs": {},
        "resources": resources,
        "check_results": None,
    }
    (root / "terraform.tfstate").write_text(json.dumps(state), encoding="utf-8")


def octodns(root: Path, count: int) -> None:
    """Write a zone of `count` records, twice: source and target agree."""
    records = "---\n" + "\n".join(
        f"r{number}:\n  - ttl: 300\n    type: A\n    value: 10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        for number in sorted(range(count), key=lambda n: f"r{n}")
    )
    for side in ("source", "target"):
        (root / side).mkdir(parents=True, exist_ok=True)
        (root / side / "example.com.yaml").write_text(records + "\n", encoding="utf-8")
    (root / "config.yaml").write_text(
        "providers:\n"
        "  source: {class: octodns.provider.yaml.YamlProvider, directory: ./source, enforce_order: false}\n"
        "  target: {class: octodns.provider.yaml.YamlProvider, directory: ./target, enforce_order: false}\n"
        "zones:\n  example.com.: {sources: [source], targets: [target]}\n",
        encoding="utf-8",
    )
