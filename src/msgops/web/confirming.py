"""The one thing that can be said here: that a person's step is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from msgops.model.diagnostic import LockedError, MsgopsError
from msgops.model.redact import redact
from msgops.web.pages import answer, path_of
from msgops.web.source import RefusedError, UnknownStepError
from msgops.web.views import address_of, source_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from msgops.model.address import Address
    from msgops.web.token import Token

MOST_BYTES = 16_384
LONGEST_NAME, LONGEST_NOTE = 100, 2000
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed."""

    token: str
    by: str
    note: str
    seen: str

    @property
    def fault(self) -> str:
        """What is missing or too much, empty when the form is complete."""
        if not self.by or not self.note:
            return "Your name and a note are needed: they are what the log keeps."
        if len(self.by) > LONGEST_NAME or len(self.note) > LONGEST_NOTE:
            return f"A name has at most {LONGEST_NAME} characters, a note at most {LONGEST_NOTE}."
        if not (self.by.isprintable() and all(line.isprintable() for line in self.note.split("\n"))):
            return "A name and a note have no control characters."
        if redact(self.by) != self.by or redact(self.note) != self.note:
            return "There is a secret in the name or in the note; the log would keep it."
        return ""


async def confirm(request: Request) -> Response:
    """Record it, and lead back to the worksheet; otherwise say why not, with what was typed but for the token."""
    address, form, token = address_of(request), await _typed(request), request.app.state.token
    refused = _token_fault(token, form.token)
    if refused:
        return _again(request, address, form, 403, *refused)
    if form.fault:
        return _again(request, address, form, 400, "This was not confirmed", form.fault)
    try:
        await source_of(request).confirm(address, by=form.by, note=form.note, seen=form.seen)
    except UnknownStepError:
        raise HTTPException(404) from None
    except RefusedError as error:
        return _again(request, address, form, 409, "This was not confirmed", str(error))
    except MsgopsError as error:
        status, title = (
            (409, "Somebody else writes just now")
            if isinstance(error, LockedError)
            else (503, "This was not confirmed")
        )
        return _again(request, address, form, status, title, "", diagnostics=error.diagnostics)
    return RedirectResponse(f"/gates/{path_of(address)}", 303)


def _token_fault(token: Token, given: str) -> tuple[str, str] | None:
    if token.fits(given):
        return None
    if token.locked:
        return (
            "Confirming is locked",
            "There were too many wrong tokens. msgops serve must be started again, or use msgops gate confirm.",
        )
    return (
        "The token is wrong",
        "It was printed where msgops serve was started, or stands in the file that it was given.",
    )


async def _typed(request: Request) -> Form:
    """Read the form; 413, 415 or 400 where it is none of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10, errors="strict")
    except ValueError:
        raise HTTPException(400) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise HTTPException(400)
    note = fields.get("note", "").replace("\r\n", "\n").replace("\t", " ").strip()
    return Form(fields.get("token", ""), fields.get("by", "").strip(), note, fields.get("seen", ""))


def _again(
    request: Request, address: Address, form: Form, status: int, title: str, text: str, **more: Any
) -> Response:
    typed = {"address": address, "seen": form.seen, "by": form.by, "note": form.note}
    values = {"diagnostics": (), "locked": request.app.state.token.locked, **more}
    return answer(request, "problem.html.j2", status=status, title=title, text=text, form=typed, **values)
