"""The page of rules, from the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.rules.book import Book
    from msgops.sdk.rules import Pack, Rule

_HEAD = """\
# Rules

Generated from the rules by `msgops lint --markdown`; do not edit.

What msgops can tell from the files alone, before a vendor is asked. `msgops lint` runs the rules of the sets `vendor` (a
vendor would refuse it, or do something else) and `best-practice`; `strict` is for those who want more. `validate`, `plan` and
`apply` run those of `vendor`: an error stops them, a warning is shown.

A rule is silenced for one document, or by address in `msgops.yaml`. The reason is required; after the day in `until` the rule
speaks again:

```yaml
lint: {ignore: [ML103], reason: a test bench without certificates, until: 2027-06-30}
```

```yaml
lint:
  sets: [vendor, best-practice, strict]
  exceptions:
    - {address: provider.Kind/lab-*, ignore: [ML103], reason: a test bench without certificates}
```

What a kind's schema refuses by itself stays refused, also where the rule about it is silent. Other packages add rules:
[writing-rules.md](writing-rules.md).
"""


def rules_markdown(book: Book) -> str:
    """Return the page: an overview of each pack, then one section for each rule."""
    lines = [_HEAD.rstrip("\n")]
    count = len(book.rules)
    lines += ["", f"{count} rules."]
    for pack in book.packs:
        if pack.rules:
            lines += ["", *_pack(book, pack)]
    return "\n".join(lines) + "\n"


def _pack(book: Book, pack: Pack) -> Iterator[str]:
    yield from (f"## {pack.title}", "", "| Rule | Severity | Set | What |", "|---|---|---|---|")
    for rule in pack.rules:
        link = f"[{rule.id}](#{rule.id.lower()})"
        yield f"| {link} | {rule.severity.value} | {rule.set.value} | {_cell(rule.what)} |"
    for rule in pack.rules:
        yield ""
        yield from _rule(book, rule)


def _rule(book: Book, rule: Rule) -> Iterator[str]:
    yield from (f"### {rule.id}", "", rule.what, "")
    yield f"- Severity: {rule.severity.value}, set `{rule.set.value}`"
    yield f"- Why: {_text(rule.why)}"
    yield f"- Remedy: {_text(rule.remedy)}"
    yield f"- Right: {_code(rule.good)}"
    yield f"- Wrong: {_code(rule.bad)}"
    if where := list(places(book, rule)):
        yield f"- Where: {', '.join(f'`{place}`' for place in where)}"
    if not rule.silent:
        yield "- It cannot be silenced."
    yield f"- Source: {_text(rule.source)}"
    if rule.page:
        yield f"- Page: <{rule.page}>"


def places(book: Book, rule: Rule) -> list[str]:
    """Return the fields that a rule looks at: `provider.Kind: dotted.path`."""
    return list(dict.fromkeys(str(p) for s in rule.at for p in book.subjects.get(s, ())))


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _text(text: str) -> str:
    """Keep angle brackets and braces from being markup."""
    return text.replace("<", "&lt;")


def _cell(text: str) -> str:
    return _text(text).replace("|", r"\|")
