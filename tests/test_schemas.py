"""The committed JSON Schemas are valid, current, and accept what the examples say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from msgops.cli.kinds_markdown import example_document
from msgops.config.schema import all_schemas
from msgops.report.schemas import output_schemas
from msgops.sdk.catalog import Catalog

ROOT = Path(__file__).parent.parent
CATALOG = Catalog.installed()
EXPECTED = {**all_schemas(CATALOG), **{f"output/{n}.json": s for n, s in output_schemas().items()}}
EXAMPLES = sorted((ROOT / "examples").glob("*/**/*.yaml"))


def _committed() -> dict[str, object]:
    directory = ROOT / "schemas"
    found = {p.relative_to(directory).as_posix(): p for p in directory.rglob("*.json")}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in sorted(found.items())}


def _validator(name: str) -> Draft202012Validator:
    registry = Registry().with_resources(
        (file, Resource.from_contents(schema)) for file, schema in EXPECTED.items()
    )
    return Draft202012Validator(EXPECTED[name], registry=registry)


def _core(path: Path) -> list[object]:
    """Read a file as an editor does: by the types of the YAML core schema."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_schema_is_a_schema(name):
    """Each is valid by the rules of Draft 2020-12."""
    Draft202012Validator.check_schema(EXPECTED[name])


def test_the_committed_schemas_are_current():
    """`msgops schema --write schemas` would change nothing."""
    committed = _committed()

    assert sorted(EXPECTED) == sorted(committed), "run: msgops schema --write schemas"
    assert [] == [name for name in EXPECTED if json.loads(json.dumps(EXPECTED[name])) != committed[name]]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.relative_to(ROOT / "examples").as_posix())
def test_the_examples_are_valid_in_an_editor(path):
    """What the first line of each file promises holds; an environment has the workspace's keys."""
    for document in _core(path):
        if path.parent.name == "environments":
            assert {"accounts", "variables", "policy", "state", "resources", "patches"} >= set(document)
            continue
        name = "workspace.json" if path.name == "msgops.yaml" else "resource.json"
        assert [] == [f"{e.json_path}: {e.message}" for e in _validator(name).iter_errors(document)]


@pytest.mark.parametrize("kind", CATALOG.names)
def test_the_example_of_every_kind_is_valid(kind):
    """The example that a kind declares is valid by the kind's own schema."""
    document = yaml.safe_load(example_document(CATALOG.kind(kind)))

    assert [] == [f"{e.json_path}: {e.message}" for e in _validator("resource.json").iter_errors(document)]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"kind": "infobip.Subscriptoin", "name": "x"}, "unknown kind"),
        ({"kind": "infobip.Tag", "name": "x", "sepc": {}}, "unknown outer key"),
        (
            {
                "kind": "infobip.Subscription",
                "name": "x",
                "spec": {"channel": "FAX", "events": [], "profile": "p"},
            },
            "enum",
        ),
        (
            {"kind": "infobip.Subscription", "name": "x", "spec": {"channel": "SMS", "profile": "p"}},
            "required",
        ),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_wrong_documents_are_refused_by_the_schema(document, why):
    """A schema that accepted anything would prove nothing."""
    assert not _validator("resource.json").is_valid(document)
