"""Service levels: a standard coverage and the milestones of its entitlement matrix (dossier B13, B14).

The milestones of tickets themselves are run-time data. Which ones a coverage promises stands in the rules of a pricing
matrix: how many minutes to the first response and to the resolution, by severity and channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.dates import Day
from msgops.sdk.errors import ProviderError
from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops_fusion import adf
from msgops_fusion.kinds.common import GUIDE, Body, Rows, crud, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_HEADERS = f"{adf.CRM}/subscriptionCoverageHeaders"
_MATRIXES = f"{adf.FSCM}/pricingMatrixes"
_PRICING = "REST API for Oracle Fusion Cloud SCM"
_CLASS = "Subscription Entitlements"
_CONDITIONS = {"severity": "Severity", "channel": "Channel Type", "calendar": "Calendar"}
_RESULTS = {
    "firstResponse": "First Response Metric",
    "firstResponseWarning": "First Response Warning Threshold",
    "resolution": "Resolution Metric",
    "resolutionWarning": "Resolution Warning Threshold",
}
_DIMENSIONS = ("Channel Type", *_RESULTS.values())
"""Those that the use case adds; severity and calendar belong to the class of the matrix."""
_NAMES = {v: k for k, v in {**_CONDITIONS, **_RESULTS}.items()}
_SLOTS = range(1, 51)
Minutes = Annotated[int | None, Field(ge=1)]
Shown = Annotated[str | None, Text(max=240)]


class Milestone(Spec):
    """What is promised under which conditions, in the minutes that the calendar counts."""

    severity: Annotated[Shown, Field(description="As the pod shows it: High")] = None
    channel: Annotated[Shown, Field(description="As the pod shows it: Chat")] = None
    calendar: Annotated[Shown, Field(description="As the pod shows it: Global Schedule")] = None
    first_response: Minutes = None
    first_response_warning: Minutes = None
    resolution: Minutes = None
    resolution_warning: Minutes = None


class EntitlementMatrixSpec(Spec):
    """The rules behind a coverage: which milestones there are. Its user needs the pricing authorization."""

    label: Annotated[str | None, Text(min=1, max=64), Key(from_name=True), Immutable, Wire("MatrixName")] = (
        None
    )
    milestones: Annotated[
        tuple[Milestone, ...], Unordered, Field(min_length=1, description="Exactly its rules")
    ]


@dataclass(frozen=True, slots=True)
class Matrixes:
    """Pricing matrixes of the class for entitlements; their rules are rows of their own."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read those of the class, with their rules."""
        del wanted
        q = f"MatrixClassName={adf.literal(_CLASS)}"
        found = await adf.rows(read, _MATRIXES, order="MatrixId", q=q, expand="rules")
        return [await _matrix(read, row) for row in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await read.get(f"{_MATRIXES}/{segment(item.id)}", {"expand": "rules"}, missing_ok=True)
        return await _matrix(read, row) if isinstance(row, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it with its rules, as the use case does."""
        sent = {
            "MatrixClassName": _CLASS,
            "MatrixName": body["MatrixName"],
            "dimensions": [{"DimensionName": name} for name in _DIMENSIONS],
            "rules": [_rule(milestone) for milestone in body["milestones"]],
        }
        answer = (await write.post(_MATRIXES, sent)).json
        if not isinstance(answer, Mapping) or answer.get("MatrixId") is None:
            raise ProviderError(f"POST {_MATRIXES}", "the answer holds no MatrixId")
        return Item(str(answer["MatrixId"]), {**body, "MatrixId": answer["MatrixId"]})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Take away the rules that are wanted no more, then add the new ones."""
        del changed
        path = f"{_MATRIXES}/{segment(item.id)}/child/rules"
        new = [_rule(milestone) for milestone in body.get("milestones") or ()]
        for row in item.wire.get("_rules") or ():
            rule = _rule(_milestone(row))
            if rule in new:
                new.remove(rule)
            else:
                await adf.delete(write, f"{path}/{segment(row.get('MatrixRuleId', ''))}", row)
        for rule in new:
            await write.post(path, rule)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete it with its rules."""
        await adf.delete(write, f"{_MATRIXES}/{segment(item.id)}", item.wire.get("_row") or {})


async def _matrix(read: Reader, row: Mapping[str, Any]) -> Item:
    path = f"{_MATRIXES}/{segment(row['MatrixId'])}"
    rules = await adf.children(read, row, "rules", path, "MatrixRuleId")
    shown = {"milestones": [_milestone(rule) for rule in rules], "_rules": rules, "_row": row}
    return Item(str(row["MatrixId"]), {**row, **shown})


def _rule(milestone: Mapping[str, Any]) -> Body:
    """Return a rule: each dimension and its value in a pair of numbered attributes."""
    pairs = [
        (d, milestone[n]) for n, d in {**_CONDITIONS, **_RESULTS}.items() if milestone.get(n) is not None
    ]
    return {
        key: value
        for number, (dimension, held) in enumerate(pairs, 1)
        for key, value in ((f"Dimension{number}", dimension), (f"Dimension{number}Value", str(held)))
    }


def _milestone(rule: Mapping[str, Any]) -> Body:
    """Return what a rule says; numbers may come as text."""
    out: Body = {}
    for number in _SLOTS:
        name, value = _NAMES.get(str(rule.get(f"Dimension{number}"))), rule.get(f"Dimension{number}Value")
        if name is not None and value is not None:
            out[name] = int(value) if name in _RESULTS and str(value).isdigit() else value
    return out


class StandardCoverageSpec(Spec):
    """A standard coverage, the pod's service level agreement; its milestones are those of its matrix."""

    label: Annotated[str | None, Text(min=1, max=150), Key(from_name=True), Wire("CoverageName")] = None
    description: Annotated[str | None, Text(max=1000), Wire("CoverageDescription")] = None
    matrix: Annotated[
        Reference | None, Ref("fusion.EntitlementMatrix", attribute="label"), Wire("MatrixName")
    ] = None
    starts: Annotated[Day | None, Wire("StartDate")] = None
    ends: Annotated[Day | None, Wire("EndDate")] = None
    puid: Annotated[str | None, Computed, Wire("CoverageHeaderPuid")] = None


EntitlementMatrix = Kind(
    name="fusion.EntitlementMatrix",
    spec=EntitlementMatrixSpec,
    api=Matrixes(),
    concept=Concept.SLA,
    summary="Milestones of a service level: how soon to answer and to resolve, by severity and channel.",
    doc=f"{GUIDE}/UC_Create_and_Update_Standard_Coverages_Using_REST_API.html",
    evidence=(
        *crud(_MATRIXES, "MatrixId", "list", "get", source=_PRICING),
        *crud(_MATRIXES, "MatrixId", "create"),
        *evidence(f"update POST {_MATRIXES}/{{MatrixId}}/child/rules", source=_PRICING),
        # Deletes are named on no page that was seen: those of this resource are off until the account allows them.
        *evidence(
            f"update DELETE {_MATRIXES}/{{MatrixId}}/child/rules/{{MatrixRuleId}}",
            f"delete DELETE {_MATRIXES}/{{MatrixId}}",
            confidence=Confidence.INFERRED,
            source=_PRICING,
        ),
    ),
    preserve=False,
    calls=lambda operation, _: 20 if operation == "update" else 1,
    example={
        "label": "Gold Coverage Entitlements",
        "milestones": [
            {
                "severity": "High",
                "channel": "Chat",
                "calendar": "Global Schedule",
                "first_response": 25,
                "first_response_warning": 10,
                "resolution": 120,
            }
        ],
    },
)

StandardCoverage = Kind(
    name="fusion.StandardCoverage",
    spec=StandardCoverageSpec,
    api=Rows(path=_HEADERS, id="CoverageHeaderPuid"),
    concept=Concept.SLA,
    summary="A service level agreement of the pod.",
    doc=f"{GUIDE}/api-standard-coverages.html",
    evidence=crud(_HEADERS, "CoverageHeaderPuid"),
    unique=False,  # no page says that a name is taken once
    preserve=False,
    example={"label": "Gold", "description": "Gold customers", "matrix": "example"},
)
