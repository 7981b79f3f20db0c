"""Queues of an org with their members: how many calls they take, over HTTP, and by what."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from msgops.sandbox.server import running
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org

_DATA = re.compile(r"^/services/(?:data/v[\d.]+/)?")
SIZES = ((1, 1000), (100, 5), (200, 5), (400, 5))
"""Queues, and the members of each."""


def write(root: Path, queues: int, each: int) -> list[str]:
    """Write a workspace of so many queues with so many members each, and return the members' user names."""
    (root / "resources").mkdir(parents=True, exist_ok=True)
    account = {"provider": "salesforce", **provider.example_account}
    head = {"workspace": "bench", "accounts": {"salesforce": account}}
    (root / "msgops.yaml").write_text(yaml.safe_dump(head), encoding="utf-8")
    names = [f"agent{n:05d}@acme.example" for n in range(queues * each)]
    routing = {"label": "Bench", "routing_model": "MostAvailable", "priority": 1, "capacity_weight": 1}
    documents: list[dict[str, Any]] = [
        {"kind": "salesforce.RoutingConfiguration", "name": "Bench", "spec": routing}
    ]
    documents += [
        {
            "kind": "salesforce.Queue",
            "name": f"Queue{n:04d}",
            "spec": {
                "label": f"Queue {n}",
                "routing_configuration": "Bench",
                "objects": ["MessagingSession"],
                "users": names[n * each : (n + 1) * each],
            },
        }
        for n in range(queues)
    ]
    (root / "resources" / "queues.yaml").write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    return names


def hire(org: Org, names: list[str]) -> None:
    """Let the org have these users."""
    profile = org.find("Profile", Name="Standard User")
    assert profile is not None
    for number, name in enumerate(names):
        given = {"Username": name, "LastName": "Agent", "Alias": f"a{number}", "Email": name}
        org.insert("User", {**given, "ProfileId": profile["Id"]}, by="seed")


def calls(queues: int, each: int, root: Path, environ: dict[str, str]) -> dict[str, Counter[str]]:
    """Plan, apply and plan again; return the calls of each by method and path, ids and cursors left out."""
    simulator = build(features=("OmniChannel", "LiveMessage"))
    hire(Org(simulator.world), write(root, queues, each))
    out: dict[str, Counter[str]] = {}
    with running([simulator]) as variables:
        for step, words in (("plan", ["plan"]), ("apply", ["apply", "--yes"]), ("second plan", ["plan"])):
            simulator.requests.clear()
            command = [sys.executable, "-m", "msgops", *words, "-C", str(root)]
            done = subprocess.run(
                command, env={**environ, **variables}, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise SystemExit(f"{step} ended with {done.returncode}:\n{done.stderr[-2000:]}")
            out[step] = Counter(_short(r) for r in simulator.requests)
    return out


def _short(request: Any) -> str:
    path = _DATA.sub("", request["path"])
    return f"{request['method']} {re.sub(r'query/.*', 'query', path)}"


def report(root: Path, environ: dict[str, str]) -> None:
    """Print the calls for several sizes."""
    for queues, each in SIZES:
        found = calls(queues, each, root / str(queues), environ)
        told = ", ".join(f"{step} {counts.total()}" for step, counts in found.items())
        print(f"{queues} queues, {queues * each} members: calls: {told}")
        print("    apply: " + ", ".join(f"{n} x {call}" for call, n in found["apply"].most_common()))
