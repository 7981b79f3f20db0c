"""What went wrong between msgops and a system on the way, and was survived or reported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """The kinds of trouble that a connection can have."""

    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    CONNECTION_LOST = "connection_lost"
    ANSWER_LOST = "answer_lost"
    TRUNCATED = "truncated"
    NOT_JSON = "not_json"
    SLOW = "slow"
    STALE_LIST = "stale_list"
    TOKEN_RENEWED = "token_renewed"  # noqa: S105  # a name, not a token


@dataclass(frozen=True, slots=True)
class Mishap:
    """How often one kind of trouble came in one account, and what was done about it.

    Attributes:
        repeated: how many of `count` were answered by sending the call again; the others were looked into or failed.
        waited: seconds spent waiting because of it.
        last: the last call that met it, as method and path, or a list and its kind.

    """

    account: str
    fault: Trouble
    count: int
    repeated: int
    waited: float
    last: str
