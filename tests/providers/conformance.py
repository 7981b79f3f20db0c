"""The laws that every kind must keep, as functions of a kind. The table that runs them is in test_conformance.py."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from harness import Bench, Console
from msgops.engine.bodies import update_body
from msgops.engine.exporting import documents
from msgops.engine.observe import observe_all
from msgops.model.address import Address
from msgops.model.change import Action
from msgops.model.plan import Plan
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Hand, Item, Kind
from providers import certificates
from providers.mutate import by_field, changes

NAME = "example"
ALLOW = frozenset({"MG101", "MG105", "MG106"})
SECRETS = {
    "HOOK_SECRET": "canary-one",
    "HOOK_CERTIFICATE": "Y2FuYXJ5LXR3bw==",
    "HOOK_PASSPHRASE": "Y2FuYXJ5LXRocmVl",
    "MAP_KEY": "canary-map-key",
    "NUMBER_PIN": "204060",
    "WEBHOOK_TOKEN": "canary-of-the-webhook",
    "ANOTHER_SECRET": "Y2FuYXJ5LWZvdXI=",
    "APP_CERTIFICATE": certificates.ONE,
    "ANOTHER_CERTIFICATE": certificates.ANOTHER,
}

WRITES = {
    "salesforce": "/services/data/*",
    "cxone": "/[diu]*",
    "fusion": "/[acfh2]*",
    "genesys": "/api/*",
    "pureconnect": "/icws/*i[ga]*",
}
"""Where a provider's writes are POSTed, for those that sign in or read by POST too."""

UNWATCHED = {"fusion.DigitalAssistantChannel", "fusion.Lookup"}
"""Of a system that does not say who changed what, beside others of the provider that do; and where the change takes the row away that told it."""


SILENCED = {
    "cxone.Skill": "WA256",
    "engage.EmojiSet": "WA215",
    "fusion.ConfidentialApp": "WA302",
    "salesforce.ExternalClientApp": "WA275",
    "salesforce.PlatformEvent": "WA272",
}
"""Rules of messaging that forbid what the vendor takes: the laws are about the vendor."""


class Begun:
    """What settled once: workspace with state, and the vendor's world, of each kind; copied for each law."""

    def __init__(self) -> None:
        self._place = TemporaryDirectory(prefix="msgops-laws-")
        self._worlds: dict[str, Any] = {}

    def keep(self, bench: Bench, kind: str) -> None:
        """Keep what a workspace and its vendor are now."""
        shutil.copytree(bench.root.parent, Path(self._place.name) / kind)
        self._worlds[kind] = copy.deepcopy(bench.simulator.world)

    def bring(self, bench: Bench, kind: str) -> bool:
        """Bring both to what was kept; whether anything was."""
        if kind not in self._worlds:
            return False
        shutil.copytree(Path(self._place.name) / kind, bench.root.parent, dirs_exist_ok=True)
        bench.simulator.world = copy.deepcopy(self._worlds[kind])
        return True


