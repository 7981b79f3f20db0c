"""A Git repository with a merged workspace, and what a pull request makes of it in the working tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

MERGED = """\
workspace: care
accounts:
  infobip:
    provider: infobip
    base_url: https://${var.prefix}.api.infobip.com
    api_key: ${env:INFOBIP_API_KEY}
    secrets: [HOOK_SECRET, "file:secrets/hook.txt"]
  second:
    provider: infobip
    base_url: ${env:SECOND_URL}
    api_key: ${file:secrets/second.txt}
variables: {prefix: acme}
policy: {max_deletes: 5}
"""
PRODUCTION = "accounts: {infobip: {secrets: [HOOK_SECRET, PROD_SECRET]}}\n"


class Repository:
    """A repository whose branch `main` holds the merged files; the working tree is the pull request's."""

    def __init__(self, top: Path, folder: str = "") -> None:
        self.top, self.root = top, top / folder if folder else top
        top.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("msgops.yaml", MERGED)
        self.write("environments/prod.yaml", PRODUCTION)
        self.hook("${env:HOOK_SECRET}")
        self.commit("merged")
        self.git("checkout", "--quiet", "-b", "fork")

    def git(self, *words: str) -> str:
        """Run Git for the scenery."""
        known = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *who, *words],
            cwd=self.top,
            env={**os.environ, **known},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """Commit everything; return the commit's number."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, before: str, after: str, name: str = "msgops.yaml") -> None:
        """Replace one place of a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert 1 == text.count(before)
        self.write(name, text.replace(before, after))

    def hook(self, source: str, account: str = "infobip") -> None:
        """Make a webhook's secret come from somewhere."""
        self.write(
            "resources/hook.yaml",
            "kind: infobip.WebhookSecurity\n"
            "name: hook\n"
            f"account: {account}\n"
            "spec:\n"
            "  type: HMAC\n"
            "  credentials:\n"
            f"    secret_key: {source}\n"
            "    algorithm: HMAC_SHA_256\n",
        )
