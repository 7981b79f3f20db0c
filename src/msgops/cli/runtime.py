"""Opens what a command needs: the files, the accounts, the state. The one place where the parts are wired."""

from __future__ import annotations

import fnmatch
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.events import Events
from msgops.cli.options import BASE_VARIABLE
from msgops.config.load import load
from msgops.model.address import Address
from msgops.model.diagnostic import ConfigError, Diagnostic, GuardError, Severity
from msgops.model.redact import redact
from msgops.sdk.catalog import Catalog

if TYPE_CHECKING:
    from msgops.cli.options import Common
    from msgops.config.secrets import SecretSources
    from msgops.config.workspace import Workspace
    from msgops.engine.planner import Request
    from msgops.model.budget import Budget
    from msgops.model.listener import Listener
    from msgops.model.mishap import Mishap, Trouble
    from msgops.model.state import Consent
    from msgops.rules.book import Book
    from msgops.sdk.http import Session
    from msgops.sdk.kind import Provider
    from msgops.state.store import Store


@dataclass
class Runtime:
    """One command's surroundings."""

    common: Common
    catalog: Catalog = field(default_factory=Catalog.installed)
    transport: Any = None
    clock: Any = None
    connected: dict[str, Session] = field(default_factory=dict)
    events: Events = field(default_factory=Events)

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """Return who is told what the engine does: nobody where nobody asked for events."""
        return (self.events,) if self.events.stream is not None else ()

    @cached_property
    def workspace(self) -> Workspace:
        """The files, free of errors; raises everything that is wrong with them."""
        found = self.loaded
        errors = [d for d in found.diagnostics if d.severity is Severity.ERROR]
        if errors:
            raise ConfigError(errors)
        self.events.loaded(found)
        return found

    @cached_property
    def loaded(self) -> Workspace:
        """The files as far as they can be read; with a base, as far as they may be believed."""
        commit = None
        if base := self.common.base or os.environ.get(BASE_VARIABLE, ""):
            from msgops.cli.base import read_commit

            commit = read_commit(self.common.directory, base)
        return load(
            self.common.directory,
            self.catalog,
            environment=self.common.environment,
            environ=os.environ,
            commit=commit,
        )

    @cached_property
    def book(self) -> Book:
        """The rules that are installed."""
        return _book(self.catalog)

    @cached_property
    def secrets(self) -> SecretSources:
        """Where secrets come from."""
        from msgops.config.secrets import SecretSources

        return SecretSources(self.common.directory, os.environ)

    def now(self) -> datetime:
        """Return the current time in UTC."""
        from msgops.sdk.clock import SystemClock

        return (self.clock or SystemClock()).now().astimezone(UTC)

    def open_state(self, *, create: bool) -> Store:
        """Open the state; without `create` nothing is written when there is none."""
        from msgops.state.store import Store

        w = self.workspace
        return Store.open(
            w.state, workspace=w.name, environment=w.environment, base=w.root, create=create, now=self.now
        )

    @asynccontextmanager
    async def sessions(self, accounts: Sequence[str] | None = None) -> AsyncIterator[dict[str, Session]]:
        """Connect the accounts (default: those in use); credentials go to trusted hosts only."""
        opened: dict[str, Session] = {}
        try:
            for name in accounts if accounts is not None else self.accounts_in_use():
                opened[name] = self.connected[name] = self._connect(name)
                if self.listeners:
                    opened[name].meter.hear = self._hearing(name)
            yield opened
        finally:
            for session in opened.values():
                await session.close()

    def _hearing(self, account: str) -> Callable[[Trouble, str, float, bool], None]:
        """Return what passes an account's trouble on to the listeners."""

        def hear(fault: Trouble, call: str, waited: float, repeated: bool) -> None:  # noqa: FBT001
            for one in self.listeners:
                one.trouble(account, fault, call, waited=waited, repeated=repeated)

        return hear

    def mishaps(self) -> list[Mishap]:
        """Return what went wrong with the accounts so far, for the report."""
        return [m for name, session in sorted(self.connected.items()) for m in session.mishaps(name)]

    def budgets(self) -> list[Budget]:
        """Return how many calls the accounts have left, where the vendor told."""
        found = (session.budget(name) for name, session in sorted(self.connected.items()))
        return [b for b in found if b is not None]

    def accounts_in_use(self, recorded: Mapping[Address, Any] | None = None) -> list[str]:
        """Return the accounts that resources or records belong to."""
        used = {r.account for r in self.workspace.desired.values()}
        used.update(e.account for e in (recorded or {}).values())
        return sorted(used & set(self.workspace.accounts))

    def _connect(self, name: str) -> Session:
        from msgops.config.accounts import settings
        from msgops.engine.hosts import refusal

        block = self.workspace.accounts[name]
        provider = self.catalog.providers[block.provider]
        chosen = settings(block, self.catalog, self.secrets, os.environ, self.workspace.variables)
        trusted = [h for h in os.environ.get("MSGOPS_TRUSTED_HOSTS", "").replace(",", " ").split() if h]
        if bad := refusal(provider.hosts_of(chosen), vars(chosen).values(), provider.hosts, trusted):
            raise GuardError([_untrusted(block.origin, name, provider, *bad)])
        kwargs = {"transport": self.transport} if self.transport is not None else {}
        session = provider.connect(chosen, clock=self.clock, **kwargs)
        session.directory = self.common.directory
        return session

    def request(self, store: Store, *, consents: Sequence[Consent] = (), selected: Any = None) -> Request:
        """Gather what a plan looks at; `consents` are those of this run, recorded ones count too."""
        from msgops.engine.lag import FRESH
        from msgops.engine.planner import Request
        from msgops.engine.sealing import Sealer
        from msgops.model.plan import Basis
        from msgops.state.fingerprint import fingerprint_key

        w = self.workspace
        providers = {n: b.provider for n, b in w.accounts.items()}
        used = {providers[a] for a in providers}
        return Request(
            catalog=self.catalog,
            basis=Basis(
                workspace=w.name,
                environment=w.environment,
                config=w.digest,
                state=store.fingerprint(),
                providers={p: self.catalog.providers[p].version for p in sorted(used)},
            ),
            desired=w.desired,
            recorded=store.entries(),
            gates=store.gates(),
            providers=providers,
            sealer=Sealer(fingerprint_key(create=False), self.secrets),
            max_deletes=w.policy.max_deletes,
            max_delete_percent=w.policy.max_delete_percent,
            consents=(*consents, *store.consents()),
            today=self.now().date(),
            allow_inferred={n: b.allow_inferred for n, b in w.accounts.items()},
            selected=selected,
            unsettled=tuple(store.unsettled()),
            fresh=store.fresh(FRESH),
        )


