"""Read a workspace: `msgops.yaml`, an environment's overlay, and every resource document.

All problems of all files are collected; a resource with an error is left out of `desired`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from msgops.config.accounts_blocks import read_accounts
from msgops.config.envelope import BLUEPRINT, read_envelope
from msgops.config.excerpt import with_excerpts
from msgops.config.files import find_files
from msgops.config.head import Head, one_document, read_head
from msgops.config.inside import inside
from msgops.config.interpolate import Scope
from msgops.config.outputs import check_outputs, read_outputs
from msgops.config.problems import MOST, Problems
from msgops.config.references import check_references, check_unique
from msgops.config.silences import read_lint
from msgops.config.sources import check_sources
from msgops.config.spec import read_account, read_attributes
from msgops.config.state_address import refusal
from msgops.config.trust import Base, Commit, check_head, read_base
from msgops.config.workspace import AccountBlock, Lint, Policy, Used, Workspace
from msgops.config.yaml import Budget, Document, read_documents
from msgops.model.address import Address
from msgops.model.diagnostic import ConfigError, Diagnostic, Origin, Severity
from msgops.model.resource import Resource
from msgops.model.secret import Secret
from msgops.model.suggest import suggest

if TYPE_CHECKING:
    from msgops.config.blueprint import Blueprints, Use
    from msgops.model.output import Output
    from msgops.sdk.catalog import Catalog


@dataclass
class _Reading:
    """What is shared while a workspace is read."""

    root: Path
    catalog: Catalog
    found: list[Diagnostic]
    accounts: Mapping[str, AccountBlock] = field(default_factory=dict)
    scope: Scope = field(default_factory=lambda: Scope({}, {}, {}))
    patches: Mapping[str, Any] = field(default_factory=dict)
    desired: dict[Address, Resource] = field(default_factory=dict)
    broken: set[Address] = field(default_factory=set)
    files: dict[str, Path] = field(default_factory=dict)
    templates: dict[str, Path] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    uses: list[Used] = field(default_factory=list)
    base: Base | None = None
    budget: Budget = field(default_factory=Budget)

    @cached_property
    def blueprints(self) -> Blueprints:
        """What makes the documents of blueprints."""
        from msgops.config.blueprint import Blueprints  # noqa: PLC0415  # most workspaces use none

        known = (self.files, self.templates)
        return Blueprints(self.root, self.catalog, self.budget, self.found, *known)

    def document(self, shown: str) -> Document | None:
        """Return the one document of a file of the workspace itself."""
        path = self.root / shown
        if inside(self.root, shown) is None:
            detail, remedy = f'"{shown}" leads out of the workspace', "Copy the file into the workspace."
            self.found.append(Diagnostic("MC015", "Outside the workspace", detail, remedy))
            return None
        if not path.is_file():
            detail = f"{shown} does not exist in {self.root}"
            remedy = "Run `msgops init`, or name the directory with -C."
            self.found.append(Diagnostic("MC001", "There is no such file", detail, remedy))
            return None
        self.files[shown] = path
        return one_document(*read_documents(path, shown, budget=self.budget), shown, self.found)


def load(
    root: Path,
    catalog: Catalog,
    *,
    environment: str = "",
    environ: Mapping[str, str] | None = None,
    commit: Commit | None = None,
    more: Sequence[str] = (),
) -> Workspace:
    """Read the workspace in a directory; findings are in `Workspace.diagnostics`.

    `commit` is the base branch, when the files are somebody else's: it decides on accounts and secrets. `more` are files
    and directories that are read too, although `resources:` does not name them.
    """
    environ = environ or {}
    reading = _Reading(root, catalog, [], base=read_base(commit, environment) if commit else None)
    head = read_head(reading, environment)
    if head is None:
        raise ConfigError(with_excerpts(reading.found, reading.files))
    merged, base = head.merged, head.problems
    reading.patches = head.overlay.get("patches") or {}
    reading.accounts = read_accounts(merged.get("accounts") or {}, catalog, head)
    if reading.base is not None:
        check_head(head, environment, reading.base)
    variables = merged.get("variables") or {}
    public = {n: {"name": n, **_public(b.settings, environ)} for n, b in reading.accounts.items()}
    reading.scope = Scope(variables, public, environ)
    policy, name = _policy(merged.get("policy") or {}, base), merged.get("workspace")
    if not isinstance(name, str) or not name:
        base.add(
            "workspace", "MC102", "Missing field", '"workspace" is required: a name for this configuration'
        )
        name = ""
    resources = [
        *_list(head.data.get("resources", ["resources/"])),
        *_list(head.overlay.get("resources", [])),
        *more,
    ]
    lint = read_lint(merged["lint"], base) if "lint" in merged else Lint()
    reading.outputs = read_outputs(merged.get("outputs"), head)
    _read_resources(reading, resources, base)
    outputs = check_outputs(reading.outputs, catalog, reading.desired, reading.scope, reading.found)
    check_references(catalog, reading.desired, reading.found)
    check_unique(
        catalog, {a: r for a, r in reading.desired.items() if a not in reading.broken}, reading.found
    )
    declared = {str(a) for a in reading.desired}
    for address in reading.patches:
        if address not in declared:
            reading.found.append(
                Diagnostic(
                    "MC112",
                    "A patch without a resource",
                    detail=f"environment {environment} patches {address}",
                )
            )
    broken = reading.broken | {d.address for d in reading.found if d.severity is Severity.ERROR and d.address}
    desired = {a: r for a, r in sorted(reading.desired.items()) if a not in broken}
    return Workspace(
        root=root,
        name=str(name),
        environment=environment,
        accounts=reading.accounts,
        state=_state(reading, head, environment, environ),
        policy=policy,
        variables=variables,
        desired=desired,
        diagnostics=tuple(with_excerpts(reading.found, {**reading.files, **reading.templates})),
        digest=_digest({**merged, "resources": resources}, desired),
        files=tuple(reading.files),
        outputs=outputs,
        drafts={a: r for a, r in sorted(reading.desired.items()) if a in broken},
        lint=lint,
        uses=tuple(reading.uses),
    )


def _state(reading: _Reading, head: Head, environment: str, environ: Mapping[str, str]) -> str:
    """Return the state's address: the environment's word, else the files', who may not say everything."""
    if given := environ.get("MSGOPS_STATE"):
        return given
    url = head.state(environment)
    trusted = environ.get("MSGOPS_TRUSTED_HOSTS", "").replace(",", " ").split()
    merged_already = reading.base is not None and reading.base.state == url
    if not merged_already and (why := refusal(url, reading.root, trusted)):
        remedy = "Keep it inside the workspace, or say in the environment where it is: MSGOPS_STATE."
        head.at("state").add("state", "MC183", "The state may not be there", why, remedy)
    return url


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _public(settings: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that text may use: those that are known now and no secret."""
    out: dict[str, Any] = {}
    for key, value in settings.items():
        found = _SOURCE.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            # Only what is an address by name and by form: anything else in the environment may be secret.
            given = environ.get(found[1] or "", value) if key.endswith("url") else ""
            if given == value or re.match(r"https?://", given):
                out[key] = given
        elif isinstance(value, str) and "${env:" not in value and "${file:" not in value:
            out[key] = value
    return out


_SOURCE = re.compile(r"\$\{(?:env:([^}]*)|file:[^}]*)\}")


def _policy(value: Any, problems: Problems) -> Policy:
    numbers: dict[str, int] = {}
    for key, given in value.items() if isinstance(value, dict) else ():
        if key not in ("max_deletes", "max_delete_percent"):
            problems.add(f"policy.{key}", "MC101", "Unknown field", f'"{key}" is not a policy', key=True)
        elif not str(given).isdigit():
            problems.add(f"policy.{key}", "MC104", "Wrong value", f'"{key}" must be a whole number')
        else:
            numbers[key] = int(given)
    return Policy(numbers.get("max_deletes"), numbers.get("max_delete_percent", 30))


def _read_resources(reading: _Reading, patterns: Any, base: Problems) -> None:
    if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
        base.add("resources", "MC104", "Wrong value", '"resources" must be a list of files and directories')
        return
    paths, found = find_files(reading.root, [str(p) for p in patterns])
    reading.found.extend(found)
    for path in paths:
        shown = path.relative_to(reading.root).as_posix()
        reading.files[shown] = path
        documents, problems = read_documents(path, shown, budget=reading.budget)
        reading.found.extend(problems)
        for document in documents:
            _read_document(reading, shown, document)
            if len(reading.found) > MOST:
                origin = Origin(shown, document.line)
                detail = "the rest of the workspace was not read"
                reading.found.append(
                    Diagnostic("MC016", "Too many problems", detail, "Mend the first ones.", origin=origin)
                )
                return


def _read_document(reading: _Reading, shown: str, document: Document, use: Use | None = None) -> None:
    """Read one document; `use` is the use of a blueprint that made it."""
    problems = Problems(shown, document, reading.found, via=use.origin if use else None)
    if isinstance(document.data, dict) and document.data.get("kind") == BLUEPRINT:
        _expand(reading, shown, document, problems, use)
        return
    envelope = read_envelope(document.data, problems)
    if envelope is None:
        return
    if use is not None:
        envelope = use.upon(envelope)
    if envelope.kind not in reading.catalog:
        hint = suggest(envelope.kind, [*reading.catalog.names, BLUEPRINT])
        remedy = f'Did you mean "{hint}"?' if hint else "`msgops kinds` lists them."
        problems.add("kind", "MC105", "Unknown kind", f'there is no kind "{envelope.kind}"', remedy)
        return
    address = problems.address = Address.of(envelope.kind, envelope.name)
    kind = reading.catalog.kind(envelope.kind)
    before = len(reading.found)
    account = read_account(envelope, kind, reading.accounts, problems)
    patch = reading.patches.get(str(address))
    attributes = read_attributes(envelope, kind, patch, reading.scope, problems)
    check_sources(attributes, account or "", reading.root, reading.base, problems)
    if address in reading.desired:
        other = reading.desired[address].origin
        problems.add("name", "MC113", "Declared twice", f"{address} is also declared at {other}")
        return
    if len(reading.found) > before:
        # Kept so that its references are checked and those to it resolve; left out of `desired` in the end.
        reading.broken.add(address)
    reading.desired[address] = Resource(
        address=address,
        account=account or "",
        attributes=attributes,
        origin=problems.origin(""),
        labels=envelope.labels,
        lifecycle=envelope.lifecycle,
        previously=envelope.previously,
        depends_on=envelope.depends_on,
        places=document.places,
        silences=envelope.silences,
    )


def _expand(reading: _Reading, shown: str, document: Document, problems: Problems, use: Use | None) -> None:
    """Read the documents that a blueprint makes as if they stood in a file."""
    if use is not None:
        problems.add("kind", "MC105", "Unknown kind", "a blueprint cannot use another blueprint")
        return
    expansion = reading.blueprints.expand(shown, document, reading.scope)
    reading.outputs += expansion.outputs
    reading.uses += [expansion.used] if expansion.used else []
    for made in expansion.documents:
        if len(reading.found) <= MOST:
            _read_document(reading, made.shown, made.document, made.use)


def _digest(merged: Mapping[str, Any], desired: Mapping[Address, Resource]) -> str:
    """Digest everything that the files say; secrets count by their source."""

    def encode(value: Any) -> Any:
        if isinstance(value, Secret):
            return {"secret": value.source}
        raise TypeError(type(value).__name__)

    digest = hashlib.sha256(orjson.dumps(merged, option=orjson.OPT_SORT_KEYS))
    for address, resource in desired.items():
        life = resource.lifecycle
        parts = [
            str(address),
            resource.account,
            resource.attributes,
            resource.labels,
            life.prevent_delete,
            life.ignore,
            *([[one.field, one.until] for one in life.lapses]),
            resource.previously,
            [str(a) for a in resource.depends_on],
        ]
        digest.update(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS, default=encode))
    return digest.hexdigest()
