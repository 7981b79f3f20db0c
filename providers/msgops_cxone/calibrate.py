"""`msgops cxone calibrate`: reads skills that a person made in the console, and learns the numbers behind the words (dossier D.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgops.sdk.commands import Command, Found, Misuse
from msgops.sdk.rest import segment
from msgops_cxone.codes import CALIBRATED, calibration
from msgops_cxone.kinds.common import same, skip_top
from msgops_cxone.kinds.skill_fields import SkillFields
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_HELP = """Learn the numbers of evaluation criteria, focus metric and focus lock from skills.

Nobody publishes these numbers, and they may differ between tenants. Make a skill in the console, choose one variant of
each field there, and say which: `evaluation_criteria.preferred_agent="My skill"`. Nothing is written to the tenant.
"""
_FIELDS = {field: name for name, field in CALIBRATED.items()}


async def run(read: Reader, words: Sequence[str]) -> Found:
    """Return the number of each variant that a skill was named for, together with those that are known."""
    asked = [_parsed(word) for word in words]
    if not asked:
        raise Misuse(f"Name a skill for each variant: {_variants()}.")
    skills = await _skills(read, [skill for _, _, skill in asked])
    known = {field: dict(getattr(calibration(read), field)) for field in _FIELDS}
    found: dict[str, dict[str, int]] = {}
    lines = []
    for field, variant, skill in asked:
        code = _code(skills[skill.casefold()], field, skill)
        other = next(
            (v for v, c in {**known[field], **found.get(field, {})}.items() if c == code and v != variant), ""
        )
        if other:
            raise Misuse(
                f"{field}.{variant} and {field}.{other} would both be {code}: one of the skills has another variant"
            )
        found.setdefault(field, {})[variant] = code
        lines.append(f"{field}.{variant} is {code}, as in the skill {skill}.")
    return Found(lines, {"calibration": found})


def _parsed(word: str) -> tuple[str, str, str]:
    what, separator, skill = word.partition("=")
    field, _, variant = what.partition(".")
    if not separator or not skill or variant not in _known(field):
        raise Misuse(f"{word!r} is not FIELD.VARIANT=SKILL with one of: {_variants()}.")
    return field, variant, skill.strip()


def _known(field: str) -> tuple[Any, ...]:
    """Return the variants of a field, as the kind has them."""
    from msgops.sdk.codec import shape_of  # noqa: PLC0415  # compiles the spec, needed here only

    return shape_of(SkillFields).by_name[field].literals if field in _FIELDS else ()


def _variants() -> str:
    return ", ".join(f"{field}.{variant}" for field in _FIELDS for variant in _known(field))


async def _skills(read: Reader, wanted: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Read the named skills in detail."""
    path = await admin(read, "Skill", "/skills")
    listed = await skip_top("skills").fetch(read, path)
    found: dict[str, Mapping[str, Any]] = {}
    for name in wanted:
        row = next((r for r in listed if same(r.get("skillName"), name)), None)
        if row is None:
            raise Misuse(f"there is no skill {name!r}")
        body = await read.get(f"{path}/{segment(row['skillId'])}")
        inner = body.get("skills", body) if isinstance(body, Mapping) else body
        found[name.casefold()] = inner[0] if isinstance(inner, list) else inner
    return found


def _code(skill: Mapping[str, Any], field: str, name: str) -> int:
    value = skill.get(_FIELDS[field])
    if not str(value).isdigit():
        raise Misuse(
            f"the skill {name!r} shows no {_FIELDS[field]}: it needs dynamic delivery, which NICE switches on"
        )
    return int(str(value))


command = Command(help=_HELP, words="FIELD.VARIANT=SKILL...", run=run)
