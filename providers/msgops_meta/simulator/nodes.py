"""What operations share: the object that a path names, the fields that are asked for, pages, and checks of bodies."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from msgops.sandbox.kit import Call, Reply
from msgops_meta.simulator.errors import invalid, missing


def number(call: Call) -> dict[str, Any]:
    """Return the phone number that the path names."""
    return _found(call, "numbers")


def account(call: Call) -> dict[str, Any]:
    """Return the WhatsApp Business Account that the path names."""
    return _found(call, "accounts")


def _found(call: Call, table: str) -> dict[str, Any]:
    found = call.world.table(table).get(call.params["node"])
    if found is None:
        raise missing(call.params["node"])
    return found


def asked(call: Call, row: Mapping[str, Any], usual: Sequence[str], known: Container[str]) -> dict[str, Any]:
    """Return the fields of `fields`, or the usual ones; the id always, and nothing that is not set. [documented]

    A field that is not known is error 100. [assumed]
    """
    names = call.many("fields") or [*usual]
    unknown = next((n for n in names if n not in known), None)
    if unknown is not None:
        raise invalid(f"Tried accessing nonexisting field ({unknown})")
    return {n: row[n] for n in dict.fromkeys([*names, "id"]) if row.get(n) not in (None, "")}


def page(call: Call, rows: Sequence[Mapping[str, Any]], *, most: int) -> Reply:
    """Return a page: `cursors` always, and `next`, with the token in it, where there is more. [documented]

    A `limit` above the most is refused. [assumed]
    """
    limit = call.one("limit", "25")
    if not limit.isdigit() or not 1 <= int(limit) <= most:
        raise invalid(f"Param limit must be a number between 1 and {most}")
    start, size = _start(call.one("after")), int(limit)
    shown = list(rows[start : start + size])
    body: dict[str, Any] = {"data": shown}
    if shown:
        after = _cursor(start + len(shown))
        body["paging"] = {"cursors": {"before": _cursor(start), "after": after}}
        if start + size < len(rows):
            query = {"access_token": _token(call), "limit": limit, "after": after}
            base = getattr(call.simulator, "base_url", "")
            body["paging"]["next"] = f"{base}{call.path}?{urlencode(query)}"
    return Reply(200, body)


def _token(call: Call) -> str:
    return call.headers.get("authorization", "").removeprefix("Bearer ") or call.one("access_token")


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"at {place}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("at "))
    except (binascii.Error, ValueError):
        raise invalid("Invalid cursor") from None


def body_of(call: Call) -> dict[str, Any]:
    """Return the JSON object that was sent."""
    found = call.json
    if not isinstance(found, dict):
        raise invalid("The body must be an object")
    return found


def text(name: str, value: Any, least: int, most: int) -> str:
    """Return a text of so many characters, counted as code points. [documented; how they are counted is assumed]"""
    if not isinstance(value, str):
        raise invalid(f"Param {name} must be a string")
    if not least <= len(value) <= most:
        raise invalid(f"Param {name} must be at least {least} and at most {most} characters long")
    return value


def address(name: str, value: Any, most: int = 2048) -> str:
    """Return a web address. [documented; its longest form is assumed]"""
    found = text(name, value, 1, most)
    if re.match(r"https?://[^\s/]+", found) is None:
        raise invalid(f"Param {name} must be a valid URL")
    return found
