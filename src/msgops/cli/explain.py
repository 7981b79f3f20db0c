"""`msgops explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.rules.book import Book
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Kind
    from msgops.sdk.rules import Rule

_HANDS = {
    Hand.API: "msgops calls the vendor",
    Hand.PERSON: "done by a person, with a worksheet",
    Hand.CHECK: "only checked",
    Hand.FILE: "a file that an administrator imports",
}
_LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "form {}",
    "enum": "one of {}",
    "const": "always {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "at least {} elements",
    "maxItems": "at most {} elements",
}


@click.command(name="explain")
@click.argument("subject", metavar="RULE|KIND|FIELD")
def command(subject: str) -> int:
    """Say what a rule, a kind or a field means, with its limits, its source and an example.

    A field is written with its kind: infobip.NotificationProfile.webhook.notify_url.
    """
    from msgops.cli.output import say
    from msgops.rules.book import Book
    from msgops.sdk.catalog import Catalog

    catalog = Catalog.installed()
    book = Book.installed(catalog)
    kind, field = _split(catalog, subject)
    if subject in book.rules:
        lines = rule_lines(book, book.rules[subject])
    elif kind is not None and not field:
        lines = _kind_lines(book, kind)
    elif kind is not None:
        lines = _field_lines(book, kind, field)
    else:
        _unknown(subject, [*book.rules, *catalog.names])
    for line in lines:
        say(line)
    return 0


def _unknown(subject: str, known: list[str]) -> Any:
    from msgops.model.suggest import suggest

    hint = suggest(subject, known)
    what = f"There is no rule, kind or field {subject!r}."
    raise click.UsageError(what + (f" Did you mean {hint!r}?" if hint else ""))


def _split(catalog: Catalog, subject: str) -> tuple[Kind | None, str]:
    """Cut `provider.Kind.field.inner` into the kind and the rest."""
    provider, _, rest = subject.partition(".")
    short, _, field = rest.partition(".")
    name = f"{provider}.{short}"
    return (catalog.kind(name), field) if name in catalog else (None, "")


def rule_lines(book: Book, rule: Rule) -> Iterator[str]:
    """Yield what a reader wants to know of a rule."""
    from msgops.rules.markdown import places

    yield f"{rule.id}  {rule.severity.value}, set {rule.set.value}"
    yield ""
    yield rule.what
    yield ""
    yield f"Why:     {rule.why}"
    yield f"Remedy:  {rule.remedy}"
    yield f"Right:   {rule.good}"
    yield f"Wrong:   {rule.bad}"
    for place in places(book, rule):
        yield f"Where:   {place}"
    if not rule.silent:
        yield "It cannot be silenced."
    yield f"Source:  {rule.source}"
    if rule.page:
        yield f"Page:    {rule.page}"


def _kind_lines(book: Book, kind: Kind) -> Iterator[str]:
    from msgops.cli.kinds_markdown import example_document, field_rows

    yield f"{kind.name}  {_HANDS[kind.hand]}"
    yield ""
    yield kind.summary
    yield ""
    for path, type_, required, marks, description in field_rows(kind):
        about = "; ".join(t for t in (type_, required and "required", marks, description) if t)
        yield f"  {path:32} {about}".replace("`", "")
    rules = sorted({name for name, place in _rules(book, kind)})
    yield ""
    yield from (f"Rules:   {', '.join(rules)}",) if rules else ()
    for e in kind.evidence:
        yield f"Source:  {e.operation}: {e.call} ({e.confidence.value}: {e.source})"
    yield f"Page:    {kind.doc}"
    yield ""
    yield from example_document(kind).rstrip("\n").split("\n")


def _field_lines(book: Book, kind: Kind, field: str) -> Iterator[str]:
    from msgops.cli.kinds_markdown import field_rows

    rows = [(row[0].strip("`").replace("[]", ""), row[1:]) for row in field_rows(kind)]
    if field not in dict(rows):
        _unknown(f"{kind.name}.{field}", [f"{kind.name}.{name}" for name, _ in rows])
    yield f"{kind.name}, field {field}"
    yield ""
    for type_, required, marks, description in dict.fromkeys(row for name, row in rows if name == field):
        about = "; ".join(t for t in (type_, required and "required", marks, description) if t)
        yield f"Is:      {about}".replace("`", "")
    for limit in sorted(set(_limits(kind.spec.model_json_schema(), field.split(".")))):
        yield f"Limit:   {limit}"
    for name, place in _rules(book, kind):
        if place.replace("[*]", "") == field:
            yield f"Rule:    {name}  {book.rules[name].what}"
    yield f"Page:    {kind.doc}"


def _rules(book: Book, kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield (rule, dotted path) of the rules that look at a kind."""
    for rule in book.rules.values():
        for subject in rule.at:
            for place in book.subjects.get(subject, ()):
                if place.kind == kind.name:
                    yield rule.id, place.path


def _limits(schema: dict[str, Any], path: list[str]) -> Iterator[str]:
    """Yield the limits that a kind's schema sets for a path, whichever form of an object has it."""
    found = [schema]
    for part in path:
        found = [s["properties"][part] for s in _forms(schema, found) if part in s.get("properties", {})]
    for form in _forms(schema, found):
        for key, text in _LIMITS.items():
            if key in form:
                value = form[key]
                told = text.format(", ".join(map(str, value)) if isinstance(value, list) else value)
                yield told.removesuffix("s") if value == 1 else told


def _forms(root: dict[str, Any], schemas: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield schemas with what they refer to, their alternatives, and the elements of lists."""
    for schema in schemas:
        yield schema
        if "$ref" in schema:
            yield from _forms(root, [root["$defs"][schema["$ref"].rpartition("/")[2]]])
        yield from _forms(root, [*schema.get("anyOf", ()), *schema.get("oneOf", ())])
        if isinstance(schema.get("items"), dict):
            yield from _forms(root, [schema["items"]])
