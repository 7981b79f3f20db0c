"""Documents that use a blueprint: what is made, and where findings point."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.blueprints import CATALOG, USE, Desk
from msgops.config.guide import guides
from msgops.config.load import load
from msgops.model.address import Address

_TEMPLATE = "blueprints/hooks/hook.yaml.j2"
_DEFINITION = "blueprints/hooks/blueprint.yaml"
_PROFILE = Address.parse("infobip.NotificationProfile/care")


@pytest.fixture
def desk(tmp_path):
    """A workspace with one blueprint that is used once."""
    desk = Desk(tmp_path)
    desk.start()
    return desk


def test_a_use_makes_ordinary_resources(desk):
    """Each document of the template is a resource, as if it stood in a file."""
    assert ["infobip.NotificationProfile/care", "infobip.Subscription/care-sms"] == desk.made()


def test_a_parameter_that_is_left_out_takes_its_default(desk):
    """One given instead goes first."""
    desk.use(USE.replace("}", ", channels: [SMS, VIBER]}"))

    assert "infobip.Subscription/care-viber" in desk.made()


def test_a_made_resource_says_where_it_comes_from(desk):
    """The line of the template, and the document that uses it."""
    profile = desk.load().desired[_PROFILE]

    assert f"{_TEMPLATE}:1, used at resources/use.yaml:1" == str(profile.origin)


def test_a_finding_points_to_the_template_and_to_the_use(desk):
    """A wrong field of a made document is found at its line of the template."""
    desk.template(
        "kind: infobip.NotificationProfile\nname: {{ name }}\nspec:\n  webhok: {notify_url: {{ url }}}\n"
    )

    assert ("MC101", f"{_TEMPLATE}:4:3, used at resources/use.yaml:1") in desk.found()


def test_a_finding_shows_the_line_of_the_template(desk):
    """The excerpt is the template's own text, before anything is filled in."""
    desk.template("kind: infobip.NotificationProfile\nname: {{ name }}\nspec:\n  webhok: {{ url }}\n")

    assert "  webhok: {{ url }}" in [d.excerpt for d in desk.load().diagnostics]


def test_two_uses_of_one_blueprint_do_not_meet(desk):
    """Each has the names of its own."""
    desk.use(USE + "---\n" + USE.replace("name: care", "name: sales"))

    assert 4 == len(desk.made())


def test_two_uses_with_one_name_are_refused(desk):
    """The second says where the first is; its documents are not made a second time."""
    desk.use(USE + "---\n" + USE)

    assert [("MC113", "resources/use.yaml:7:7")] == desk.found()
    assert "is also declared at resources/use.yaml:1" in desk.told()


def test_a_made_resource_may_not_be_declared_elsewhere(desk):
    """The finding names both places."""
    desk.put(
        "resources/z.yaml",
        "kind: infobip.NotificationProfile\nname: care\nspec: {webhook: {notify_url: https://a.b}}\n",
    )

    assert [("MC113", "resources/z.yaml:2:7")] == desk.found()
    assert f"{_TEMPLATE}:1, used at resources/use.yaml:1" in desk.told()


def test_other_files_may_refer_to_what_is_made(desk):
    """A made resource is a target of references like any other."""
    desk.put(
        "resources/z.yaml",
        "kind: infobip.Subscription\nname: mine\nspec: {channel: VIBER, events: [INBOUND_MESSAGE], profile: care}\n",
    )

    assert "infobip.Subscription/mine" in desk.made()


def test_labels_and_lifecycle_of_the_use_are_those_of_all_it_makes(desk):
    """So that a selector or a protection reaches the whole."""
    desk.use(USE + "labels: {team: care}\nlifecycle: {prevent_delete: true}\n")
    made = desk.load().desired.values()

    assert {("care", True)} == {(r.labels["team"], r.lifecycle.prevent_delete) for r in made}


