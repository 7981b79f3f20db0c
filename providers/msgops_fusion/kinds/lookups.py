"""Lists of codes of the pod: a type and its codes (dossier B15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.dates import Day
from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_fusion import adf
from msgops_fusion.kinds.common import COMMON, FEATURES, Body, crud, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_FAMILIES = {"common": f"{adf.FSCM}/commonLookups", "standard": f"{adf.FSCM}/standardLookups"}
_CODES = "lookupCodes"
_TYPE = ("Meaning", "Description")
_FLAG = "EnabledFlag"


class LookupCode(Spec):
    """One code. Codes that are in use are ended with `ends` instead of taken away."""

    code: Annotated[str, Text(min=1, max=30), Wire("LookupCode")]
    meaning: Annotated[str, Text(min=1, max=80), Wire("Meaning")]
    description: Annotated[str | None, Text(max=240), Wire("Description")] = None
    enabled: Annotated[bool | None, ServerDefault(True), Wire(_FLAG)] = None
    starts: Annotated[Day | None, Wire("StartDateActive")] = None
    ends: Annotated[Day | None, Wire("EndDateActive")] = None
    sequence: Annotated[int | None, Wire("DisplaySequence")] = None
    tag: Annotated[str | None, Text(max=150), Wire("Tag")] = None


class LookupSpec(Spec):
    """A list of codes of your own; those of Oracle with the level S are locked."""

    family: Annotated[
        Literal["common", "standard"],
        Key(),
        Immutable,
        Field(description="commonLookups, or standardLookups, whose codes may belong to reference data sets"),
    ]
    type: Annotated[str | None, Text(min=1, max=30), Key(from_name=True), Immutable, Wire("LookupType")] = (
        None
    )
    meaning: Annotated[str, Text(min=1, max=80), Wire("Meaning")]
    description: Annotated[str | None, Text(max=240), Wire("Description")] = None
    module_type: Annotated[str | None, Immutable, Wire("ModuleType")] = None
    module_key: Annotated[str | None, Immutable, Wire("ModuleKey")] = None
    codes: Annotated[tuple[LookupCode, ...] | None, Unordered, Field(description="Exactly its codes")] = None

    @model_validator(mode="after")
    def _each_code_once(self) -> LookupSpec:
        codes = [c.code for c in self.codes or ()]
        if len(codes) != len(set(codes)):
            raise ValueError("a code stands twice")
        return self


@dataclass(frozen=True, slots=True)
class Lookups:
    """Lookups of both families by their type; a pod has thousands, so only those that are wanted are read."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the wanted ones, or all that customers made."""
        if wanted is None:
            found = [await self._own(read, family) for family in _FAMILIES]
            return [item for items in found for item in items]
        ids = sorted({_id(w.wire) for w in wanted} | {w.id for w in wanted if w.id})
        items = await together(*(self.get(read, Item(i, {})) for i in ids if "/" in i))
        return [item for item in items if item is not None]

    async def _own(self, read: Reader, family: str) -> Sequence[Item]:
        path, q = _FAMILIES[family], "CustomizationLevel='U'"
        rows = await adf.rows(read, path, order="LookupType", q=q, expand=_CODES)
        return [await _item(read, family, row) for row in rows]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one with its codes."""
        family = item.id.partition("/")[0]
        row = await read.get(_path(item.id), {"expand": _CODES}, missing_ok=True)
        return await _item(read, family, row) if isinstance(row, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the type, then its codes."""
        sent = {k: v for k, v in body.items() if k not in ("family", "codes") and v is not None}
        path = _FAMILIES[body["family"]]
        await adf.check(write, path, sent)
        await write.post(path, sent)
        await _bring(write, _id(body), (), body.get("codes"))
        return Item(_id(body), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch the type, and bring its codes."""
        del changed
        new = {k: body[k] for k in _TYPE if k in body and body[k] != item.wire.get(k)}
        if new:
            await adf.patch(write, _path(item.id), item.wire["_row"], new)
        await _bring(write, item.id, item.wire.get("_codes") or (), body.get("codes"))

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete its codes, then the type."""
        try:
            await _bring(write, item.id, item.wire.get("_codes") or (), ())
        except NotFound:
            return
        await adf.delete(write, _path(item.id), item.wire.get("_row") or {})


async def _item(read: Reader, family: str, row: Mapping[str, Any]) -> Item:
    id_ = f"{family}/{row['LookupType']}"
    codes = await adf.children(read, row, _CODES, _path(id_), "LookupCode")
    known = [f.wire[0] for f in Lookup.codec.root.by_name["codes"].shape.item.variants[0].fields]  # type: ignore[union-attr]
    shown = [{k: c[k] for k in known if c.get(k) is not None} for c in codes]
    for code in shown:
        if _FLAG in code:
            code[_FLAG] = adf.flag(code[_FLAG])
    return Item(id_, {**row, "family": family, "codes": shown, "_row": row, "_codes": codes})


def _id(wire: Mapping[str, Any]) -> str:
    return f"{wire.get('family')}/{wire.get('LookupType')}"


def _path(id_: str) -> str:
    family, _, type_ = id_.partition("/")
    return f"{_FAMILIES[family]}/{segment(type_)}"


async def _bring(
    write: Writer, id_: str, have: Sequence[Mapping[str, Any]], want: Sequence[Mapping[str, Any]] | None
) -> None:
    """Add, change and take away codes until there are exactly these; `None` leaves them alone."""
    if want is None:
        return
    path, live = f"{_path(id_)}/child/{_CODES}", {str(row["LookupCode"]): row for row in have}
    for code in want:
        row = live.pop(str(code["LookupCode"]), None)
        if row is None:
            await write.post(path, {_FLAG: True, **code})
        elif new := {k: v for k, v in code.items() if _value(k, row.get(k)) != v}:
            await adf.patch(write, f"{path}/{segment(code['LookupCode'])}", row, new)
    for name, row in live.items():
        await adf.delete(write, f"{path}/{segment(name)}", row)


def _value(name: str, value: Any) -> Any:
    return adf.flag(value) if name == _FLAG else value


Lookup = Kind(
    name="fusion.Lookup",
    spec=LookupSpec,
    api=Lookups(),
    summary="A list of codes with their meanings.",
    doc=f"{FEATURES}/api-common-lookups.html",
    evidence=(
        *crud(_FAMILIES["common"], "LookupType", source=COMMON),
        *crud(_FAMILIES["standard"], "LookupType", source=COMMON),
        *evidence(
            f"update POST {_FAMILIES['common']}/{{LookupType}}/child/{_CODES}",
            f"update PATCH {_FAMILIES['common']}/{{LookupType}}/child/{_CODES}/{{LookupCode}}",
            f"update DELETE {_FAMILIES['common']}/{{LookupType}}/child/{_CODES}/{{LookupCode}}",
            source=COMMON,
        ),
    ),
    preserve=False,
    calls=lambda operation, _: 40 if operation == "update" else 20,
    example={
        "family": "common",
        "type": "ACME_MSG_REASONS",
        "meaning": "Reasons of messages",
        "codes": [{"code": "BILLING", "meaning": "Billing"}, {"code": "DELIVERY", "meaning": "Delivery"}],
    },
)
