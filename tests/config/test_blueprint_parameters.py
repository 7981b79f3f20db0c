"""Parameters of blueprints: what a use may give, and what a definition may ask for."""

from __future__ import annotations

import pytest

from config.blueprints import CATALOG, HEAD, Desk
from msgops.config.load import load
from msgops.config.trust import Commit
from msgops.model.address import Address
from msgops.model.secret import Secret

_DEFINITION = "blueprints/hooks/blueprint.yaml"
_TEMPLATE = "blueprints/hooks/hook.yaml.j2"
_SECURITY = """kind: infobip.WebhookSecurity
name: {{ name }}
spec: {type: HMAC, credentials: {secret_key: {{ p }}, algorithm: HMAC_SHA_256}}
"""
_TAG = "kind: infobip.NotificationProfile\nname: {{ name }}\nspec: {webhook: {notify_url: 'https://a.b/{{ p }}'}}\n"


@pytest.fixture
def desk(tmp_path):
    """A workspace with one blueprint whose parameter is `p`."""
    desk = Desk(tmp_path)
    desk.start()
    desk.template(_TAG)
    return desk


@pytest.mark.parametrize(
    ("declared", "given", "url"),
    [
        ("{type: string}", "abc", "abc"),
        ("{type: string}", "NO", "NO"),
        ("{type: string}", "1.10", "1.10"),
        ("{type: string, enum: [a, b]}", "b", "b"),
        ("{type: string, pattern: ^a+$}", "aa", "aa"),
        ("{type: integer, minimum: 1, maximum: 9}", "7", "7"),
        ("{type: number}", "1.5", "1.5"),
        ("{type: boolean}", "true", "true"),
        ("{type: string, default: d}", None, "d"),
        ("{type: integer, default: 3}", None, "3"),
        ("{type: string}", "${var.region}", "emea"),
    ],
)
def test_a_value_of_the_right_type_reaches_the_template(desk, declared, given, url):
    """Plain scalars are read by the parameter's type and not by guesswork."""
    desk.given(
        "{}" if given is None else f"{{p: {given!r}}}" if "$" in given else f"{{p: {given}}}", p=declared
    )
    workspace = desk.load()

    assert () == workspace.diagnostics
    (profile,) = workspace.desired.values()
    assert f"https://a.b/{url}" == profile.attributes["webhook"]["notify_url"]


@pytest.mark.parametrize(
    ("declared", "given", "code", "column"),
    [
        ("{type: string}", "{}", "MC102", 7),
        ("{type: string}", "{p: [a]}", "MC104", 11),
        ("{type: string}", "{p: a, q: b}", "MC101", 14),
        ("{type: string, enum: [a, b]}", "{p: c}", "MC104", 11),
        ("{type: string, pattern: ^a+$}", "{p: b}", "MC104", 11),
        ("{type: integer}", "{p: x}", "MC104", 11),
        ("{type: integer, minimum: 5}", "{p: 4}", "MC104", 11),
        ("{type: number, maximum: 5}", "{p: 5.1}", "MC104", 11),
        ("{type: number}", "{p: nan}", "MC104", 11),
        ("{type: boolean}", "{p: maybe}", "MC104", 11),
        ("{type: secret}", "{p: in-clear}", "MC103", 11),
        ("{type: string}", "{p: '${env:KEY}'}", "MC104", 11),
        ("{type: string}", "{p: 'x${file:a.pem}'}", "MC104", 11),
        ("{type: array, items: {type: integer}}", "{p: [1, x]}", "MC104", 15),
        ("{type: array, items: {type: string}, min_items: 2}", "{p: [a]}", "MC104", 11),
        ("{type: object, properties: {a: {type: integer}}}", "{p: {a: x}}", "MC104", 15),
        ("{type: object, properties: {a: {type: integer}}}", "{p: {a: 1, b: 2}}", "MC101", 18),
        ("{type: object}", "{p: {a: '${env:KEY}'}}", "MC104", 15),
        ("{type: string}", "{p: '${var.nothing}'}", "MC108", 11),
    ],
)
def test_a_value_of_the_wrong_type_is_found_at_its_place(desk, declared, given, code, column):
    """In the user's own document, and nothing is made."""
    desk.given(given, p=declared)

    assert [(code, f"resources/use.yaml:4:{column}")] == desk.found()