def test_labels_of_the_template_go_first(desk):
    """The blueprint knows better what it makes."""
    desk.use(USE + "labels: {team: care, kept: yes}\n")
    desk.template(
        "kind: infobip.NotificationProfile\nname: {{ name }}\nlabels: {team: hooks}\nspec: {webhook: {notify_url: {{ url }}}}\n"
    )

    assert {"team": "hooks", "kept": "yes"} == desk.load().desired[_PROFILE].labels


def test_variables_reach_a_template_through_parameters(desk):
    """`with:` is interpolated like any other part of a document."""
    desk.use(USE.replace("hooks.example.com", "${var.region}.example.com"))

    assert "https://emea.example.com" == desk.load().desired[_PROFILE].attributes["webhook"]["notify_url"]


def test_a_patch_of_an_environment_reaches_a_made_resource(desk):
    """By its address, as for any resource."""
    desk.put(
        "environments/prod.yaml",
        "patches:\n  infobip.NotificationProfile/care: {webhook: {notify_url: https://prod.example.com}}\n",
    )
    workspace = load(desk.root, CATALOG, environment="prod")
    assert () == workspace.diagnostics
    assert "https://prod.example.com" == workspace.desired[_PROFILE].attributes["webhook"]["notify_url"]


@pytest.mark.parametrize(
    ("use", "code", "place", "told"),
    [
        ("kind: msgops.Blueprint\nname: x\n", "MC102", "1", '"use" is required'),
        ("kind: msgops.Blueprint\nname: x\nuse: [a]\n", "MC104", "3:6", "must name a blueprint"),
        ("kind: msgops.Blueprint\nname: x\nuse: hoks\n", "MC190", "3:6", "no provider ships"),
        (
            "kind: msgops.Blueprint\nname: x\nuse: infobip-two-wy\n",
            "MC190",
            "3:6",
            'Did you mean "infobip-two-way"?',
        ),
        ("kind: msgops.Blueprint\nname: x\nuse: ../other\n", "MC015", "3:6", "leads out of the workspace"),
        ("kind: msgops.Blueprint\nname: x\nuse: hooks\nwith: [a]\n", "MC104", "4:7", "must be a map"),
        ("kind: msgops.Blueprint\nname: x\nuse: hooks\nspec: {}\n", "MC101", "4:1", '"spec" is not a field'),
        ("kind: msgops.Blueprin\nname: x\n", "MC105", "1:7", 'Did you mean "msgops.Blueprint"?'),
    ],
)
def test_a_use_that_is_wrong_is_found_at_its_line(desk, use, code, place, told):
    """The finding is about the user's own document, and says what to write."""
    desk.use(use)

    assert (code, f"resources/use.yaml:{place}") in desk.found()
    assert told in desk.told()


def test_a_blueprint_that_uses_a_blueprint_is_refused(desk):
    """There is one level: what a use makes can be read in one place."""
    desk.template(USE)

    assert [("MC105", f"{_TEMPLATE}:1:7, used at resources/use.yaml:1")] == desk.found()


def test_a_blueprint_without_a_template_is_refused(desk):
    """A use that makes nothing would plan deletes."""
    (desk.root / _TEMPLATE).unlink()

    assert [("MC190", "resources/use.yaml:3:6")] == desk.found()


def test_a_blueprint_here_with_the_name_of_a_shipped_one_is_refused(desk):
    """The finding says how to name one's own."""
    (desk.root / "blueprints/hooks").rename(desk.root / "blueprints/infobip-two-way")
    desk.use(USE.replace("use: hooks", "use: infobip-two-way"))

    assert [("MC190", "resources/use.yaml:3:6")] == desk.found()
    assert "Write use: ./blueprints/infobip-two-way for yours." in desk.told()


def test_a_path_names_a_blueprint_anywhere_in_the_workspace(desk):
    """Anything with a slash is a path from the workspace's root."""
    (desk.root / "blueprints/hooks").rename(desk.root / "mine")
    desk.use(USE.replace("use: hooks", "use: ./mine"))

    assert 2 == len(desk.made())


