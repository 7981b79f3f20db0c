"""Message templates: names, languages, categories and the texts of their parts (section 5 of the rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import data, shown, too_long
from msgops_whatsapp.parts import (
    CATEGORY,
    COMPONENTS,
    ENGAGE,
    LANGUAGE,
    MEDIA,
    OVERVIEW,
    PART,
    TEMPLATE,
    VARIABLE,
    categories,
    parts,
    text_of,
    variables,
    word,
)

NAME = f"{TEMPLATE}.name"
OWNER = f"{TEMPLATE}.account"
_REFUSED = "Meta refuses the template when it is handed in."
_MARKUP = re.compile(r"[*_~]")
_EXTENSIONS = {
    "IMAGE": ("jpg", "jpeg", "png", "webp", "bmp"),
    "VIDEO": ("mp4", "3gp", "3gpp", "mov", "avi", "webm"),
    "GIF": ("mp4", "gif"),
    "DOCUMENT": ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv"),
}
"""Endings by the sort of medium, also those that a vendor does not take."""


@text_rule(
    "WA100",
    NAME,
    what="The name of a template must be 1 to 512 lower-case letters, digits and underscores.",
    why=_REFUSED,
    remedy="Write for example order_update_2.",
    source=OVERVIEW,
    good="order_update_2",
    bad="Order-Update",
    silent=False,
)
def name(text: Value) -> Found | None:
    """A machine can mend capitals, spaces and hyphens; that is another template, so nothing is fixed by itself."""
    if re.fullmatch("[a-z0-9_]{1,512}", text.value):
        return None
    return text.wrong(f"{shown(text.value)} has another form")


@rule(
    "WA101",
    at=(NAME, LANGUAGE),
    what="A template's name must be unique in its language and account.",
    why="Meta has one template of that name and language; the second document would overwrite the first.",
    remedy="Give one of them another name or language.",
    source=OVERVIEW,
    good="hello in en and de",
    bad="hello in en twice",
    replaces=frozenset({"MC123"}),
)
def unique(facts: Facts) -> Iterator[Found]:
    """The second document is the wrong one."""
    languages = {v.resource.address: v.value for v in facts.texts(LANGUAGE)}
    owners = {v.resource.address: str(v.value) for v in facts.at(OWNER)}
    seen: dict[tuple[str, ...], Value] = {}
    for text in facts.texts(NAME):
        address = text.resource.address
        key = (
            text.resource.account,
            owners.get(address, ""),
            languages.get(address, ""),
            text.value,
        )
        first = seen.setdefault(key, text)
        if first.resource.address != address:
            yield text.wrong(f"{text.value} is also {first.resource.address} at {first.resource.origin}")


@rule(
    "WA102",
    at=(LANGUAGE,),
    what="The language of a template must be written as xx or xx_YY, and should be one that Meta lists.",
    why=_REFUSED,
    remedy="Write for example pt_BR.",
    source="Meta, Supported languages (2026-05-21)",
    good="pt_BR",
    bad="pt-br",
)
def language(facts: Facts) -> Iterator[Found]:
    """A form that is wrong is an error, a code that is not listed a warning."""
    known = set(data("languages")["languages"])
    by_fold = {code.casefold(): code for code in known}
    for text in facts.texts(LANGUAGE):
        if not re.fullmatch("[a-z]{2,3}(_[A-Z]{2,3})?", text.value):
            fix = by_fold.get(text.value.casefold().replace("-", "_"))
            yield text.wrong(f"{text.value} has another form", fix=fix)
        elif text.value not in known and not facts.limit(text, LANGUAGE, 0):
            yield text.wrong(f"{text.value} is not in Meta's list", severity=Severity.WARNING)


@text_rule(
    "WA103",
    CATEGORY,
    what="The category of a template must be AUTHENTICATION, MARKETING or UTILITY.",
    why="Meta dropped all other categories.",
    remedy="Most of the old categories are UTILITY today; promotion is MARKETING, one-time passwords AUTHENTICATION.",
    source=f"{OVERVIEW}; Genesys PureConnect, WhatsApp FAQ has the old names",
    good="UTILITY",
    bad="ISSUE_RESOLUTION",
)
def category(text: Value) -> str | None:
    """The old names are known."""
    if text.value in ("AUTHENTICATION", "MARKETING", "UTILITY"):
        return None
    old = text.value in data("words")["old_categories"]
    return f"{text.value} is a category of former times" if old else f"{text.value} is no category"


@rule(
    "WA104",
    at=(PART,),
    what="A template must have a body of 1 to 1024 characters.",
    why=_REFUSED,
    remedy="Write a text, or shorten it.",
    source=f"{ENGAGE}; {COMPONENTS}",
    good="1024 characters",
    bad="1025 characters",
    silent=False,
)
def body(facts: Facts) -> Iterator[Found]:
    """Variables count as they are written."""
    for part in parts(facts):
        text = text_of(part.body)
        if part.body is None or (part.body.get("text") is None and isinstance(part.body.value, dict)):
            yield (part.body or part.value).wrong("there is no text of a body")
        elif text is not None and not text.value:
            yield text.wrong("it is empty")
        elif text is not None and (found := too_long(text, 1024)):
            yield found


@rule(
    "WA105",
    at=(PART,),
    what="The text of a header must have at most 60 characters and one variable, no line end and no markup.",
    why=_REFUSED,
    remedy="Shorten it; what is more belongs to the body.",
    source=f"{ENGAGE}; {COMPONENTS}",
    good="Order {{1}}",
    bad="61 characters",
)
def header(facts: Facts) -> Iterator[Found]:
    """Headers of other formats have no text."""
    for part in parts(facts):
        text = text_of(part.header)
        if text is None or word(part.header, "format") not in ("TEXT", ""):
            continue
        if found := too_long(text, 60):
            yield found
        elif len(variables(text)) > 1:
            yield text.wrong(f"it has {len(variables(text))} variables")
        elif "\n" in text.value or "\r" in text.value:
            yield text.wrong("it has a line end")
        elif markup := _MARKUP.search(VARIABLE.sub("", text.value)):
            yield text.wrong(f"it has the markup {markup[0]}")


@rule(
    "WA106",
    at=(PART,),
    what="A header with a medium must have a sample of that sort of medium.",
    why="Meta's reviewers look at the sample.",
    remedy="Give the address of a sample that fits the format.",
    source=f"{ENGAGE}; {COMPONENTS}",
    good="format IMAGE with a.png",
    bad="format IMAGE with a.mp4",
)
def header_medium(facts: Facts) -> Iterator[Found]:
    """A template that is adopted as it is needs no sample: one that lacks is a warning."""
    for part in parts(facts):
        sort = word(part.header, "format")
        if sort not in MEDIA or part.header is None:
            continue
        sample = text_of(part.header, "example")
        if part.header.get("example") is None:
            detail = (
                f"a header with format {sort} has no sample; without one it can neither be created nor edited"
            )
            yield part.header.wrong(detail, severity=Severity.WARNING)
        elif sample is not None:
            ending = ending_of(sample.value)
            others = {e for s, known in _EXTENSIONS.items() if s != sort for e in known}
            if ending in others - set(_EXTENSIONS[sort]):
                yield sample.wrong(f"{ending} is no format of {sort}")


def ending_of(url: str) -> str:
    """Return the ending of the file that a URL names, in lower case; empty where it names none."""
    last = re.split("[?#]", url)[0].rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


@rule(
    "WA107",
    at=(PART,),
    what="A footer must have at most 60 characters and no variable.",
    why=_REFUSED,
    remedy="Shorten it; a variable belongs to the body.",
    source=f"{ENGAGE}; {COMPONENTS}",
    good="Reply STOP to end",
    bad="Ref {{1}}",
)
def footer(facts: Facts) -> Iterator[Found]:
    """Counted in characters."""
    for part in parts(facts):
        text = text_of(part.footer)
        if text is None:
            continue
        if variables(text):
            yield text.wrong(f"it has the variable {variables(text)[0]}")
        elif found := too_long(text, 60):
            yield found


@rule(
    "WA115",
    at=(PART,),
    what="Variables must be {{1}}, {{2}} and so on without a gap, or all have names.",
    why=_REFUSED,
    remedy="Number them from 1 in each text.",
    source=OVERVIEW,
    good="{{1}} and {{2}}",
    bad="{{1}} and {{3}}",
)
def numbered(facts: Facts) -> Iterator[Found]:
    """Names are lower case; a template has numbers or names, not both."""
    for part in parts(facts):
        kinds = set()
        for text in part.texts():
            found = variables(text)
            numbers = [int(v) for v in found if v.isdigit()]
            names = [v for v in found if not v.isdigit()]
            kinds |= ({"numbers"} if numbers else set()) | ({"names"} if names else set())
            bad = next((n for n in names if not re.fullmatch("[a-z][a-z0-9_]*", n)), None)
            if len(kinds) > 1:
                yield text.wrong("it mixes numbers and names")
                break
            if sorted(set(numbers)) != list(range(1, len(set(numbers)) + 1)):
                yield text.wrong(f"it has {', '.join(f'{{{{{n}}}}}' for n in numbers)}")
            elif bad is not None:
                yield text.wrong(f"{bad!r} is no name of a variable")


@rule(
    "WA116",
    at=(PART,),
    what="A body must neither begin nor end with a variable, nor have two without a word between them.",
    why="Meta refuses it (subcode 2388299): such a text could say anything.",
    remedy="Write words around the variable.",
    source=f"{OVERVIEW}; subcode 2388299",
    good="Hi {{1}}, thanks.",
    bad="Thanks {{1}}",
)
def edges(facts: Facts) -> Iterator[Found]:
    """Spaces and line ends are no words."""
    for part in parts(facts):
        text = text_of(part.body)
        found = list(VARIABLE.finditer(text.value)) if text is not None else []
        if text is None or not found:
            continue
        if not text.value[: found[0].start()].strip():
            yield text.wrong(f"it begins with {found[0][0]}")
        elif not text.value[found[-1].end() :].strip():
            yield text.wrong(f"it ends with {found[-1][0]}")
        elif touching := [b for a, b in pairwise(found) if not text.value[a.end() : b.start()].strip()]:
            yield text.wrong(f"{touching[0][0]} follows a variable without a word between")


@rule(
    "WA117",
    at=(PART,),
    what="Every variable must have an example.",
    why="Meta's reviewers read the text with the examples filled in.",
    remedy="Give one for each variable, none of them empty.",
    source=OVERVIEW,
    good="two variables, two examples",
    bad="two variables, one example",
)
def examples(facts: Facts) -> Iterator[Found]:
    """A template that is adopted as it is needs none: where all lack, it is a warning."""
    for part in parts(facts):
        text = text_of(part.body)
        wanted = len(set(variables(text)))
        given = part.body.get("examples") if part.body is not None else None
        if given is not None and isinstance(given.value, list | tuple):
            empty = next((e for e in given.inside("[*]") if not str(e.value).strip()), None)
            if len(given.value) != wanted:
                yield given.wrong(f"the text has {wanted} variables, here are {len(given.value)} examples")
            elif empty is not None:
                yield empty.wrong("it is empty")
        elif wanted and text is not None and given is None:
            yield text.wrong(_WITHOUT, severity=Severity.WARNING)
        line = text_of(part.header)
        if (
            variables(line)
            and line is not None
            and part.header is not None
            and not part.header.get("example")
        ):
            yield line.wrong(_WITHOUT, severity=Severity.WARNING)


_WITHOUT = "it has no examples; without them it can neither be created nor edited"


@rule(
    "WA118",
    at=(PART,),
    severity=Severity.WARNING,
    what="A body should have more fixed words than twice its variables.",
    why="Meta refuses a text that is hardly more than variables (subcode 2388293).",
    remedy="Write more words, or use fewer variables.",
    source=f"{OVERVIEW}; subcode 2388293; the formula is ours",
    good="7 words, 2 variables",
    bad="3 words, 3 variables",
)
def wordy(facts: Facts) -> Iterator[Found]:
    """Words outside of variables."""
    for part in parts(facts):
        text = text_of(part.body)
        count = len(variables(text))
        words = len(re.findall(r"\w+", VARIABLE.sub(" ", text.value))) if text is not None else 0
        if text is not None and count and words < 2 * count + 1:
            yield text.wrong(f"it has {words} words and {count} variables")


@rule(
    "WA122",
    at=(PART, CATEGORY),
    severity=Severity.WARNING,
    what="A template with words of promotion should be MARKETING.",
    why="Meta moves it there itself, and it costs more than was planned; Genesys PureConnect permits none.",
    remedy="Choose the category MARKETING, or change the words.",
    source="Genesys PureConnect, WhatsApp FAQ; Meta, Template categories; the words are in data/words.json",
    good="MARKETING with 20% off",
    bad="UTILITY with 20% off",
)
def promotion(facts: Facts) -> Iterator[Found]:
    """Whole words only."""
    words = "|".join(re.escape(w) for w in data("words")["promotion"])
    pattern = re.compile(rf"(?<!\w)(?:\d+\s*)?({words})(?!\w)", re.IGNORECASE)
    of = categories(facts)
    for part in parts(facts):
        if of.get(part.value.resource.address) not in ("UTILITY", "AUTHENTICATION"):
            continue
        for text in part.texts():
            if found := pattern.search(text.value):
                yield text.wrong(f"it says {found[0]}")


@rule(
    "WA128",
    at=(PART,),
    what="A value for a variable must have no line end, no tab and at most four spaces in a row.",
    why="WhatsApp refuses the message; in a body it may pass.",
    remedy="Write it in one line with single spaces.",
    source=f"{ENGAGE}, Important",
    good="A1 B2",
    bad="A, five spaces, B",
)
def values(facts: Facts) -> Iterator[Found]:
    """An error in header and buttons, a warning in the body."""
    for part in parts(facts):
        holders = [h for h in (part.header, *part.buttons) if text_of(h, "example") is not None]
        samples = [(s, None) for h in holders if (s := text_of(h, "example")) is not None]
        bodies = part.body.inside("examples[*]") if part.body is not None else ()
        for sample, severity in [*samples, *((b, Severity.WARNING) for b in bodies)]:
            if isinstance(sample.value, str) and re.search(r"[\n\r\t]| {5,}", sample.value):
                yield sample.wrong("it has a line end, a tab or many spaces", severity=severity)


RULES = (
    name,
    unique,
    language,
    category,
    body,
    header,
    header_medium,
    footer,
    numbered,
    edges,
    examples,
    wordy,
    promotion,
    values,
)
