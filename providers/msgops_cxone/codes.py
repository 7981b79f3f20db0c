"""Numbers behind words of the console: the media types are known, those of dynamic delivery only to the tenant (dossier B.20, D.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops_cxone.account import Account, Calibration

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

MEDIA = {
    "email": 1,
    "chat": 3,
    "phone": 4,
    "voicemail": 5,
    "work_item": 6,
    "sms": 7,
    "social": 8,
    "digital": 9,
}
_WORDS = {code: name for name, code in MEDIA.items()}
CALIBRATED = {
    "evaluationCriteria": "evaluation_criteria",
    "FocusMetric": "focus_metric",
    "FocusLock": "focus_lock",
}
"""Field of the API to field of the calibration map."""
_UNKNOWN = "code "


def media_word(number: Any) -> str | None:
    """Return the name of a media type, which comes as a number or as text; `None` for one that is not known."""
    return _WORDS.get(int(number)) if str(number).isdigit() else None


def calibration(read: Reader) -> Calibration:
    """Return the map of the account."""
    return read.settings.calibration if isinstance(read.settings, Account) else Calibration()


def word(read: Reader, name: str, value: Any) -> str | None:
    """Return what a number means in this tenant; one that the map does not know as `code 7`, nothing without a map."""
    if isinstance(value, str) and not value.isdigit():
        return value
    known: Mapping[str, int] = getattr(calibration(read), CALIBRATED[name])
    if value is None or not known:
        return None
    return next((w for w, code in known.items() if code == int(value)), f"{_UNKNOWN}{value}")


def number(read: Reader, name: str, value: Any) -> int | None:
    """Return the number of a word, `None` for one that the map does not have."""
    text = str(value).removeprefix(_UNKNOWN)
    if text.isdigit():
        return int(text)
    known: Mapping[str, int] = getattr(calibration(read), CALIBRATED[name])
    return known.get(text)


def uncalibrated(read: Reader, wire: Mapping[str, Any]) -> str:
    """Say which words of a wanted skill have no number in this tenant."""
    missing = [
        f"{CALIBRATED[name]}.{wire[name]}"
        for name in CALIBRATED
        if wire.get(name) is not None and number(read, name, wire[name]) is None
    ]
    if not missing:
        return ""
    asked = " ".join(f"{one}=SKILL" for one in missing)
    return (
        f"the vendor does not publish the number of {', '.join(missing)}: choose it for a skill in the console, then run "
        f"`msgops cxone calibrate --write {asked}` with the name of that skill"
    )
