"""What can go wrong between msgops and a vendor.

MsgopsError
 └─ ProviderError        the system refused or could not be reached
     ├─ Unreachable      nothing was sent: wrong host, no network, TLS, connect timeout
     ├─ Refused          an answer with a 4xx status, or an error inside a 2xx answer
     │   ├─ NotFound     404, or the vendor's own way to say so
     │   ├─ Denied       401, 403: the credential is wrong or lacks a permission
     │   └─ Exhausted    429 for longer than the retries last
     └─ UnknownOutcome   sent, but the answer was lost or is a server error: it may have taken effect
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgops.model.diagnostic import Diagnostic, MsgopsError
from msgops.model.redact import redact


@dataclass(frozen=True, slots=True)
class Fault:
    """A vendor's error body, read: the vendor's own code and text, and a hint what to try."""

    code: str = ""
    text: str = ""
    hint: str = ""


class ProviderError(MsgopsError):
    """A call failed. Carries method, path, status, the vendor's code and the request id.

    Vendors repeat what they were sent: whatever they said is redacted before anybody can hold it.
    """

    code = "MP100"
    summary = "The system refused the call"
    remedy = "Read the vendor's answer above; run the command again when it is fixed."

    def __init__(
        self, call: str, detail: str, *, status: int = 0, fault: Fault | None = None, request_id: str = ""
    ) -> None:
        said = fault or Fault()
        self.call, self.status, self.request_id = redact(call), status, redact(request_id)
        self.fault = Fault(redact(said.code), redact(said.text), redact(said.hint))
        self.detail = redact(detail)
        super().__init__(f"{self.call}: {self.detail}")

    def diagnostic(self) -> Diagnostic:
        """Return the error as a finding: what was called, what came back, what to try."""
        parts = [f"{self.call} answered {self.status}" if self.status else self.call, self.detail]
        if self.request_id:
            parts.append(f"request id {self.request_id}")
        return Diagnostic(
            self.code,
            self.summary,
            detail=": ".join(p for p in parts if p),
            remedy=self.fault.hint or self.remedy,
        )

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:  # type: ignore[override]
        """The one finding of this error."""
        return (self.diagnostic(),)


class Unreachable(ProviderError):  # noqa: N818  # the tree above names the cases
    """Nothing was sent."""

    code = "MP101"
    summary = "The system cannot be reached"
    remedy = "Check base_url and the network; nothing was sent."


class Refused(ProviderError):  # noqa: N818  # the tree above names the cases
    """The system answered that it will not."""

    code = "MP110"


class NotFound(Refused):
    """The object is not there."""

    code = "MP114"
    summary = "The system does not know the object"
    remedy = "Run `msgops plan` again: the object may have been deleted meanwhile."


class Denied(Refused):
    """The credential is wrong or lacks a permission."""

    code = "MP113"
    summary = "The credential was refused"
    remedy = (
        "Check the account's credentials and their permissions; `msgops permissions` lists what is needed."
    )

    def diagnostic(self) -> Diagnostic:
        """Return the finding with our remedy too: a vendor's hint does not say which permission is missing."""
        found = super().diagnostic()
        return replace(found, remedy=f"{self.fault.hint} {self.remedy}") if self.fault.hint else found


class Exhausted(Refused):
    """The rate limit did not lift in time."""

    code = "MP129"
    summary = "The rate limit did not lift"
    remedy = "Wait and run the command again; what was done is recorded."


class UnknownOutcome(ProviderError):  # noqa: N818  # the tree above names the cases
    """The write may have taken effect; with `late` it may still be about to."""

    late: bool = False
    code = "MP150"
    summary = "Nobody knows whether the call took effect"
    remedy = "The next run looks the object up before it does anything."