class Subject:
    """One kind in a workspace of its own, with everything it refers to."""

    def __init__(
        self,
        catalog: Catalog,
        name: str,
        root: Path,
        simulator: Any,
        transport: Any = None,
        begun: Begun | None = None,
    ) -> None:
        self.begun = begun
        self.catalog, self.kind = catalog, catalog.kind(name)
        self.bench = Bench(
            root / "ws",
            simulator,
            provider=name.partition(".")[0],
            catalog=catalog,
            environ=dict(SECRETS),
            transport=transport,
            allow=ALLOW,
        )
        self.spec = dict(self.kind.example)
        self.address = Address.of(name, NAME)
        self.prerequisites = needed(catalog, self.kind)

    def write(self, spec: dict[str, Any] | None = None, *, without: bool = False) -> None:
        """Declare the prerequisites, and the kind under test unless `without`."""
        docs = [
            document(self.catalog.kind(n), dict(self.catalog.kind(n).example)) for n in self.prerequisites
        ]
        if not without:
            docs.append(document(self.kind, spec if spec is not None else self.spec))
        self.bench.write(docs)

    def settle(self, what: str = "") -> Plan:
        """Apply until nothing waits any more: reviewers decide, codes arrive. Returns the plan that finds nothing to wait for."""
        for _ in range(6):
            code = self.bench.apply()
            assert code in (0, 6), (
                f"{what}: apply ended with {code}: {self.bench.last_errors}{self.bench.last_output}"
            )
            plan = self.bench.plan()
            if code == 0 and not plan.gates:
                return plan
            pass_gates(self.bench, plan)
        raise AssertionError(f"gates stay open: {self.bench.last_output}")

    def begin(self) -> Plan | None:
        """Declare everything and settle; what settled for an earlier law is taken from there, vendor and state."""
        if self.begun is not None and self.begun.bring(self.bench, self.kind.name):
            return None
        self.write()
        plan = self.settle()
        if self.begun is not None:
            self.begun.keep(self.bench, self.kind.name)
        return plan

    def live(self) -> Item | None:
        """Return the live object under test, found by what the state recorded."""
        planned = self._planned()
        found = planned.context.observed.identity.matched.get(self.address)
        return Item(found.id, found.wire) if found is not None else None

    def _planned(self) -> Any:
        from harness import _narrow
        from msgops.cli import plan as plan_command

        with self.bench._quiet():
            return asyncio.run(plan_command._plan(self.bench.runtime(), self.bench._allowance(), _narrow({})))


def needed(catalog: Catalog, kind: Kind) -> list[str]:
    """Return the kinds that an example refers to by name, targets first."""
    out: list[str] = []

    def visit(k: Kind) -> None:
        for _, ref, value in k.codec.references(dict(k.example)):
            if isinstance(value, str) and ref.kinds[0] not in out:
                visit(catalog.kind(ref.kinds[0]))
                out.append(ref.kinds[0])

    visit(kind)
    return out


def document(kind: Kind, spec: dict[str, Any], name: str = NAME) -> dict[str, Any]:
    """Return a document; references that may name several kinds are written as addresses."""

    def full(ref: Any, value: Any) -> Any:
        return (
            f"{ref.kinds[0]}/{value}"
            if len(ref.kinds) > 1 and isinstance(value, str) and "/" not in value
            else value
        )

    found = {"kind": kind.name, "name": name, "spec": kind.codec.map_references(spec, full)}
    if kind.name in SILENCED:
        found["lint"] = {"ignore": [SILENCED[kind.name]], "reason": "not for messaging"}
    return found


def pass_gates(bench: Bench, plan: Plan | None = None) -> None:
    """Play the people: type the code that arrived, let the reviewers' time pass."""
    from msgops.cli import gate as gate_command

    for change in (plan or bench.plan()).gates:
        kind = bench.catalog.kind(change.address.full_kind)
        if kind.submit is not None:
            with bench._quiet():
                resource, _ = gate_command.declared(bench.runtime(), str(change.address))
                with contextlib.suppress(Exception):  # the code was accepted before; only time is missing
                    asyncio.run(gate_command._submit(bench.runtime(), kind, resource, "123456"))
    from datetime import timedelta

    bench.simulator.world.offset += timedelta(hours=26)


def empty(subject: Subject, what: str, plan: Plan | None = None) -> None:
    """The next plan is empty; `plan`: it was made already."""
    plan = plan or subject.bench.plan()
    assert not (plan.pending or plan.refused), f"{what}:\n{subject.bench.describe(plan)}"


def second_plan_is_empty(subject: Subject) -> None:
    """After an apply the next plan is empty."""
    empty(subject, "after apply", subject.begin())
    moved = subject._planned().context.observed.identity.moved_ids
    assert {} == moved, f"the state names ids that the vendor does not know: {moved}"


