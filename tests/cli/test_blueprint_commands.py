"""Commands over documents that a blueprint makes: all know them, none tries to edit a template."""

from __future__ import annotations

import json

import pytest

from config.blueprints import TEMPLATE, USE
from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
_DEFINITION = """title:    A hook
parameters:
    url: {type:   string}
    channels: {type: array, items: {type: string}, default: [SMS]}
"""
_TEMPLATE = "blueprints/hooks/hook.yaml.j2"
PROFILE = "infobip.NotificationProfile/care"


@pytest.fixture
def bench(tmp_path):
    """A workspace whose only document uses a blueprint of its own."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator)
    bench.write_text(USE)
    bench.write_file("blueprints/hooks/blueprint.yaml", _DEFINITION)
    bench.write_file(_TEMPLATE, TEMPLATE)
    return bench


def test_a_plan_shows_where_each_made_resource_comes_from(bench):
    """In text and in JSON: the template's line, and the use."""
    bench.run("plan")
    text = bench.last_output
    bench.run("plan", "--json")
    sources = {c["address"]: c["source"] for c in json.loads(bench.last_output)["changes"]}

    assert f"{_TEMPLATE}:1, used at resources/all.yaml:1" in text
    assert _TEMPLATE == sources[PROFILE]["file"]
    assert {"file": "resources/all.yaml", "line": 1} == {
        k: sources[PROFILE]["used_at"][k] for k in ("file", "line")
    }


def test_a_saved_plan_of_made_resources_is_shown_and_applied(bench):
    """It comes back as it was."""
    path = str(bench.root / "plan.json")
    bench.run("plan", "--out", path)
    assert 0 == bench.run("show", path)
    assert f"{_TEMPLATE}:1, used at resources/all.yaml:1" in bench.last_output

    assert 0 == bench.apply(path), bench.last_errors
    assert "" == bench.describe(bench.plan())


def test_a_changed_template_makes_a_saved_plan_stale(bench):
    """The plan is bound to what the templates made."""
    path = str(bench.root / "plan.json")
    bench.run("plan", "--out", path)
    bench.write_file(_TEMPLATE, TEMPLATE.replace("{{ url }}", "{{ url }}/new"))

    assert 4 == bench.run("apply", path)


def test_fmt_leaves_templates_alone(bench):
    """They are no YAML until they are filled in; the definition is, and is brought into normal form."""
    before = (bench.root / _TEMPLATE).read_bytes()

    assert 0 == bench.run("fmt")
    assert "blueprints/hooks/blueprint.yaml" in bench.last_output
    assert _TEMPLATE not in bench.last_output
    assert before == (bench.root / _TEMPLATE).read_bytes()
    assert 0 == bench.run("fmt", "--check")


def test_import_records_a_live_object_under_a_made_address(bench):
    """The state is written and no file: the template stays what it is."""
    bench.apply()
    bench.lose_state()
    files = {p: p.read_bytes() for p in bench.root.rglob("*.y*ml*") if p.is_file()}

    assert 0 == bench.run("import", PROFILE, "care"), bench.last_errors
    assert files == {p: p.read_bytes() for p in bench.root.rglob("*.y*ml*") if p.is_file()}


@pytest.mark.parametrize("command", ["validate", "lint", "graph"])
def test_a_command_that_reads_knows_made_resources(bench, command):
    """Exit 0, without a system."""
    assert 0 == bench.run(command), bench.last_errors


def test_a_target_may_be_a_made_resource(bench):
    """By its address."""
    assert {PROFILE} == set(bench.actions(bench.plan(target=(PROFILE,))))


def test_a_selector_reaches_all_that_a_use_makes(bench):
    """By the labels of the use."""
    bench.write_text(USE + "labels: {team: care}\n")

    assert 2 == len(bench.actions(bench.plan(selector=("team=care",))))


def test_a_changed_parameter_is_an_update_of_what_it_reaches(bench):
    """Nothing else changes, and no other object is made."""
    bench.apply()
    bench.write_text(USE.replace("hooks.example.com", "new.example.com"))

    assert {PROFILE: "update"} == bench.actions(bench.plan())


def test_a_new_name_in_a_template_keeps_the_object(bench):
    """`previously` works in a template as in any document."""
    bench.apply()
    renamed = "name: {{ name }}-sub\npreviously: {{ name }}-{{ channel | lower }}\n"
    bench.write_file(_TEMPLATE, TEMPLATE.replace("name: {{ name }}-{{ channel | lower }}\n", renamed))
    plan = bench.plan()

    assert () == tuple(plan.refused), bench.describe(plan)
    assert "create" not in bench.actions(plan).values()
