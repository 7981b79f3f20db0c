"""Signing in and off, as the ICWS reference tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pureconnect_simulator.desk import LANGUAGE, USER

USERS = "/configuration/users"


def test_a_connection_is_a_session_with_token_and_cookie(server):
    answer = server.sign_in()

    assert 201 == answer.status_code
    assert {"csrfToken", "sessionId", "alternateHostList", "userID", "userDisplayName", "icServer"} == set(
        answer.json()
    )
    assert answer.headers["set-cookie"].startswith(f"icws_{server.session}=")
    assert 200 == server.call("GET", USERS).status_code


def test_the_language_is_required(server):
    answer = server.send("POST", "/icws/connection", USER)

    assert 400 == answer.status_code
    assert {"errorId", "message"} == set(answer.json())


@pytest.mark.parametrize("lacks", ["__type", "applicationName"])
def test_the_form_of_the_request_is_required(server, lacks):
    body = {k: v for k, v in USER.items() if k != lacks}

    assert 400 == server.send("POST", "/icws/connection", body, headers=LANGUAGE).status_code


def test_a_wrong_password_is_refused(server):
    answer = server.send("POST", "/icws/connection", {**USER, "password": "guess"}, headers=LANGUAGE)

    assert (400, "error.request.connection.authenticationFailure") == (
        answer.status_code,
        answer.json()["errorId"],
    )


@pytest.mark.parametrize("lacks", ["ININ-ICWS-CSRF-Token", "Cookie"])
def test_a_call_needs_token_and_cookie(server, lacks):
    server.sign_in()
    del server.headers[lacks]

    assert 401 == server.call("GET", USERS).status_code


def test_a_token_belongs_to_one_session(server):
    server.sign_in()
    token = server.headers["ININ-ICWS-CSRF-Token"]
    server.sign_in()

    assert 401 == server.call("GET", USERS, headers={"ININ-ICWS-CSRF-Token": token}).status_code


def test_who_logs_off_is_unknown(server):
    assert 204 == server.call("DELETE", "/connection").status_code
    assert 401 == server.call("GET", USERS).status_code


def test_a_session_ends_when_it_is_not_used(server):
    server.sign_in()
    for _ in range(3):
        server.simulator.world.offset += timedelta(minutes=15)
        assert 200 == server.call("GET", USERS).status_code

    server.simulator.world.offset += timedelta(minutes=21)

    assert 401 == server.call("GET", USERS).status_code


def test_a_switchover_ends_every_session(server):
    server.sign_in()
    server.person("expire-sessions")

    assert 401 == server.call("GET", USERS).status_code


@pytest.mark.parametrize("error", ["error.server.notAcceptingConnections", "error.server.unavailable"])
def test_a_server_that_stands_by_names_the_others(server, error):
    server.person("knobs", accepts_connections=False, standby_error=error)

    answer = server.send("POST", "/icws/connection", USER, headers=LANGUAGE)

    assert 503 == answer.status_code
    assert (error, ["CIC2"]) == (answer.json()["errorId"], answer.json()["alternateHostList"])


def test_release_and_features_are_told_to_everybody(server):
    assert 200 == server.send("GET", "/icws/connection/version").status_code
    told = server.send("GET", "/icws/connection/features").json()["featureInfoList"]

    assert {"featureId": "social-media", "version": 6} in told


def test_the_consoles_are_not_on_the_network(server):
    assert 401 == server.send("POST", "/_operator/expire-sessions", {}).status_code
