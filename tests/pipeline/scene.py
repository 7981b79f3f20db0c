"""A repository with a workspace, its hub, and a sandbox: what the pull-request flow works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog
from pipeline.hub import READS, WRITES, Hub, serving
from pipeline.runner import MSGOPS, Job, Runner, git

WORKSPACE = """\
workspace: messaging
accounts:
  infobip:
    provider: infobip
    base_url: ${env:INFOBIP_BASE_URL}
    api_key: ${env:INFOBIP_API_KEY}
"""
INPUTS = {"directory": "messaging", "msgops-repository": MSGOPS, "msgops-ref": "main"}
NUMBER = 7


def profile(name: str, url: str = "https://care.example.com/in") -> dict[str, Any]:
    """Return a document."""
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": {"webhook": {"notify_url": url}}}


@dataclass
class Scene:
    """The repository `origin` with branch main; a pull request of branch `feature`."""

    runner: Runner
    variables: dict[str, str]

    @property
    def hub(self) -> Hub:
        return self.runner.hub

    @property
    def secrets(self) -> dict[str, str]:
        return {"variables": "".join(f"{k}={v}\n" for k, v in self.variables.items())}

    def commit(self, branch: str, documents: list[dict[str, Any]], file: str = "profiles") -> str:
        """Commit documents to a branch, which starts at main; returns the commit."""
        origin = self.runner.origin
        exists = git(origin, "branch", "--list", branch)
        git(origin, "checkout", "-q", *([branch] if exists else ["-b", branch, "main"]))
        path = origin / "messaging" / "resources" / f"{file}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump_all(documents, sort_keys=False))
        git(origin, "add", ".")
        git(origin, "commit", "-q", "-m", f"Change {file}")
        return git(origin, "rev-parse", "HEAD")

    def merged(self, base: str, head: str) -> str:
        """Merge without touching a branch, as GitHub does for refs/pull/N/merge."""
        git(self.runner.origin, "checkout", "-q", "--detach", base)
        git(self.runner.origin, "merge", "-q", "--no-ff", "-m", "Merge", head)
        return git(self.runner.origin, "rev-parse", "HEAD")

    def plan(self, head: str, *, fork: bool = False, event_name: str = "pull_request") -> dict[str, Job]:
        """Push to the pull request, and run plan.yml; a fork gets what GitHub gives it."""
        base = git(self.runner.origin, "rev-parse", "main")
        owner = "stranger/messaging" if fork else self.hub.repository
        event = {
            "number": NUMBER,
            "pull_request": {
                "number": NUMBER,
                "head": {"sha": head, "repo": {"full_name": owner}},
                "base": {"sha": base, "ref": "main"},
            },
        }
        sha = self.merged(base, head)
        secrets = {} if fork else self.secrets
        token = READS if fork else WRITES
        return self.runner.run("plan.yml", event_name, event, sha, INPUTS, secrets, token)

    def merge(self, head: str) -> tuple[str, str]:
        """Merge the pull request into main; returns main before and after."""
        before = git(self.runner.origin, "rev-parse", "main")
        after = self.merged(before, head)
        git(self.runner.origin, "branch", "-f", "main", after)
        pull = {"number": NUMBER, "merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": after}
        self.hub.pulls.append({**pull, "head": {"sha": head}, "base": {"ref": "main"}})
        return before, after

    def apply(self, before: str, after: str) -> dict[str, Job]:
        """Run apply.yml for a push to main."""
        event = {"before": before, "after": after, "ref": "refs/heads/main"}
        return self.runner.run("apply.yml", "push", event, after, INPUTS, self.secrets, WRITES)

    def drift(self) -> dict[str, Job]:
        """Run drift.yml as every night."""
        sha = git(self.runner.origin, "rev-parse", "main")
        return self.runner.run("drift.yml", "schedule", {}, sha, INPUTS, self.secrets, WRITES)

    def live(self) -> dict[str, str]:
        """Return the notification profiles of the sandbox: name to webhook."""
        answer = httpx.get(
            f"{self.variables['INFOBIP_BASE_URL']}/subscriptions/1/profiles",
            headers={"Authorization": f"App {self.variables['INFOBIP_API_KEY']}"},
        )
        return {
            p["profileId"]: p["webhook"]["notifyUrl"] for p in answer.raise_for_status().json()["results"]
        }

    def edit(self, name: str, url: str) -> None:
        """Change a profile by hand, as ben."""
        body = {"webhook": {"notifyUrl": url}}
        sent = {"path": f"/subscriptions/1/profiles/{name}", "method": "PUT", "actor": "ben", "body": body}
        httpx.post(f"{self.variables['INFOBIP_BASE_URL']}/_sandbox/edit", json=sent).raise_for_status()


@contextmanager
def scene(directory: Path) -> Iterator[Scene]:
    """Set the scene: main has a workspace without resources."""
    origin = directory / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    (origin / "messaging").mkdir()
    (origin / "messaging" / "msgops.yaml").write_text(WORKSPACE)
    git(origin, "add", ".")
    git(origin, "commit", "-q", "-m", "A workspace")
    with serving(Hub()) as hub, running(build(Catalog.installed().providers, ["infobip"])) as variables:
        state = {
            "MSGOPS_STATE": f"sqlite:///{directory}/state.db",
            "MSGOPS_FINGERPRINT_KEY": "only-for-the-test",
        }
        yield Scene(Runner(directory / "runs", hub, origin), {**variables, **state})
