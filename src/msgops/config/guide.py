"""The file `guide.yaml` of a blueprint: the steps of a vendor's guide, and what stands for each."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationError

from msgops.config.blueprint_find import find
from msgops.config.head import one_document
from msgops.config.problems import Problems
from msgops.config.yaml import Budget, read_documents
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.guide import Guide, Step
from msgops.sdk.fields import Spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.config.blueprint_find import Place
    from msgops.config.workspace import Used, Workspace
    from msgops.model.address import Address
    from msgops.sdk.catalog import Catalog

_Text = Annotated[str, Field(min_length=1)]


class GuideStep(Spec):
    """One step. `by` names resources: `KIND` is called as the use is, `KIND/REST` NAME-REST, `*` is any text."""

    what: _Text
    by: Annotated[list[_Text], Field(min_length=1)]
    output: str = ""
    note: str = ""


class GuideFile(Spec):
    """The whole file; steps by their numbers, in the order of the guide."""

    guide: _Text
    steps: dict[str, GuideStep]


def read_guide(place: Place) -> GuideFile | None:
    """Return the guide of a blueprint, if it has one; `ConfigError` has all that is wrong with it."""
    if place.guide is None:
        return None
    shown, path = place.guide
    found: list[Diagnostic] = []
    document = one_document(*read_documents(path, shown, budget=Budget()), shown, found)
    if document is not None:
        try:
            return GuideFile.model_validate(document.data)
        except ValidationError as error:
            Problems(shown, document, found).from_pydantic(error, GuideFile, document.data, "")
    raise ConfigError(found)


def guides(workspace: Workspace, catalog: Catalog) -> list[Guide]:
    """Return the guide of each use of a blueprint that has one; where its steps stand is not known here."""
    found = ((used, read_guide(find(used.blueprint, workspace.root, catalog))) for used in workspace.uses)
    return [follow(guide, used, workspace, catalog) for used, guide in found if guide is not None]


def follow(guide: GuideFile, used: Used, workspace: Workspace, catalog: Catalog) -> Guide:
    """Return a guide with the resources of one use that stand for its steps."""
    own = [a for a, r in workspace.desired.items() if r.origin.via == used.origin]
    steps = (_step(number, step, used.name, own, catalog) for number, step in guide.steps.items())
    return Guide(guide.guide, used.name, tuple(steps))


def _step(number: str, step: GuideStep, name: str, own: Sequence[Address], catalog: Catalog) -> Step:
    addresses = tuple(dict.fromkeys(a for by in step.by for a in standing_for(by, name, own)))
    kinds = [by.partition("/")[0] for by in step.by]
    hands = [catalog.kind(kind).hand.value for kind in kinds if kind in catalog]
    hand = "person" if "person" in hands else "output" if step.output else (hands or [""])[0]
    return Step(number, step.what, hand, addresses, f"{name}.{step.output}" if step.output else "", step.note)


def standing_for(by: str, name: str, own: Sequence[Address]) -> list[Address]:
    """Return the resources of a use that one entry of `by` names."""
    kind, slash, rest = by.partition("/")
    wanted = f"{name}-{rest}" if slash else name
    return [a for a in own if a.full_kind == kind and fnmatch.fnmatchcase(a.name, wanted)]
