"""Categories, SmartText, coverages, lookups: what agents work with (dossier B11 to B15)."""

from __future__ import annotations

import base64
import binascii

from msgops.sandbox.kit import Call
from msgops_fusion.simulator.adf.service import ROLES
from msgops_fusion.simulator.adf.table import Resource, Row, read
from msgops_fusion.simulator.errors import AdfError

_CATEGORY = """
CategoryId integer read
CategoryName string(400) required
CategoryCode string(290) create
CategoryShortName string(240)
CSSFlag boolean =true
EnabledFlag boolean =true
BUOrgId integer
BusinessUnitName string(255)
ParentCategoryId integer
ParentCategoryCode string(290)
StripeCd string(30) =ORA_SVC_CRM
OriginalSystemReference string(255)
"""
_SMART_TEXT = """
StdTxtId integer read
StdtxtName string(400) required
UniqueNumber string(30) create
Text string
HtmlFlag string(1) =N
Scope string(30) =ORA_SVC_GLOBAL
Object string(64)
FolderId integer
BuOrgId integer
Domain string(30) =ORA_GENERIC
EnabledFlag boolean =true
EndDate date
"""
_MATRIX = """
MatrixId integer read
MatrixClassName string(80) required
MatrixName string(80) required
"""
_DIMENSION = """
DimensionId integer read
DimensionName string(80) required
"""
_RULE = "MatrixRuleId integer read\n" + "".join(
    f"Dimension{n} string(80)\nDimension{n}Value string(240)\nDimension{n}KeyValue string(240)\n"
    for n in range(1, 11)
)
"""A rule names its dimensions and their values in numbered pairs. [documented]"""
_COVERAGE = """
CoverageHeaderId integer read
CoverageHeaderPuid string(120) create
CoverageName string(150) required
CoverageDescription string(1000)
DynamicMatrixClassName string(80)
MatrixId integer
MatrixName string(80)
StandardCoverageYn string(1) =N
StartDate date
EndDate date
SubscriptionProductPuid string(120)
"""
_LOOKUP = """
LookupType string(30) create required
Meaning string(80) required
Description string(240)
ModuleType string(30)
ModuleKey string(30)
CustomizationLevel string(1) create =U
"""
_CODE = """
LookupCode string(30) create required
Meaning string(80) required
Description string(240)
EnabledFlag boolean =true
StartDateActive date
EndDateActive date
DisplaySequence integer
Tag string(150)
"""


def _category(call: Call, row: Row, old: Row | None) -> None:
    """Code and short name are made where none is given; the parent is there and no child. [documented; the cycle: assumed]"""
    if row["CategoryCode"] is None:
        row["CategoryCode"] = f"CAT_{row['CategoryId']}"
    if row["CategoryShortName"] is None:
        row["CategoryShortName"] = (row["CategoryName"] or "")[:240]
    parents = {r["CategoryId"]: r for r in call.world.table("categories").values()}
    code, was = row["ParentCategoryCode"], (old or {}).get("ParentCategoryCode")
    if code is not None and code != was:
        found = next((r["CategoryId"] for r in parents.values() if r["CategoryCode"] == code), None)
        if found is None:
            raise _no("ParentCategoryCode", code)
        row["ParentCategoryId"] = found
    elif code is None and was is not None:
        row["ParentCategoryId"] = None
    above = row["ParentCategoryId"]
    if above is not None and above not in parents:
        raise _no("ParentCategoryId", above)
    row["ParentCategoryCode"] = parents[above]["CategoryCode"] if above is not None else None
    while above is not None:
        if above == row["CategoryId"]:
            raise AdfError(400, "A category cannot be below itself.", "", "/ParentCategoryId")
        above = parents[above]["ParentCategoryId"]


def _category_leaving(call: Call, row: Row) -> None:
    """A category with others below it stays. [inferred]"""
    if any(r["ParentCategoryId"] == row["CategoryId"] for r in call.world.table("categories").values()):
        raise AdfError(400, f"Category {row['CategoryName']} has categories below it.")


def _smart_text(call: Call, row: Row, old: Row | None) -> None:
    """The text is base64. [documented]"""
    if old is None:
        row["StdTxtId"] = call.world.next("adf", 300100100000001)
    if row["UniqueNumber"] is None:
        row["UniqueNumber"] = f"ST_{row['StdTxtId']}"
    if row["HtmlFlag"] not in ("Y", "N"):
        raise AdfError(400, "Attribute HtmlFlag is Y or N.", "", "/HtmlFlag")
    try:
        base64.b64decode(row["Text"] or "", validate=True)
    except (binascii.Error, ValueError):
        raise AdfError(400, "Attribute Text is not base64.", "", "/Text") from None


