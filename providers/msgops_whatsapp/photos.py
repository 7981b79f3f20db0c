"""The picture of a profile, read by its content (rule WA027). The subject `whatsapp.photo` is a file of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgops.sdk.rules import Facts, Found, Severity, Value, rule

PHOTO = "whatsapp.photo"
_MOST = 5 * 1024 * 1024
_SIDE = 640
_PNG = b"\x89PNG\r\n\x1a\n"
_ENDINGS = {"png": ("png",), "jpeg": ("jpg", "jpeg")}
_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """What the first bytes of a picture tell."""

    form: str
    width: int
    height: int


def picture(content: bytes) -> Picture | None:
    """Read the form and size of a PNG or JPEG; nothing for any other content."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        return Picture("png", int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _STARTS_OF_FRAME:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return Picture("jpeg", int.from_bytes(width), int.from_bytes(height))
        at += 1 if marker == 0xFF else 2 + max(size, 2)
    return None


@rule(
    "WA027",
    at=(PHOTO,),
    what="The picture of a profile must be a square PNG or JPEG of at most 5 MB, and should have 640 x 640 pixels.",
    why="WhatsApp refuses another form, and cuts off what is not square.",
    remedy="Save it anew as a PNG of 640 x 640 pixels.",
    source="Genesys PureConnect, profile table; NICE CXone, logo; Infobip OpenAPI Specification 3.210.0, logoUrl (192 to 640)",
    good="a PNG of 640 x 640 pixels and 200 KB",
    bad="a GIF of 800 x 600 pixels",
)
def photo(facts: Facts) -> Iterator[Found]:
    """By content: an ending that says something else is a warning."""
    for name in facts.texts(PHOTO):
        content = facts.read(name.value, _MOST + 1)
        if content is None:
            yield name.wrong(f"there is no file {name.value} in the workspace")
        elif len(content) > _MOST:
            yield name.wrong("it is larger than 5 MB")
        elif (found := picture(content)) is None:
            yield name.wrong("its content is neither PNG nor JPEG")
        elif problem := _size(facts, name, found):
            yield problem
        elif name.value.lower().rpartition(".")[2] not in _ENDINGS[found.form]:
            yield name.wrong(f"its content is {found.form.upper()}", severity=Severity.WARNING)


def _size(facts: Facts, name: Value, found: Picture) -> Found | None:
    size = f"it has {found.width} x {found.height} pixels"
    least, most = facts.limit(name, f"{PHOTO}.smallest", 0), facts.limit(name, f"{PHOTO}.largest", 1 << 30)
    if found.width != found.height:
        return name.wrong(f"{size}: it is not square")
    if not least <= found.width <= most:
        return name.wrong(f"{size}; {least} to {most} are taken")
    return name.wrong(size, severity=Severity.WARNING) if found.width != _SIDE else None


RULES = (photo,)
