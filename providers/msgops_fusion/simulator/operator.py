"""What a person does on pages without an API, and the knobs of a test: `POST /_operator/…` through the control API."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_fusion.simulator.auth import OPERATOR
from msgops_fusion.simulator.knobs import turn


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions: dict[str, Handler] = {
        "knobs": _knobs,
        "expire-tokens": _expire,
        "protect-app": _protect,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(_refusing(handler))


def _refusing(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except (KeyError, ValueError) as error:
            raise Refusal(Reply(400, {"error": f"{type(error).__name__}: {error}"})) from None

    return work


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    for name, value in call.json.items():
        turn(call.world, name, value)
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every token, as a policy or an administrator does."""
    call.world.table("tokens").clear()
    return Reply(204)


def _protect(call: Call) -> Reply:
    """Let Oracle prevent operations on an app: `id`, `operations` of `replace`, `update`, `delete`."""
    call.world.table("apps")[call.json["id"]]["idcsPreventedOperations"] = list(call.json["operations"])
    return Reply(204)
