"""The web view in a real browser: each page, wide and narrow, and a worksheet from the list to its confirmation."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from pathlib import Path
from unittest import mock

import pytest

from msgops.model.state import GateState
from msgops.web.server import listen, server
from report.browser import chromium
from web.desk import DOCUMENTS, PAGES, ROLE, TOKEN, Desk, role

PROGRAM = chromium()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium to open pages with")


@pytest.fixture
def browser(desk):
    """Start the machine's browser, after the commands of the desk: its event loop has this thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def desk(tmp_path):
    """A step that was confirmed and is open again for another value, besides what others have."""
    found = Desk.at(tmp_path / "ws")
    found.bench.apply()
    assert 303 == found.confirm().status_code
    found.bench.write([role("Integrations manager"), *DOCUMENTS[1:]])
    assert 6 == found.bench.apply()
    return found


@pytest.fixture
def address(desk):
    """Serve on a socket, in a thread."""
    one, sock = server(desk.app), listen("127.0.0.1", 0)
    with mock.patch.dict(os.environ, desk.bench.environ):
        thread = threading.Thread(target=lambda: asyncio.run(one.serve(sockets=[sock])))
        thread.start()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        one.should_exit = True
        thread.join()


@pytest.fixture
def opened(browser, address):
    """Open a page; what it asks of others, and whatever it complains about, is an error."""
    troubles, contexts = [], []

    def open_page(path, width=1280, **more):
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith(address) or troubles.append(r.url))
        page.on("console", lambda m: troubles.append(m.text))
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.goto(f"{address}{path}")
        return page

    open_page.troubles = troubles
    yield open_page
    for context in contexts:
        context.close()
    assert [] == troubles


def serious(page):
    """Return what axe finds that keeps somebody out."""
    from axe_playwright_python.sync_playwright import Axe

    # It is put into the page by the browser's debugger, which the page's policy does not bind.
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], [n["html"][:200] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def picture(page, name, width, folder):
    place = Path(os.environ.get("MSGOPS_PICTURES") or folder)
    page.screenshot(
        path=place / f"serve-{re.sub('[^a-zA-Z]+', '-', name).strip('-') or 'overview'}-{width}.png",
        full_page=True,
    )


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_nobody_is_kept_out_of_any_page(width, scheme, opened, tmp_path):
    """Axe finds nothing serious, nothing stands beside the page, and the pages lead to one another."""
    for path in PAGES:
        page = opened(path, width, color_scheme=scheme)
        picture(page, path, width, tmp_path)

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [] == serious(page), path
        here = page.locator("nav[aria-label=Pages] a[aria-current=page]")
        assert here.get_attribute("href") == f"/{path.split('/')[1]}", path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_a_worksheet_is_followed_and_confirmed(width, scheme, opened, desk, tmp_path):
    """From the overview to the step; a wrong token is told with the note kept, the right one closes the step."""
    page = opened("/", width, color_scheme=scheme)
    page.get_by_role("link", name="2 gates").click()
    page.get_by_role("link", name=ROLE).click()
    assert page.get_by_text("Integrations manager", exact=True).count() >= 2
    page.get_by_label("step 1").check()
    page.get_by_label("Your name").fill("Ana Novak")
    page.get_by_label("Note").fill("Ticket 4712")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Confirm").click()
    assert "The token is wrong" == page.locator("h1").inner_text()
    assert [] == serious(page)
    picture(page, "wrong token", width, tmp_path)
    assert [
        "Failed to load resource: the server responded with a status of 403 (Forbidden)"
    ] == opened.troubles
    opened.troubles.clear()

    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Confirm").click()

    assert "Done: confirmed by Ana Novak" in page.locator(".verdict").inner_text()
    assert [] == serious(page)
    picture(page, "confirmed", width, tmp_path)
    assert (GateState.CONFIRMED, "Ticket 4712") == (desk.gate().state, desk.gate().note)


def test_resources_are_found_by_words(opened):
    """The search of the reports works here too; without scripts everything is there."""
    from playwright.sync_api import expect

    page = opened("/resources")
    page.get_by_label("Words").fill("notification")

    expect(page.locator("#shown")).to_have_text("1 of 2")
    assert 2 == opened("/resources", java_script_enabled=False).locator("tbody tr").count()
