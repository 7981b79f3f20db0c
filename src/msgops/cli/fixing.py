"""Writes what rules know to be right into the files."""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgops.cli.files import write
from msgops.config.mend import Mend, mended

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.rules.check import Finding

_BOM = "\ufeff"


def fixed(runtime: Runtime, findings: Iterable[Finding]) -> int:
    """Mend the values that rules know how to mend; returns how many. Templates of blueprints are left alone."""
    by_file: dict[str, dict[tuple[int, int], Mend]] = defaultdict(dict)
    for finding in findings:
        made = _mend(finding)
        origin = finding.diagnostic.origin
        if made is not None and origin is not None and origin.path in runtime.loaded.files:
            by_file[origin.path].setdefault(made.start, made)
    count = 0
    for shown, mends in by_file.items():
        path = runtime.loaded.root / shown
        before = path.read_bytes().decode("utf-8")
        after, done = mended(before.removeprefix(_BOM), list(mends.values()))
        if done:
            bom = _BOM if before.startswith(_BOM) else ""
            mode = stat.S_IMODE(path.stat().st_mode)
            write(path, (bom + after).encode(), root=path.parent, mode=mode)
            count += len(done)
    return count


def _mend(finding: Finding) -> Mend | None:
    """Return how a finding is mended; nothing where the file has no such value, as in an environment's patch."""
    found, resource = finding.found, finding.found.resource
    if found.fix is None or resource is None or resource.places is None or resource.origin.via is not None:
        return None
    start, end = resource.places.value(found.path), resource.places.end(found.path)
    return Mend(start, end, found.path, found.fix) if start and end else None
