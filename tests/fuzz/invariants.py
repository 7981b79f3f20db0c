"""The fifteen laws: one function each, its docstring is the law. `after_*` say which hold when."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from deepdiff import DeepDiff

from fuzz.estate import SUBJECTS, TEMPLATE, Subject, of_path
from fuzz.knife import Sent
from fuzz.world import CATALOG, CONSENT, Run, World
from msgops.model.address import Address
from msgops.model.change import Action, Change
from msgops.model.state import StateEntry

_METHODS = {
    Action.CREATE: {"POST", "PUT"},
    Action.UPDATE: {"PUT", "PATCH"},
    Action.ADOPT: {"PUT", "PATCH"},
    Action.DELETE: {"DELETE"},
    Action.REPLACE: {"POST", "PUT", "DELETE"},
}


class Violation(AssertionError):
    """A law was broken."""


def require(holds: object, law: str, told: str) -> None:
    """Raise unless it holds."""
    if not holds:
        raise Violation(f"{law}: {told}")


def require_same(before: Mapping[str, Any], after: Mapping[str, Any], law: str, told: str) -> None:
    """Raise unless two trees of live objects are equal; the message names each field that is not."""
    if before != after:
        raise Violation(f"{law}: {told}:\n{DeepDiff(before, after).pretty()}")


# Who is whose


def subject_of(change: Change) -> Subject:
    return SUBJECTS[change.address.full_kind]


def belongs(change: Change, write: Sent, run: Run) -> bool:
    """Whether a write is one that this change stands for: kind, method, and the object by its id or key."""
    subject = of_path(write.path)
    if subject is None or subject is not subject_of(change):
        return False
    if write.method not in _METHODS.get(change.action, set()) or not change.calls:
        return False
    rest = [unquote(p) for p in write.path.removeprefix(subject.path).split("/") if p]
    if write.method == "POST":
        return _name(change, run) == str(
            (write.body or {}).get(subject.key[-1] if subject.kind != TEMPLATE else "name")
        )
    named = "/".join(rest)
    if subject.kind == TEMPLATE and write.method == "DELETE":
        row = run.before[subject.table].get(change.live_id, {})
        return named == row.get("name")
    made = {i for w in run.sent for i in w.made if w.method == "POST" and belongs(change, w, run)}
    return named in {change.live_id, *made} or (write.method == "PUT" and named in _found(change, run))


def _found(change: Change, run: Run) -> set[str]:
    """Return the objects that an earlier run may have made for a create: this one brings them to the values of now."""
    if change.action not in (Action.CREATE, Action.REPLACE):
        return set()
    subject = subject_of(change)
    rows = run.before[subject.table]
    return {i for i in run.earlier & rows.keys() if rows[i].get(subject.key[-1]) == _name(change, run)}


def _name(change: Change, run: Run) -> str:
    desired = run.planned.context.desired[change.address]
    return str(desired.attributes.get(subject_of(change).explicit, change.address.name))


def effective(run: Run) -> list[Sent]:
    return [w for w in run.sent if w.effective]


# The laws


def i1_second_plan_empty(world: World) -> None:
    """After a complete apply the next plan is empty; what waits for a gate, itself or through others, is no change."""
    plan = world.plan_json()
    waiting = {c["address"] for c in plan["changes"] if c["action"] == "gate"}
    for change in plan["changes"] * 2:
        if waiting & set(change["depends_on"]) and change["action"] != "delete":
            waiting.add(change["address"])
    pending = {
        c["address"]: c["action"]
        for c in plan["changes"]
        if c["action"] != "noop" and c["address"] not in waiting
    }
    require(not pending and not plan["refused"], "I1", f"{pending} {plan['refused']}")


def i2_write_log_is_plan(run: Run) -> None:
    """Each write belongs to a planned change, and each change that was done was written."""
    for write in run.sent:
        require(
            any(belongs(c, write, run) for c in run.changes), "I2", f"{write} belongs to none of {_told(run)}"
        )
    if run.code is None:
        return
    done = {o["address"] for o in run.report.get("outcomes", ()) if o["result"] == "done"}
    for change in run.changes:
        if str(change.address) in done and change.calls:
            require(
                any(belongs(change, w, run) for w in run.sent),
                "I2",
                f"{change.address} is done without a write",
            )


def i2_saved_plan_binds(world: World, run: Run) -> None:
    """A saved plan is performed as it is, or not at all."""
    assert world.saved is not None
    saved = json.loads(world.saved.read_bytes())
    known = {(c["address"], c["action"]) for c in saved["changes"]}
    extra = [c for c in run.changes if (str(c.address), c.action.value) not in known]
    require(not extra, "I2", f"a saved plan did more than it says: {extra}")
    if run.planned is not None and saved["basis"]["state"] != run.planned.plan.basis.state:
        require(run.code in (3, 4), "I2", f"the state moved, yet the saved plan ended with {run.code}")
        require(not run.sent, "I2", f"a saved plan that no longer holds wrote {run.sent}")


def i3_the_rest_is_untouched(run: Run) -> None:
    """Objects that no change touches, and fields that no document declares, stay byte for byte as they were."""
    for subject in SUBJECTS.values():
        before, after = run.before[subject.table], run.after[subject.table]
        ours = [c for c in run.changes if subject_of_kind(c) is subject and c.calls]
        touched = {id_: c for c in ours for id_ in _found(c, run)}
        touched.update((c.live_id, c) for c in ours if c.live_id)
        made = {i for w in run.sent for i in w.made if of_path(w.path) is subject}
        for id_, was in before.items():
            if not subject.alive(was):
                continue
            # Where the name is the id, a planned successor may have it.
            now = None if id_ in made else after.get(id_)
            if id_ not in touched:
                require(
                    now is not None and _still(subject, was) == _still(subject, now),
                    "I3",
                    f"{subject.kind} {id_} was not to be touched: {was} -> {now}",
                )
            elif now is not None and subject.alive(now):
                allowed = _declared(touched[id_], run)
                flat_was, flat_now = _flat(_still(subject, was)), _flat(_still(subject, now))
                moved = {
                    p
                    for p in {*flat_was, *flat_now}
                    if flat_was.get(p) != flat_now.get(p) and not any(_within(p, a) for a in allowed)
                }
                require(
                    not moved,
                    "I3",
                    f"{touched[id_].address}: {[(p, flat_was.get(p), flat_now.get(p)) for p in sorted(moved)]} "
                    f"changed although only {sorted(allowed)} are declared",
                )


def subject_of_kind(change: Change) -> Subject | None:
    return SUBJECTS.get(change.address.full_kind)


def _still(subject: Subject, wire: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in wire.items() if k not in subject.volatile}


def _flat(wire: Any, path: str = "") -> dict[str, Any]:
    if isinstance(wire, Mapping):
        out = {}
        for k, v in wire.items():
            out.update(_flat(v, f"{path}.{k}" if path else k))
        return out
    return {path: wire}


def _within(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _declared(change: Change, run: Run) -> set[str]:
    kind = CATALOG.kind(change.address.full_kind)
    desired = run.planned.context.desired.get(change.address)
    entry = run.planned.context.recorded.get(change.address)
    out = {*subject_of(change).whole, *([kind.marker] if kind.marker else ())}
    for attributes in (desired.attributes if desired else {}, entry.applied if entry else {}):
        out |= set(_flat(kind.codec.encode(attributes)))
    return out


def i4_one_object_per_key(world: World) -> None:
    """There is at most one live object of ours per natural key, but for those that are still to be renamed."""
    for kind, subject in SUBJECTS.items():
        ours = {i for w in world.sent for i in w.made if w.method == "POST" and of_path(w.path) is subject}
        keys = Counter(subject.natural(w) for i, w in world.live(kind).items() if i in ours)
        if max(keys.values(), default=0) > 1:
            left = ours - world.due(subject) - world.adrift
            keys = Counter(subject.natural(w) for i, w in world.live(kind).items() if i in left)
        twice = {k: n for k, n in keys.items() if n > 1}
        require(not twice, "I4", f"{kind} exists more than once: {twice}")


def i5_state_tells_the_truth(world: World, plan: Mapping[str, Any]) -> None:
    """A recorded id that no longer exists is something that the plan speaks of."""
    acts = {c["address"]: c for c in plan["changes"] if c["action"] != "noop" or c["record"]}
    refused = {d.get("address") for d in plan["refused"]}
    renamed = {f"{d['kind']}/{d['previously']}" for d in world.docs.values() if "previously" in d}
    for address, entry in world.entries().items():
        if entry.id not in world.live(address.full_kind):
            known = {str(address), *_heirs(world, address, entry)} & {*acts, *refused, *renamed}
            require(
                known, "I5", f"{address} is recorded as {entry.id}, which is not live; the plan is silent"
            )


def _heirs(world: World, address: Address, entry: StateEntry) -> set[str]:
    """Return the documents that have the natural key of a record: one of them takes it over."""
    explicit = SUBJECTS[address.full_kind].explicit
    return {
        f"{kind}/{name}"
        for (kind, name), doc in world.docs.items()
        if kind == address.full_kind and doc["spec"].get(explicit, name) == entry.applied.get(explicit)
    }


def i6_recovery_is_idempotent(world: World) -> None:
    """A second recovery changes nothing: neither the vendor nor the records."""
    before, entries = world.tables(), world.entries()
    run = world.apply()
    require(run.code in (0, 6), "I6", f"ended with {run.code}: {run.text}")
    require(not run.sent, "I6", f"wrote again: {run.sent}")
    require_same(_steady(before), _steady(world.tables()), "I6", "the vendor's objects changed")
    require(entries == world.entries(), "I6", f"the records changed: {entries} -> {world.entries()}")


def _steady(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {
        s.table: {i: _still(s, w) for i, w in tables[s.table].items() if s.alive(w)}
        for s in SUBJECTS.values()
    }


def i7_no_canary(world: World) -> None:
    """No secret is in any file of workspace, state or home, nor in any output; in no encoding."""
    forms = {f for s in world.secrets for f in _forms(s)}
    for path in sorted(world.root.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found = [f for f in forms if f in data]
            require(not found, "I7", f"{path.name} holds the secret as {found}")
    for text in world.texts:
        data = text.encode()
        require(not any(f in data for f in forms), "I7", f"the output holds the secret: {text}")
    world.texts.clear()


def _forms(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    yield raw
    yield quote(secret, safe="").encode()
    yield json.dumps(secret).strip('"').replace("/", "\\/").encode()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        whole = text[4 if shift else 0 : len(text) - 4]
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def i8_no_write_without_a_lease(world: World, run: Run, kept: list[Any], sent: int) -> None:
    """A run that lost its lease writes nothing into the state any more; if it still had something to do, exit 7.

    `kept` is the state at the moment of the loss, `sent` the number of writes so far. What was journalled before the
    loss may still be sent: law I14 sees to it that nothing else is.
    """
    require(records(world) == kept, "I8", "a run without lease wrote into the state")
    require(
        run.code == 7 or len(run.sent) == sent,
        "I8",
        f"a run that lost its lease went on and ended with {run.code}: {run.text}",
    )


def records(world: World) -> list[Any]:
    """Return everything in the state but the lease."""
    return [
        world.sql(f"SELECT * FROM {table} ORDER BY 1")  # our own table names
        for table in ("meta", "entries", "runs", "journal", "audit", "gates")
    ]


def i8_locked_means_hands_off(run: Run) -> None:
    """While somebody else holds the lease nothing is read for a plan, nothing is written, exit 7."""
    require(run.code == 7, "I8", f"a locked state ended with {run.code}")
    require(not run.sent and not run.journal, "I8", f"a locked run wrote {run.sent} {run.journal}")
    require("until" in run.text, "I8", f"holder and expiry are not told: {run.text}")


def i9_deletes_only_with_consent(world: World, run: Run) -> None:
    """A delete needs a removed document, an unprotected record, consent to its risk, and a count within the policy."""
    deletes = [w for w in run.sent if w.method == "DELETE"]
    if not deletes:
        return
    allowed = set(run.consent)
    gone = {c.address: c for c in run.changes if c.action in (Action.DELETE, Action.REPLACE) and c.calls}
    if "MG101" not in allowed:
        require(len(deletes) <= world.max_deletes, "I9", f"{len(deletes)} deletes without consent")
        require(len(gone) <= world.max_deletes, "I9", f"{len(gone)} deletes planned without consent")
    for write in deletes:
        change = next((c for c in gone.values() if belongs(c, write, run)), None)
        require(change is not None, "I9", f"{write} was not planned")
        assert change is not None
        kind = CATALOG.kind(change.address.full_kind)
        risk = kind.on_delete
        require(risk is None or risk.code in allowed, "I9", f"{change.address}: no consent to {risk}")
        entry = run.entries.get(change.address)
        declared = run.planned.context.desired.get(change.address)
        routes = [r for r in run.before["routes"].values() if r["queueId"] == change.live_id and r["enabled"]]
        require(not routes, "I9", f"{change.address} is deleted although {len(routes)} rules lead to it")
        protected = declared.lifecycle.prevent_delete if declared else (entry.protected if entry else False)
        require(not protected, "I9", f"{change.address} is protected")


def i10_exit_code(run: Run) -> None:
    """The exit code follows from the outcomes: failed or skipped 5, moved 4, waiting 6, refused 3, locked 7."""
    require("bug in msgops" not in run.text, "I10", run.text)
    if run.code in (None, 7):
        return
    refused = run.planned.plan.refused if run.planned and not run.saved else ()
    if refused:
        expected = 1 if any(d.code.startswith("MP") for d in refused) else 3
        require(run.code == expected, "I10", f"refused with {[d.code for d in refused]} but exit {run.code}")
        require(not run.sent, "I10", f"refused, yet it wrote {run.sent}")
        return
    if "outcomes" not in run.report:
        require(run.code in (1, 3, 4), "I10", f"exit {run.code} without outcomes: {run.text}")
        require(not run.sent, "I10", f"no outcomes, yet it wrote {run.sent}")
        return
    results = {o["result"] for o in run.report["outcomes"]}
    if "failed" in results:
        expected = 5
    elif "moved" in results:
        expected = 4
    elif "skipped" in results:
        expected = 5
    elif "waiting" in results or run.report.get("gates"):
        expected = 6
    else:
        expected = 0
    require(run.code == expected, "I10", f"{results} but exit {run.code}")
    told = {o["address"] for o in run.report["outcomes"]}
    silent = [str(c.address) for c in run.changes if str(c.address) not in told]
    require(not silent, "I10", f"the report says nothing of {silent}")


def i11_export_plans_empty(world: World) -> None:
    """What export writes plans to nothing but adoptions; only secrets, which nobody can export, are sent again.

    Where the vendor has two objects of one name, no file can tell them apart: these kinds are left out.
    """
    kinds = [
        kind
        for kind, subject in SUBJECTS.items()
        if max(Counter(subject.natural(w) for w in world.live(kind).values()).values(), default=1) == 1
    ]
    plan = world.export_plan(kinds)
    odd = [
        c
        for c in plan["changes"]
        if c["action"] not in ("adopt", "gate", "noop") or any(not f["sensitive"] for f in c["fields"])
    ]
    told = [(c["address"], c["action"], c["fields"]) for c in odd]
    require(not odd, "I11", f"the export plans to {told}")
    require(not plan["refused"], "I11", f"the export is refused: {plan['refused']}")


def planning_only_reads(world: World, before: Mapping[str, Any], kept: list[Any]) -> None:
    """Planning writes nothing, neither at the vendor's nor into the state."""
    require(not world.wire.sent, "I2", f"planning wrote {world.wire.sent}")
    require_same(_steady(before), _steady(world.tables()), "I3", "planning changed an object")
    require(records(world) == kept, "I8", "planning wrote into the state")