def test_a_parameter_that_is_written_wrong_has_a_hint(desk):
    """As for any field."""
    desk.given("{pp: a}", p="{type: string, optional: true}")

    assert 'Did you mean "p"?' in desk.told()


def test_an_optional_parameter_may_be_left_out(desk):
    """The template asks with `if`."""
    desk.template(_TAG.replace("{{ p }}", "{% if p %}{{ p }}{% else %}none{% endif %}"))
    desk.given("{}", p="{type: string, optional: true}")
    (profile,) = desk.load().desired.values()

    assert "https://a.b/none" == profile.attributes["webhook"]["notify_url"]


def test_a_secret_arrives_as_its_source(desk):
    """The template sees where it comes from; the resource reads it when it is applied."""
    desk.template(_SECURITY)
    desk.given("{p: '${env:HOOK_SECRET}'}", p="{type: secret}")
    made = desk.load(HOOK_SECRET="in-clear").desired[Address.parse("infobip.WebhookSecurity/care")]

    assert Secret("env:HOOK_SECRET") == made.attributes["credentials"]["secret_key"]


def test_a_secret_that_the_base_does_not_permit_is_refused_through_a_blueprint_too(desk):
    """The finding names the template's line and the use."""
    desk.template(_SECURITY)
    desk.given("{p: '${env:OTHER}'}", p="{type: secret}")
    commit = Commit("main", lambda name: HEAD if name == "msgops.yaml" else None)
    workspace = load(desk.root, CATALOG, commit=commit)

    assert [("MC181", f"{_TEMPLATE}:3:46, used at resources/use.yaml:1")] == [
        (d.code, str(d.origin)) for d in workspace.diagnostics
    ]


@pytest.mark.parametrize(
    ("declared", "code", "place"),
    [
        ("{}", "MC102", "3:6"),
        ("{type: text}", "MC104", "3:13"),
        ("{type: string, dflt: a}", "MC101", "3:21"),
        ("{type: integer, default: x}", "MC104", "3:31"),
        ("{type: string, minimum: 1}", "MC104", "3:21"),
        ("{type: string, pattern: '['}", "MC104", "3:30"),
        ("{type: array}", "MC102", "3:6"),
        ("{type: array, items: {type: secret, pattern: a}}", "MC104", "3:42"),
        ("{type: secret, default: in-clear}", "MC104", "3:30"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_found_in_the_definition(desk, declared, code, place):
    """Once, whatever a use gives."""
    desk.given("{}", p=declared)

    assert [(code, f"{_DEFINITION}:{place}")] == desk.found()


@pytest.mark.parametrize("name", ["name", "loop", "not", "model_fields", "A"])
def test_a_parameter_may_not_be_called_like_something_else(desk, name):
    """`name` is the use's own; words of the templates and of the code below are no parameters."""
    desk.given("{}", **{name: "{type: string, default: a}"})

    assert _DEFINITION in desk.found()[0][1]


def test_a_value_adds_no_structure(desk):
    """A text with YAML in it stays that text."""
    desk.template(_TAG.replace("'https://a.b/{{ p }}'", "{{ p }}"))
    desk.given('{p: "https://a.b/\\n  labels: {x: y}"}', p="{type: string}")
    workspace = desk.load()
    (profile,) = workspace.desired.values()

    assert () == workspace.diagnostics
    assert {} == profile.labels
    assert {"notify_url": "https://a.b/\n  labels: {x: y}"} == profile.attributes["webhook"]


def test_a_list_is_put_in_whole(desk):
    """As if it stood in the document."""
    desk.template(
        "kind: infobip.Subscription\nname: {{ name }}\n"
        "spec: {channel: SMS, events: {{ p }}, profile: {id: x}}\n"
    )
    desk.given("{p: [INBOUND_MESSAGE, DELIVERY]}", p="{type: array, items: {type: string}}")
    (made,) = desk.load().desired.values()

    assert {"INBOUND_MESSAGE", "DELIVERY"} == set(made.attributes["events"])
