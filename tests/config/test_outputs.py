"""Outputs of the workspace file and of blueprints: what they may name."""

from __future__ import annotations

import pytest

from config.blueprints import CATALOG, DEFINITION, HEAD, Desk
from msgops.config.load import load

_REFERENCE = "${infobip.NotificationProfile/care.id}"
_BLUEPRINT = "blueprints/hooks/blueprint.yaml"


@pytest.fixture
def desk(tmp_path):
    """A workspace with one blueprint that is used once."""
    desk = Desk(tmp_path)
    desk.start()
    return desk


def declare(desk, value, more=""):
    desk.put("msgops.yaml", f"{HEAD}outputs:\n  one:\n    value: {value}\n{more}")


def test_an_output_keeps_what_only_the_state_knows(desk):
    """Variables are filled in, references stay."""
    declare(desk, "${var.region}-" + _REFERENCE, "    description: About it.\n")
    workspace = desk.load()
    output = workspace.outputs["one"]

    assert () == workspace.diagnostics
    assert ("emea-" + _REFERENCE, "About it.") == (output.value, output.description)


def test_an_output_of_a_blueprint_is_called_after_its_use(desk):
    """The templates' language holds in its value, and its place names both files."""
    value = "${infobip.NotificationProfile/{{ name }}.id}"
    desk.put(_BLUEPRINT, f"{DEFINITION}outputs:\n  id:\n    value: {value}\n")
    workspace = desk.load()

    assert () == workspace.diagnostics
    assert ["care.id"] == list(workspace.outputs)
    assert _REFERENCE == workspace.outputs["care.id"].value
    assert f"{_BLUEPRINT}:7:12, used at resources/use.yaml:1" == str(workspace.outputs["care.id"].origin)


def test_a_value_of_a_parameter_forms_no_reference(desk):
    """What a parameter holds is text, also in an output."""
    desk.put(_BLUEPRINT, DEFINITION + "outputs:\n  one: {value: 'at {{ url }}'}\n")
    desk.use("kind: msgops.Blueprint\nname: care\nuse: hooks\nwith: {url: 'https://a.b/$${var.region}'}\n")

    assert "at https://a.b/${var.region}" == desk.load().outputs["care.one"].value


def test_an_environment_lays_its_outputs_over(desk):
    """By name; a finding points to the file that said it."""
    declare(desk, "a")
    desk.put("environments/prod.yaml", "outputs:\n  one: {value: b}\n  two: {valu: c}\n")
    workspace = load(desk.root, CATALOG, environment="prod")

    assert {"environments/prod.yaml:3:8", "environments/prod.yaml:3:9"} == {
        str(d.origin) for d in workspace.diagnostics
    }
    desk.put("environments/prod.yaml", "outputs:\n  one: {value: b}\n")
    assert "b" == load(desk.root, CATALOG, environment="prod").outputs["one"].value


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [
        (
            "${infobip.NotificationProfile/car.id}",
            "MC120",
            'Did you mean "infobip.NotificationProfile/care"?',
        ),
        ("${infobip.NotificationProfile/care.webhok}", "MC122", 'Did you mean "webhook"?'),
        ("${infobip.NotificationProfile/care}", "MC108", "names no field"),
        ("${infobip.NotificationProfile/care.security}", "MC194", "does not set 'security'"),
        ("${env:HOOK_SECRET}", "MC194", "it would tell a secret"),
        ("x-${file:secrets/a.pem}", "MC194", "it would tell a secret"),
        ("${infobip.WebhookSecurity/hmac.credentials}", "MC194", "is a secret"),
        ("${var.regoin}", "MC108", "there is no 'regoin'"),
        ("[a]", "MC104", "valid string"),
    ],
)
def test_an_output_that_cannot_be_told_is_found_at_its_line(desk, value, code, told):
    """Before anything is applied."""
    desk.put(
        "resources/z.yaml",
        "kind: infobip.WebhookSecurity\nname: hmac\nspec: {type: HMAC, credentials: {secret_key: '${env:S}', algorithm: HMAC_SHA_256}}\n",
    )
    declare(desk, value)

    assert [(code, "msgops.yaml:7:12")] == desk.found()
    assert told in desk.told()


def test_a_wrong_output_of_a_blueprint_is_found_in_the_blueprint_and_at_the_use(desk):
    """The blueprint is at fault, and the use shows where."""
    value = "${infobip.NotificationProfile/{{ name }}x.id}"
    desk.put(_BLUEPRINT, f"{DEFINITION}outputs:\n  id: {{value: '{value}'}}\n")

    assert [("MC120", f"{_BLUEPRINT}:6:15, used at resources/use.yaml:1")] == desk.found()


def test_a_name_of_an_output_has_no_dot(desk):
    """A dot stands between a use and its output."""
    desk.put("msgops.yaml", HEAD + "outputs:\n  a.b: {value: x}\n")

    assert ["MC104"] == [code for code, _ in desk.found()]
