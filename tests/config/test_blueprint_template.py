"""The language of templates: what it has, what it refuses, and that it ends."""

from __future__ import annotations

import time

import pytest

from msgops.config.blueprint_cost import Fuel
from msgops.config.blueprint_fill import fill
from msgops.config.blueprint_marks import Refused
from msgops.config.blueprint_template import LARGEST, Templates
from msgops.config.yaml import read_text

_VALUES = {
    "name": "care",
    "text": "Hello",
    "odd": "a: b\n- c # \"d\" 'e'",
    "number": 7,
    "on": True,
    "off": False,
    "none": None,
    "list": ["b", "a", "b"],
    "empty": [],
    "map": {"x": "1", "y": "2"},
}


def render(source, fuel=None, **more):
    """Return the documents that a template makes."""
    values = {**_VALUES, **more}
    templates = Templates(fuel or Fuel())
    rendered = templates.render(templates.compile(source, frozenset(values)), values)
    documents, problems = read_text(rendered.text, "t")
    complaints = []
    found = [
        fill(d.data, rendered.values, Fuel(), lambda path, why: complaints.append(why)) for d in documents
    ]
    assert [] == problems
    if complaints:
        raise Refused("MC192", 0, "; ".join(complaints))
    return found


def one(expression, **more):
    ((found,),) = (document.values() for document in render(f"a: {expression}\n", **more))
    return found


def refusal(source, **more):
    with pytest.raises(Refused) as caught:
        render(source, **more)
    return caught.value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("{{ text }}", "Hello"),
        ("x{{ text }}y", "xHelloy"),
        ("'{{ number }}'", "7"),
        ("{{ number }}", "7"),
        ("{{ on }}", "true"),
        ("{{ odd }}", _VALUES["odd"]),
        ("{{ list }}", ["b", "a", "b"]),
        ("{{ map }}", {"x": "1", "y": "2"}),
        ("{{ map.x }}", "1"),
        ("{{ map['y'] }}", "2"),
        ("{{ list[1] }}", "a"),
        ("{{ text ~ number }}", "Hello7"),
        ("{{ 'yes' if on else 'no' }}", "yes"),
        ("{{ 'yes' if on and off else 'no' }}", "no"),
        ("{{ 'yes' if not off or off else 'no' }}", "yes"),
        ("{{ 'yes' if number > 5 else 'no' }}", "yes"),
        ("{{ 'yes' if 'a' in list else 'no' }}", "yes"),
        ("{{ 'yes' if none is none else 'no' }}", "yes"),
        ("{{ none | default('d') }}", "d"),
        ("{{ list | unique | sort | join('-') }}", "a-b"),
        ("{{ list | first }}{{ list | last }}", "bb"),
        ("{{ list | length }}", "3"),
        ("{{ text | lower }}{{ text | upper }}", "helloHELLO"),
        ("{{ text | replace('l', 'L') }}", "HeLLo"),
        ("{{ ' x ' | trim }}", "x"),
        ("{{ [text, number] }}", ["Hello", "7"]),
        ("{{ {'k': text} }}", {"k": "Hello"}),
        ("{% for k, v in map | items %}{{ k }}{{ v }}{% endfor %}", "x1y2"),
        ("{% for e in list %}{{ loop.index }}{% if not loop.last %}-{% endif %}{% endfor %}", "1-2-3"),
        ("{% set both = text ~ '!' %}{{ both }}", "Hello!"),
        ("{# no comment stays #}{{ text }}", "Hello"),
    ],
)
def test_the_language_has(expression, value):
    """What the page promises."""
    assert value == one(expression)


@pytest.mark.parametrize(
    "source",
    [
        "a: {{ text() }}",
        "a: {{ text.upper() }}",
        "a: {{ 1 + 1 }}",
        "a: {{ 2 ** 9 }}",
        "a: {{ 'x' * 9 }}",
        "a: {{ text | attr('upper') }}",
        "a: {{ text | format(1) }}",
        "a: {{ list[0:1] }}",
        "a: {{ text | join(*list) }}",
        "a: {{ text | replace(old='a', new='b') }}",
        "a: {{ number is divisibleby 2 }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% macro m() %}{% endmacro %}",
        "{% call text() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% raw %}{{ x }}{% endraw %}{{ text( }}",
        "{% for x in list recursive %}{% endfor %}",
        "{% set ns.x = 1 %}",
        "{% set name = 'other' %}",
        "{% for loop in list %}{% endfor %}",
        "{% set x %}block{% endset %}",
        "{% with x = 1 %}{% endwith %}",
        "{% do text %}",
        "a: {{ 1e999 }}",
        "a: {{ 'x' if on }}",
        "a: \uf8f0",
    ],
)
def test_the_language_refuses(source):
    """Before anything runs, with the line."""
    found = refusal(source)

    assert "MC191" == found.code
    assert 1 == found.line


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a: {{ txt }}", '"txt" is no parameter'),
        ("a: {{ map.z }}", "has no attribute 'z'"),
        ("a: {{ list[9] }}", "has no element 9"),
        ("a: {{ text.__class__ }}", "__class__"),
        ("a: {{ map.items }}", "items"),
        ("a: {{ list | upper }}", "upper takes text, not a list"),
        ("a: {{ text | first }}", "first takes a list, not text"),
        ("a: {{ empty | first }}", "an empty list has no first"),
        ("a: {% for x in text %}{% endfor %}", "a loop goes through a list"),
        ("a: x{{ none }}", "left out"),
        ("a: x{{ list }}", "a list or a map cannot be part of a text"),
        ("a: {{ text < number }}", "TypeError"),
    ],
)
def test_values_that_do_not_fit_are_refused(source, told):
    """With words of this language."""
    found = refusal(source)

    assert "MC192" == found.code
    assert told in found.why


