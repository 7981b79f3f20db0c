"""Worksheets opened in a real browser, on a desk and on a phone: they are drawn, and nothing is cut off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msgops.report.render import render_worksheet
from report.browser import chromium, screenshot
from report.samples_worksheets import AGAIN, DONE, HOSTILE

PROGRAM = chromium()
SHEETS = {"again": AGAIN, "done": DONE, "hostile": HOSTILE}
PAPER, BLUE, GREEN, BROWN = (255, 255, 255), (10, 94, 194), (26, 127, 55), (138, 90, 0)
VERDICT = {"again": BLUE, "done": GREEN, "hostile": BLUE}

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium to open pages with")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", SHEETS)
def test_a_worksheet_is_drawn_whole(name, width, tmp_path):
    """Verdict and marks have their colours, and the margins stay empty however long a value is.

    The pictures go to the folder that MSGOPS_PICTURES names, where it names one.
    """
    folder = Path(os.environ.get("MSGOPS_PICTURES") or tmp_path)
    page, picture = tmp_path / f"{name}.html", folder / f"worksheet-{name}-{width}.png"
    page.write_text(render_worksheet(SHEETS[name], [], "html"), encoding="utf-8")

    pixels = screenshot(str(PROGRAM), page, picture, width, 1500)

    assert width == pixels.width
    for x in (*range(8), *range(width - 8, width)):
        assert {PAPER} == pixels.column(x), f"something is drawn at the edge, column {x}"
    colours = pixels.colours()
    assert VERDICT[name] in colours
    assert name == "hostile" or (name == "again") is (BROWN in colours), "only what changed is marked"
    assert len(colours) > 30, "the page is blank"
