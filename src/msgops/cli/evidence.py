"""The evidence pack: one archive with the page, the runs with their calls, who approved what, and the whole log with its proof.

A manifest names every file with its SHA-256. It is signed with Ed25519 (RFC 8032) where a key is given, so that
`openssl pkeyutl -verify -rawin -pubin -inkey KEY -in manifest.json -sigfile manifest.sig` proves it without msgops.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import ConfigError, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.model.state import AuditRecord, Consent, GateRecord, Intent, Run

MANIFEST, SIGNATURE, LOG, PAGE = "manifest.json", "manifest.sig", "audit.jsonl", "index.html"
REPORTS = "reports/"
_LARGEST = 1 << 30
"""Bytes that an archive may unfold to when it is verified."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a pack is made of. `since` and `until` are days (`YYYY-MM-DD`, UTC), the first and the last."""

    workspace: str
    since: str
    until: str
    made: str
    version: str
    runs: Sequence[Run]
    calls: Mapping[str, Sequence[Intent]]
    gates: Sequence[GateRecord]
    consents: Sequence[Consent]
    log: Sequence[AuditRecord]
    page: str
    reports: Mapping[str, bytes] = field(default_factory=dict)


def log_lines(records: Sequence[AuditRecord]) -> list[str]:
    """Return the log as JSON lines with the head as the last one, as `audit export` writes it."""
    head = {"records": len(records), "head": records[-1].hash if records else ""}
    return [*(json.dumps(asdict(r), ensure_ascii=False) for r in records), json.dumps(head)]


def pack(evidence: Evidence, key: Path | None) -> bytes:
    """Return the archive; the same evidence and key give the same bytes."""
    files = {
        PAGE: evidence.page.encode(),
        "runs.json": _json(
            [{**asdict(r), "calls": _calls(evidence.calls.get(r.id, ()))} for r in evidence.runs]
        ),
        "approvals.json": _json(
            {
                "gates": [{**asdict(g), "address": str(g.address)} for g in evidence.gates],
                "consents": [asdict(c) for c in evidence.consents],
            }
        ),
        LOG: "".join(f"{line}\n" for line in log_lines(evidence.log)).encode(),
        **{f"{REPORTS}{name}": content for name, content in sorted(evidence.reports.items())},
    }
    manifest = _json(
        {
            "format_version": "1.0",
            "workspace": evidence.workspace,
            "from": evidence.since,
            "to": evidence.until,
            "made": evidence.made,
            "msgops": evidence.version,
            "log": {"records": len(evidence.log), "head": evidence.log[-1].hash if evidence.log else ""},
            "files": {
                name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
                for name, content in files.items()
            },
        }
    )
    signed = {SIGNATURE: _signed(key, manifest)} if key else {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: manifest, **signed, **files}.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _calls(intents: Sequence[Intent]) -> list[dict[str, Any]]:
    """Return calls without the values that stood there before: the log has their digests."""
    return [
        {
            "at": i.at,
            "address": str(i.address),
            "action": i.action,
            "state": i.state.value,
            "id": i.live_id,
            "detail": i.detail,
        }
        for i in intents
    ]


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, indent=2, ensure_ascii=False, default=str)}\n".encode()


def _signed(path: Path, content: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise _no_key(
            path, error.strerror if isinstance(error, OSError) else "it is no unencrypted PEM key"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "it is no Ed25519 key")
    return key.sign(content)


def _no_key(path: Path, why: str | None) -> ConfigError:
    remedy = "Make one with `openssl genpkey -algorithm ed25519 -out FILE`."
    return ConfigError(
        [Diagnostic("MC172", "The key cannot be used", detail=f"{path}: {why}", remedy=remedy)]
    )


def faults(path: Path, public_key: Path | None) -> tuple[list[str], int]:
    """Return everything that is wrong with a pack, and how many records its log has; `ConfigError` where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            small = sum(i.file_size for i in archive.infolist()) <= _LARGEST
            files = {i.filename: archive.read(i) for i in archive.infolist() if small}
        manifest = json.loads(files.pop(MANIFEST))
        named, log = dict(manifest["files"]), files[LOG]
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        why = error.strerror if isinstance(error, OSError) else "it has no manifest and log of `audit pack`"
        remedy = "Make one with `msgops audit pack --from DAY --to DAY --out FILE`."
        raise ConfigError(
            [Diagnostic("MC173", "Not an evidence pack", detail=f"{path}: {why}", remedy=remedy)]
        ) from None
    signature = files.pop(SIGNATURE, None)
    found = _unsigned(public_key, path, signature) if public_key else []
    found += [f"{name} is missing" for name in named.keys() - files.keys()]
    found += [f"{name} is not in the manifest" for name in files.keys() - named.keys()]
    found += [
        f"{name} was changed"
        for name, content in files.items()
        if name in named and sha256(content).hexdigest() != named[name].get("sha256")
    ]
    broken, length = first_broken_line(log, path)
    found += [f"the log is broken at record {broken}"] if broken is not None else []
    return sorted(found), length


def _unsigned(key: Path, path: Path, signature: bytes | None) -> list[str]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if signature is None:
        return ["it is not signed"]
    try:
        public = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError) as error:
        raise _no_key(
            key, error.strerror if isinstance(error, OSError) else "it is no PEM public key"
        ) from None
    if not isinstance(public, Ed25519PublicKey):
        raise _no_key(key, "it is no Ed25519 key")
    with zipfile.ZipFile(path) as archive:
        try:
            public.verify(signature, archive.read(MANIFEST))
        except InvalidSignature:
            return ["the manifest was not signed with this key"]
    return []


def first_broken_line(content: bytes, path: Path) -> tuple[int | None, int]:
    """Return the first broken record of an exported log, and how many it has."""
    from msgops.model.state import AuditRecord
    from msgops.state.audit import first_broken_of

    try:
        *lines, last = [json.loads(line) for line in content.decode().splitlines()]
        records = [AuditRecord(**line) for line in lines]
        count, head = int(last["records"]), str(last["head"])
    except (ValueError, TypeError, KeyError):
        remedy = "Make one with `msgops audit export > FILE`."
        why = "it does not end with the line of `audit export`"
        raise ConfigError(
            [Diagnostic("MC171", "Not an exported log", detail=f"{path}: {why}", remedy=remedy)]
        ) from None
    return first_broken_of(records, count, head), len(records)
