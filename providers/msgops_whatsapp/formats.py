"""What a file is, read from its first bytes; the name helps only where formats share their beginning."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 64 * 1024
"""How many bytes are enough to tell a format."""
VIDEOS = frozenset({"mp4", "3gp"})

_OFFICE = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"%PDF-", "pdf"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"BM", "bmp"),
    (b"Rar!", "rar"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"MZ", "exe"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXTS = frozenset({"txt", "csv", "html", "htm", "xml", "json", "md", "svg"})
_SAMPLES = re.compile(rb"stsd.{12}([ -~]{4})", re.DOTALL)
"""A table of samples: version and flags, count, size, then the codec."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A file's format (empty: unknown), and of sound and stickers what else counts."""

    form: str
    codec: str = ""
    channels: int = 0
    animated: bool = False


def ending(name: str) -> str:
    """Return what stands behind the last dot of a file's name, in lower case."""
    stem, dot, last = name.rpartition("/")[2].rpartition(".")
    return last.lower() if dot and stem else ""


def medium(content: bytes, name: str) -> Medium:
    """Read the beginning of a file."""
    if content.startswith(b"OggS"):
        return _ogg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Medium("webp", animated=content[12:16] == b"VP8X" and bool(content[20:21] and content[20] & 2))
    if content[4:8] == b"ftyp":
        return Medium(_brand(content[8:12]))
    if content.startswith(b"PK\x03\x04"):
        return Medium(_zipped(content, ending(name)))
    if content.startswith(_OLD_OFFICE):
        return Medium(ending(name) if ending(name) in ("doc", "xls", "ppt") else "ole")
    if len(content) > 1 and content[0] == 0xFF and content[1] & 0xF6 == 0xF0:
        return Medium("aac")
    if len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2:
        return Medium("mp3")
    return Medium(next((form for start, form in _STARTS if content.startswith(start)), _text(content, name)))


def _ogg(content: bytes) -> Medium:
    """Read the first packet of the first page."""
    packet = content[27 + content[26] :] if len(content) > 27 else b""
    if packet.startswith(b"OpusHead") and len(packet) > 9:
        return Medium("ogg", "opus", packet[9])
    return Medium("ogg", "vorbis" if packet.startswith(b"\x01vorbis") else "")


def _brand(brand: bytes) -> str:
    if brand.startswith(b"M4A"):
        return "m4a"
    if brand.startswith((b"3gp", b"3g2")):
        return "3gp"
    return {b"qt  ": "mov", b"heic": "heic", b"avif": "avif"}.get(brand, "mp4")


def _zipped(content: bytes, last: str) -> str:
    if b"[Content_Types].xml" not in content:
        return "zip"
    found = next((form for part, form in _OFFICE.items() if part in content), "")
    return found or (last if last in _OFFICE.values() else "zip")


def _text(content: bytes, name: str) -> str:
    """Whether it is text: UTF-8 without NUL, of an ending that is no other format's."""
    if b"\0" in content or not content:
        return ""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if len(content) < HEAD or error.start < HEAD - 3:  # a letter may be cut at the end of what was read
            return ""
    return "txt" if ending(name) in _TEXTS or not ending(name) else ""


def codecs(content: bytes) -> tuple[str, ...]:
    """Return the codecs of a video's tracks, such as `avc1` and `mp4a`."""
    return tuple(found.decode() for found in _SAMPLES.findall(content))
