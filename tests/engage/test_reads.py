"""What the kinds conclude from what they read, and what they do not."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from engage.bench import build, page, session, verdict
from msgops.sdk.errors import Denied, Refused

NICKNAME = {"attribute": "Contact Attributes", "value": "_msg_ProfileNickname"}
PATH = "/api/v2/platform/configuration/applications"


@pytest.mark.parametrize(
    "kind",
    ["ChatServerOptions", "MessagingServerOptions", "WorkspaceOptions", "BusinessAttributeValue", "Role"],
)
def test_an_object_that_is_not_shown_proves_nothing(kind):
    """The user may lack the permission to see it."""
    simulator = build()
    for name in ("ChatServer", "DigitalMessagingServer", "Workspace"):
        page(simulator, "hide", objects="applications", name=name)

    assert verdict(simulator, f"engage.{kind}") is None


@pytest.mark.parametrize("kind", ["ChatServerOptions", "BusinessAttributeValue", "CapacityRule", "Role"])
def test_a_refused_read_is_an_error(kind):
    """So that nothing is taken for undone."""
    simulator = build()
    page(simulator, "feature", on=False)

    with pytest.raises(Denied, match="refused with 403"):
        verdict(simulator, f"engage.{kind}")


def test_an_option_that_is_not_set_is_told_by_its_name():
    """Of an application that is shown."""
    found = verdict(build(), "engage.ChatServerOptions", application="ChatServer", endpoints={"a": "b"})

    assert not found.holds
    assert "[endpoints] a is not set" == found.found
    assert {} == found.values


def test_options_are_compared_value_by_value():
    """Numbers as numbers, maps by what the spec names."""
    simulator, spec = (
        build(),
        {"application": "ChatServer", "xml_request_max_size": 7, "endpoints": {"a": "b"}},
    )
    page(simulator, "application", name="ChatServer", options={"endpoints": {"a": "c", "other": "d"}})

    found = verdict(simulator, "engage.ChatServerOptions", **spec)

    assert {"xml_request_max_size": 32768, "endpoints": {"a": "c"}} == found.values
    assert not found.holds


@pytest.mark.parametrize(("live", "holds"), [("true", True), ("TRUE", True), ("false", False), ("1", False)])
def test_a_switch_is_compared_without_case(live, holds):
    """Workspace takes any case."""
    simulator = build()
    options = {"interaction-workspace": {"whatsappsession.two-step-attachment-upload": live}}
    page(simulator, "application", name="Workspace", options=options)

    found = verdict(simulator, "engage.WorkspaceOptions", application="Workspace", two_step_upload="True")

    assert found.holds is holds


def test_json_is_compared_by_what_it_says():
    """Spaces are no difference."""
    simulator, option = build(), "whatsappsession.outbound-session-config"
    spec = {"application": "Workspace", "outbound_session_config": '{"channels":[]}'}
    for text, holds in (('{ "channels" : [] }', True), ('{"channels":[1]}', False), ("nothing", False)):
        page(simulator, "application", name="Workspace", options={"interaction-workspace": {option: text}})

        assert verdict(simulator, "engage.WorkspaceOptions", **spec).holds is holds


def test_the_key_of_a_map_is_never_told():
    """Neither the right one nor another query, which holds one too."""
    query = "https://m.example/?k={MAP_KEY}&at={LATITUDE}"
    spec = {"application": "Workspace", "location_map": {"preview_query": query, "map_key": "${env:MAP}"}}
    for live, holds in (
        ("https://m.example/?k=hush&at={LATITUDE}", True),
        ("https://o.example/?k=hush", False),
    ):
        simulator = build()
        options = {"interaction-workspace": {"whatsappsession.location-map.preview.query": live}}
        page(simulator, "application", name="Workspace", options=options)

        found = verdict(simulator, "engage.WorkspaceOptions", **spec)

        assert found.holds is holds
        assert "hush" not in f"{found.found}{found.values}"


def test_a_spec_without_options_has_nothing_to_read():
    """A theme is chosen by hand."""
    assert verdict(build(), "engage.WorkspaceOptions", application="Workspace", theme="Default") is None


def test_an_attribute_value_is_compared_with_its_annex():
    """Display name and the options that are named."""
    simulator, wanted = build(), {**NICKNAME, "settings": {"is-searchable": "false"}}
    annex = {"settings": {"is-searchable": "true", "is-sortable": "true"}}
    page(simulator, "attribute-value", attribute=NICKNAME["attribute"], name=NICKNAME["value"], annex=annex)

    found = verdict(simulator, "engage.BusinessAttributeValue", **wanted)

    assert "[settings] is-searchable is true" == found.found
    assert {"settings": {"is-searchable": "true"}} == found.values


def test_a_value_is_looked_for_in_its_own_attribute():
    """The same name in another attribute is another value."""
    simulator = build()
    page(simulator, "attribute-value", attribute="Interaction Subtype", name="whatsappsession")

    media = {"attribute": "Media Type", "value": "whatsappsession"}
    assert verdict(simulator, "engage.BusinessAttributeValue", **media) is None
    assert verdict(
        simulator, "engage.BusinessAttributeValue", **{**media, "attribute": "Interaction Subtype"}
    ).holds
    assert verdict(simulator, "engage.BusinessAttributeValue", **{**media, "attribute": "Nowhere"}) is None


@pytest.mark.parametrize(
    ("listed", "refuted"), [("voice,chat", True), ("voice,whatsappsession", False), ("\x01\x02", False)]
)
def test_a_capacity_rule_is_refuted_by_a_readable_list_without_the_medium(listed, refuted):
    """Its maxima are binary: nothing proves them."""
    simulator = build()
    annex = {"_WIZARD_": {"_CRWizardMediaCapacityList_": listed}}
    page(simulator, "script", name="Messaging", type="22", annex=annex)

    found = verdict(simulator, "engage.CapacityRule")

    assert (found is not None and not found.holds) is refuted


def test_a_role_lacks_what_its_annex_does_not_name():
    """Others that it has are left alone; its members and the Workitem privileges cannot be read."""
    simulator, use = build(), "InteractionWorkspace.WhatsApp.canUse"
    page(simulator, "role", name="R", privileges=[use, "other"])

    named = {"role": "R", "privileges": [use], "workitem_privileges": "false"}
    assert verdict(simulator, "engage.Role", **named).holds
    assert verdict(simulator, "engage.Role", **named, members=["ana"]) is None
    assert verdict(simulator, "engage.Role", **{**named, "workitem_privileges": "true"}) is None
    assert "not assigned: x" == verdict(simulator, "engage.Role", **{**named, "privileges": [use, "x"]}).found


def test_a_business_process_is_published_when_all_its_queues_and_workbins_are_shown():
    """By name and type; one that is not shown proves nothing."""
    simulator, spec = build(), {"process": "p", "queues": ["q"], "workbins": ["w"]}
    page(simulator, "script", name="q", type="23")
    page(simulator, "script", name="w", type="23")

    assert verdict(simulator, "engage.BusinessProcess", **spec) is None
    page(simulator, "script", name="w", type="25")
    assert verdict(simulator, "engage.BusinessProcess", **spec).holds
    assert verdict(simulator, "engage.BusinessProcess", process="p") is None
    assert verdict(simulator, "engage.BusinessProcess", **spec, requests=[{"method": "InviteToChat"}]) is None


@pytest.mark.parametrize(
    ("minimum", "holds"),
    [("9.1.003.12", True), ("9.1.003.9", True), ("9.1.010.01", False), ("9.1.003.12.1", False)],
)
def test_versions_are_compared_part_by_part(minimum, holds):
    """As numbers."""
    spec = {"component": "dms", "application": "DigitalMessagingServer", "minimum": minimum}

    assert verdict(build(), "engage.ComponentVersion", **spec).holds is holds


def test_a_version_that_nobody_shows_is_not_enough():
    """What somebody wrote down counts where no application tells."""
    spec = {"component": "driver", "minimum": "9.1.007.06"}

    assert "no version is shown" == verdict(build(), "engage.ComponentVersion", **spec).found
    assert verdict(build(), "engage.ComponentVersion", **spec, installed="9.1.007.06").holds
    assert verdict(
        build(), "engage.ComponentVersion", **spec, application="none", installed="9.1.008.01"
    ).holds


class Gws(httpx.AsyncBaseTransport):
    """Answers as it is told, sets a cookie, and remembers what it was sent."""

    def __init__(self, body):
        self.seen, self.body = [], body

    async def handle_async_request(self, request):
        self.seen.append(request)
        return httpx.Response(200, json=self.body, headers={"set-cookie": "JSESSIONID=1; Path=/"})


def test_every_call_carries_basic_and_the_session_of_the_first():
    """So a server that keeps sessions opens one."""
    gws = Gws({"statusCode": 0, "applications": []})
    opened = session(None, transport=gws)

    async def twice():
        await opened.reader().get(PATH)
        await opened.reader().get(PATH)

    asyncio.run(twice())
    assert ["Basic", "Basic"] == [r.headers["authorization"].partition(" ")[0] for r in gws.seen]
    assert [None, "JSESSIONID=1"] == [r.headers.get("cookie") for r in gws.seen]


def test_a_status_code_that_is_not_zero_is_a_refusal():
    """Also in an answer of status 200."""
    opened = session(None, transport=Gws({"statusCode": 2, "statusMessage": "not now"}))

    with pytest.raises(Refused, match="not now"):
        asyncio.run(opened.reader().get(PATH))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_ever_written(method):
    """Not even by somebody who holds a writer."""
    with pytest.raises(PermissionError):
        asyncio.run(session(build()).writer().send(method, PATH, {}))


def test_of_many_differences_the_first_are_told():
    """A worksheet has all the values anyway."""
    endpoints = {f"queue-{n}": "q" for n in range(9)}

    found = verdict(build(), "engage.ChatServerOptions", application="ChatServer", endpoints=endpoints)

    assert found.found.startswith("[endpoints] queue-0 is not set; [endpoints] queue-1")
    assert found.found.endswith("; and 4 more")
