"""From the bytes of a file to text that a YAML parser accepts. Line ends count as editors count them."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic, Origin

if TYPE_CHECKING:
    from pathlib import Path

    from msgops.config.yaml_limits import Job

# What YAML cannot hold, and three characters that YAML 1.1 takes for line ends although editors do not.
_BAD = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UNDECODED = re.compile("[\udc80-\udcff]")
_BOUNDARY = re.compile(r"(?:\A|(?<=[\r\n]))---(?=[ \t\r\n]|\Z)")
_TAG_LINE = re.compile(r"(?:\A|(?<=[\r\n]))%TAG")
_BREAK = re.compile(r"\r\n?|\n")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def read_bytes(path: Path, limit: int) -> bytes | int:
    """Return a regular file's content, or its size when that is over the limit; else raise `OSError`."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is not a file")
        if found.st_size > limit:
            return found.st_size
        with os.fdopen(os.dup(handle), "rb") as file:
            raw = file.read(limit + 1)
    finally:
        os.close(handle)
    return raw if len(raw) <= limit else len(raw)


def decode(raw: bytes, shown: str) -> str | Diagnostic:
    """Return the text of UTF-8 bytes, with or without a byte order mark."""
    if raw.startswith(_MARKS) or b"\0" in raw[:2]:
        return Diagnostic(
            "MC002", "Not UTF-8", "the file is UTF-16 or UTF-32", "Save it as UTF-8.", origin=Origin(shown)
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape")
    count, first = len(_UNDECODED.findall(text)), _UNDECODED.search(text)
    assert first is not None
    more = f" (and {count - 1} more such bytes)" if count > 1 else ""
    detail = f"byte 0x{ord(first[0]) - 0xDC00:02X} is not part of any UTF-8 character{more}"
    return Diagnostic(
        "MC002", "Not UTF-8", detail, "Save the file as UTF-8.", origin=origin_at(text, first.start(), shown)
    )


def replace_bad(text: str, job: Job) -> str:
    """Report what may not stand in a file, and blunt it so that the rest of the file is read too."""
    text = text.removeprefix("\ufeff")
    if "%TAG" in text:
        text = _without_tag_lines(text, job)
    if _BAD.search(text) is None:
        return text
    line, counted = 1, 0
    for found in _BAD.finditer(text):
        line += count_breaks(text, counted, found.start())
        counted = found.start()
        job.report(_bad(text, counted, Origin(job.shown, line, counted - line_start(text, counted) + 1)))
    return _BAD.sub("\ufffd", text)


def _without_tag_lines(text: str, job: Job) -> str:
    """Turn %TAG lines into comments: a parser compares each with all before it, which takes for ever."""
    for found in _TAG_LINE.finditer(text):
        origin = origin_at(text, found.start(), job.shown)
        job.report(Diagnostic("MC010", "Tag", "tags have no meaning here", "Remove the line.", origin=origin))
    return _TAG_LINE.sub("#TAG", text)


def _bad(text: str, index: int, origin: Origin) -> Diagnostic:
    code = ord(text[index])
    remedy = (
        f'Remove it, or write it as "\\u{code:04x}" in double quotes.' if 0 < code < 0xD800 else "Remove it."
    )
    detail = f"U+{code:04X} may not stand in a file as it is"
    return Diagnostic("MC003", "Control character", detail, remedy, origin=origin)


def line_start(text: str, index: int) -> int:
    """Return where the line of an index starts."""
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def count_breaks(text: str, start: int, end: int) -> int:
    """Return the number of line ends between two indexes."""
    returns = text.count("\r", start, end)
    return text.count("\n", start, end) + returns - (text.count("\r\n", start, end) if returns else 0)


def origin_at(text: str, index: int, shown: str) -> Origin:
    """Return the line and column of an index."""
    return Origin(shown, count_breaks(text, 0, index) + 1, index - line_start(text, index) + 1)


def split_lines(text: str) -> list[str]:
    """Return the lines without their ends."""
    return _BREAK.split(text)


def boundary(text: str, start: int) -> int:
    """Return where the next `---` line begins, or the end: nothing that YAML allows can hold one inside."""
    found = _BOUNDARY.search(text, start)
    return found.start() if found else len(text)
