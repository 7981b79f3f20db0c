"""What a provider's simulator is built from: stored objects, virtual time, routes, faults, a request log.

A simulator is `Simulator(name)` plus handlers declared with `@simulator.route(method, path, …)`. A handler is a plain
function from `Call` to `Reply`; it keeps its objects in `call.world.table(kind)`, never anywhere else.
"""

from __future__ import annotations

import copy
import fnmatch
import random
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.routing import compile_path

from msgops.sandbox.limits import Limits


class ConnectionCut(Exception):  # noqa: N818  # what a fault does to the client, not an error of ours
    """The connection ends without an answer."""


@dataclass(slots=True)
class Reply:
    """An answer: `body` is JSON, `None` for an empty body, `bytes` as they are."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def encode(self) -> bytes:
        """Return the body's bytes."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)


class Refusal(Exception):  # noqa: N818  # an answer that leaves a handler early
    """Raise it in a handler to answer at once."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(str(reply.status))


@dataclass
class World:
    """Everything a simulator remembers. Time is real time plus what was advanced."""

    seed: int = 1
    offset: timedelta = timedelta()
    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    audit: list[dict[str, Any]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  # reproducible ids, not secrets

    def table(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the objects of a kind by id, oldest first."""
        return self.tables.setdefault(kind, {})

    def now(self) -> datetime:
        """Return the virtual time."""
        return datetime.now(UTC) + self.offset

    def stamp(self) -> str:
        """Return the virtual time as `2026-01-31T10:00:00.000+0000`."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now().microsecond // 1000:03d}+0000"

    def uuid(self) -> str:
        """Return a new UUID."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def hex32(self) -> str:
        """Return a new id of 32 upper-case hexadecimal digits."""
        return f"{self.random.getrandbits(128):032X}"

    def next(self, name: str, start: int = 1) -> int:
        """Return the next number of a sequence."""
        self.counters[name] = self.counters.get(name, start - 1) + 1
        return self.counters[name]


@dataclass(slots=True)
class Call:
    """One request on its way to a handler.

    `stale` is the world that a late list shows; who calls is looked up in the world as it is.
    """

    simulator: Simulator
    world: World
    method: str
    path: str
    route: Route
    params: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    actor: str = ""
    scopes: frozenset[str] = frozenset()
    stale: World | None = None

    def one(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else default

    def many(self, name: str) -> list[str]:
        """Return all values of a query parameter, repeated or separated by commas."""
        return [part for value in self.query.get(name, ()) for part in value.split(",") if part]

    @property
    def json(self) -> Any:
        """Return the parsed body, an empty object where there is none; bad JSON is refused."""
        if not self.content:
            return {}
        try:
            return orjson.loads(self.content)
        except orjson.JSONDecodeError:
            raise Refusal(self.simulator.bad_json()) from None


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: method, path template, handler, the scopes of which the caller needs one."""

    method: str
    template: str
    handler: Handler
    scopes: frozenset[str]
    public: bool
    pattern: Any
    literals: int


@dataclass
class Fault:
    """Something that goes wrong `times` times for matching requests."""

    method: str
    path: str
    fault: str
    times: int
    options: Mapping[str, Any]
    frozen: World | None = None

    def matches(self, method: str, path: str) -> bool:
        """Whether it strikes this request."""
        return self.times > 0 and self.method in ("*", method) and fnmatch.fnmatchcase(path, self.path)


@dataclass
class Simulator:
    """One vendor. `authenticate` fills in who calls, or refuses; `environment` tells how to reach it."""

    name: str
    world: World = field(default_factory=World)
    latency_ms: float = 0.0
    enforce_limits: bool = False
    limits: Limits = field(default_factory=Limits)
    credentials: Mapping[str, str] = field(default_factory=dict)
    routes: dict[tuple[str, int], list[Route]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=100_000))
    reviewers: list[tuple[str, Callable[[Simulator, str, str, str], bool]]] = field(default_factory=list)
    authenticate: Callable[[Call], None] = lambda _: None
    not_found: Callable[[], Reply] = lambda: Reply(404)
    bad_json: Callable[[], Reply] = lambda: Reply(400)
    fault_reply: Callable[[int], Reply] = Reply
    describe: Callable[[World], Mapping[str, Any]] = lambda world: world.tables

    def __post_init__(self) -> None:
        """Draw ids of its own: an id of one vendor must never equal a token of another."""
        self.world.random.seed(f"{self.name} {self.world.seed}")

    def route(
        self, method: str, template: str, *, scopes: Sequence[str] = (), public: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; a literal segment wins over a parameter."""

        def register(handler: Handler) -> Handler:
            pattern, *_ = compile_path(template)
            literals = sum(1 for s in template.split("/") if "{" not in s)
            route = Route(method, template, handler, frozenset(scopes), public, pattern, literals)
            bucket = self.routes.setdefault((method, template.count("/")), [])
            bucket.append(route)
            bucket.sort(key=lambda r: -r.literals)
            return handler

        return register

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """Return the operation of a path and its parameters."""
        for route in self.routes.get((method, path.count("/")), ()):
            found = route.pattern.match(path)
            if found is not None:
                return route, found.groupdict()
        return None

    @property
    def may_be_slow(self) -> bool:
        """Whether an answer may take longer than a client waits."""
        return self.latency_ms > 0 or any(f.fault == "slow" for f in self.faults)

    def handle(self, call: Call, *, trusted: bool = False) -> Reply:
        """Run one operation: authenticate, check scopes, answer."""
        try:
            if not trusted and not self._within_limits(call):
                return self.fault_reply(429)
            if not call.route.public and not trusted:
                self.authenticate(call)
            call.world = call.stale or call.world
            return call.route.handler(call)
        except Refusal as refusal:
            return refusal.reply

    def _within_limits(self, call: Call) -> bool:
        now = self.world.now().timestamp()
        return not self.enforce_limits or self.limits.allows(call.method, call.route.template, now)

    def fault_for(self, method: str, path: str) -> Fault | None:
        """Take the next fault that strikes this request."""
        for fault in self.faults:
            if fault.matches(method, path):
                fault.times -= 1
                return fault
        return None

    def add_fault(self, method: str, path: str, fault: str, times: int, options: Mapping[str, Any]) -> None:
        """Inject a fault; a stale list answers from a copy of the world as it is now."""
        frozen = copy.deepcopy(self.world) if fault == "stale_list" else None
        self.faults.append(Fault(method, path, fault, times, options, frozen))

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach this simulator at a base URL."""
        prefix = self.name.upper()
        return {
            f"{prefix}_BASE_URL": base_url,
            **self.credentials,
            f"{prefix}_SANDBOX_URL": f"{base_url}/_sandbox",
        }
