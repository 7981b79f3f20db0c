"""Pages, components on pages of others, and navigation: what msgops did not put there stays."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from msgops_salesforce.kinds.lightning import DESIGN, FRAME
from msgops_salesforce.kinds.pages import AppPageSpec
from msgops_salesforce.simulator.metadata import apps as types
from salesforce.bench import Workspace, document

RECORD_PAGE = "Messaging_Session_Record_Page"
CONSOLE = "standard__LightningService"
BUNDLE, PAGE, TAB, APP = types.COMPONENTS[:4]
FRAME_ = document("LightningComponent", "Frame", markup=FRAME, design=DESIGN)
RULE = {"criteria": [{"leftValue": "{!Record.Status}", "operator": "EQUAL", "rightValue": "Active"}]}


@pytest.fixture
def space(tmp_path):
    """Return a workspace in front of an org."""
    return Workspace(tmp_path)


def page(*parts, name="Setup_Page", **more):
    """Return a page of one region with these (identifier, src)."""
    shown = [
        {"component": "Frame", "identifier": i, "properties": [{"name": "src", "value": src}]}
        for i, src in parts
    ]
    spec = {"label": "Setup", "type": "AppPage", "template": "flexipage:defaultAppHomeTemplate", **more}
    return document("AppPage", name, **spec, regions=[{"name": "main", "components": shown}])


def part(name, **spec):
    """Return a component for the record page of messaging sessions."""
    return document("PageComponent", name, page=RECORD_PAGE, region="main", component="Frame", **spec)


def tab(name):
    """Return a tab that shows the page."""
    return document("Tab", name, label=name, page="Setup_Page", motif="Custom53: Bell")


def item(name, **spec):
    """Return a navigation item of the Service Console."""
    return document("AppNavigation", name, app=CONSOLE, tab=name, **spec)


def regions(space, name):
    """Return the identifiers on a page by region."""
    found = PAGE.read(space.org, name)["flexiPageRegions"]
    return {
        r["name"]: [i["componentInstance"]["identifier"] for i in r.get("itemInstances", ())] for r in found
    }


def tabs(space):
    """Return the navigation of the Service Console."""
    return APP.read(space.org, CONSOLE)["tabs"]


def rewrite(space, component, name, change):
    """Change a document as somebody in Setup does."""
    content = dict(component.read(space.org, name))
    change(content)
    component.write(space.org, name, content)


def test_the_layout_of_markup_is_no_difference(space):
    """Line ends and blanks do not count; another attribute does."""
    space.apply(FRAME_)
    loose = "\n" + FRAME.replace("\n", "   \r\n") + "\n\n"
    assert [] == space.apply(document("LightningComponent", "Frame", markup=loose, design=DESIGN))
    changed = FRAME.replace("100px", "200px")
    assert 1 == len(space.apply(document("LightningComponent", "Frame", markup=changed, design=DESIGN)))


def test_sources_that_nobody_declares_are_sent_along(space):
    """A bundle is replaced whole; a controller that somebody wrote survives a change of the markup."""
    space.apply(FRAME_)
    files = BUNDLE.sources(space.org, "Frame")
    about = BUNDLE.read(space.org, "Frame")
    more = {**files, "Renderer.js": "({})", "auradoc": "<aura:documentation/>"}
    BUNDLE.write(space.org, "Frame", {**about, "_sources": more})
    space.apply(document("LightningComponent", "Frame", markup=FRAME.replace("100px", "200px")))
    kept = BUNDLE.sources(space.org, "Frame")
    assert {"cmp", "Renderer.js", "auradoc"} == set(kept)
    assert "200px" in kept["cmp"]


def test_a_page_keeps_what_its_spec_cannot_say(space):
    """A rule when a component is seen, and the page's actions, survive a change of a property."""
    space.apply(FRAME_, page(("one", "https://one.example")))

    def rule(content):
        (region,) = content["flexiPageRegions"]
        (first,) = region["itemInstances"]
        instance = {**first["componentInstance"], "visibilityRule": RULE}
        content["flexiPageRegions"] = [{**region, "itemInstances": [{"componentInstance": instance}]}]
        content["platformActionlist"] = {"actionListContext": "Record"}

    rewrite(space, PAGE, "Setup_Page", rule)
    assert {} == space.pending()
    space.apply(FRAME_, page(("one", "https://other.example")))
    content = PAGE.read(space.org, "Setup_Page")
    (found,) = content["flexiPageRegions"][0]["itemInstances"]
    assert RULE == found["componentInstance"]["visibilityRule"]
    assert "https://other.example" == found["componentInstance"]["componentInstanceProperties"][0]["value"]
    assert {"actionListContext": "Record"} == content["platformActionlist"]


def test_components_of_a_declared_page_are_the_whole_page(space):
    """One that somebody adds is drift; the order counts."""
    space.apply(FRAME_, page(("one", "https://one.example"), ("two", "https://two.example")))
    assert {"main": ["one", "two"]} == regions(space, "Setup_Page")
    space.apply(FRAME_, page(("two", "https://two.example"), ("one", "https://one.example")))
    assert {"main": ["two", "one"]} == regions(space, "Setup_Page")

    def add(content):
        (region,) = content["flexiPageRegions"]
        extra = {"componentInstance": {"componentName": "flexipage:richText", "identifier": "extra"}}
        content["flexiPageRegions"] = [{**region, "itemInstances": [*region["itemInstances"], extra]}]

    rewrite(space, PAGE, "Setup_Page", add)
    assert {"salesforce.AppPage/Setup_Page": "update"} == space.pending()
    space.apply()
    assert {"main": ["two", "one"]} == regions(space, "Setup_Page")