def test_a_template_that_leads_out_of_the_workspace_is_refused(desk, tmp_path_factory):
    """A link to a file elsewhere is not followed."""
    outside = tmp_path_factory.mktemp("outside") / "x.yaml.j2"
    outside.write_text("kind: a\n", encoding="utf-8")
    (desk.root / "blueprints/hooks/link.yaml.j2").symlink_to(outside)

    assert [("MC015", "resources/use.yaml:3:6")] == desk.found()


def test_a_definition_with_an_unknown_key_is_found_at_its_line(desk):
    """Nothing is made from a blueprint that is not understood."""
    desk.put(_DEFINITION, "title: A hook\nparametrs: {}\n")

    assert [("MC101", f"{_DEFINITION}:2:1")] == desk.found()
    assert 'Did you mean "parameters"?' in desk.told()


@pytest.mark.parametrize(
    ("template", "code", "line"),
    [
        ("kind: x\nname: {{ nme }}\n", "MC192", 2),
        ("kind: x\nname: {{ url | shout }}\n", "MC191", 2),
        ("kind: x\n\nname: {% if %}\n", "MC191", 3),
        ("kind: x\nname: {{ url() }}\n", "MC191", 2),
    ],
)
def test_a_template_that_is_wrong_is_found_at_its_line(desk, template, code, line):
    """Once, however often it is used."""
    desk.template(template)
    desk.use(USE + "---\n" + USE.replace("name: care", "name: sales"))

    assert [(code, f"{_TEMPLATE}:{line}")] == desk.found()


def test_what_only_one_use_gets_wrong_names_that_use(desk):
    """Rendering fails for the use that gives no channel, at the template's line."""
    desk.template(
        "kind: infobip.NotificationProfile\nname: {{ name }}\nspec: {webhook: {notify_url: {{ channels | first }}}}\n"
    )
    desk.use(USE.replace("}", ", channels: []}"))

    assert [("MC192", f"{_TEMPLATE}:3, used at resources/use.yaml:1")] == desk.found()
    assert "an empty list has no first" in desk.told()


def test_yaml_that_is_wrong_after_rendering_is_found_in_the_template(desk):
    """The places are the template's, whatever the loop before them made of the lines."""
    desk.template("{% for c in channels %}\n# {{ c }}\n{% endfor %}\nkind: x\nname: y\nname: z\n")
    desk.use(USE.replace("}", ", channels: [A, B, C, D, E]}"))

    assert ("MC014", f"{_TEMPLATE}:6, used at resources/use.yaml:1") in desk.found()
    assert f'"name" is set already at {_TEMPLATE}:5 ' in desk.told()


def test_the_files_of_a_blueprint_here_count_as_files_of_the_workspace(desk):
    """Its definition is brought into normal form like any other; its templates are no YAML yet."""
    files = desk.load().files

    assert _DEFINITION in files
    assert _TEMPLATE not in files


def test_the_blueprint_on_the_page_works(desk):
    """docs/blueprints.md: its files make what they say, tell their output and follow their guide."""
    page = (Path(__file__).parents[2] / "docs" / "blueprints.md").read_text(encoding="utf-8")
    files = re.findall(r"^```yaml\n# (blueprints/hooks/\S+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    for name, text in files:
        desk.put(name, text)
    desk.use(USE.replace("}", ", channels: [SMS, WHATSAPP]}"))

    assert [_DEFINITION, _TEMPLATE, "blueprints/hooks/guide.yaml"] == [name for name, _ in files]
    (guide,) = guides(desk.load(), CATALOG)
    assert [1, 2, 1] == [len(step.addresses) for step in guide.steps]
    assert 3 == len(desk.made())
    assert ["care.profileId"] == list(desk.load().outputs)