@lru_cache(maxsize=1)
def _book(catalog: Catalog) -> Book:
    """Look for packs of rules once; `msgops serve` has a runtime for each page."""
    from msgops.rules.book import Book

    return Book.installed(catalog)


def _untrusted(origin: Any, account: str, provider: Provider, host: str, why: str) -> Diagnostic:
    unknown = f"it is no domain of {provider.title}"
    if not provider.hosts:
        unknown = (
            f"{provider.title} stands on servers of your own, and the environment does not name this one"
        )
    return Diagnostic(
        "MG104",
        "The host is not the vendor's",
        detail=f"account {account} would send its credentials to {host}: {why or unknown}",
        remedy=(
            "Correct the address. A sandbox, or a server of your own, is trusted in the environment:\n"
            f"    MSGOPS_TRUSTED_HOSTS={host}"
        ),
        origin=origin,
    )


def select(
    addresses: Sequence[Address],
    labels: Mapping[Address, Mapping[str, str]],
    needs: Mapping[Address, Sequence[Address]],
    *,
    target: Sequence[str],
    exclude: Sequence[str],
    selector: Sequence[str],
) -> frozenset[Address] | None:
    """Return the chosen addresses with what they need; `None` when nothing narrows the choice."""
    if not (target or exclude or selector):
        return None
    for pattern in (*target, *exclude):
        if not any(fnmatch.fnmatchcase(str(a), pattern) for a in addresses):
            raise click.UsageError(f"{pattern!r} matches no resource; `msgops graph` lists them.")
    chosen = {a for a in addresses if not target or any(fnmatch.fnmatchcase(str(a), p) for p in target)}
    for one in selector:
        key, separator, value = one.partition("=")
        if not separator:
            raise click.UsageError(f"{one!r} is not KEY=VALUE.")
        chosen = {a for a in chosen if labels.get(a, {}).get(key) == value}
    todo = list(chosen)
    while todo:
        for need in needs.get(todo.pop(), ()):
            if need not in chosen:
                chosen.add(need)
                todo.append(need)
    return frozenset(a for a in chosen if not any(fnmatch.fnmatchcase(str(a), p) for p in exclude))


def selected(planned_over: Request, options: Mapping[str, Sequence[str]]) -> frozenset[Address] | None:
    """Apply --target, --exclude and --selector to a request."""
    from msgops.engine.graph import dependencies

    desired, recorded = planned_over.desired, planned_over.recorded
    needs = (
        {a: dependencies(planned_over.catalog, r) for a, r in desired.items()}
        if any(options.values())
        else {}
    )
    labels = {a: r.labels for a, r in desired.items()}
    return select(sorted({*desired, *recorded}), labels, needs, **options)


def start_logging() -> None:
    """Log to stderr at the level of MSGOPS_LOG; secrets are taken out of every line."""
    if logging.lastResort is not None:  # what libraries complain about although nobody set up their logs
        logging.lastResort.setFormatter(_Redacting())
    level = os.environ.get("MSGOPS_LOG", "").upper()
    if level not in ("DEBUG", "INFO", "WARNING"):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("msgops")
    logger.setLevel(level)
    logger.handlers = [handler]


class _Redacting(logging.Formatter):
    """Redacts the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
