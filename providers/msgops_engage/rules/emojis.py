"""Emojis of transcripts: their entries in CustomEmojis.xml and their pictures (WA215 and WA216).

XML is read by an event parser that stops at the first document type: no entity is ever defined, so none is expanded or fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat

from msgops.sdk.readings import known
from msgops.sdk.rules import Facts, Found, Value, rule
from msgops_engage.rules.common import GUIDE
from msgops_whatsapp.formats import HEAD, medium

EMOJIS = "engage.emojis"
FILE = "engage.emojis.file"

_SOURCE = f"{GUIDE}, Configuration for displaying emojis in chat transcript"
_MOST = 1024 * 1024
_SELECTOR = "\ufe0f"
"""Asks for the picture of a character instead of its letter form; files are often named without it."""


def codes(emoji: str) -> tuple[str, ...]:
    """Return the codes that an emoji may have: its code points in hexadecimal, of a sequence with hyphens between."""
    return tuple(
        dict.fromkeys("-".join(f"{ord(c):x}" for c in text) for text in (emoji, emoji.replace(_SELECTOR, "")))
    )


@rule(
    "WA215",
    at=(EMOJIS,),
    what="The code of an emoji must be its code points in small hexadecimal digits, and its picture a PNG file.",
    why="The plug-in looks for the picture by the code: with another one the transcript shows an empty box.",
    remedy="Write for example 1f970 for U+1F970; the parts of a sequence have hyphens between.",
    source=f"{_SOURCE}; hyphens are ours",
    good="1f970 for U+1F970",
    bad="1F971 for U+1F970",
)
def code(facts: Facts) -> Iterator[Found]:
    """Pictures are read by their content."""
    for emojis in facts.at(EMOJIS):
        for one in emojis.inside("[*]"):
            given, picture = one.get("code"), one.get("picture")
            right = codes(known(one.get("emoji")))
            if right[0] and given is not None and known(given) not in ("", *right):
                yield given.wrong(f"{given.value} is not {' or '.join(right)}", fix=right[0])
            if picture is not None and known(picture) and (wrong := _no_png(facts, known(picture))):
                yield picture.wrong(wrong)


def _no_png(facts: Facts, name: str) -> str:
    content = facts.read(name, HEAD)
    if content is None:
        return f"there is no file {name} in the workspace"
    return "" if medium(content, name).form == "png" else "its content is no PNG"


class _RefusedError(Exception):
    """The document has what is not read."""


def entries(content: bytes) -> list[str]:
    """Return the codes of the elements `Emoticon`, in their order; `ValueError` says why the text cannot be read."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Emoticon":
            found.append(attributes.get("Code", ""))

    def refuse(*_: object) -> None:
        raise _RefusedError

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except _RefusedError:
        raise ValueError("it has a document type, which is not read") from None
    except expat.ExpatError as error:
        message = expat.ErrorString(error.code)
        raise ValueError(f"it is not well formed: {message} in line {error.lineno}") from None
    return found


@rule(
    "WA216",
    at=(EMOJIS, FILE),
    what="CustomEmojis.xml must stay well formed, with one entry for a code.",
    why="With one mistake it is no XML any more, and of two entries for one code only one can count.",
    remedy="Keep one of the entries; a document type and entities have no place in it.",
    source=f"{_SOURCE}; what is refused of XML is ours",
    good="1f970 once",
    bad="1f970 twice",
)
def once(facts: Facts) -> Iterator[Found]:
    """Of the entries that are declared, and of a copy of the file where one is named."""
    for emojis in facts.at(EMOJIS):
        seen: set[str] = set()
        for given in emojis.inside("[*].code"):
            if known(given) in seen:
                yield given.wrong(f"{given.value} is there twice")
            seen.add(known(given) or given.path)
    for name in facts.texts(FILE):
        if wrong := _broken(facts, name):
            yield name.wrong(wrong)


def _broken(facts: Facts, name: Value) -> str:
    content = facts.read(name.value, _MOST + 1)
    if content is None:
        return f"there is no file {name.value} in the workspace"
    if len(content) > _MOST:
        return "it is larger than 1 MB"
    try:
        counted = Counter(entries(content))
    except ValueError as error:
        return str(error)
    twice = next((c for c, count in counted.items() if count > 1), None)
    return "" if twice is None else f"the code {twice} is there twice"


RULES = (code, once)
