"""What the families share: evidence with its source, pages of documentation, and defaults that a worksheet names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgops.sdk import kind
from msgops.sdk.fields import Spec
from msgops.sdk.hands import NoApi, Person, Step
from msgops.sdk.kind import Concept, Confidence, Evidence, Hand, Kind

ICWS = "Interaction Center Web Services reference"
HELP = "https://help.genesys.com/developer/cic/docs/icws/webhelp"
SOCIAL = "PureConnect Social Media Technical Reference 2022 R3"
LIBRARY = "https://help.genesys.com/pureconnect"
ADMIN = "a CIC administrator"
CUSTOMER = "an administrator of the business"


evidence = partial(kind.evidence, confidence=Confidence.DOC, source=ICWS)


def crud(type_: str, *operations: str) -> tuple[Evidence, ...]:
    """Return the evidence of a type of configuration objects; left out `operations` means all of them."""
    path = f"/icws/{{sessionId}}/configuration/{type_}"
    calls = {
        "list": f"GET {path}",
        "get": f"GET {path}/{{id}}",
        "create": f"POST {path}",
        "update": f"PUT {path}/{{id}}",
        "delete": f"DELETE {path}/{{id}}",
    }
    return evidence(*(f"{o} {calls[o]}" for o in operations or calls))


def told(step: str) -> tuple[Evidence, ...]:
    """Return the evidence of a step that only a guide tells: the chapter that does."""
    return evidence(f"instruct {step}", source=SOCIAL)


def person(
    name: str,
    spec: type[Spec],
    where: str,
    steps: tuple[str | Step, ...],
    *,
    chapter: str,
    summary: str,
    example: Mapping[str, Any],
    who: str = ADMIN,
    concept: Concept = Concept.PLUMBING,
) -> Kind:
    """Declare a step that no call shows: `chapter` of the technical reference tells it."""
    return Kind(
        name=f"pureconnect.{name}",
        spec=spec,
        api=NoApi(Person(who=who, where=where, steps=steps)),
        concept=concept,
        hand=Hand.PERSON,
        summary=summary,
        doc=LIBRARY,
        evidence=told(chapter),
        example=example,
    )
