"""The files of the flow: valid by the published schemas, and free of what lets a stranger in.

The schemas are those of SchemaStore and GitLab, as the package check-jsonschema carries them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

ROOT = Path(__file__).parent.parent.parent
ACTION = ROOT / ".github" / "actions" / "msgops" / "action.yml"
GITLAB = ROOT / "examples" / "ci" / "msgops.gitlab-ci.yml"
GUIDE = ROOT / "docs" / "how-to" / "pull-requests.md"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FLOW = [p for p in WORKFLOWS if p.stem in ("plan", "apply", "drift")]
FILES = [(p, "vendor.github-workflows") for p in WORKFLOWS] + [
    (ACTION, "vendor.github-actions"),
    (GITLAB, "vendor.gitlab-ci"),
]
KNOWN = {
    "./msgops/.github/actions/msgops",
    "actions/checkout@v4",
    "actions/download-artifact@v4",
    "actions/setup-python@v5",
    "actions/upload-artifact@v4",
}


class _Yaml12(yaml.SafeLoader):
    """Reads `on` as the word that it is."""


_Yaml12.yaml_implicit_resolvers = {
    k: [(t, r) for t, r in v if t != "tag:yaml.org,2002:bool"]
    for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def read(path: Path):
    return yaml.load(path.read_text(), _Yaml12)


def wrong(value, schema_name: str) -> list[str]:
    schema = get_builtin_schema(schema_name)
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(value)]


def steps():
    """Return every step of the flow with the name of its file."""
    for path in FLOW:
        for job in read(path)["jobs"].values():
            yield from ((path.name, step) for step in job["steps"])
    yield from ((ACTION.name, step) for step in read(ACTION)["runs"]["steps"])


@pytest.mark.parametrize(("path", "schema"), FILES, ids=lambda v: v.name if isinstance(v, Path) else "")
def test_a_file_is_valid_by_its_published_schema(path, schema):
    """Workflows, action and template say nothing that their readers do not know."""
    assert [] == wrong(read(path), schema)


@pytest.mark.parametrize(("path", "schema"), FILES, ids=lambda v: v.name if isinstance(v, Path) else "")
def test_the_published_schema_does_find_mistakes(path, schema):
    """The check can fail: each file with one wrong word is refused."""
    value = read(path)
    spoilt = {
        "vendor.github-workflows": lambda: next(iter(value["jobs"].values()))["steps"][0].update(usess=1),
        "vendor.github-actions": lambda: value["runs"].pop("using"),
        "vendor.gitlab-ci": lambda: value["msgops:plan"].update(script={"no": "script"}),
    }
    spoilt[schema]()

    assert wrong(value, schema)


def test_nothing_from_outside_is_written_into_a_script():
    """Titles, branches and inputs reach scripts by the environment only."""
    assert [] == [(name, step["name"]) for name, step in steps() if "${{" in step.get("run", "")]


def callers():
    """Return the workflows that the guide tells to write, by the name in their first line."""
    blocks = re.findall(
        r"^```yaml\n# (msgops-\w+\.yml)\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE
    )
    return {name: yaml.load(text, _Yaml12) for name, text in blocks}


def test_the_guides_workflows_are_valid_and_call_what_is_there():
    """Each calls its reusable workflow with inputs and secrets that it has, and grants what its jobs ask for."""
    assert {"msgops-plan.yml", "msgops-apply.yml", "msgops-drift.yml"} == set(callers())
    for caller in callers().values():
        assert [] == wrong(caller, "vendor.github-workflows")
        [job] = caller["jobs"].values()
        called = read(ROOT / job["uses"].partition("@")[0].removeprefix("example/msgops/"))
        declared = called["on"]["workflow_call"]
        asked: dict[str, str] = {}
        for inner in called["jobs"].values():
            asked.update(inner["permissions"])

        assert {n for n, i in declared["inputs"].items() if i.get("required")} <= set(job["with"])
        assert set(job["with"]) <= set(declared["inputs"])
        assert set(job["secrets"]) == set(declared["secrets"])
        assert asked == caller["permissions"]


def test_only_known_actions_are_used():
    """GitHub's own by their major version, and ours."""
    assert KNOWN == {step["uses"] for _, step in steps() if "uses" in step}


def test_no_workflow_runs_files_of_strangers_with_secrets():
    """`pull_request_target` and `workflow_run` occur nowhere, and tokens start with no permission."""
    assert [] == [p.name for p in WORKFLOWS if re.search("pull_request_target|workflow_run", p.read_text())]
    assert [{}] * 3 == [read(p)["permissions"] for p in FLOW]
    assert "secrets" not in json.dumps(
        read(FLOW[-1] if FLOW[-1].stem == "plan" else FLOW[2])["jobs"]["check"]
    )


def test_a_checkout_leaves_no_token_behind():
    """Files of a pull request do not find the token of the checkout in .git/config."""
    found = [s for _, s in steps() if s.get("uses", "").startswith("actions/checkout")]

    assert [False] * len(found) == [s["with"]["persist-credentials"] for s in found]


def test_each_hook_is_a_command():
    """The hooks of pre-commit name commands that exist, and take no file names."""
    from msgops.cli.main import COMMANDS

    hooks = read(HOOKS)

    assert ["fmt", "validate", "lint"] == [h["entry"].removeprefix("msgops ") for h in hooks]
    assert {"fmt", "validate", "lint"} <= set(COMMANDS)
    assert [False] * 3 == [h["pass_filenames"] for h in hooks]
    assert all(h["id"] and h["name"] and h["language"] == "python" for h in hooks)


def test_gitlab_gets_code_quality_and_junit(tmp_path):
    """The check's own script writes what GitLab reads: a finding with its file and line, and cases."""
    (tmp_path / "ws" / "resources").mkdir(parents=True)
    (tmp_path / "ws" / "msgops.yaml").write_text(
        "workspace: w\naccounts: {infobip: {provider: infobip, base_url: 'https://x.api.infobip.com', api_key: '${env:K}'}}\n"
    )
    (tmp_path / "ws" / "resources" / "a.yaml").write_text(
        "kind: infobip.NotificationProfile\nname: care\nspec: {webhoook: 1}\n"
    )
    script = "\n".join(read(GITLAB)["msgops:check"]["script"])
    programs = tmp_path / "bin"
    programs.mkdir()
    code = "import sys; from msgops.cli.main import run; run(sys.argv[1:])"
    for name, words in (("msgops", f"-c '{code}'"), ("python", "")):
        (programs / name).write_text(f'#!/bin/bash\nexec {sys.executable} {words} "$@"\n')
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "MSGOPS_DIRECTORY": "ws", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environment, check=False, timeout=120
    )
    found = json.loads((tmp_path / "code-quality.json").read_text())

    assert 1 == done.returncode
    assert ("ws/resources/a.yaml", 3) == (
        found[0]["location"]["path"],
        found[0]["location"]["lines"]["begin"],
    )
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(found[0])
    assert len({f["fingerprint"] for f in found}) == len(found)
    assert "<failure" in (tmp_path / "validate.xml").read_text()
