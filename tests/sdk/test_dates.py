"""Days and moments that no calendar has are found in the file."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from msgops.sdk.dates import Day, ZonedMoment


@pytest.mark.parametrize("text", ["2027-12-31", "2028-02-29", "${cxone.Tag/x.since}"])
def test_a_day_of_the_calendar_passes(text):
    """So does one that only apply knows."""
    assert text == TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("text", ["2027-02-29", "2027-13-01", "31.12.2027", "٢٠٢٧-١٢-٣١", "2027-1-1"])
def test_other_days_do_not(text):
    """The month must have it, and digits are those of ASCII."""
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(text)


@pytest.mark.parametrize("text", ["2027-12-31T23:00:00Z", "2027-12-31T23:00:00.5+01:00", "${a.B/c.d}"])
def test_a_moment_with_its_zone_passes(text):
    """Fractions of a second are allowed."""
    assert text == TypeAdapter(ZonedMoment).validate_python(text)


@pytest.mark.parametrize("text", ["2027-12-31T24:30:00Z", "2027-12-31T23:00:00", "2027-02-30T00:00:00Z"])
def test_other_moments_do_not(text):
    """The clock must have it, and the zone must be there."""
    with pytest.raises(ValidationError):
        TypeAdapter(ZonedMoment).validate_python(text)
