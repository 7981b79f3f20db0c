"""What people do between two runs: in the files, in the console, at the reviewer's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from hypothesis import strategies as st

from fuzz.estate import KINDS, NAMES, SUBJECTS, TEMPLATE
from fuzz.world import Where, World


@dataclass(frozen=True, repr=False)
class Edit:
    """One act. `pick` chooses among what there is, `choice` among fields and values, both modulo their number."""

    what: str
    kind: str = ""
    name: str = ""
    pick: int = 0
    choice: int = 0
    yes: bool = False
    too: bool = False

    def __repr__(self) -> str:
        given = [f"{f.name}={v!r}" for f in fields(self) if (v := getattr(self, f.name)) != f.default]
        return f"Edit({', '.join(g.removeprefix('what=') for g in given)})"

    def do(self, world: World) -> None:
        """Carry it out; what has no object to act on does nothing."""
        if self.what in FILES and not world.docs:
            return
        {**FILES, **ELSEWHERE}[self.what](world, self)


def _doc(world: World, pick: int) -> Where:
    return list(world.docs)[pick % len(world.docs)]


def _live(world: World, edit: Edit) -> str | None:
    found = list(world.live(edit.kind))
    return found[edit.pick % len(found)] if found else None


def _declare(world: World, edit: Edit) -> None:
    """Write a document, also in place of one."""
    chosen, choice = {}, edit.choice
    for name, values in SUBJECTS[edit.kind].fields.items():
        value = [None, *values][choice % (len(values) + 1)]
        choice //= len(values) + 1
        if value is not None:
            chosen[name] = value
    world.add((edit.kind, edit.name), chosen)


def _change(world: World, edit: Edit) -> None:
    """Change a field, or leave it out."""
    where = _doc(world, edit.pick)
    options = [(n, v) for n, values in SUBJECTS[where[0]].fields.items() for v in (None, *values)]
    if options:
        world.set(where, *options[edit.choice % len(options)])


def _refer(world: World, edit: Edit) -> None:
    """Point a reference elsewhere, or nowhere."""
    where = _doc(world, edit.pick)
    if refs := sorted(SUBJECTS[where[0]].references):
        world.refer(where, refs[edit.choice % len(refs)], edit.name if edit.yes else None)


def _depend(world: World, edit: Edit) -> None:
    """Let a document wait for another."""
    world.depend(_doc(world, edit.pick), _doc(world, edit.choice))


def _protect(world: World, edit: Edit) -> None:
    """Protect a document, or not any more."""
    world.lifecycle(_doc(world, edit.pick), "prevent_delete", "true" if edit.yes else "false")


def _remove(world: World, edit: Edit) -> None:
    """Remove a document and what cannot be without it."""
    world.remove(_doc(world, edit.pick))


def _rename(world: World, edit: Edit) -> None:
    """Give a document another name: with `previously:` (yes), with its key written out (too)."""
    world.rename(_doc(world, edit.pick), edit.name, previously=edit.yes, keep=edit.too)


def _swap(world: World, edit: Edit) -> None:
    """Exchange the names of two documents, with their keys written out (too)."""
    one = _doc(world, edit.pick)
    if two := next((w for w in world.docs if w[0] == one[0] and w != one), None):
        world.swap(one, two, keep=edit.too)


def _console_create(world: World, edit: Edit) -> None:
    """Create an object by hand."""
    world.console_create(edit.kind, edit.name)


def _console_delete(world: World, edit: Edit) -> None:
    """Delete an object by hand."""
    if (id_ := _live(world, edit)) is not None:
        world.console_delete(edit.kind, id_)


def _console_change(world: World, edit: Edit) -> None:
    """Change a field by hand."""
    options = [(n, v) for n, values in SUBJECTS[edit.kind].edits.items() for v in values]
    if options and (id_ := _live(world, edit)) is not None:
        world.console_change(edit.kind, id_, *options[edit.choice % len(options)])


def _console_route(world: World, edit: Edit) -> None:
    """Route conversations to a queue by hand, or nowhere."""
    queues = list(world.live("infobip.Queue"))
    world.console_route(queues[edit.pick % len(queues)] if edit.yes else None)


def _review(world: World, edit: Edit) -> None:
    """Approve (yes) or reject what waits for the vendor."""
    waiting = [i for i, w in world.live(TEMPLATE).items() if w["status"] == "PENDING"]
    if waiting:
        world.review(waiting[edit.pick % len(waiting)], "APPROVED" if edit.yes else "REJECTED")


def _wait(world: World, edit: Edit) -> None:
    """Let time pass at the vendor's."""
    world.pass_time(minutes=(1, 40, 2000)[edit.choice % 3])


def _rotate(world: World, edit: Edit) -> None:
    """Give the secret another value."""
    world.rotate()


def _lose_state(world: World, edit: Edit) -> None:
    """Delete the state file."""
    world.lose_state()


Act = Callable[[World, Edit], None]
FILES: dict[str, Act] = {
    "change": _change,
    "refer": _refer,
    "depend": _depend,
    "protect": _protect,
    "remove": _remove,
    "rename": _rename,
    "swap": _swap,
}
ELSEWHERE: dict[str, Act] = {
    "declare": _declare,
    "console create": _console_create,
    "console delete": _console_delete,
    "console change": _console_change,
    "console route": _console_route,
    "review": _review,
    "wait": _wait,
    "rotate": _rotate,
    "lose state": _lose_state,
}

_kind, _name, _yes = st.sampled_from(KINDS), st.sampled_from(NAMES), st.booleans()
_pick, _choice = st.integers(0, 9), st.integers(0, 11)
_DRAWN = {
    "declare": {"kind": _kind, "name": _name, "choice": _choice},
    "change": {"pick": _pick, "choice": _choice},
    "refer": {"pick": _pick, "choice": st.integers(0, 1), "name": _name, "yes": _yes},
    "depend": {"pick": _pick, "choice": _choice},
    "protect": {"pick": _pick, "yes": _yes},
    "remove": {"pick": _pick},
    "rename": {"pick": _pick, "name": _name, "yes": _yes, "too": _yes},
    "swap": {"pick": _pick, "too": _yes},
    "console create": {"kind": _kind, "name": _name},
    "console delete": {"kind": _kind, "pick": _pick},
    "console change": {
        "kind": st.sampled_from([k for k in KINDS if SUBJECTS[k].edits]),
        "pick": _pick,
        "choice": _choice,
    },
    "console route": {"pick": _pick, "yes": _yes},
    "review": {"pick": _pick, "yes": _yes},
    "wait": {"choice": st.integers(0, 2)},
    "rotate": {},
    "lose state": {},
}
edits = st.one_of(*(st.builds(Edit, st.just(what), **drawn) for what, drawn in _DRAWN.items()))
"""Any one act."""
bursts = st.lists(edits, max_size=4)
"""What happens between two runs."""
