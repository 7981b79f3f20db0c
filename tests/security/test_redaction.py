"""Redaction finds the same in every text, however many secrets there are and in whatever order they were learned."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msgops.model import redact
from msgops.model.redact import MARK, Redactor, forms

SECRETS = st.lists(st.text('ab&/\u00e9"', min_size=4, max_size=9), max_size=6)


def looked_for_one_by_one(secrets, text):
    """What redaction means: each form of each secret, the longest first."""
    found = {form for secret in secrets for form in forms(secret) if len(secret.strip()) >= 4}
    for form in sorted(found, key=lambda form: (-len(form), form)):
        text = text.replace(form, MARK)
    return text


@given(
    SECRETS, SECRETS, st.lists(st.sampled_from(["ab", "&", "/", " ", "&amp;", "é", "\\u00e9"]), max_size=30)
)
def test_many_secrets_are_found_as_few_are(first, more, pieces):
    """By the beginnings of their forms or each by itself; secrets that come later are found too."""
    text = "".join(pieces) + " ".join(first + more)
    for few in (0, 5000):
        redactor = Redactor()
        limit, redact._FEW = redact._FEW, few
        try:
            told = []
            for secrets in (first, more):
                for secret in secrets:
                    redactor.learn(secret, shortest=4)
                told.append(redactor.redact(text))
        finally:
            redact._FEW = limit

        assert [looked_for_one_by_one(first, text), looked_for_one_by_one(first + more, text)] == told


def test_what_is_forgotten_is_shown_again():
    """And what is learned afterwards is hidden."""
    redactor = Redactor()
    redactor.learn("hunter-22")
    assert f"a {MARK}" == redactor.redact("a hunter-22")

    redactor.forget()
    assert "a hunter-22" == redactor.redact("a hunter-22")
    redactor.learn("other-333")
    assert f"hunter-22 {MARK}" == redactor.redact("hunter-22 other-333")