def each_mutable_field_is_updated(subject: Subject) -> None:
    """Every mutable field can be changed in the file, and the next plan is empty."""
    subject.begin()
    if not subject.kind.can("update"):
        return
    for path, specs in by_field(changes(subject.kind, subject.spec, NAME)):
        for spec in specs:
            subject.write(spec)
            plan = subject.bench.plan()
            if plan.refused:
                assert {"MG110"} == {d.code for d in plan.refused}, f"{path}: {subject.bench.describe(plan)}"
                break
            change = next(c for c in plan.changes if c.address == subject.address)
            if change.action in (Action.NOOP, Action.GATE):
                continue  # it has this value already
            assert change.action is Action.UPDATE, f"{path}: {change.action} {subject.bench.describe(plan)}"
            empty(subject, f"after changing {path}", subject.settle(path))
            break


def immutable_fields_replace(subject: Subject) -> None:
    """A change of an immutable field replaces the object, or is refused with the reason."""
    subject.begin()
    tried = by_field(changes(subject.kind, subject.spec, NAME, immutable=True))
    for path, (spec, *_) in tried[:4]:
        subject.write(spec)
        plan = subject.bench.plan()
        mine = [c for c in plan.changes if c.address == subject.address]
        if not mine:
            assert plan.refused and plan.refused[0].detail, f"{path}: neither planned nor refused"
            continue
        assert mine[0].action in (Action.REPLACE, Action.NOOP, Action.CREATE), (
            f"{path}: {subject.bench.describe(plan)}"
        )
        if mine[0].action is Action.REPLACE:
            empty(subject, f"after replacing for {path}", subject.settle())
            subject.spec = spec


def drift_is_seen_and_attributed(subject: Subject) -> None:
    """A change in the console is found, with field, before, after and the hand that did it; apply puts it right."""
    subject.begin()
    if not subject.kind.can("update"):
        return
    for path, (spec, *_) in by_field(changes(subject.kind, subject.spec, NAME)):
        if not _edit(subject, spec):
            continue
        found = [f for f in subject.bench.drift() if f.address == subject.address]
        if not found:
            continue  # a write-only field: nothing can be seen
        # Without an audit feed nobody can say who it was.
        provider = subject.catalog.providers[subject.bench.provider]
        told = provider.tells_of(subject.address.kind) and subject.kind.name not in UNWATCHED
        assert {"jane" if told else "unknown"} == {f.actor for f in found}, found
        assert any(f.field.split(".")[0] == path.split(".")[0] for f in found), (path, found)
        assert all(f.before != f.after for f in found if not f.sensitive)
        plan = subject.bench.plan()
        in_review = any(g.address == subject.address for g in plan.gates)
        if in_review or (plan.refused and all(d.code == "MG110" for d in plan.refused)):
            pass_gates(subject.bench)
            plan = subject.bench.plan()
        if plan.refused:
            return
        assert any(c.cause is not None and c.cause.value == "drift" for c in plan.pending), (
            subject.bench.describe(plan)
        )
        empty(subject, f"after repairing {path}", subject.settle())
        return


def _edit(subject: Subject, spec: dict[str, Any]) -> bool:
    """Bring the live object to another spec as jane, through the vendor's own operation."""
    from msgops.config.load import load
    from msgops.model.change import Change
    from msgops.sdk.errors import ProviderError

    planned = subject._planned()
    live = planned.context.observed.identity.matched[subject.address]
    subject.write(spec)
    workspace = load(subject.bench.root, subject.catalog, environ=subject.bench.environ)
    subject.write()
    resource = workspace.desired[subject.address]
    change = Change(subject.address, Action.UPDATE, resource.account)
    with subject.bench._quiet():
        runtime = subject.bench.runtime()
        body = update_body(planned.context, subject.kind, resource, live, change, runtime.secrets)
        console = subject.bench.runtime()
        console.transport = Console(subject.bench.simulator, "jane")

        async def edit() -> None:
            async with console.sessions([resource.account]) as sessions:
                writer = sessions[resource.account].writer()
                changed = frozenset(resource.attributes)
                await subject.kind.api.update(writer, Item(live.id, live.wire), body, changed)

        try:
            asyncio.run(edit())
        except ProviderError:
            return False
    return True


