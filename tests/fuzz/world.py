"""One workspace, one vendor, and everything that can happen to the two."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import orjson
import yaml

from fuzz.engines import Engines, kept
from fuzz.estate import NAMES, SECURITY, SUBJECTS, TEMPLATE, Subject
from fuzz.knife import Killed, Knife, Sent, Wire
from harness import Bench, Console
from msgops.model.address import Address
from msgops.model.change import Change
from msgops.model.state import AuditRecord, StateEntry
from msgops.sandbox.control import control
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.state.store import Store

CATALOG = Catalog.installed()
CONSENT = ("MG101", "MG106")
Tables = dict[str, dict[str, dict[str, Any]]]
Doc = dict[str, Any]
Where = tuple[str, str]
"""(kind, name)."""


@dataclass
class Run:
    """What one apply was given, did, and left behind. `code` is `None` when it was killed.

    `earlier` are the ids of everything that earlier runs made.
    """

    code: int | None
    consent: tuple[str, ...]
    planned: Any
    changes: tuple[Change, ...]
    report: Mapping[str, Any]
    text: str
    sent: list[Sent]
    before: Tables
    after: Tables
    entries: Mapping[Address, StateEntry]
    journal: list[Mapping[str, Any]]
    audit: list[AuditRecord]
    earlier: frozenset[str] = frozenset()
    faults: bool = False
    saved: bool = False
    stolen: bool = False


@dataclass
class World:
    """The files as documents, the vendor as tables, and what happened so far."""

    root: Path
    max_deletes: int = 2
    docs: dict[Where, Doc] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=lambda: ["canary-Zq7/x+0"])
    theirs: set[tuple[str, str]] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    saved: Path | None = None
    held: bool = False
    lost: bool = False
    texts: list[str] = field(default_factory=list)
    graveyard: dict[Where, Doc] = field(default_factory=dict)
    engines: Engines = field(default_factory=dict)
    late_until: datetime | None = None
    adrift: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        (self.simulator,) = build(CATALOG.providers, ["infobip"])
        self.wire = Wire(self.simulator)
        self.bench = self._bench()

    def _bench(self) -> Bench:
        environ = {"HOOK_SECRET": self.secrets[-1]}
        bench = Bench(self.root / "ws", self.simulator, catalog=CATALOG, environ=environ, transport=self.wire)
        settings = yaml.safe_load((bench.root / "msgops.yaml").read_text())
        settings["policy"] = {"max_deletes": str(self.max_deletes), "max_delete_percent": "100"}
        bench.write_file("msgops.yaml", yaml.safe_dump(settings))
        return bench

    # The files

    def edit(self, change: Callable[[dict[Where, Doc]], None]) -> None:
        """Change the documents, and write them unless two of them would mean one object."""
        docs = copy.deepcopy(self.docs)
        change(docs)
        keys = [_key(where, doc) for where, doc in docs.items()]
        if len(keys) == len(set(keys)):
            for where, doc in self.docs.items():
                if where not in docs:
                    self.graveyard[where] = doc
            self.docs = docs
            self.write()

    def write(self) -> None:
        """Bring the files to the documents."""
        self.bench.write(list(self.docs.values()))

    def add(self, where: Where, chosen: Mapping[str, Any]) -> None:
        """Declare an object; required references are declared too."""
        self.edit(lambda docs: _add(docs, where, chosen))

    def set(self, where: Where, name: str, value: Any) -> None:
        """Change a field, or leave it out with `None`."""

        def change(docs: dict[Where, Doc]) -> None:
            spec = docs[where]["spec"]
            spec.pop(name, None)
            if value is not None:
                spec[name] = value
            elif name in SUBJECTS[where[0]].spec:
                spec[name] = copy.deepcopy(SUBJECTS[where[0]].spec[name])

        self.edit(change)

    def refer(self, where: Where, ref: str, name: str | None) -> None:
        """Point a reference at another document, which is written where it is missing; `None` takes it out."""
        subject = SUBJECTS[where[0]]
        target = subject.references[ref]

        def change(docs: dict[Where, Doc]) -> None:
            docs[where]["spec"].pop(ref, None)
            if name is not None or ref in subject.needs:
                to = name or where[1]
                if (target, to) not in docs:
                    _add(docs, (target, to), {})
                docs[where]["spec"][ref] = to

        self.edit(change)

    def lifecycle(self, where: Where, name: str, value: Any) -> None:
        """Set one word of the lifecycle block."""

        def change(docs: dict[Where, Doc]) -> None:
            docs[where].setdefault("lifecycle", {})[name] = value

        self.edit(change)

    def depend(self, where: Where, on: Where) -> None:
        """Let a document wait for another one that waits for none."""
        if SUBJECTS[on[0]].references or on == where or where[0] == on[0] or "depends_on" in self.docs[on]:
            return
        if where[0] in {t for s in SUBJECTS.values() for t in s.references.values()}:
            return
        self.edit(lambda docs: docs[where].update(depends_on=[f"{on[0]}/{on[1]}"]))

    def remove(self, where: Where) -> None:
        """Remove a document and what cannot be without it."""
        self.edit(lambda docs: _remove(docs, where))

    def revive(self, where: Where) -> None:
        """Bring a removed document back without protection; what it refers to comes back too."""

        def change(docs: dict[Where, Doc]) -> None:
            docs[where] = {**self.graveyard[where], "lifecycle": {"prevent_delete": "false"}}
            docs[where].pop("depends_on", None)
            for ref, target in SUBJECTS[where[0]].references.items():
                name = docs[where]["spec"].get(ref)
                if name is not None and (target, name) not in docs:
                    _add(docs, (target, name), {})

        self.edit(change)

    def rename(self, where: Where, new: str, *, previously: bool, keep: bool) -> None:
        """Give a document another name; with `keep` the object's own key stays what it was."""
        if (where[0], new) not in self.docs:
            self.edit(lambda docs: _rename(docs, where, new, previously=previously, keep=keep))

    def swap(self, one: Where, two: Where, *, keep: bool) -> None:
        """Exchange the names of two documents of a kind."""

        def change(docs: dict[Where, Doc]) -> None:
            _rename(docs, one, "swapping", previously=False, keep=keep)
            _rename(docs, two, one[1], previously=True, keep=keep)
            _rename(docs, (one[0], "swapping"), two[1], previously=True, keep=keep)
            docs[two]["previously"] = one[1]

        self.edit(change)

    def rotate(self) -> None:
        """Give the secret another value."""
        self.secrets.append(f"canary-Zq7/x+{len(self.secrets)}")
        self.bench.environ["HOOK_SECRET"] = self.secrets[-1]

    # The vendor

    def tables(self) -> Tables:
        """Return a copy of what lives at the vendor."""
        world = self.simulator.world
        return {t: copy.deepcopy(world.table(t)) for t in (*(s.table for s in SUBJECTS.values()), "routes")}

    def live(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the live objects of a kind by id."""
        subject = SUBJECTS[kind]
        rows = self.simulator.world.table(subject.table)
        return {i: w for i, w in rows.items() if subject.alive(w)}

    def console(self, method: str, path: str, body: Any = None) -> int:
        """Do what a user of the console does; returns the status."""

        async def send() -> int:
            transport = Console(self.simulator, "jane")
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
                return (await client.request(method, path, json=body)).status_code

        return asyncio.run(send())

    def console_create(self, kind: str, name: str) -> None:
        """Create an object that nobody declared, or that somebody will."""
        subject = SUBJECTS[kind]
        path, body = subject.path, {**copy.deepcopy(dict(subject.body)), subject.key[-1]: name}
        if kind == TEMPLATE:
            body["name"], body["language"] = name, "en_GB"
        if kind == "infobip.Subscription":
            body.update(profile={"profileId": name}, events=["INBOUND_MESSAGE"])
            body.pop("_channel", None)
            path += "/WHATSAPP"
        before = set(self.simulator.world.table(subject.table))
        if self.console("POST", path, body) < 300:
            made = set(self.simulator.world.table(subject.table)) - before
            self.theirs.update((kind, i) for i in made)

    def console_delete(self, kind: str, id_: str) -> None:
        """Delete in the console."""
        subject, wire = SUBJECTS[kind], self.live(kind)[id_]
        path = f"{subject.path}/{wire['name'] if kind == TEMPLATE else id_}"
        self.sent.append(Sent("DELETE", path, None, self.console("DELETE", path)))

    def console_change(self, kind: str, id_: str, name: str, value: Any) -> None:
        """Change a field in the console."""
        subject, wire = SUBJECTS[kind], self.live(kind)[id_]
        body = {k: v for k, v in wire.items() if not k.startswith("_")}
        self.console("PUT", f"{subject.path}/{id_}", {**body, name: value})

    def console_route(self, queue: str | None) -> None:
        """Let one rule lead to a queue, or none to any."""
        rule = {"name": "all", "expression": {"$eq": {"message.channel": "SMS"}}, "queueId": queue}
        self.console("PUT", "/ccaas/1/routing", [rule] if queue else [])

    def review(self, id_: str, result: str) -> None:
        """Decide as the vendor's reviewer."""
        body = {"path": f"{SUBJECTS[TEMPLATE].path}/{id_}", "result": result, "reason": "as it is"}
        control(self.simulator, "POST", "/_sandbox/review", {}, orjson.dumps(body))

    def pass_time(self, **span: float) -> None:
        """Advance the vendor's clock."""
        self.simulator.world.offset += timedelta(**span)

    # The state

    @property
    def database(self) -> Path:
        """The state file."""
        return self.bench.root / ".msgops" / "state.db"

    def sql(self, text: str, *values: Any) -> list[Mapping[str, Any]]:
        """Look into, or tamper with, the state file."""
        if not self.database.exists():
            return []
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'lease'").fetchone()
            rows = [dict(r) for r in connection.execute(text, values)] if known else []
            connection.commit()
            return rows

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """Open the state for reading."""
        with (
            kept(self.engines),
            Store.open(
                "sqlite:///.msgops/state.db",
                workspace="test",
                environment="",
                base=self.bench.root,
                create=False,
            ) as store,
        ):
            yield store

    def entries(self) -> dict[Address, StateEntry]:
        """Return what is recorded."""
        with self.store() as store:
            return dict(store.entries())

    def due(self, subject: Subject) -> set[str]:
        """Return the recorded objects whose document wants another name than they have, because a run was cut short."""
        live, found = self.live(subject.kind), set()
        for address, entry in self.entries().items():
            for (kind, name), doc in self.docs.items():
                if (
                    kind == subject.kind == address.full_kind
                    and address.name in (name, doc.get("previously"))
                    and entry.id in live
                    and doc["spec"].get(subject.explicit, name) != live[entry.id].get(subject.key[-1])
                ):
                    found.add(entry.id)
        return found

    def journal(self) -> list[Mapping[str, Any]]:
        """Return every journalled call."""
        return self.sql("SELECT id, run, address, action, state, live_id FROM journal ORDER BY id")

    def audit(self) -> list[AuditRecord]:
        """Return the log."""
        with self.store() as store:
            return list(store.audit())

    def lose_state(self) -> None:
        """Delete the state file with its side files; what was made so far is nobody's until it is adopted.

        What a run had not yet renamed when it was cut short is `adrift`: no record tells any more that it was to be.
        """
        self.adrift.update(id_ for subject in SUBJECTS.values() for id_ in self.due(subject))
        self.bench.lose_state()
        self.theirs.update((kind, id_) for kind in SUBJECTS for id_ in self.live(kind))
        self.held = False
        self.lost = True

    def expire_lease(self) -> None:
        """Let the holder's time run out."""
        self.sql("UPDATE lease SET expires = '2001-01-01T00:00:00+00:00'")
        self.held = False

    # The commands

    def command(self, *words: str, knife: Knife | None = None) -> int | None:
        """Run a command; `None` when it was killed."""
        knife = knife or Knife()
        self.wire.knife, self.wire.sent = knife, []
        self._catch_up()
        code: int | None = None
        with knife.in_hand(), kept(self.engines):
            try:
                code = self.bench.run(*words)
            except BaseException:
                if not knife.dead:
                    raise
        self.wire.knife = Knife()
        self.sent += self.wire.sent
        self.texts += [self.bench.last_output, self.bench.last_errors]
        if knife.dead:
            self.held = self.leased()
            self.bench = self._bench()
            self.write()
            return None
        return code

    def plan_json(self, *words: str) -> Mapping[str, Any]:
        """Return the plan as the command prints it."""
        code = self.command("plan", "--json", *words, *self._allow(CONSENT))
        assert code in (0, 3), f"plan ended with {code}: {self.bench.last_errors}"
        return json.loads(self.bench.last_output)

    def save_plan(self) -> Path:
        """Save a plan."""
        path = self.root / "p.json"
        self.plan_json("--out", str(path))
        return path

    def apply(
        self,
        *,
        consent: Sequence[str] = CONSENT,
        saved: Path | None = None,
        knife: Knife | None = None,
    ) -> Run:
        """Apply and return everything about it."""
        seen: dict[str, Any] = {"planned": None, "changes": ()}
        from msgops.engine import apply as apply_module
        from msgops.engine import planner

        real_plan, real_apply = planner.plan, apply_module.apply

        async def plan(*args: Any) -> Any:
            seen["planned"] = await real_plan(*args)
            return seen["planned"]

        async def perform(planned: Any, changes: Any, *rest: Any) -> Any:
            seen["changes"] = tuple(changes)
            return await real_apply(planned, changes, *rest)

        before, entries = self.tables(), self.entries()
        faults = bool(self.simulator.faults)
        journal, audit = self.journal(), self.audit()
        earlier = frozenset(i for w in self.sent for i in w.made)
        given = [str(saved)] if saved else self._allow(consent)
        words = ["apply", "--yes", "--json", *given]
        stolen = knife is not None and knife.then is not None
        with mock.patch.object(planner, "plan", plan), mock.patch.object(apply_module, "apply", perform):
            code = self.command(*words, knife=knife)
        out = self.bench.last_output
        run = Run(
            code=code,
            consent=tuple(consent),
            planned=seen["planned"],
            changes=seen["changes"],
            report=json.loads(out) if out.startswith("{") and code is not None else {},
            text=self.bench.last_output + self.bench.last_errors,
            sent=list(self.wire.sent),
            before=before,
            after=self.tables(),
            entries=entries,
            journal=self.journal()[len(journal) :],
            audit=self.audit()[len(audit) :],
            earlier=earlier,
            faults=faults,
            saved=saved is not None,
            stolen=stolen and bool(knife and knife.struck),
        )
        self.counts.update(applies=1, writes=len(run.sent))
        if knife is not None and knife.struck:
            self.counts["thefts" if run.stolen else "kills"] += 1
        self.counts[f"exit {code}" if code is not None else "dead"] += 1
        return run

    def _allow(self, rules: Sequence[str]) -> list[str]:
        words = [word for rule in rules for word in ("--allow", rule)]
        return [*words, "--reason", "the test says so"] if words else []

    def leased(self) -> bool:
        """Whether a run holds the state."""
        return bool(self.sql("SELECT 1 FROM lease WHERE holder != '' AND expires > '2002'"))

    def steal(self) -> None:
        """Let another run take the lease over while this one is silent."""
        self.expire_lease()
        self.sql(
            "UPDATE lease SET holder = 'thief:1:ffffffff', host = 'elsewhere', purpose = 'apply', "
            "token = token + 1, expires = '2999-01-01T00:00:00+00:00'"
        )
        self.held = True

    def fault(self, method: str, path: str, kind: str, times: int) -> None:
        """Let something go wrong; a list that lags catches up within half a minute."""
        self.simulator.add_fault(method, path, kind, times, {})
        if kind == "stale_list":
            self.late_until = self.simulator.world.now() + timedelta(seconds=30)

    def _catch_up(self) -> None:
        if self.late_until is not None and self.simulator.world.now() >= self.late_until:
            self.simulator.faults[:] = [f for f in self.simulator.faults if f.fault != "stale_list"]
            self.late_until = None

    def export_plan(self, kinds: Sequence[str]) -> Mapping[str, Any]:
        """Export these kinds and plan the result in a workspace of its own, without a state."""
        code = self.command("export", *(word for kind in kinds for word in ("--kind", kind)))
        assert code == 0, self.bench.last_errors
        text = self.bench.last_output
        other = Bench(
            self.root / "exported", self.simulator, catalog=CATALOG, environ=dict(self.bench.environ)
        )
        shutil.copy(self.bench.root / "msgops.yaml", other.root / "msgops.yaml")
        other.write_text(text)
        for line in self.bench.last_errors.splitlines():
            if "set before apply:" in line:
                other.environ[line.rpartition(":")[2].strip()] = "somebody-elses"
        with kept(self.engines):
            code = other.run("plan", "--json")
        assert code in (0, 3), f"plan of the export ended with {code}: {other.last_errors}\n{text}"
        return json.loads(other.last_output)


def _key(where: Where, doc: Doc) -> tuple[str, str, str]:
    own = str(doc["spec"].get(SUBJECTS[where[0]].explicit, where[1]))
    return where[0], own, str(doc["spec"].get("channel"))


def _add(docs: dict[Where, Doc], where: Where, chosen: Mapping[str, Any]) -> None:
    kind, name = where
    spec = {**copy.deepcopy(dict(SUBJECTS[kind].spec)), **chosen}
    for ref, target in SUBJECTS[kind].needs.items():
        spec.setdefault(ref, name)
        if (target, spec[ref]) not in docs:
            _add(docs, (target, spec[ref]), {})
    docs[where] = {"kind": kind, "name": name, "spec": spec}


def _remove(docs: dict[Where, Doc], where: Where) -> None:
    docs.pop(where, None)
    for user, doc in list(docs.items()):
        for ref, target in SUBJECTS[user[0]].references.items():
            if (target, doc["spec"].get(ref)) == where:
                if ref in SUBJECTS[user[0]].needs:
                    _remove(docs, user)
                else:
                    del doc["spec"][ref]
        if doc.get("depends_on") == ["/".join(where)]:
            del doc["depends_on"]


def _rename(docs: dict[Where, Doc], where: Where, new: str, *, previously: bool, keep: bool) -> None:
    kind, old = where
    doc = docs.pop(where)
    doc["name"] = new
    doc.pop("previously", None)
    if previously:
        doc["previously"] = old
    if keep:
        doc["spec"].setdefault(SUBJECTS[kind].explicit, old)
    docs[kind, new] = doc
    for user, other in docs.items():
        for ref, target in SUBJECTS[user[0]].references.items():
            if target == kind and other["spec"].get(ref) == old:
                other["spec"][ref] = new
        if other.get("depends_on") == [f"{kind}/{old}"]:
            other["depends_on"] = [f"{kind}/{new}"]


__all__ = ["CONSENT", "NAMES", "SECURITY", "Callable", "Killed", "Run", "Subject", "World"]
