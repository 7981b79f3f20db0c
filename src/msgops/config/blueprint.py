"""Documents `kind: msgops.Blueprint`: a set of templates, filled in with the parameters that one document gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from msgops.config.blueprint_cost import Failed, Fuel
from msgops.config.blueprint_fill import TemplatePlaces, fill, visible
from msgops.config.blueprint_find import NotFound, Place, find
from msgops.config.blueprint_marks import Refused
from msgops.config.blueprint_parameters import NAME, Definition, model_of, plain
from msgops.config.blueprint_template import Template, Templates
from msgops.config.envelope import BLUEPRINT, Envelope, read_envelope
from msgops.config.head import one_document
from msgops.config.interpolate import Scope, walk
from msgops.config.problems import Problems
from msgops.config.workspace import Used
from msgops.config.yaml import Budget, Document, read_documents, read_text
from msgops.config.yaml_source import decode, read_bytes
from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.output import Output
from msgops.model.resource import Lifecycle

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.config.blueprint_marks import Rendered
    from msgops.sdk.catalog import Catalog

KEYS = ("kind", "name", "use", "with", "labels", "lifecycle")


@dataclass(frozen=True, slots=True)
class Use:
    """The document that uses a blueprint: where it stands, and what it adds to every document that is made."""

    origin: Origin
    labels: Mapping[str, str]
    lifecycle: Lifecycle

    def upon(self, envelope: Envelope) -> Envelope:
        """Return a made document's outer keys with those of the use; labels of the document itself go first."""
        own, more = envelope.lifecycle, self.lifecycle
        kept = Lifecycle(
            own.prevent_delete or more.prevent_delete,
            tuple(dict.fromkeys((*own.ignore, *more.ignore))),
            lapses=tuple(one for one in (*own.lapses, *more.lapses) if one.field not in _for_good(own, more)),
        )
        return replace(envelope, labels={**self.labels, **envelope.labels}, lifecycle=kept)


def _for_good(*lives: Lifecycle) -> set[str]:
    """Return the fields that one of them ignores without an end."""
    return {i for life in lives for i in set(life.ignore) - {one.field for one in life.lapses}}


@dataclass(frozen=True, slots=True)
class Made:
    """One document that a template made; `shown` is the template."""

    shown: str
    document: Document
    use: Use


@dataclass(slots=True)
class Expansion:
    """What a use yields."""

    documents: list[Made] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    used: Used | None = None


@dataclass(frozen=True, slots=True)
class _Blueprint:
    """A blueprint that was read and checked."""

    model: type[BaseModel]
    templates: Mapping[str, Template]
    outputs: Mapping[str, tuple[Template, Output]]


