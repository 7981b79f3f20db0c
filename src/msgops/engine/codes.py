"""Handing a code typed by a person to the vendor: journalled, counted, never stored, never repeated blindly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.engine.identity import live_of
from msgops.model.diagnostic import Diagnostic, GuardError, MsgopsError
from msgops.model.state import IntentState
from msgops.sdk.errors import ProviderError, UnknownOutcome
from msgops.sdk.kind import Item

if TYPE_CHECKING:
    from msgops.engine.journal import Journal
    from msgops.model.resource import Live, Resource
    from msgops.sdk.http import Writer
    from msgops.sdk.kind import Kind

TRIES = 3
"""Wrong codes before another one must be asked for. No vendor we know publishes its own limit; this is below all."""
RESEND = "resend"
"""The word that is typed instead of a code."""
_LOOKS = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each look whether a code was taken although the answer was lost."""
_WRONG = 400


class CodeError(MsgopsError):
    """The code was not taken, or nobody knows; `wrong` says that the vendor judged it."""

    def __init__(self, diagnostic: Diagnostic, *, wrong: bool = False) -> None:
        self.diagnostics, self.wrong = (diagnostic,), wrong
        super().__init__(diagnostic.summary)


def awaits_code(live: Live | None) -> bool:
    """Whether an object waits for a code that a person has."""
    return live is not None and live.waiting is not None and live.waiting.code


def limit(resource: Resource, tries: int) -> None:
    """Refuse another code after too many wrong ones: vendors lock a number for days."""
    if tries >= TRIES:
        raise GuardError(
            [
                Diagnostic(
                    "MG133",
                    "Too many wrong codes",
                    detail=f"{tries} wrong codes were handed in for {resource.address} since the last one was sent; "
                    "nothing was sent now",
                    remedy=f"Ask for another code:\n    echo {RESEND} | msgops gate submit {resource.address}",
                    address=resource.address,
                    origin=resource.origin,
                )
            ]
        )


async def hand_in(
    kind: Kind, resource: Resource, live: Live, code: str, writer: Writer, journal: Journal, *, tries: int
) -> None:
    """Send the code; `tries` wrong ones came before it. `CodeError` or `ProviderError` when it was not taken."""
    assert kind.submit is not None
    address, item = resource.address, Item(live.id, live.wire)
    intent = await journal.intend(address, "submit", live_id=live.id)
    state, detail = IntentState.DONE, ""
    try:
        await kind.submit(writer, item, code)
    except UnknownOutcome as error:
        if await _still_awaited(kind, resource, item, writer):
            state, detail = IntentState.UNKNOWN, "the answer was lost"
            raise _lost(resource, error) from None
        detail = "the answer was lost, but the code was taken"
    except ProviderError as error:
        state, detail = IntentState.FAILED, error.detail
        raise _refused(resource, error, tries) from None
    finally:
        await journal.settle(intent, state, address=address, action="submit", detail=detail)


async def ask_again(kind: Kind, resource: Resource, live: Live, writer: Writer, journal: Journal) -> None:
    """Ask the vendor for another code, once; the ones before it are worthless."""
    assert kind.resend is not None
    address = resource.address
    intent = await journal.intend(address, RESEND, live_id=live.id)
    state, detail = IntentState.DONE, ""
    try:
        await kind.resend(writer, Item(live.id, live.wire))
    except ProviderError as error:
        lost = isinstance(error, UnknownOutcome)
        state, detail = (IntentState.UNKNOWN if lost else IntentState.FAILED), error.detail
        raise
    finally:
        await journal.settle(intent, state, address=address, action=RESEND, detail=detail)


async def _still_awaited(kind: Kind, resource: Resource, item: Item, writer: Writer) -> bool:
    """Read until the object stops waiting for a code, a bounded time; an unreadable one still waits."""
    for pause in _LOOKS:
        if pause:
            await writer.clock.sleep(pause)
        try:
            read = await kind.api.get(writer, item)
        except ProviderError:
            continue
        if read is not None and not awaits_code(live_of(kind, resource.account, read)):
            return False
    return True


def _refused(resource: Resource, error: ProviderError, tries: int) -> MsgopsError:
    """Turn the vendor's refusal of a code into what the person at the keyboard needs."""
    if error.status not in (0, _WRONG):
        return error
    wrong = error.status == _WRONG
    left = TRIES - tries - wrong
    more = f"{left} of {TRIES} tries are left." if left else "No try is left with this code."
    return CodeError(
        Diagnostic(
            "MP116",
            "The code was not accepted",
            detail=error.detail,
            remedy=f"{more if wrong else error.fault.hint or 'Nothing was sent.'} Type it again, or ask for another:\n"
            f"    echo {RESEND} | msgops gate submit {resource.address}",
            address=resource.address,
            origin=resource.origin,
        ),
        wrong=wrong,
    )


def _lost(resource: Resource, error: UnknownOutcome) -> CodeError:
    return CodeError(
        Diagnostic(
            "MP151",
            "Nobody knows whether the code was taken",
            detail=f"{error.call}: the answer was lost, and the object still waits for a code",
            remedy=f"Look before you hand it in again:\n    msgops gate show {resource.address}",
            address=resource.address,
            origin=resource.origin,
        )
    )
