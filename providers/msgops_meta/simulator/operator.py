"""What people do in WhatsApp Manager and Business Manager, and what Meta decides: `POST /_operator/…` through the control API."""

from __future__ import annotations

import re

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_meta.simulator import seed
from msgops_meta.simulator.auth import OPERATOR
from msgops_meta.simulator.errors import error


def install(simulator: Simulator) -> None:
    """Declare the actions; nobody reaches them with a token."""
    actions: dict[str, Handler] = {
        "add-number": _add_number,
        "number": _number,
        "remove-number": _remove_number,
        "account": _account,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(_by_hand(handler))


def _by_hand(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except (KeyError, StopIteration) as problem:
            raise Refusal(error(400, 100, f"{type(problem).__name__}: {problem}")) from None

    return work


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _add_number(call: Call) -> Reply:
    """Add Phone Number: `number`, `display_name`; with `code` it is verified at once. [documented]"""
    number, name = str(call.json["number"]), str(call.json["display_name"])
    proved = "VERIFIED" if call.json.get("code") else "UNVERIFIED"
    id_ = str(106540352250000 + call.world.next("number"))
    state = {"code_verification_status": proved, "name_status": "PENDING_REVIEW", "status": "PENDING"}
    seed.add(call.world, id_, f"+{_digits(number)}", name, **state)
    return Reply(200, {"id": id_})


def _number(call: Call) -> Reply:
    """Change what a person or Meta decides of a `number`: the code, the review of the name, the official account."""
    rows = call.world.table("numbers").values()
    wanted = _digits(str(call.json["number"]))
    row = next(r for r in rows if _digits(r["display_phone_number"]) == wanted)
    row.update({k: v for k, v in call.json.items() if k != "number"})
    return Reply(200, {"success": True})


def _remove_number(call: Call) -> Reply:
    """Delete the `number` in WhatsApp Manager; what belongs to it goes with it. [documented: no API]"""
    wanted, tables = _digits(str(call.json["number"])), call.world.table
    (id_,) = [k for k, r in tables("numbers").items() if _digits(r["display_phone_number"]) == wanted]
    for table in ("numbers", "profiles", "automations"):
        del tables(table)[id_]
    return Reply(200, {"success": True})


def _account(call: Call) -> Reply:
    """Let Meta decide about the account: `account_review_status`, `business_verification_status`."""
    call.world.table("accounts")[seed.ACCOUNT].update(call.json)
    return Reply(200, {"success": True})
