"""Files that WhatsApp carries and that Engage reads: by their content, within sizes, and never further than needed."""

from __future__ import annotations

import pytest
import yaml

from msgops.cli.linting import linted
from msgops_engage.rules.emojis import codes, entries
from msgops_whatsapp.formats import HEAD, Medium, codecs, ending, medium
from rules.marked import workspace
from rules.media import MB, box, ogg, opus, png, video, webp, zipped

FORMATS = [
    (png(1, 1), "a.png", "png"),
    (b"\xff\xd8\xff\xe0", "a.jpg", "jpeg"),
    (b"GIF89a", "a.gif", "gif"),
    (b"%PDF-1.7", "a.pdf", "pdf"),
    (b"#!AMR\n", "a.amr", "amr"),
    (b"\xff\xf1\x50\x80", "a.aac", "aac"),
    (b"\xff\xfb\x90\x44", "a.mp3", "mp3"),
    (b"ID3\x04", "a.mp3", "mp3"),
    (video(b"mp4a", brand=b"M4A "), "a.m4a", "m4a"),
    (video(b"avc1"), "a.mp4", "mp4"),
    (video(b"avc1", brand=b"3gp4"), "a.3gp", "3gp"),
    (video(b"avc1", brand=b"qt  "), "a.mov", "mov"),
    (opus(1), "a.opus", "ogg"),
    (webp(animated=False), "a.webp", "webp"),
    (zipped(b"[Content_Types].xml", b"word/document.xml"), "a.bin", "docx"),
    (zipped(b"[Content_Types].xml", b"xl/workbook.xml"), "a.xlsx", "xlsx"),
    (zipped(b"[Content_Types].xml"), "a.pptx", "pptx"),
    (zipped(b"menu.txt"), "a.docx", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "doc"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msi", "ole"),
    ("Grüße".encode(), "a.txt", "txt"),
    (b"x" * (HEAD - 1) + b"\xc3", "a.txt", "txt"),
    (b"\xc3\x28", "a.txt", ""),
    (b"\0\1", "a.txt", ""),
    (b"", "a.txt", ""),
]


@pytest.mark.parametrize(("content", "name", "form"), FORMATS, ids=[f"{f[1]}-{f[2]}" for f in FORMATS])
def test_a_format_is_told_by_its_first_bytes(content, name, form):
    """The ending helps only where formats share their beginning."""
    assert form == medium(content, name).form


@pytest.mark.parametrize("content", [c[:n] for c, *_ in FORMATS for n in range(0, min(len(c), 40), 3)])
def test_a_file_that_is_cut_off_breaks_nothing(content):
    """It is of some format, or of none."""
    assert isinstance(medium(content, "a.opus"), Medium)
    assert isinstance(codecs(content), tuple)


def test_sound_and_stickers_tell_more():
    """Channels of Opus, another codec in Ogg, and whether a sticker moves."""
    assert (2, "vorbis", True, False) == (
        medium(opus(2), "a.ogg").channels,
        medium(ogg(b"\x01vorbis" + b"\0" * 22), "a.ogg").codec,
        medium(webp(animated=True), "a.webp").animated,
        medium(webp(animated=False), "a.webp").animated,
    )


def test_an_ending_is_what_stands_behind_the_last_dot_of_the_name():
    """Not of a directory, and not of a name that begins with a dot."""
    assert ["gz", "", "", "png"] == [ending(n) for n in ("a.tar.gz", "a.b/c", ".png", "A.PNG")]


def found(root, content, name, size=0):
    document = {
        "kind": "engage.StandardResponse",
        "name": "menu",
        "spec": {"body": "Here it is.", "attachments": [f"media/{name}"]},
    }
    runtime = workspace(root, {"all.yaml": yaml.safe_dump(document, sort_keys=False)})
    with (root / "media" / name).open("wb") as file:
        file.write(content)
        if size:
            file.truncate(size)
    return [(d.code, d.severity.value) for d in linted(runtime).diagnostics]


@pytest.mark.parametrize(
    ("content", "name", "size"),
    [
        (png(9, 9), "a.png", 5 * MB),
        (b"%PDF-1.7", "a.pdf", 100 * MB - 1),
        (video(b"avc1", b"mp4a"), "a.mp4", 16 * MB),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", 20 * MB),
        (opus(1), "a.opus", 0),
    ],
    ids=["png", "pdf", "mp4", "xls", "opus"],
)
def test_wa171_a_file_of_the_right_size_passes(content, name, size, tmp_path):
    """To the last byte."""
    assert [] == found(tmp_path, content, name, size)


@pytest.mark.parametrize(
    ("content", "name", "size", "told"),
    [
        (png(9, 9), "a.png", 5 * MB + 1, ("WA171", "error")),
        (video(b"avc1"), "a.mp4", 16 * MB + 1, ("WA171", "error")),
        (video(b"avc1", b"hvc1"), "a.mp4", 0, ("WA171", "error")),
        (ogg(b"\x01vorbis" + b"\0" * 22), "a.opus", 0, ("WA171", "error")),
        (png(9, 9), "a.jpg", 0, ("WA171", "warning")),
        (b"\0\1", "a.png", 0, ("WA171", "error")),
        (b"%PDF-1.7", "a.pdf", 100 * MB, ("WA170", "error")),
        (webp(animated=False), "a.webp", 0, ("WA172", "error")),
        (zipped(b"a"), "a.pdf", 0, ("WA172", "error")),
        (b"hello", "a.txt", 0, ("WA172", "error")),
        (b"\x08\x0b", "a.opus", 0, ("WA173", "warning")),
    ],
)
def test_any_other_file_is_told_once(content, name, size, told, tmp_path):
    """By the rule that says most."""
    assert [told] == found(tmp_path, content, name, size)


@pytest.mark.parametrize("name", ["../outside.png", "link.png"])
def test_wa171_a_file_outside_of_the_workspace_is_not_there(name, tmp_path):
    """Neither its content nor its size is read."""
    root = tmp_path / "ws"
    root.mkdir()
    (tmp_path / "outside.png").write_bytes(png(9, 9))
    document = {
        "kind": "engage.StandardResponse",
        "name": "menu",
        "spec": {"body": "Here it is.", "attachments": [name]},
    }
    runtime = workspace(root, {"all.yaml": yaml.safe_dump(document, sort_keys=False)})
    (root / "link.png").symlink_to(tmp_path / "outside.png")

    assert [("WA171", f"there is no file {name} in the workspace")] == [
        (d.code, d.detail.partition(": ")[2]) for d in linted(runtime).diagnostics
    ]


def test_a_codec_is_read_of_each_track():
    """Boxes around it are not asked for."""
    assert ("avc1", "mp4a") == codecs(video(b"avc1", b"mp4a"))
    assert () == codecs(box(b"ftyp", b"isom"))


def test_wa215_a_sequence_has_hyphens_and_may_leave_out_the_selector():
    """The family of an emoji is one code."""
    assert ("2764-fe0f", "2764") == codes("\u2764\ufe0f")
    assert ("1f469-200d-1f373",) == codes("\U0001f469\u200d\U0001f373")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Emoticons><Emoticon Emoji="&b;" Code="1"/></Emoticons>"""
OUTSIDE = b"""<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/hostname">]><e>&a;</e>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        (b"<!DOCTYPE e SYSTEM 'http://acme.example/e.dtd'><e/>", "document type"),
        (b"<e>&a;</e>", "not well formed"),
        (b"<e>", "not well formed"),
        (b"", "not well formed"),
        (b"\0" * 9, "not well formed"),
    ],
    ids=["bomb", "entity of a file", "dtd", "unknown entity", "open", "empty", "zeros"],
)
def test_wa216_xml_with_more_than_elements_is_refused(content, why):
    """Before anything of it is expanded or fetched."""
    with pytest.raises(ValueError, match=why):
        entries(content)


def test_wa211_no_output_shows_the_key(tmp_path):
    """Neither the finding nor the line that it stands in."""
    document = """kind: engage.WorkspaceOptions
name: Workspace
spec:
  location_map:
    browse_query: https://maps.example/?at={LATITUDE}&key=s3cr3tkey
"""
    told = linted(workspace(tmp_path, {"all.yaml": document}))

    assert ["WA210", "WA211"] == [d.code for d in told.diagnostics]
    assert all(f.found.secret for f in told.findings)
    assert "s3cr3tkey" not in repr([(d.detail, d.summary, d.remedy) for d in told.diagnostics])


def test_wa018_ids_inside_of_the_option_are_compared_too(tmp_path):
    """The JSON text of the option, with a channel of Genesys Hub that has another number."""
    document = """kind: engage.HubChannel
name: sales
spec: {business_id: "19251112221"}
---
kind: engage.WorkspaceOptions
name: Workspace
spec:
  outbound_session_config: '{"channels": [{"server-name": "S", "channel-name": "C", "business-id": "19251112229"}]}'
"""

    assert ["WA018"] == [d.code for d in linted(workspace(tmp_path, {"all.yaml": document})).diagnostics]