class Blueprints:
    """Reads each blueprint of a workspace once, and makes its documents for each use."""

    def __init__(
        self,
        root: Path,
        catalog: Catalog,
        budget: Budget,
        found: list[Diagnostic],
        files: dict[str, Path],
        templates: dict[str, Path],
    ) -> None:
        """Take what the workspace shares; files that belong to it, and those that only explain findings, are added."""
        self._root, self._catalog, self._budget, self._found = root, catalog, budget, found
        self._files, self._shown = files, templates
        self._fuel = Fuel()
        self._templates = Templates(self._fuel)
        self._known: dict[str, _Blueprint | None] = {}
        self._names: dict[str, Origin] = {}

    def expand(self, shown: str, document: Document, scope: Scope) -> Expansion:
        """Make the documents of one use; findings are added to the list given at the start."""
        problems, before = Problems(shown, document, self._found), len(self._found)
        data = document.data
        envelope = read_envelope(
            {k: v for k, v in data.items() if k not in ("use", "with")}, problems, keys=KEYS
        )
        chosen = data.get("use")
        if not isinstance(chosen, str):
            what = (
                '"use" must name a blueprint'
                if "use" in data
                else '"use" is required: the name of a blueprint'
            )
            problems.add("use", "MC104" if "use" in data else "MC102", "Which blueprint?", what)
        if envelope is None or not isinstance(chosen, str):
            return Expansion()
        if envelope.name in self._names:
            what = f"{BLUEPRINT}/{envelope.name} is also declared at {self._names[envelope.name]}"
            problems.add("name", "MC113", "Declared twice", what)
        self._names[envelope.name] = origin = Origin(shown, document.line)
        blueprint = self._blueprint(str(chosen), problems)
        values = self._values(blueprint, data.get("with", {}), scope, problems) if blueprint else None
        if blueprint is None or values is None or len(self._found) > before:
            return Expansion()
        use = Use(origin, envelope.labels, envelope.lifecycle)
        made = self._make(blueprint, {NAME: envelope.name, **values}, use)
        made.used = Used(envelope.name, chosen, origin)
        return made

    def _values(
        self, blueprint: _Blueprint, given: Any, scope: Scope, problems: Problems
    ) -> dict[str, Any] | None:
        """Return the checked parameters."""
        if not isinstance(given, dict):
            problems.add("with", "MC104", "Wrong value", '"with" must be a map of parameters')
            return None

        def complain(path: str, why: str) -> None:
            problems.add(path, "MC108", "Unknown interpolation", why)

        filled = walk(given, "with", scope, complain)
        try:
            return dict(plain(blueprint.model.model_validate(filled)))
        except ValidationError as error:
            problems.from_pydantic(error, blueprint.model, filled, "with")
            return None

    def _make(self, blueprint: _Blueprint, values: Mapping[str, Any], use: Use) -> Expansion:
        made = Expansion()
        for shown, template in blueprint.templates.items():
            try:
                rendered = self._templates.render(template, values)
                made.documents += self._documents(shown, rendered, use)
            except Refused as refused:
                self._refuse(refused, Origin(shown, refused.line, via=use.origin))
        for template, declared in blueprint.outputs.values():
            assert declared.origin is not None
            place = replace(declared.origin, via=use.origin)
            try:
                rendered = self._templates.render(template, values)
                value = fill(rendered.text, rendered.values, self._fuel, self._complainer(place))
                name = f"{values[NAME]}.{declared.name}"
                made.outputs.append(replace(declared, name=name, value=value, origin=place))
            except Refused as refused:
                self._refuse(refused, place)
            except Failed as failed:
                self._refuse(Refused("MC193", 0, str(failed)), place)
        return made

    def _documents(self, shown: str, rendered: Rendered, use: Use) -> list[Made]:
        """Read what a template gave, and fill in its values."""
        limits = self._budget.limits()
        documents, problems = read_text(rendered.text, shown, limits=limits, budget=self._budget)
        self._budget.file_bytes -= len(rendered.text)
        lines, made = rendered.text.split("\n"), []
        for one in problems:
            line = one.origin.line if one.origin else 0
            place = Origin(shown, rendered.lines[line - 1] if line else 0, via=use.origin)
            detail = rendered.told(visible(one.detail), shown)
            self._found.append(replace(one, detail=detail, origin=place))
        for document in documents:
            places = TemplatePlaces(document.places, lines, rendered.lines)
            found = Problems(
                shown, Document(None, places, rendered.lines[document.line - 1]), self._found, via=use.origin
            )

            def complain(path: str, why: str, problems: Problems = found) -> None:
                problems.add(path, "MC192", "The template cannot be filled in", why)

            try:
                data = fill(document.data, rendered.values, self._fuel, complain)
            except Failed as failed:
                raise Refused("MC193", found.document.line, str(failed)) from None
            made.append(Made(shown, replace(found.document, data=data), use))
        return made

    def _complainer(self, place: Origin) -> Any:
        def complain(_: str, why: str) -> None:
            self._refuse(Refused("MC192", 0, why), place)

        return complain

    def _refuse(self, refused: Refused, place: Origin) -> None:
        self._found.append(
            Diagnostic(refused.code, SUMMARIES[refused.code], refused.why, refused.remedy, origin=place)
        )

    def _blueprint(self, use: str, problems: Problems) -> _Blueprint | None:
        """Read a blueprint on its first use."""
        if use not in self._known:
            self._known[use] = None
            try:
                place = find(use, self._root, self._catalog)
            except (NotFound, OSError) as error:
                code, remedy = getattr(error, "code", "MC190"), getattr(error, "remedy", "")
                problems.add("use", code, SUMMARIES["MC190"], str(error), remedy)
                del self._known[use]
                return None
            self._known[use] = self._read(place)
        return self._known[use]

    def _read(self, place: Place) -> _Blueprint | None:
        self._shown.update(place.files)
        if place.ours:
            self._files[place.definition] = place.files[place.definition]
        before = len(self._found)
        read = read_documents(place.files[place.definition], place.definition, budget=self._budget)
        document = one_document(*read, place.definition, self._found)
        if document is None:
            return None
        problems = Problems(place.definition, document, self._found)
        try:
            definition = Definition.model_validate(document.data)
        except ValidationError as error:
            problems.from_pydantic(error, Definition, document.data, "")
            return None
        model = model_of(definition, problems)
        names = frozenset({NAME, *definition.parameters})
        templates = {shown: self._compiled(place.files[shown], shown, names) for shown in place.templates}
        outputs = {}
        for name, declared in definition.outputs.items():
            origin = problems.origin(f"outputs.{name}.value")
            try:
                template = self._templates.compile(declared.value, names)
                outputs[name] = (template, Output(name, "", declared.description, origin))
            except Refused as refused:
                self._refuse(refused, origin)
        if model is None or len(self._found) > before:
            return None
        return _Blueprint(model, {s: t for s, t in templates.items() if t is not None}, outputs)

    def _compiled(self, path: Path, shown: str, names: frozenset[str]) -> Template | None:
        try:
            raw = read_bytes(path, self._budget.limits().file_bytes)
            if isinstance(raw, int):
                raise Refused("MC191", 0, f"a template of {raw} bytes is too large", "Split it.")  # noqa: TRY301
            self._budget.file_bytes -= len(raw)
            text = decode(raw, shown)
            if isinstance(text, Diagnostic):
                self._found.append(text)
                return None
            return self._templates.compile(text, names)
        except OSError as error:
            self._refuse(Refused("MC191", 0, f"it cannot be read: {error.strerror}"), Origin(shown))
        except Refused as refused:
            self._refuse(refused, Origin(shown, refused.line))
        return None


SUMMARIES: Mapping[str, str] = {
    "MC190": "No such blueprint",
    "MC191": "Not a template",
    "MC192": "The template cannot be filled in",
    "MC193": "The template makes too much",
}
