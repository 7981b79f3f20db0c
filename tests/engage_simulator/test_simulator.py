"""The simulator: who may read, what is found by which filter, what people change."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlencode

import orjson
import pytest

from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops_engage.simulator import build, seed

ROOT = "/api/v2/platform/configuration"


def ask(simulator, path, user=f"{seed.USERNAME}:{seed.PASSWORD}", method="GET", **query):
    """Send a request as the user of Genesys Web Services."""
    headers = {"authorization": f"Basic {base64.b64encode(user.encode()).decode()}"}
    call = make_call(simulator, method, path, parse_qs(urlencode(query)), headers, b"{}")
    return simulator.not_found() if call is None else simulator.handle(call)


def found(simulator, objects, **query):
    """Return the names that a query shows."""
    return [row["name"] for row in ask(simulator, f"{ROOT}/{objects}", **query).body[objects]]


def edit(simulator, action, **body):
    """Do what a person does."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    return control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent)).status


def test_only_the_user_of_the_sandbox_may_read():
    """Others get 401 and a status code that is not 0."""
    reply = ask(build(), f"{ROOT}/applications", user="reader:wrong")

    assert 401 == reply.status
    assert reply.body["statusCode"] != 0


def test_an_object_is_found_by_its_name_in_quotes_or_its_number():
    """Every value is a string."""
    simulator = build()
    (row,) = ask(simulator, f"{ROOT}/applications", name='"Workspace"').body["applications"]

    assert ["Workspace"] == found(simulator, "applications", dbid=row["DBID"])
    assert [] == found(simulator, "applications", name='"workspace"')
    assert {str} == {type(v) for v in row.values() if not isinstance(v, dict)}


def test_values_belong_to_one_attribute():
    """Contact Attributes has the number 122."""
    simulator = build()
    edit(simulator, "attribute-value", attribute="Contact Attributes", name="x")
    edit(simulator, "attribute-value", attribute="Own", name="x")

    assert ["x"] == found(simulator, "enumerator-values", enumeratorDBID="122", name='"x"')
    assert ["x", "x"] == found(simulator, "enumerator-values", name='"x"')


def test_an_unknown_filter_is_refused():
    """So a client that misspells one does not get everything."""
    assert 400 == ask(build(), f"{ROOT}/applications", nmae="x").status


def test_nothing_is_written_by_the_api_and_the_pages_are_not_public():
    """People reach their pages through the sandbox."""
    simulator = build()

    assert 404 == ask(simulator, f"{ROOT}/applications", method="POST").status
    assert 404 == ask(simulator, "/_operator/role", method="POST").status


def test_people_add_change_and_remove_options():
    """An application keeps its type, so that its name stays one application."""
    simulator = build()
    edit(
        simulator,
        "application",
        name="ChatServer",
        options={"settings": {"transcript-auto-save": None, "a": 1}},
    )
    (row,) = ask(simulator, f"{ROOT}/applications", name='"ChatServer"').body["applications"]

    assert {"xml-request-max-size": "32768", "a": "1"} == row["options"]["settings"]


def test_an_object_without_permission_is_not_shown():
    """Its removal takes it away for everybody."""
    simulator = build()
    edit(simulator, "hide", objects="roles", name="Agents")
    assert [] == found(simulator, "roles")
    edit(simulator, "hide", objects="roles", name="Agents", on=False)
    assert ["Agents"] == found(simulator, "roles")
    edit(simulator, "remove", objects="roles", name="Agents")
    assert [] == found(simulator, "roles")


def test_without_the_feature_nobody_reads():
    """It is switched on by default here."""
    simulator = build()
    edit(simulator, "feature", on=False)

    assert 403 == ask(simulator, f"{ROOT}/roles").status


@pytest.mark.parametrize("body", [{}, {"name": "x"}])
def test_a_page_that_is_not_filled_in_is_refused(body):
    """With 400, as the sandbox says it."""
    assert 400 == edit(build(), "role", **body)