def test_a_component_joins_a_page_of_others_and_leaves_it(space):
    """It stands where `after` says; nothing else on the page changes."""
    before = PAGE.read(space.org, RECORD_PAGE)
    space.apply(FRAME_, part("templates", after="conversation"), part("extra"))
    assert ["conversation", "templates", "extra"] == regions(space, RECORD_PAGE)["main"]
    assert {} == space.pending()
    space.apply(FRAME_)
    assert before == PAGE.read(space.org, RECORD_PAGE)


def test_a_component_moves_and_changes_without_its_neighbours(space):
    """Another region, another property; the rule when it is seen stays."""

    def sidebar(content):
        content["flexiPageRegions"] = [*content["flexiPageRegions"], {"name": "sidebar", "type": "Region"}]

    rewrite(space, PAGE, RECORD_PAGE, sidebar)
    space.apply(FRAME_, part("templates"))

    def rule(content):
        main, other = content["flexiPageRegions"]
        first, ours = main["itemInstances"]
        ours = {"componentInstance": {**ours["componentInstance"], "visibilityRule": RULE}}
        content["flexiPageRegions"] = [{**main, "itemInstances": [first, ours]}, other]

    rewrite(space, PAGE, RECORD_PAGE, rule)
    assert {} == space.pending()
    moved = document(
        "PageComponent",
        "templates",
        page=RECORD_PAGE,
        region="sidebar",
        component="Frame",
        properties=[{"name": "height", "value": "600px"}],
    )
    space.apply(FRAME_, moved)
    assert {"main": ["conversation"], "sidebar": ["templates"]} == regions(space, RECORD_PAGE)
    (found,) = PAGE.read(space.org, RECORD_PAGE)["flexiPageRegions"][1]["itemInstances"]
    assert RULE == found["componentInstance"]["visibilityRule"]
    assert {} == space.pending()


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"region": "nowhere"}, "has no region nowhere; it has main"),
        ({"after": "nobody"}, "names nobody, which is not there; there is conversation"),
        ({"page": "No_Page"}, "the org has no page No_Page"),
    ],
)
def test_a_place_that_is_not_there_is_named(space, spec, why):
    """The message says what there is instead."""
    found = part("templates")
    found["spec"].update(spec)
    assert why in space.refused(FRAME_, found)


def test_items_of_the_navigation_are_added_to_those_of_others(space):
    """Two at once are both there, behind the item that is named or at the end; the rest keeps its order."""
    others = tabs(space)
    base = (FRAME_, page(("one", "https://one.example")), tab("Setup"), tab("More"))
    space.apply(*base, item("Setup", after="standard-home"), item("More"))
    assert [others[0], "Setup", *others[1:], "More"] == tabs(space)
    assert {} == space.pending()
    space.apply(*base, item("More"))
    assert [*others, "More"] == tabs(space)


def test_an_item_that_somebody_moves_is_left_there_and_one_that_is_removed_comes_back(space):
    """The order of the navigation is the org's own."""
    base = (FRAME_, page(("one", "https://one.example")), tab("Setup"))
    space.apply(*base, item("Setup", after="standard-home"))
    rewrite(space, APP, CONSOLE, lambda content: content.update(tabs=["Setup", "standard-Case"]))
    assert {} == space.pending()
    rewrite(space, APP, CONSOLE, lambda content: content.update(tabs=["standard-Case", "standard-home"]))
    assert {"salesforce.AppNavigation/Setup": "create"} == space.pending()
    space.apply()
    assert ["standard-Case", "standard-home", "Setup"] == tabs(space)


def test_everything_goes_in_reverse_order(space):
    """The item before the tab, the tab before the page, the page before the component: the org refuses any other."""
    before = tabs(space)
    space.apply(FRAME_, page(("one", "https://one.example")), tab("Setup"), item("Setup"), part("templates"))
    space.bench.write([])
    space.apply()
    assert before == tabs(space)
    assert None is BUNDLE.row(space.org, "Frame") is PAGE.row(space.org, "Setup_Page")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "RecordPage"}, "object belongs to a page of type RecordPage"),
        ({"object": "Case"}, "object belongs to a page of type RecordPage"),
    ],
)
def test_a_record_page_is_the_page_of_an_object(change, why):
    """And only a record page is."""
    spec = page(("one", "https://one.example"), **change)["spec"]
    with pytest.raises(ValidationError, match=why):
        AppPageSpec.model_validate(spec)


def test_an_identifier_is_there_once():
    """Two components of one identifier are refused before any call."""
    spec = page(("one", "https://one.example"), ("one", "https://two.example"))["spec"]
    with pytest.raises(ValidationError, match="the identifier one is used more than once"):
        AppPageSpec.model_validate(spec)