def state_loss_is_survived(subject: Subject) -> None:
    """Without its state msgops adopts by natural key: nothing is created, then the plan is empty."""
    subject.begin()
    subject.bench.lose_state()
    plan = subject.bench.plan()
    assert {"adopt"} >= set(subject.bench.actions(plan).values()), subject.bench.describe(plan)
    assert not plan.refused, subject.bench.describe(plan)
    empty(subject, "after adopting", subject.settle())


def export_plans_to_nothing(subject: Subject) -> None:
    """What export writes plans to adoptions only, in a workspace without state; then to nothing."""
    subject.begin()
    account = subject.bench.provider
    with subject.bench._quiet():
        runtime = subject.bench.runtime()

        async def read() -> Any:
            async with runtime.sessions([account]) as sessions:
                names = [subject.kind.name, *subject.prerequisites]
                return await observe_all(subject.catalog, sessions[account].reader(), names)

        found = documents(subject.catalog, account, asyncio.run(read()), {})
    if subject.kind.name not in {d.address.full_kind for d in found}:
        return  # the vendor has no list of all objects
    exported = [d for d in found if d.address.full_kind == subject.kind.name]
    text = yaml.safe_dump_all(
        [{"kind": d.address.full_kind, "name": d.address.name, "spec": dict(d.spec)} for d in found],
        sort_keys=False,
    )
    subject.bench.environ.update({v: "Y2FuYXJ5LWZpdmU=" for d in found for v in d.secrets})
    subject.bench.lose_state()
    subject.bench.write_text(text)
    plan = subject.bench.plan()
    assert exported
    assert {"adopt"} >= set(subject.bench.actions(plan).values()), subject.bench.describe(plan)
    assert not plan.refused, subject.bench.describe(plan)
    empty(subject, "after applying the export", subject.settle())


def delete_makes_it_gone(subject: Subject) -> None:
    """A document that is removed deletes its object, and only that; where the vendor has no delete it is forgotten."""
    subject.begin()
    subject.write(without=True)
    plan = subject.bench.plan()
    expected = "delete" if subject.kind.can("delete") else "forget"
    assert expected == subject.bench.actions(plan).get(str(subject.address)), subject.bench.describe(plan)
    empty(subject, "after the delete", subject.settle())
    assert subject.address not in subject.bench.entries()
    if expected == "delete":
        subject.write()
        again = subject.bench.plan()
        action = subject.bench.actions(again).get(str(subject.address))
        # What the vendor only disables is adopted and enabled again.
        wish = {"adopt"} if subject.kind.delete_note or not subject.kind.can("create") else {"create"}
        assert action in wish | {"create"} or again.refused, subject.bench.describe(again)


def lost_answers_leave_one_object(subject: Subject) -> None:
    """When the answer of every POST is lost, nothing exists twice and the run converges."""
    subject.write(without=True)
    subject.settle("prerequisites")
    subject.write()
    writes = WRITES.get(subject.bench.provider, "*")
    subject.bench.simulator.add_fault("POST", writes, "drop_after", 10_000, {})
    for _ in range(6):
        code = subject.bench.apply()
        assert code in (0, 5, 6), subject.bench.last_errors
        if code == 0:
            break
        if code == 6:
            subject.bench.simulator.faults.clear()
            pass_gates(subject.bench)
    subject.bench.simulator.faults.clear()
    empty(subject, "after lost answers", subject.settle("after the faults"))
    planned = subject._planned()
    identity = planned.context.observed.identity
    keys = [
        identity.key(subject.kind, identity.canonical_live(subject.kind, live))
        for live in identity.known[(subject.bench.provider, subject.kind.name)]
    ]
    assert len(keys) == len(set(keys)), keys


LAWS = (
    second_plan_is_empty,
    each_mutable_field_is_updated,
    immutable_fields_replace,
    drift_is_seen_and_attributed,
    state_loss_is_survived,
    export_plans_to_nothing,
    delete_makes_it_gone,
    lost_answers_leave_one_object,
)


def api_kinds(catalog: Catalog) -> list[str]:
    """Return every kind that an API applies."""
    return [k.name for k in catalog if k.hand is Hand.API]
