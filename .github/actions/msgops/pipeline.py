"""Talks to GitHub for the pull-request flow: annotations, a comment per plan, the plan of a merge, an issue per environment.

    pipeline.py annotate FILE.sarif…          findings as annotations of lines
    pipeline.py comment-plan DIRECTORY CODE   one comment per workspace and environment, edited by each push
    pipeline.py reviewed                      what was reviewed for the merge that was pushed, as outputs; else refuse
    pipeline.py comment-apply DIRECTORY CODE PULL
    pipeline.py issue DIRECTORY               one issue per workspace and environment: opened, edited, closed

Needs the standard library alone. Everything comes from the environment of a step and from the reports of msgops.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOT = "github-actions[bot]"
LIMIT = 65_535
"""UTF-16 units of a comment or issue; reports of msgops leave 1,535 of them for what stands around."""
_PAGES = 100
_SHOWN = 50
_LEVELS = {"error": "error", "warning": "warning"}


class RefusedError(Exception):
    """Why a merge is not applied."""


def main(command: str, *words: str) -> None:
    """Run one command; a refusal is an annotation and exit code 1."""
    try:
        COMMANDS[command](*words)
    except RefusedError as refusal:
        print(f"::error title=msgops::{_data(str(refusal))}")
        sys.exit(1)
    except urllib.error.HTTPError as error:
        print(f"::error title=msgops::{_data(f'GitHub answered {error.code} to {error.url}')}")
        sys.exit(1)


def annotate(*files: str) -> None:
    """Print every error and warning of these SARIF reports once, at its line; a missing report says nothing."""
    prefix = _git("rev-parse", "--show-prefix")
    found = dict.fromkeys(a for name in files if Path(name).exists() for a in _annotations(name, prefix))
    for line in list(found)[:_SHOWN]:
        print(line)
    if len(found) > _SHOWN:
        print(
            f"::notice title=msgops::{len(found) - _SHOWN:,} more findings stand in the log and the artefact."
        )


def comment_plan(directory: str, code: str) -> None:
    """Write or edit the comment of this plan; what `reviewed` needs stands hidden in its first line."""
    event, folder = _event(), Path(directory)
    plan = folder / "plan.json"
    facts = {}
    if code == "0" and plan.exists():
        content = plan.read_bytes()
        facts = {
            "digest": json.loads(content)["digest"],
            "sha256": hashlib.sha256(content).hexdigest(),
            "base": _git("rev-parse", "--verify", "HEAD^1"),
            "head": event["pull_request"]["head"]["sha"],
            "tree": _git("rev-parse", "--verify", "HEAD^{tree}"),
            "run": os.environ["GITHUB_RUN_ID"],
        }
    told = f"Digest `{facts['digest'][:12]}`, base `{facts['base'][:12]}`. " if facts else ""
    text = _report(folder / "plan.md", f"**msgops plan ended with exit code {code}.**\n", told)
    _put_comment(event["pull_request"]["number"], "plan", facts, text)


def reviewed() -> None:
    """Tell which plan was reviewed for the commit that was pushed; refuse where anything differs from what was reviewed."""
    event, repository = _event(), os.environ["GITHUB_REPOSITORY"]
    after, branch = event["after"], event["ref"].removeprefix("refs/heads/")
    pulls = [
        p
        for p in _call("GET", f"/repos/{repository}/commits/{after}/pulls")
        if p["merged_at"] and p["merge_commit_sha"] == after and p["base"]["ref"] == branch
    ]
    if not pulls:
        raise RefusedError(f"{after} is not the merge of a pull request: nobody reviewed a plan of it.")
    number = pulls[0]["number"]
    try:
        facts = _agreed(number, pulls[0]["head"]["sha"], event["before"])
    except RefusedError as refusal:
        _put_comment(number, "apply", {}, _with_link(f"**Not applied.** {refusal}\n", ""))
        raise
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{key}={facts[key]}\n" for key in ("digest", "sha256", "run"))
        file.write(f"pull={number}\n")


def _agreed(number: int, head: str, before: str) -> dict[str, str]:
    comment = _find(_pages(f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{number}/comments"), "plan")
    facts = _facts(comment["body"]) if comment else {}
    remedy = "Open a pull request on the present base, and review its plan."
    if not facts:
        raise RefusedError(f"Pull request {number} has no plan that could be applied. {remedy}")
    if facts["head"] != head:
        raise RefusedError(f"Commits were pushed to pull request {number} after its plan. {remedy}")
    if facts["base"] != before:
        raise RefusedError(
            f"The base moved: the plan counts on {facts['base']}, the merge came onto {before}. {remedy}"
        )
    if facts["tree"] != _git("rev-parse", "--verify", "HEAD^{tree}"):
        raise RefusedError(f"The merged files are not those of the plan. {remedy}")
    return facts


def comment_apply(directory: str, code: str, pull: str) -> None:
    """Write what became of the plan below the pull request."""
    text = _report(Path(directory) / "apply.md", f"**msgops apply ended with exit code {code}.**\n", "")
    _put_comment(int(pull), "apply", {}, text)


def issue(directory: str) -> None:
    """Open, edit or close the issue of this environment, by what `msgops drift` found."""
    report, folder = json.loads((Path(directory) / "drift.json").read_bytes()), Path(directory)
    path = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    old = _find(_pages(f"{path}?state=open"), "drift")
    text = _report(folder / "drift.md", "", "")
    if not report["findings"]:
        if old:
            _call(
                "POST", f"{path}/{old['number']}/comments", {"body": _with_link("No drift any more.\n", "")}
            )
            _call("PATCH", f"{path}/{old['number']}", {"state": "closed", "state_reason": "completed"})
        return
    where = "/".join(p for p in _workspace() if p) or os.environ["GITHUB_REPOSITORY"]
    body = _fitting(f"{_marker('drift')} {{}} -->\n{text}")
    if old:
        _call("PATCH", f"{path}/{old['number']}", {"body": body})
    else:
        _call("POST", path, {"title": f"Drift: {where}", "body": body})


COMMANDS: dict[str, Any] = {
    "annotate": annotate,
    "comment-plan": comment_plan,
    "comment-apply": comment_apply,
    "reviewed": reviewed,
    "issue": issue,
}


# Comments


def _marker(what: str) -> str:
    """Return how the body of a comment or issue of this workspace and environment begins."""
    place = json.dumps(_workspace())
    return f"<!-- msgops {what} {hashlib.sha256(place.encode()).hexdigest()[:16]}"


def _workspace() -> list[str]:
    """Return the workspace's directory in the repository (`""`: its top) and the environment."""
    return [_git("rev-parse", "--show-prefix").rstrip("/"), os.environ["ENVIRONMENT"]]


