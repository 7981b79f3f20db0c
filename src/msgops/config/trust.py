"""What a pull request may not change for itself: accounts, state and policy are those of the base branch.

Whoever may open a pull request may write any YAML. With a base, that YAML can use the accounts that are merged, and
of the environment and of files only what these accounts name under `secrets:` (docs/decisions/0006).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.config.head import FILE, Head, one_document, read_head
from msgops.config.interpolate import Scope, walk
from msgops.config.yaml import read_text
from msgops.model.diagnostic import ConfigError, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable

    from msgops.config.yaml import Document

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MERGE = "Merge that change first, by itself, after somebody looked at where credentials would go."


@dataclass(frozen=True, slots=True)
class Commit:
    """The base branch: its name, and a reader of its files that returns nothing for a file that it does not have."""

    ref: str
    read: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Base:
    """What the base branch says of accounts, state and policy, variables filled in."""

    ref: str
    accounts: Mapping[str, Any]
    state: str
    policy: Any

    def sources(self, account: str) -> frozenset[str]:
        """Return the secret sources that resources of an account may name."""
        block = self.accounts.get(account)
        given = block.get("secrets") if isinstance(block, Mapping) else None
        return frozenset(source(str(one)) for one in given) if isinstance(given, list) else frozenset()


class _CommitFiles:
    """The two files of a commit; an environment that the commit does not have adds nothing."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self.found: list[Diagnostic] = []

    def document(self, shown: str) -> Document | None:
        text = self._commit.read(shown)
        if text is None and shown != FILE:
            text = "{}\n"
        if text is None:
            return None
        documents, problems = read_text(text, f"{self._commit.ref}:{shown}")
        return one_document(documents, problems, shown, self.found)


def read_base(commit: Commit, environment: str) -> Base:
    """Read what a commit says; `ConfigError` when it says nothing that could be trusted."""
    files = _CommitFiles(commit)
    head = read_head(files, environment)
    if head is None or files.found:
        raise ConfigError(
            files.found
            or [
                Diagnostic(
                    "MC182",
                    "The base cannot be read",
                    detail=f"{commit.ref} has no {FILE} here",
                    remedy="Merge a workspace with its accounts first, by itself.",
                )
            ]
        )
    return Base(commit.ref, _accounts(head), head.state(environment), head.merged.get("policy"))


def _accounts(head: Head) -> dict[str, Any]:
    """Return the account blocks as they would be used: variables filled in, secrets by their source."""
    variables = head.merged.get("variables")
    scope = Scope(variables if isinstance(variables, dict) else {}, {}, {})
    blocks = head.merged.get("accounts")
    if not isinstance(blocks, dict):
        return {}
    return {str(name): walk(block, "", scope, lambda *_: None) for name, block in blocks.items()}


def check_head(head: Head, environment: str, base: Base) -> None:
    """Report every account, state and policy that is not what the base branch says."""
    for name, block in _accounts(head).items():
        if name not in base.accounts:
            _refuse(head, f"accounts.{name}", f"{base.ref} has no account {name}")
            continue
        for key in sorted(_different(block, base.accounts[name])):
            path = f"accounts.{name}.{key}" if key else f"accounts.{name}"
            _refuse(head, path, f"{path} is not what {base.ref} says")
    if head.state(environment) != base.state:
        _refuse(head, "state", f"the state is not the one of {base.ref}")
    if head.merged.get("policy") != base.policy:
        _refuse(head, "policy", f"the policy is not the one of {base.ref}")


def _different(now: Any, then: Any) -> set[str]:
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        return {str(k) for k in {*now, *then} if k not in now or k not in then or now[k] != then[k]}
    return set() if now == then else {""}


def _refuse(head: Head, path: str, detail: str) -> None:
    head.at(path).add(path, "MC180", "Not for a pull request to change", detail, _MERGE)


def source(text: str) -> str:
    """Return the canonical form of a secret source: `NAME` and `env:NAME` are one, a file's path is normal."""
    scheme, colon, rest = text.partition(":")
    if not colon:
        return f"env:{text}"
    return f"file:{posixpath.normpath(rest)}" if scheme == "file" else text


def bad_sources(given: Any) -> Iterator[tuple[int | None, str]]:
    """Yield what is wrong with the `secrets:` of an account, with the index of the entry."""
    if not isinstance(given, list):
        yield None, '"secrets" must be a list of names of environment variables and of file:PATH'
        return
    for index, one in enumerate(given):
        scheme, _, rest = source(one).partition(":") if isinstance(one, str) else ("", "", "")
        if not ((scheme == "env" and _NAME.fullmatch(rest)) or (scheme == "file" and rest not in ("", "."))):
            yield index, f"{one} is neither the name of an environment variable nor file:PATH"
