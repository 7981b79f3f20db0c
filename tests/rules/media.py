"""Small files of the formats that rules read, and the files that examples name below `media/`."""

from __future__ import annotations

import struct

MB = 1024 * 1024


def png(width, height):
    """A picture's header; nothing reads further."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06\0\0\0"


def ogg(packet):
    """One page with one packet."""
    return struct.pack("<4sBBqIIIBB", b"OggS", 0, 2, 0, 1, 0, 0, 1, len(packet)) + packet


def opus(channels):
    """The head of a stream."""
    return ogg(struct.pack("<8sBBHIhB", b"OpusHead", 1, channels, 312, 48_000, 0, 0))


def video(*codecs, brand=b"isom"):
    """A file with a track for each codec, as its tables of samples name them."""
    found = box(b"ftyp", brand, struct.pack(">I", 512), brand)
    for codec in codecs:
        entry = box(codec, b"\0" * 8)
        found += box(b"moov", box(b"trak", box(b"stsd", struct.pack(">II", 0, 1), entry)))
    return found


def box(name, *content):
    """Return a box of an ISO file: its size, its name, what is in it."""
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), name) + inside


def zipped(*names):
    """The local headers of an archive."""
    return b"".join(
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(n), 0) + n for n in names
    )


def webp(*, animated):
    """A sticker."""
    return b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0" + bytes([2 if animated else 0]) + b"\0" * 9


EMOJIS = '<?xml version="1.0" encoding="utf-8"?>\n<Emoticons>\n{}</Emoticons>\n'
ENTRY = '  <Emoticon Emoji="{}" Code="{}"/>\n'
ONE = ENTRY.format("\U0001f970", "1f970")
NAMED: dict[str, bytes | tuple[bytes, int]] = {
    "square.png": png(640, 640),
    "wide.png": png(800, 600),
    "large.png": (png(640, 640), 6 * MB),
    "menu.pdf": b"%PDF-1.7\n",
    "huge.pdf": (b"%PDF-1.7\n", 100 * MB),
    "menu.zip": zipped(b"menu.txt"),
    "song.mp3": b"ID3\x04\0\0",
    "mono.opus": opus(1),
    "stereo.opus": opus(2),
    "raw.opus": b"\x08\x0b\xe4\xc1",
    "CustomEmojis.xml": EMOJIS.format(ONE).encode(),
    "TwiceEmojis.xml": EMOJIS.format(ONE + ONE).encode(),
}
"""What lies below `media/` of an example; with a size, the rest is zeros."""


def write(folder):
    """Write them; what is large takes no room on disk."""
    folder.mkdir()
    for name, given in NAMED.items():
        content, size = given if isinstance(given, tuple) else (given, 0)
        with (folder / name).open("wb") as file:
            file.write(content)
            if size:
                file.truncate(size)
