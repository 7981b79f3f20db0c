"""Pages in a real browser: where one is, a picture of a page, and its pixels."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_CHANNELS = {2: 3, 6: 4}
_UP = 2


def chromium() -> str | None:
    """Return the browser of this machine, nothing where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def screenshot(program: str, page: Path, picture: Path, width: int, height: int) -> Pixels:
    """Open a page without a window and take its picture."""
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    ]
    place = [f"--user-data-dir={picture.parent / 'profile'}", f"--window-size={width},{height}"]
    done = subprocess.run(
        [program, *flags, *place, f"--screenshot={picture}", page.as_uri()],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert picture.exists(), done.stderr.decode(errors="replace")
    return Pixels(picture.read_bytes())


class Pixels:
    """The pixels of a PNG with eight bits a channel, as browsers write it."""

    def __init__(self, data: bytes) -> None:
        chunks, at = b"", 8
        while at < len(data):
            length, name = struct.unpack_from(">I4s", data, at)
            if name == b"IHDR":
                self.width, self.height, depth, kind = struct.unpack_from(">IIBB", data, at + 8)
                assert depth == 8
            if name == b"IDAT":
                chunks += data[at + 8 : at + 8 + length]
            at += length + 12
        self.channels = _CHANNELS[kind]
        self.rows = list(self._rows(zlib.decompress(chunks)))

    def _rows(self, raw: bytes):
        """Undo the filters of the format, row by row."""
        size, step = self.width * self.channels, self.channels
        above = bytes(size)
        for start in range(0, len(raw), size + 1):
            kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + size])
            if kind == _UP:
                row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=True))
            elif kind:
                for i in range(size):
                    left, up = row[i - step] if i >= step else 0, above[i]
                    corner = above[i - step] if i >= step else 0
                    row[i] = (row[i] + _guess(kind, left, up, corner)) & 255
            above = bytes(row)
            yield above

    def column(self, x: int) -> set[tuple[int, ...]]:
        """Return the colours of a column."""
        at = x * self.channels
        return {tuple(row[at : at + 3]) for row in self.rows}

    def colours(self) -> set[tuple[int, ...]]:
        """Return all colours."""
        step = self.channels
        return {tuple(row[i : i + 3]) for row in self.rows for i in range(0, len(row), step)}


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    distances = [(abs(left + up - corner - one), n) for n, one in enumerate((left, up, corner))]
    return (left, up, corner)[min(distances)[1]]
