"""Genesys Engage as a simulator: what Genesys Web Services show of the Configuration Server, and the pages on which people change it.

Only reads are served, because msgops only reads. Behaviour is tagged [documented] or [assumed]; README.md says what is simulated.
"""

from __future__ import annotations

import base64
import binascii

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_engage.simulator import objects, operator, seed


def refused(status: int) -> Reply:
    """Return an error: `statusCode` is not 0. [documented; its text and numbers: assumed]"""
    codes = {400: 1, 401: 2, 403: 3, 404: 6}
    return Reply(status, {"statusCode": codes.get(status, 500), "statusMessage": f"refused with {status}"})


def build(seed_number: int = 1) -> Simulator:
    """Return a fresh environment: applications, predefined Business Attributes, one role; nothing for WhatsApp."""
    simulator = Simulator(
        "engage",
        World(seed_number),
        credentials={"ENGAGE_USERNAME": seed.USERNAME, "ENGAGE_PASSWORD": seed.PASSWORD},
    )
    simulator.authenticate = authenticate
    simulator.not_found = lambda: refused(404)
    simulator.bad_json = lambda: refused(400)
    simulator.fault_reply = refused
    objects.install(simulator)
    operator.install(simulator)
    seed.fill(simulator.world)
    return simulator


def authenticate(call: Call) -> None:
    """HTTP Basic; the pages of people are reached by the sandbox alone. [documented: Basic and a session]"""
    if call.path.startswith(operator.ROOT):
        raise Refusal(refused(404))
    if not call.world.table("features").get(objects.READ, {}).get("on", True):
        raise Refusal(refused(403))
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        given = ""
    if scheme != "Basic" or given != f"{seed.USERNAME}:{seed.PASSWORD}":
        raise Refusal(refused(401))
    call.actor = seed.USERNAME
