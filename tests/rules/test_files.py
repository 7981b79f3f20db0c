"""Rules about files that documents name: they are read by their content, and only inside of the workspace."""

from __future__ import annotations

import struct

import pytest
import yaml

from harness import Bench
from msgops.cli.linting import linted
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops_whatsapp.photos import Picture, picture

CATALOG = Catalog.installed()
BUSINESS = {
    "logo_file": "media/logo.png",
    "official_name": "Acme Bread",
    "description": "Bread",
    "logo_url": "https://acme.example/logo.png",
    "timezone": "Europe/Berlin",
    "website": "https://acme.example",
    "address": "1 Main St",
    "contact_email": "help@acme.example",
    "phone": "+16145551234",
}


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06\0\0\0"


def jpeg(width, height):
    """A comment before the frame, as cameras write it."""
    comment = b"\xff\xfe\x00\x06abcd"
    return b"\xff\xd8" + comment + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" * 12


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def found(bench, content, name="media/logo.png"):
    document = {
        "kind": "infobip.EmbeddedSignup",
        "name": "acme",
        "spec": {"business": {**BUSINESS, "logo_file": name}},
    }
    bench.write_text(yaml.safe_dump(document, sort_keys=False))
    if content is not None:
        path = bench.root / "media" / name.rpartition("/")[2]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return [
        (d.code, d.severity.value, d.origin.line, d.origin.column)
        for d in linted(bench.runtime()).diagnostics
    ]


@pytest.mark.parametrize("content", [png(640, 640), png(640, 640) + b"\0" * 200_000])
def test_wa027_a_square_png_of_640_passes(content, bench):
    """Also with much content behind the header."""
    assert [] == found(bench, content)


def test_wa027_a_jpeg_passes(bench):
    """Its size is read behind other segments."""
    assert [] == found(bench, jpeg(640, 640), "media/logo.jpg")


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        (b"GIF89a" + struct.pack("<HH", 800, 600), "error"),
        (png(800, 600), "error"),
        (png(100, 100), "error"),
        (png(1000, 1000), "error"),
        (png(640, 640) + b"\0" * (5 * 1024 * 1024), "error"),
        (b"", "error"),
        (None, "error"),
        (png(320, 320), "warning"),
        (jpeg(640, 640), "warning"),
    ],
    ids=["gif", "not square", "small", "large", "5 MB", "empty", "missing", "not 640", "other ending"],
)
def test_wa027_any_other_picture_is_told(content, severity, bench):
    """At the name of the file."""
    assert [("WA027", severity, 5, 16)] == found(bench, content)


@pytest.mark.parametrize("name", ["../outside.png", "/etc/hostname", "media/link.png"])
def test_a_file_outside_of_the_workspace_is_not_read(name, bench):
    """Neither by its path nor through a link."""
    (bench.root.parent / "outside.png").write_bytes(png(640, 640))
    (bench.root / "media").mkdir()
    (bench.root / "media" / "link.png").symlink_to(bench.root.parent / "outside.png")

    assert [("WA027", "error", 5, 16)] == found(bench, None, name)


@pytest.mark.parametrize("content", [jpeg(9, 9)[:n] for n in range(20)] + [b"\xff\xd8" + b"\xff" * 50])
def test_a_picture_that_is_cut_off_is_none(content):
    """No content makes the reader fail or run on."""
    assert picture(content) is None or isinstance(picture(content), Picture)
