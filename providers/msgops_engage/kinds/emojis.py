"""Emojis that the plug-in shows in transcripts (WhatsApp Guide, Configuration for displaying emojis in chat transcript)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from xml.sax.saxutils import quoteattr

from pydantic import Field

from msgops.sdk.fields import Key, Spec
from msgops.sdk.hands import Artefact, File, Filled, NoApi, Rendered, Step
from msgops.sdk.kind import Hand, Kind
from msgops_engage.kinds.common import ADMIN, DOC, Line, instruct


class Emoji(Spec):
    """One emoji."""

    emoji: Annotated[Line, Field(description="The character or sequence itself")]
    code: Annotated[Line, Field(description="Its code points in small hexadecimal digits: 1f970")]
    picture: Annotated[Line, Field(description="PNG file, from the workspace: emojis/1f970.png")]


class EmojiSetSpec(Filled, Rendered):
    """Entries of CustomEmojis.xml and their pictures."""

    set: Annotated[
        Line | None, Key(from_name=True), Field(description="For the worksheet: which desktops")
    ] = None
    emojis: Annotated[tuple[Emoji, ...], Field(min_length=1)]
    existing: Annotated[
        Line | None,
        Field(
            description="A copy of the desktops' CustomEmojis.xml, from the workspace: for rules, not rendered"
        ),
    ] = None


def entries(wire: Mapping[str, Any]) -> list[Artefact]:
    """Return the elements for CustomEmojis.xml, one to a line, and nothing around them: the file is the plug-in's."""
    found = (f"<Emoticon Emoji={quoteattr(e['emoji'])} Code={quoteattr(e['code'])}/>" for e in wire["emojis"])
    return [Artefact("CustomEmojis.fragment.xml", "".join(f"{line}\n" for line in found))]


EmojiSet = Kind(
    name="engage.EmojiSet",
    spec=EmojiSetSpec,
    api=NoApi(
        File(
            who=ADMIN,
            where="the folder GenesysHub of the Workspace installation",
            steps=(
                Step("Open CustomEmojis.xml in the folder GenesysHub with a text editor.", leads=True),
                "Put the lines of the file in {files} beside the others, as UTF-8; what is there with the same Code is replaced.",
                Step(
                    "Copy {item.picture} as {item.code}.png to GenesysHub\\Images\\Emojis.",
                    each="emojis",
                    gone="Remove {item.code}.png and its line.",
                ),
                Step("Save. On the desktops of agents the files come with the next package.", leads=True),
            ),
            render=entries,
        )
    ),
    hand=Hand.FILE,
    summary="Emojis in transcripts: entries of CustomEmojis.xml as a file, pictures to copy.",
    doc=DOC,
    evidence=instruct("WhatsApp Guide: Configuration for displaying emojis in chat transcript"),
    example={"emojis": [{"emoji": "\U0001f970", "code": "1f970", "picture": "emojis/1f970.png"}]},
)