def i12_same_plan_bytes(world: World) -> Mapping[str, Any]:
    """The same inputs give the same plan, byte for byte, but for what was measured while reading; returns it."""
    plans = []
    path = world.root / "twice.json"
    for _ in range(2):
        told = world.plan_json("--out", str(path))
        plan = json.loads(path.read_bytes())
        plans.append(json.dumps({k: v for k, v in plan.items() if k not in ("reads", "faults")}))
        path.unlink()
    require(plans[0] == plans[1], "I12", f"two plans differ: {plans}")
    return told


def i13_calls_within_budget(run: Run) -> None:
    """The vendor performs no more writes than the plan announced; one whose answer was lost may be sent again."""
    budget = sum(c.calls for c in run.changes)
    done = [w for w in effective(run) if not w.lost]
    require(len(done) <= budget, "I13", f"{len(done)} writes for {budget} announced calls: {done}")


def i14_audit_is_write_log(run: Run) -> None:
    """Each write is journalled before it is sent, and each that took effect has its record in the audit log."""
    for write in run.sent:
        found = [c for c in run.changes if belongs(c, write, run)]
        rows = [r for r in run.journal if r["address"] in {str(c.address) for c in found}]
        require(rows, "I14", f"{write} was sent without a journalled intent")
    if run.code is None or run.stolen:
        return
    logged = {r.address and str(r.address) for r in run.audit}
    for write in effective(run):
        found = {str(c.address) for c in run.changes if belongs(c, write, run)}
        require(found & logged, "I14", f"{write} is not in the audit log")


