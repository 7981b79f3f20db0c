"""Plays GitHub's runner: reads a workflow, and executes the run blocks of its jobs and of the action with bash.

Known actions are played: checkout, setup-python, upload-artifact and download-artifact; any other is an error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.expressions import evaluate, filled
from pipeline.hub import Hub

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = ROOT / ".github" / "workflows"
MSGOPS = "example/msgops"


@dataclass
class Job:
    """How a job ended, and what its steps printed."""

    result: str
    log: str = ""


@dataclass
class Runner:
    """One repository with its hub; `origin` is the repository on disk."""

    directory: Path
    hub: Hub
    origin: Path
    runs: int = 0
    failed: bool = field(default=False, init=False)

    def run(
        self,
        workflow: str,
        event_name: str,
        event: Any,
        sha: str,
        inputs: dict[str, str],
        secrets: dict[str, str],
        token: str,
    ) -> dict[str, Job]:
        """Run a reusable workflow as its caller would; returns its jobs."""
        self.runs += 1
        home = self.directory / f"run-{self.runs}"
        home.mkdir(parents=True)
        (home / "event.json").write_text(json.dumps(event))
        read = yaml.safe_load((WORKFLOWS / workflow).read_text())
        declared = read[True]["workflow_call"]  # YAML 1.1 reads the key `on` as true
        assert set(inputs) <= set(declared["inputs"])
        defaults = {k: v.get("default", "") for k, v in declared["inputs"].items()}
        github = {
            "event_name": event_name,
            "event": event,
            "repository": self.hub.repository,
            "sha": sha,
            "token": token,
        }
        jobs: dict[str, Job] = {}
        for name, job in read["jobs"].items():
            contexts = {
                "github": github,
                "inputs": {**defaults, **inputs},
                "secrets": secrets,
                "needs": {n: {"result": j.result} for n, j in jobs.items()},
            }
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            wanted = all(jobs[n].result == "success" for n in needs)
            if not wanted or not evaluate(str(job.get("if", "1")), contexts):
                jobs[name] = Job("skipped")
                continue
            jobs[name] = _Workplace(
                self, home / name, contexts, home / "event.json", str(9000 + self.runs)
            ).job(job)
        return jobs


@dataclass
class _Workplace:
    """A machine for one job."""

    runner: Runner
    home: Path
    contexts: dict[str, Any]
    event: Path
    run_id: str
    failed: bool = False
    log: list[str] = field(default_factory=list)

    def job(self, job: Any) -> Job:
        """Run the steps; after a failure only those with `always()`."""
        for name in ("workspace", "temp", "bin"):
            (self.home / name).mkdir(parents=True)
        self.contexts["runner"] = {"temp": str(self.home / "temp")}
        self._programs()
        self._steps(job["steps"], self.contexts, None)
        return Job("failure" if self.failed else "success", "".join(self.log))

    def _programs(self) -> None:
        """Put msgops of this Python on the path, and a python that installs nothing."""
        python = self.home / "bin" / "python"
        python.write_text(f'#!/bin/bash\n[ "$1 $2" = "-m pip" ] || exec {sys.executable} "$@"\n')
        msgops = self.home / "bin" / "msgops"
        code = "import sys; from msgops.cli.main import run; run(sys.argv[1:])"
        msgops.write_text(f"#!/bin/bash\nexec {sys.executable} -c '{code}' \"$@\"\n")
        python.chmod(0o755)
        msgops.chmod(0o755)

    def _steps(self, steps: Any, outer: dict[str, Any], action: Path | None) -> dict[str, Any]:
        told: dict[str, Any] = {}
        contexts = {**outer, "steps": told}
        for step in steps:
            contexts["functions"] = {"always": True, "success": not self.failed, "failure": self.failed}
            condition = str(step.get("if", "success()"))
            if "()" not in condition:
                condition = f"success() && ({condition})"
            if not evaluate(condition, contexts):
                continue
            ran = self._uses(step, contexts) if "uses" in step else self._bash(step, contexts, action)
            told[step.get("id", "")] = {"outputs": ran}
        return contexts

    def _uses(self, step: Any, contexts: dict[str, Any]) -> dict[str, str]:
        given = {k: filled(v, contexts) for k, v in step.get("with", {}).items()}
        name = step["uses"]
        if name.startswith("./"):
            return self._composite(self.home / "workspace" / name, given, contexts)
        play = {
            "actions/checkout@v4": self._checkout,
            "actions/setup-python@v5": lambda _: None,
            "actions/upload-artifact@v4": self._upload,
            "actions/download-artifact@v4": self._download,
        }[name]
        play(given)
        return {}

    def _composite(self, path: Path, given: dict[str, str], contexts: dict[str, Any]) -> dict[str, str]:
        action = yaml.safe_load((path / "action.yml").read_text())
        assert set(given) <= set(action["inputs"])
        missing = [n for n, i in action["inputs"].items() if i.get("required") and n not in given]
        assert not missing
        inputs = {**{k: v.get("default", "") for k, v in action["inputs"].items()}, **given}
        # An action sees neither secrets nor the steps of its caller.
        seen = {"github": contexts["github"], "runner": contexts["runner"], "inputs": inputs}
        after = self._steps(action["runs"]["steps"], seen, path)
        return {k: filled(v["value"], after) for k, v in action["outputs"].items()}

    def _bash(self, step: Any, contexts: dict[str, Any], action: Path | None) -> dict[str, str]:
        files = {n: self.home / "temp" / f"_{n}" for n in ("output", "summary")}
        files["output"].write_text("")
        hub = self.runner.hub
        environment = {
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": "jane",
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_API_URL": hub.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": hub.repository,
            "GITHUB_RUN_ID": self.run_id,
            "GITHUB_EVENT_NAME": contexts["github"]["event_name"],
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_SHA": contexts["github"]["sha"],
            "GITHUB_WORKSPACE": str(self.home / "workspace"),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "RUNNER_TEMP": str(self.home / "temp"),
            **{k: filled(v, contexts) for k, v in step.get("env", {}).items()},
        }
        script = self.home / "temp" / "_step.sh"
        script.write_text(filled(step["run"], contexts))
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.home / "workspace",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
            text=True,
        )
        self.log.append(done.stdout)
        self.failed = self.failed or done.returncode != 0
        return _outputs(files["output"].read_text())

    def _checkout(self, given: dict[str, str]) -> None:
        target = self.home / "workspace" / given["path"]
        if given.get("repository"):
            assert given["repository"] == MSGOPS
            target.symlink_to(ROOT)
            return
        target.mkdir()
        depth = given.get("fetch-depth", "1")
        sha = self.contexts["github"]["sha"]
        git(target, "init", "-q")
        git(target, "fetch", "-q", f"--depth={depth}", f"file://{self.runner.origin}", sha)
        git(target, "checkout", "-q", "--detach", "FETCH_HEAD")

    def _upload(self, given: dict[str, str]) -> None:
        folder = Path(given["path"])
        files = {f.name: f.read_bytes() for f in sorted(folder.glob("*"))}
        self.runner.hub.artefacts[self.run_id, given["name"]] = files

    def _download(self, given: dict[str, str]) -> None:
        shutil.rmtree(given["path"], ignore_errors=True)
        Path(given["path"]).mkdir()
        for name, content in self.runner.hub.artefacts[given["run-id"], given["name"]].items():
            (Path(given["path"]) / name).write_bytes(content)


def _outputs(text: str) -> dict[str, str]:
    found, rest = {}, text.splitlines()
    while rest:
        line = rest.pop(0)
        if "<<" in line.partition("=")[0]:
            key, word = line.split("<<")
            end = rest.index(word)
            found[key], rest = "\n".join(rest[:end]), rest[end + 1 :]
        else:
            key, _, found[key] = line.partition("=")
    return found


def git(directory: Path, *words: str) -> str:
    """Run git in a directory, without anybody's settings."""
    who = {
        f"GIT_{r}_{k}": v
        for r in ("AUTHOR", "COMMITTER")
        for k, v in (("NAME", "jane"), ("EMAIL", "j@example.com"))
    }
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        **who,
    }
    done = subprocess.run(
        ["git", "-C", str(directory), *words], env=environment, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()
