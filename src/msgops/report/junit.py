"""Verdicts as JUnit XML, for the test view of a pipeline."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from msgops.report.entries import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.report.entries import Entry


def junit(entries: Sequence[Entry], suite: str) -> str:
    """Return one test suite with a case for each entry."""
    failed = sum(1 for e in entries if e.status is Status.FAILED)
    skipped = sum(1 for e in entries if e.status is Status.SKIPPED)
    figures = f'tests="{len(entries)}" failures="{failed}" errors="0" skipped="{skipped}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="msgops" {figures}>',
        f"  <testsuite name={_quoted(f'msgops {suite}')} {figures}>",
        *(_case(e) for e in entries),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(entry: Entry) -> str:
    place = ""
    if entry.origin is not None:
        origin = entry.origin.via or entry.origin
        line = f' line="{origin.line}"' if origin.line else ""
        place = f" file={_quoted(origin.path)}{line}"
    head = f"    <testcase classname={_quoted(entry.group or 'msgops')} name={_quoted(entry.subject)}{place}"
    message = f"message={_quoted(f'{entry.summary} [{entry.rule}]')}"
    if entry.status is Status.FAILED:
        body = f"<failure type={_quoted(entry.rule)} {message}>{_text(entry.text)}</failure>"
    elif entry.status is Status.SKIPPED:
        body = f"<skipped {message}>{_text(entry.text)}</skipped>"
    else:
        body = f"<system-out>{_text(entry.text)}</system-out>"
    return f"{head}>{body}</testcase>"


def _text(text: str) -> str:
    """Escape for XML; what XML 1.0 cannot carry at all is written as an escape."""
    return html.escape("".join(c if c == "\n" or c.isprintable() else f"\\x{ord(c):02x}" for c in text))


def _quoted(text: str) -> str:
    return f'"{_text(text).replace(chr(10), " ")}"'