def test_a_refusal_has_the_line_of_the_template():
    """Also inside of a loop."""
    found = refusal("a: 1\n{% for x in list %}\nb:\n  - {{ x | first }}\n{% endfor %}\n")

    assert ("MC192", 4) == (found.code, found.line)


@pytest.mark.parametrize(
    "value",
    [
        "x: y",
        "- a",
        "&a",
        "*a",
        "!!python/object:os.system",
        "{a: b}",
        "[a]",
        "|",
        "# no",
        "---",
        "\ta",
        "null",
        "~",
        "a\nb: c",
        "%YAML 9",
    ],
)
def test_a_value_is_a_value_and_never_structure(value):
    """As a whole scalar, inside of quotes, and as a part of a text."""
    assert {"a": value, "b": value, "c": f"x{value}"} == render(
        "a: {{ v }}\nb: '{{ v }}'\nc: x{{ v }}\n", v=value
    )[0]


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("${var.x}", "$${var.x}"),
        ("$${var.x}", "$$${var.x}"),
        ("${account.a.key}", "$${account.a.key}"),
        ("${env:NAME}", "${env:NAME}"),
        ("${infobip.ApiKey/x.id}", "${infobip.ApiKey/x.id}"),
    ],
)
def test_an_interpolation_in_a_value_stands_for_itself(value, filled):
    """Unless it is where a secret comes from, or a value of another resource."""
    assert filled == one("{{ v }}", v=value)


def test_a_value_inside_of_an_interpolation_is_a_name():
    """A brace in it would end the interpolation early."""
    assert "${infobip.ApiKey/care.id}" == one("${infobip.ApiKey/{{ name }}.id}")
    assert "cannot stand inside" in refusal("a: ${infobip.ApiKey/{{ v }}.id}", v="x.id} ${env:KEY").why


@pytest.mark.parametrize("parts", [("$", "{env:KEY}"), ("${env:K", "EY}"), ("$", "{", "env:KEY}")])
def test_parts_do_not_add_up_to_an_interpolation(parts):
    """A dollar sign here and a brace there do not meet."""
    names = [f"p{n}" for n in range(len(parts))]
    source = "a: x" + "".join(f"{{{{ {n} }}}}" for n in names)
    found = one(source.removeprefix("a: "), **dict(zip(names, parts, strict=True)))

    assert "${env:KEY}" not in found.replace("$${", "")


def test_a_key_may_be_printed():
    """Two that become the same are refused."""
    assert {"Hello": "1"} == render("{{ text }}: 1\n")[0]
    assert "stands here twice" in refusal("{{ text }}: 1\nHello: 2\n").why


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in big %}{% for b in big %}{% for c in big %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in big %}{% for b in big %}{{ huge }}{% endfor %}{% endfor %}",
        "a: {{ huge ~ huge ~ huge }}",
        "a: {{ [huge, huge, huge] }}",
        "a: {{ huge | replace('x', huge) }}",
        "a: {{ big | join(huge) }}",
        "{% set a = [big, big] %}{% set b = [a, a] %}{% set c = [b, b] %}{% for x in big %}{% set d = [c, c, c, c, c, c, c, c] %}a: {{ d }}\n{% endfor %}",
    ],
)
def test_rendering_ends(source):
    """By counting: the same on every machine, and long before it hurts."""
    started = time.process_time()
    found = refusal(source, big=["x"] * 1000, huge="x" * 100_000)

    assert "MC193" == found.code
    assert 10 > time.process_time() - started


def test_all_templates_of_a_workspace_count_together():
    """The second finds what the first left."""
    fuel = Fuel(10_000)
    render("{% for x in big %}{{ x }}{% endfor %}", fuel, big=["x"] * 300)

    with pytest.raises(Refused, match="more steps than they may"):
        render("{% for x in big %}{{ x }}{% endfor %}", fuel, big=["x"] * 300)


@pytest.mark.parametrize(
    "source", ["x" * (LARGEST + 1), "{{ " + "(" * 5000 + "text" + ")" * 5000 + " }}", "{% if on %}" * 3000]
)
def test_a_template_beyond_all_measure_is_refused(source):
    """With a finding and not with an error of the machine."""
    assert "MC191" == refusal(source).code
