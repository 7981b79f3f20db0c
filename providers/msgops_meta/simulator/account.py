"""The account itself, its numbers, and how much of the hour's calls is used."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes, numbers
from msgops_meta.simulator.fields import OF_ACCOUNT, OF_NUMBER

_USUAL = ("name", "timezone_id", "currency")
_IN_LIST = ("display_phone_number", "verified_name", "code_verification_status", "quality_rating", "status")


def install(simulator: Simulator) -> None:
    """Declare the operations; a node of the graph is an account or a number, by its id alone."""
    simulator.route("GET", "/{version}/{node}")(_node)
    simulator.route("GET", "/{version}/{node}/phone_numbers")(_phone_numbers)


def _node(call: Call) -> Reply:
    if call.params["node"] in call.world.table("numbers"):
        return numbers.read(call)
    return Reply(200, nodes.asked(call, nodes.account(call), _USUAL, OF_ACCOUNT))


def _phone_numbers(call: Call) -> Reply:
    """At most 100 a page, 25 unless asked otherwise. [documented]"""
    nodes.account(call)
    rows = [nodes.asked(call, row, _IN_LIST, OF_NUMBER) for row in call.world.table("numbers").values()]
    return nodes.page(call, rows, most=100)
