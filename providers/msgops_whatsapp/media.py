"""Files that WhatsApp carries, judged by their content (rules WA170, WA171 and WA173).

The subject `whatsapp.medium` is a file of the workspace: an attachment, or the picture, video or document of a message.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgops.sdk.rules import Facts, Found, Severity, Value, rule
from msgops_whatsapp.formats import HEAD, VIDEOS, Medium, codecs, ending, medium

MEDIUM = "whatsapp.medium"

_KB, _MB = 1024, 1024 * 1024
MOST = 100 * _MB
"""No file reaches it."""
_SIZES = {
    **dict.fromkeys(("jpeg", "png"), 5 * _MB),
    **dict.fromkeys(("aac", "amr", "mp3", "m4a", "ogg", "mp4", "3gp"), 16 * _MB),
    **dict.fromkeys(("txt", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx"), MOST),
    "webp": 100 * _KB,
}
"""The formats that WhatsApp takes, and the most bytes of each."""
_ANIMATED = 500 * _KB
_ENDINGS = {
    "jpeg": ("jpg", "jpeg"),
    "ogg": ("ogg", "oga", "opus"),
    "3gp": ("3gp", "3gpp"),
    "mp4": ("mp4", "m4v"),
}
_H264 = frozenset({"avc1", "avc3"})
_SOURCE = "Meta, Media (2025-12-11)"


def media(facts: Facts) -> Iterator[tuple[Value, Medium, int]]:
    """Yield every file that is there: where it is named, what it is, and its size."""
    yield from facts.once(_media)


def _media(facts: Facts) -> Iterator[tuple[Value, Medium, int]]:
    for name in facts.texts(MEDIUM):
        content, size = facts.read(name.value, HEAD), facts.size(name.value)
        if content is not None and size is not None:
            yield name, medium(content, name.value), size


@rule(
    "WA170",
    at=(MEDIUM,),
    what="A file must have less than 100 MB.",
    why="No platform sends it, and none receives it.",
    remedy="Make it smaller, or send a link.",
    source="Genesys Engage, WhatsApp Guide 9.1, Attachments",
    good="a document of 99 MB",
    bad="a document of 100 MB",
)
def too_large(facts: Facts) -> Iterator[Found]:
    """100 x 1024 x 1024 bytes are too many."""
    for name, _, size in media(facts):
        if size >= MOST:
            yield name.wrong(f"it has {size} bytes; {MOST} must not be reached")


@rule(
    "WA171",
    at=(MEDIUM,),
    what="A file must have a format and a size that WhatsApp takes.",
    why="Meta refuses the upload, whatever the desktop of the agents allows.",
    remedy=(
        "Pictures: JPEG or PNG of 5 MB. Sound: AAC, AMR, MP3, M4A or Ogg with Opus, videos: MP4 or 3GP with H.264 and AAC, of 16 MB. "
        "Documents: text, PDF, Word, Excel, PowerPoint of less than 100 MB. Stickers: WebP of 100 KB, animated 500 KB."
    ),
    source=f"{_SOURCE}; smaller than the 100 MB of Genesys Engage",
    good="a PNG of 4 MB",
    bad="a PNG of 6 MB",
)
def taken(facts: Facts) -> Iterator[Found]:
    """By content; an ending that says something else is a warning."""
    for name in facts.texts(MEDIUM):
        if facts.size(name.value) is None:
            yield name.wrong(f"there is no file {name.value} in the workspace")
    for name, found, size in media(facts):
        wrong = _refused(facts, name, found, size)
        if wrong:
            yield name.wrong(wrong)
        elif found.form and ending(name.value) not in _ENDINGS.get(found.form, (found.form,)):
            yield name.wrong(f"its content is {found.form.upper()}", severity=Severity.WARNING)


def _refused(facts: Facts, name: Value, found: Medium, size: int) -> str:
    """Say what WhatsApp refuses of a file; Opus without Ogg, and what has 100 MB, are told by other rules."""
    most = _ANIMATED if found.form == "webp" and found.animated else _SIZES.get(found.form)
    if not found.form and ending(name.value) == "opus":
        return ""
    if most is None:
        return f"its content is {found.form.upper() or 'of no format that WhatsApp knows'}"
    if most < size < MOST:
        return f"a file of the format {found.form.upper()} has at most {most} bytes, and this one {size}"
    if found.form == "ogg" and found.codec != "opus":
        return f"it is Ogg with {found.codec or 'an unknown codec'}, not with Opus"
    used = codecs(facts.read(name.value, most) or b"") if found.form in VIDEOS and size <= most else ()
    other = [c for c in used if c not in _H264 and c != "mp4a"]
    return f"it is encoded as {other[0]}, not as H.264 with AAC" if other else ""


@rule(
    "WA173",
    at=(MEDIUM,),
    severity=Severity.WARNING,
    what="A file .opus should be Ogg with Opus in one channel.",
    why="Meta takes Opus only in Ogg, and a voice message only in mono.",
    remedy="Convert it: ffmpeg -i in.opus -ac 1 -c:a libopus out.ogg.",
    source=f"{_SOURCE}; Genesys Engage, WhatsApp Guide 9.1, Attachments, names OPUS",
    good="Ogg with Opus in one channel",
    bad="Opus without Ogg",
)
def opus(facts: Facts) -> Iterator[Found]:
    """Also of an .ogg file, how many channels it has."""
    for name, found, _ in media(facts):
        if ending(name.value) == "opus" and not found.form:
            yield name.wrong("it is not in an Ogg container")
        elif found.form == "ogg" and found.codec == "opus" and found.channels != 1:
            yield name.wrong(f"it has {found.channels} channels")


RULES = (too_large, taken, opus)
