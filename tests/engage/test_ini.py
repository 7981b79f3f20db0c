"""The .cfg text: what is rendered reads back as the same options, and nothing breaks out of its line."""

from __future__ import annotations

import configparser
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgops_engage import ini

OPTIONS = st.dictionaries(
    st.from_regex(re.compile(ini.SECTION), fullmatch=True),
    st.dictionaries(
        st.from_regex(re.compile(ini.NAME), fullmatch=True),
        st.from_regex(re.compile(ini.VALUE), fullmatch=True),
        min_size=1,
        max_size=4,
    ),
    max_size=3,
)


def parsed(text):
    """Read the text with somebody else's reader."""
    reader = configparser.ConfigParser(
        delimiters=("=",), interpolation=None, default_section="\n", comment_prefixes=("#", ";"), strict=True
    )
    reader.optionxform = str
    reader.read_string(text)
    return {section: dict(reader[section]) for section in reader.sections()}


@given(OPTIONS)
def test_what_is_rendered_reads_back_as_the_same_options(options):
    """For every name and value that the patterns of the specs let through."""
    assert options == parsed(ini.render(options))


def test_a_section_and_its_options_stand_line_by_line():
    """An empty section is left out, an empty value stays."""
    found = ini.render({"settings": {"transcript-auto-save": "1", "note": ""}, "endpoints": {}})

    assert "[settings]\ntranscript-auto-save = 1\nnote = \n" == found


@pytest.mark.parametrize("value", ["Q\nb = c", "Q\r[x]", "Q\x0bb", "Q\u2028b", "Q\x00", " Q", "Q ", "\tQ"])
def test_a_value_that_does_not_fit_its_line_is_refused_and_not_repeated(value):
    """It may be a secret."""
    with pytest.raises(ValueError, match="value of key") as told:
        ini.render({"settings": {"key": value}})

    assert "Q" not in str(told.value)


@pytest.mark.parametrize("name", ["a=b", "a\nb", "#a", ";a", "[a]", "", " a", "a:b"])
def test_a_name_that_would_be_read_otherwise_is_refused(name):
    """Comments, sections and delimiters are no names."""
    with pytest.raises(ValueError, match="option"):
        ini.render({"settings": {name: "1"}})


@pytest.mark.parametrize("section", ["a]", "[a", "a\nb", ""])
def test_a_section_that_would_be_read_otherwise_is_refused(section):
    """A bracket ends it."""
    with pytest.raises(ValueError, match="section"):
        ini.render({section: {"a": "1"}})
