"""Message links: a code of 14 characters for a text of at most 140. [documented]"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes
from msgops_meta.simulator.errors import invalid, missing

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_USUAL = ("code", "prefilled_message", "deep_link_url")
_PATH = "/{version}/{node}/message_qrdls"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.route("GET", _PATH)(_list)
    simulator.route("POST", _PATH)(_write)
    simulator.route("GET", f"{_PATH}/{{code}}")(_read)
    simulator.route("DELETE", f"{_PATH}/{{code}}")(_delete)


def _list(call: Call) -> Reply:
    """At most 25 a page. [documented]"""
    phone = nodes.number(call)["id"]
    rows = [_shown(call, row) for row in call.world.table("links").values() if row["phone"] == phone]
    return nodes.page(call, rows, most=25)


def _shown(call: Call, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are asked for; a picture is asked for by its format, `qr_image_url.format(SVG)`. [documented by pywa]"""
    names = [n.partition(".")[0] for n in call.many("fields")] or [*_USUAL]
    picture = {"qr_image_url": f"https://scontent.example/{row['code']}"}
    return {n: value for n in names if (value := {**picture, **row}.get(n))}


def _read(call: Call) -> Reply:
    """Return it below `data`. [documented by pywa; the specification has the object itself]"""
    return Reply(200, {"data": [_shown(call, _found(call))]})


def _write(call: Call) -> Reply:
    """Make a code, or with `code` give one another text; texts may be there twice. [documented; twice is assumed]"""
    phone, sent = nodes.number(call)["id"], nodes.body_of(call)
    message = nodes.text("prefilled_message", sent.get("prefilled_message"), 1, 140)
    picture = sent.get("generate_qr_image")
    if picture not in (None, "PNG", "SVG"):
        raise invalid("Param generate_qr_image must be one of {PNG, SVG}")
    table = call.world.table("links")
    code = sent.get("code") or "".join(call.world.random.choices(_LETTERS, k=14))
    if "code" in sent and (code not in table or table[code]["phone"] != phone):
        raise missing(str(code))
    table[code] = {
        "code": code,
        "prefilled_message": message,
        "deep_link_url": f"https://wa.me/message/{code}",
        "phone": phone,
    }
    shown = {name: table[code][name] for name in _USUAL}
    return Reply(200, {**shown, **({"qr_image_url": f"https://scontent.example/{code}"} if picture else {})})


def _delete(call: Call) -> Reply:
    del call.world.table("links")[_found(call)["code"]]
    return Reply(200, {"success": True})


def _found(call: Call) -> dict[str, Any]:
    phone, row = nodes.number(call)["id"], call.world.table("links").get(call.params["code"])
    if row is None or row["phone"] != phone:
        raise missing(call.params["code"])
    return row