def _coverage(call: Call, row: Row, old: Row | None) -> None:
    """A coverage names an entitlement that is there. [documented: the two steps; the check: assumed]"""
    if old is None:
        row["CoverageHeaderId"] = call.world.next("adf", 300100100000001)
    if row["CoverageHeaderPuid"] is None:
        row["CoverageHeaderPuid"] = f"CDRM_{row['CoverageHeaderId']}"
    if row["MatrixName"] is None:
        row["MatrixId"] = None
        return
    matrixes = call.world.table("pricingMatrixes").values()
    found = next((m for m in matrixes if m["MatrixName"] == row["MatrixName"]), None)
    if found is None:
        raise _no("MatrixName", row["MatrixName"])
    row["MatrixId"], row["DynamicMatrixClassName"] = found["MatrixId"], found["MatrixClassName"]


def _no(name: str, value: object) -> AdfError:
    return AdfError(400, f"Attribute {name}: {value} does not exist.", "27024", f"/{name}")


def _lookup(_: Call, row: Row, old: Row | None) -> None:
    """Clients make user lookups; those of the system are locked. [documented: the levels; the refusals: inferred]"""
    if old is not None and old["CustomizationLevel"] == "S":
        raise AdfError(400, f"Lookup type {row['LookupType']} belongs to the system.")


def _lookup_leaving(_: Call, row: Row) -> None:
    if row["CustomizationLevel"] != "U":
        raise AdfError(400, f"Lookup type {row['LookupType']} belongs to Oracle.")


def _level(call: Call, family: str, row: Row) -> str:
    return str(call.world.table(family)[row["_parent"]]["CustomizationLevel"])


def _family(name: str) -> Resource:
    """Return one of the two families of lookups, which have the same shape."""

    def code(call: Call, row: Row, _: Row | None) -> None:
        if _level(call, name, row) == "S" and call.actor != "oracle":
            raise AdfError(400, f"Lookup type {row['_parent']} belongs to the system.")

    def leaving(call: Call, row: Row) -> None:
        if _level(call, name, row) != "U":
            raise AdfError(400, "Codes of Oracle's lookup types are ended, not deleted.")

    codes = Resource(
        "lookupCodes",
        "LookupCode",
        read(_CODE),
        style="natural",
        unique=(("LookupCode",),),
        check=code,
        leaving=leaving,
        path=f"{name}.lookupCodes",
    )
    return Resource(
        name,
        "LookupType",
        read(_LOOKUP),
        context="fscmRestApi",
        style="natural",
        unique=(("LookupType",),),
        children=(codes,),
        check=_lookup,
        leaving=_lookup_leaving,
        roles=ROLES,
    )


CATEGORIES = Resource(
    "categories",
    "CategoryId",
    read(_CATEGORY),
    unique=(("CategoryCode",), ("CategoryShortName",)),
    check=_category,
    leaving=_category_leaving,
    roles=ROLES,
)
SMART_TEXTS = Resource(
    "smartTexts",
    "smartTextsUniqID",
    read(_SMART_TEXT),
    style="hash",
    unique=(("UniqueNumber",),),
    check=_smart_text,
    roles=ROLES,
)
MATRIXES = Resource(
    "pricingMatrixes",
    "MatrixId",
    read(_MATRIX),
    context="fscmRestApi",
    unique=(("MatrixName",),),
    children=(
        Resource(
            "dimensions",
            "DimensionId",
            read(_DIMENSION),
            unique=(("DimensionName",),),
            path="matrix.dimensions",
        ),
        Resource("rules", "MatrixRuleId", read(_RULE), path="matrix.rules"),
    ),
    roles=ROLES,
)
COVERAGES = Resource(
    "subscriptionCoverageHeaders",
    "CoverageHeaderPuid",
    read(_COVERAGE),
    style="natural",
    unique=(("CoverageHeaderPuid",),),
    finders={
        "PrimaryKey": {"CoverageHeaderId": "CoverageHeaderId"},
        "PuidAltKey": {"CoverageHeaderPuid": "CoverageHeaderPuid"},
    },
    check=_coverage,
    roles=ROLES,
)
COMMON, STANDARD = _family("commonLookups"), _family("standardLookups")
ALL = (CATEGORIES, SMART_TEXTS, MATRIXES, COVERAGES, COMMON, STANDARD)
