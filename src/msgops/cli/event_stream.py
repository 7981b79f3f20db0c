"""The file behind `--events`: one JSON object per line, each written at once and whole."""

from __future__ import annotations

import json
import os
import stat
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgops.cli.files import open_to_append
from msgops.cli.output import announce
from msgops.model.diagnostic import Diagnostic, StateError
from msgops.model.redact import redact_value


class Stream:
    """Numbers, dates, redacts and writes the events of one run; threads may share it.

    A file that does not even take the first event is refused. One that takes no more later (a full disk, a reader that
    is gone) is given up with a warning: the run is worth more than its story.
    """

    def __init__(self, path: str, *, root: Path) -> None:
        self.path, self.run = path, uuid.uuid4().hex[:12]
        self._seq = 0
        self._lock = threading.Lock()
        try:
            self._file: int | None = open_to_append(path, root=root)
            if _torn(path):
                os.write(self._file, b"\n")
        except OSError as error:
            raise self._refusal(error) from None

    def write(self, event: str, body: dict[str, Any], at: datetime) -> None:
        """Write one event."""
        with self._lock:
            if self._file is None:
                return
            when = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            told = {"event": event, "at": when, "seq": self._seq + 1, "run": self.run, **redact_value(body)}
            line = json.dumps(told, separators=(",", ":"), default=str).encode() + b"\n"
            try:
                while line:
                    line = line[os.write(self._file, line) :]
                self._seq += 1
            except OSError as error:
                self._close()
                if self._seq == 0:
                    raise self._refusal(error) from None
                announce(f"The events end here, the run goes on: {self.path}: {error.strerror}.")

    def _refusal(self, error: OSError) -> StateError:
        detail = f"{self.path}: {error.strerror}"
        return StateError(Diagnostic("MS090", "The events cannot be written", detail=detail))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None


def _torn(path: str) -> bool:
    """Whether a file ends in the middle of a line, as a full disk leaves it."""
    with suppress(OSError):
        size = Path(path).stat()
        if stat.S_ISREG(size.st_mode) and size.st_size:
            with Path(path).open("rb") as file:
                file.seek(-1, os.SEEK_END)
                return file.read(1) != b"\n"
    return False