def _find(items: Iterator[Any], what: str) -> Any:
    """Return the first item that this flow wrote: anybody may copy a marker, but not its author."""
    marker = _marker(what)
    written = (i for i in items if (i["user"] or {}).get("login") == BOT)
    return next((i for i in written if (i["body"] or "").startswith(marker)), None)


def _facts(body: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        body.partition("\n")[0].removeprefix(_marker("plan")).removesuffix("-->")
    )
    return found


def _put_comment(number: int, what: str, facts: dict[str, str], text: str) -> None:
    path = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    body = _fitting(f"{_marker(what)} {json.dumps(facts)} -->\n{text}")
    old = _find(_pages(f"{path}/{number}/comments"), what)
    if old:
        _call("PATCH", f"{path}/comments/{old['id']}", {"body": body})
    else:
        _call("POST", f"{path}/{number}/comments", {"body": body})


def _report(file: Path, otherwise: str, told: str) -> str:
    """Return a Markdown report with the way to the whole one, and add it to the summary of the job."""
    text = _with_link(file.read_text(encoding="utf-8") if file.exists() else otherwise, told)
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
        summary.write(text)
    return text


def _with_link(text: str, told: str) -> str:
    run = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    return f"{text}\n{told}[The run with its log and the whole report as an artefact]({run})\n"


def _fitting(body: str) -> str:
    """Return the body; where it would not be accepted, its first line with the way to the report."""
    if len(body.encode("utf-16-le")) // 2 <= LIMIT:
        return body
    return _with_link(f"{body.partition(chr(10))[0]}\nThe report does not fit here.\n", "")


# Annotations


def _annotations(name: str, prefix: str) -> Iterator[str]:
    for run in json.loads(Path(name).read_bytes())["runs"]:
        for result in run["results"]:
            if level := _LEVELS.get(result.get("level", "warning")):
                yield f"::{level} {_place(result, prefix)}title={_property(result['ruleId'])}::{_data(result['message']['text'])}"


def _place(result: Any, prefix: str) -> str:
    physical = next(
        (p["physicalLocation"] for p in result.get("locations", ()) if "physicalLocation" in p), None
    )
    if physical is None:
        return ""
    file = prefix + urllib.parse.unquote(physical["artifactLocation"]["uri"])
    region = physical.get("region", {})
    numbers = (("line", "startLine"), ("col", "startColumn"))
    more = "".join(f"{to}={region[of]}," for to, of in numbers if of in region)
    return f"file={_property(file)},{more}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# The outside


def _event() -> Any:
    return json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())


def _git(*words: str) -> str:
    """Ask the checkout of the workspace."""
    done = subprocess.run(
        ["git", "-C", os.environ["DIRECTORY"], *words], capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def _pages(path: str) -> Iterator[Any]:
    sign = "&" if "?" in path else "?"
    for page in range(1, _PAGES + 1):
        items = _call("GET", f"{path}{sign}per_page=100&page={page}")
        yield from items
        if len(items) < 100:
            return


def _call(method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        os.environ["GITHUB_API_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


if __name__ == "__main__":
    main(*sys.argv[1:])
