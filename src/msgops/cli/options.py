"""The options that many commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

BASE_VARIABLE = "MSGOPS_BASE_REF"
FORMATS = ("text", "json", "markdown", "html", "sarif", "junit")


@dataclass(frozen=True)
class Common:
    """Where the workspace is and how to speak."""

    directory: Path
    environment: str
    formats: tuple[tuple[str, str], ...]
    colour: bool | None
    base: str = ""

    @property
    def json(self) -> bool:
        """Whether stdout carries JSON."""
        return ("json", "") in self.formats


def common(function: F) -> F:
    """Add -C, -e, --json, --format and --no-color; the command gets them as one value `common`."""

    @functools.wraps(function)
    def wrapped(
        *args: Any, directory: str, environment: str, json_: bool, formats: Any, no_color: bool, **kw: Any
    ) -> Any:
        chosen = [_format(text) for text in formats] + ([("json", "")] if json_ else [])
        if sum(1 for _, path in chosen if not path) > 1:
            raise click.UsageError(
                "Only one format can go to stdout; give the others a file: --format html:report.html"
            )
        value = Common(Path(directory), environment, tuple(chosen), False if no_color else None)
        return function(*args, common=value, **kw)

    for option in _OPTIONS:
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def _format(text: str) -> tuple[str, str]:
    name, _, path = text.partition(":")
    if name not in FORMATS:
        raise click.UsageError(f"There is no format {name!r}; there are {', '.join(FORMATS)}.")
    return name, path


_PLACE = (
    click.option(
        "-e",
        "--env",
        "environment",
        default="",
        metavar="ENV",
        help="Lay environments/ENV.yaml over the workspace.",
    ),
    click.option(
        "-C",
        "directory",
        default=".",
        metavar="DIR",
        type=click.Path(file_okay=False),
        help="The workspace; default: here.",
    ),
)

_OPTIONS = (
    click.option("--no-color", is_flag=True, help="Never colour; NO_COLOR in the environment does the same."),
    click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="NAME[:FILE]",
        help="text, json, markdown, html, sarif or junit, to stdout or a file; repeatable.",
    ),
    click.option("--json", "json_", is_flag=True, help="Result as JSON on stdout."),
    *_PLACE,
)


def placed(function: F) -> F:
    """Add -C and -e alone, for a command that prints no result; the command gets them as one value `common`."""

    @functools.wraps(function)
    def wrapped(*args: Any, directory: str, environment: str, **kw: Any) -> Any:
        return function(*args, common=Common(Path(directory), environment, (), None), **kw)

    for option in _PLACE:
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def based(function: F) -> F:
    """Add --base; it stands below `common`, whose value it completes."""

    @functools.wraps(function)
    def wrapped(*args: Any, common: Common, base: str, **kw: Any) -> Any:
        return function(*args, common=replace(common, base=base), **kw)

    return _BASE(wrapped)  # type: ignore[return-value]


_BASE = click.option(
    "--base",
    default="",
    envvar=BASE_VARIABLE,
    metavar="REF",
    help="Take accounts, state, policy and permitted secrets from this commit; default: MSGOPS_BASE_REF.",
)


def selection(function: F) -> F:
    """Add --target, --exclude and --selector."""
    for option in (
        click.option(
            "--selector",
            multiple=True,
            metavar="KEY=VALUE",
            help="Only resources with this label; repeatable.",
        ),
        click.option(
            "--exclude", multiple=True, metavar="ADDRESS", help="Not these; * and ? match; repeatable."
        ),
        click.option(
            "--target",
            multiple=True,
            metavar="ADDRESS",
            help="Only these and what they need; * and ? match; repeatable.",
        ),
    ):
        function = option(function)
    return function