def i14_log_is_whole(world: World) -> None:
    """The audit log verifies."""
    if world.database.exists():
        with world.store() as store:
            broken = store.verify_audit()
        require(broken is None, "I14", f"record {broken} of the audit log is broken")


def i15_nothing_submitted_twice(world: World) -> None:
    """The same content is handed in for review once, until somebody decides or deletes it."""
    open_: dict[str, str] = {}
    for write in world.sent:
        if of_path(write.path) is not SUBJECTS[TEMPLATE] or not write.effective:
            continue
        if write.method == "DELETE":
            open_.pop(unquote(write.path.rpartition("/")[2]), None)
        elif write.method == "POST":
            name, body = str(write.body["name"]), json.dumps(write.body, sort_keys=True)
            require(open_.get(name) != body, "I15", f"{name} was handed in twice")
            open_[name] = body


def _told(run: Run) -> list[str]:
    return [f"{c.address} {c.action.value} {c.live_id}" for c in run.changes]


def after_apply(world: World, run: Run) -> None:
    """Check what holds after every apply, however it ended."""
    if run.planned is not None:
        i2_write_log_is_plan(run)
        i3_the_rest_is_untouched(run)
        i9_deletes_only_with_consent(world, run)
        i13_calls_within_budget(run)
        i14_audit_is_write_log(run)
    if not run.stolen:
        i10_exit_code(run)


def after_step(world: World) -> None:
    """Check what holds at any time."""
    i4_one_object_per_key(world)
    i7_no_canary(world)
    i14_log_is_whole(world)
    i15_nothing_submitted_twice(world)


__all__ = ["CONSENT", "Violation", "after_apply", "after_step"]
