"""The web application: its addresses, and how errors become pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from msgops.model.diagnostic import LockedError, MsgopsError
from msgops.web import confirming, views
from msgops.web.guard import LIVE, LOOPBACK, Guard
from msgops.web.pages import answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from msgops.web.source import Source
    from msgops.web.token import Token

    View = Callable[[Request], Awaitable[Response]]

_STRANGE = {404: "There is no such page", 405: "Nothing here can be changed"}


def application(source: Source, token: Token, hosts: Collection[str] = ()) -> ASGIApp:
    """Return the application over a source; it answers under the loopback names and these `hosts`."""
    pages: dict[str, View] = {
        "/": views.overview,
        "/runs": views.runs,
        "/runs/{id}": views.run,
        "/drift": views.drift,
        LIVE: views.compare,
        "/gates": views.gates,
        "/gates/{address:path}": views.step,
        "/resources": views.resources,
        "/resources/{address:path}": views.resource,
        "/log": views.log,
    }
    app = Starlette(
        routes=[
            Route("/gates/{address:path}/confirm", told(confirming.confirm), methods=["POST"]),
            *(Route(path, told(view), methods=["GET"]) for path, view in pages.items()),
        ],
        exception_handlers={HTTPException: _strange},
    )
    app.state.source, app.state.token = source, token
    app.state.compared, app.state.reading = None, asyncio.Lock()
    return Guard(app, {*LOOPBACK, *hosts})


def told(view: View) -> View:
    """Make a page of what goes wrong in a view; a bug is named as such, and nothing of it is shown."""

    async def answered(request: Request) -> Response:
        try:
            return await view(request)
        except MsgopsError as error:
            status = 409 if isinstance(error, LockedError) else 503
            return problem(request, "This cannot be shown now", status, diagnostics=error.diagnostics)
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001  # a traceback is for nobody who opens a page
            text = f"This is a bug in msgops: {type(error).__name__}. Nothing was written."
            return problem(request, "Something is wrong", 500, text)

    return answered


def problem(request: Request, title: str, status: int, text: str = "", **more: Any) -> Response:
    """Return a page that says what is wrong."""
    values = {"diagnostics": (), "form": None, **more}
    return answer(request, "problem.html.j2", status=status, title=title, text=text, **values)


async def _strange(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request, _STRANGE.get(error.status_code, "This cannot be answered"), error.status_code)
