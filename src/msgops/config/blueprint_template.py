"""Templates of blueprints: `{{ … }}`, `if`, `for` and `set`, and nothing that reaches outside.

There are no calls, no attributes of Python objects, no arithmetic and no includes; every loop and every value that is
made is counted (`blueprint_cost`). What a template prints is no text but a placeholder, which is filled in after
the YAML was read (`blueprint_fill`): no value can change what a document looks like.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError, meta, nodes, pass_context
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from msgops.config.blueprint_cost import Failed, Fuel, TooMuch, text
from msgops.config.blueprint_filters import FILTERS
from msgops.config.blueprint_marks import CLOSE, END, LINE, OPEN, Refused, Rendered, rendered, with_marks
from msgops.model.suggest import suggest

LARGEST = 256 << 10
"""Most characters of one template."""

_PLACEHOLDER = 10  # what a placeholder costs in memory, next to a character
_LOOP = ("index", "index0", "first", "last", "length")
_TESTS = ("defined", "undefined", "none", "string", "number", "boolean", "mapping", "sequence")
_TEXT, _COUNTED, _WEIGHED = "text of parts", "counted loop", "weighed value"
_STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign)
_EXPRESSIONS = (
    *(nodes.Name, nodes.Const, nodes.List, nodes.Dict, nodes.Pair, nodes.Tuple, nodes.Getattr, nodes.Getitem),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat),
    *(nodes.Filter, nodes.Test),
)
_WORDS = {nodes.Call: "a call", nodes.Macro: "a macro", nodes.Include: "an include", nodes.Extends: "extends"}


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was checked, and what rendering it costs at least."""

    compiled: Compiled
    cost: int


@dataclass(slots=True)
class _Run:
    """What one rendering counts and collects; the environment's functions find it here."""

    fuel: Fuel
    values: list[Any] = field(default_factory=list)


class Templates:
    """Compiles templates and renders them; one per workspace, so that all count together."""

    def __init__(self, fuel: Fuel) -> None:
        self._run = _Run(fuel)
        self._environment = _Environment(self._run)

    def compile(self, source: str, names: frozenset[str]) -> Template:
        """Check a template that may use these names; raise `Refused`."""
        if len(source) > LARGEST:
            raise Refused("MC191", 0, f"a template has at most {LARGEST} characters", "Split it.")
        for char in (OPEN, CLOSE, LINE, END):
            if char in source:
                line = source[: source.index(char)].count("\n") + 1
                raise Refused("MC191", line, f"U+{ord(char):04X} may not stand in a template")
        environment = self._environment
        try:
            tree = environment.parse(source, filename=_FILE)
            _Check(names, tree).all()
            cost = _count(tree)
            code = environment.compile(tree, filename=_FILE)
            return Template(Compiled.from_code(environment, code, {}), cost)
        except TemplateSyntaxError as error:
            raise Refused("MC191", error.lineno, _one_line(error.message or "")) from None
        except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError) as error:
            # Python's own limits: brackets, blocks or digits beyond all measure.
            raise Refused("MC191", 0, f"the template is too complicated: {type(error).__name__}") from None

    def render(self, template: Template, values: Mapping[str, Any]) -> Rendered:
        """Render one template; raise `Refused`."""
        self._run.values = []
        try:
            self._run.fuel.burn(template.cost)
            marked = template.compiled.render(values)
        except Failed as error:
            code = "MC193" if isinstance(error, TooMuch) else "MC192"
            raise Refused(code, _line_of(error), str(error)) from None
        except UndefinedError as error:
            raise Refused("MC192", _line_of(error), _one_line(str(error))) from None
        except Exception as error:  # noqa: BLE001  # whatever a hostile template makes Python say
            why = f"{type(error).__name__}: {_one_line(str(error))}"
            raise Refused("MC192", _line_of(error), why) from None
        return rendered(marked, self._run.values)


_FILE: Final = "<blueprint>"


def _one_line(message: str) -> str:
    return " ".join(message.split())[:300]


def _line_of(error: BaseException) -> int:
    """Return the template's line: the engine puts it into the traceback."""
    lines = [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == _FILE]
    return lines[-1] if lines else 0


class _Environment(ImmutableSandboxedEnvironment):
    """No loader, no globals, no calls; attributes are keys of maps, and a few words of a loop."""

    def __init__(self, run: _Run) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            autoescape=False,
            optimized=False,
            finalize=_put(run),
        )
        self.globals.clear()
        counting = {_COUNTED: _counted(run), _WEIGHED: _weighed(run), _TEXT: _together}
        self.filters = {
            **FILTERS,
            "default": lambda v, other: other if v is None or isinstance(v, Undefined) else v,
            **counting,
        }
        self.tests = {name: self.tests[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a map's key, or a word of a loop."""
        if type(obj).__name__ == "LoopContext" and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return the value of a map's key or an element of a list."""
        if isinstance(obj, Undefined):
            str(obj)  # says what is not there
        try:
            if isinstance(obj, dict) or (isinstance(obj, list) and type(argument) is int):
                return obj[argument]
        except (LookupError, TypeError):
            pass
        return self.undefined(obj=obj, name=argument)

    def call(self, *_: Any, **__: Any) -> Any:
        """Refuse: the language has no calls."""
        raise Failed("a template cannot call anything")


def _put(run: _Run) -> Callable[[Any, Any], str]:
    """Return what turns a value that is printed into a placeholder; never before the template runs."""

    @pass_context
    def put(_: Any, value: Any) -> str:
        run.fuel.burn(_PLACEHOLDER)
        run.fuel.weigh(value)
        run.values.append(value)
        return f"{OPEN}{len(run.values) - 1}{CLOSE}"

    return put


def _counted(run: _Run) -> Callable[[Any, int], list[Any]]:
    """Return what charges a loop for all its rounds before the first."""

    def counted(value: Any, cost: int) -> list[Any]:
        if isinstance(value, Undefined) or not isinstance(value, list | tuple):
            run.fuel.weigh(value)
            raise Failed(f"a loop goes through a list, not through {text(value)!r}")
        run.fuel.burn(len(value) * cost)
        return list(value)

    return counted


def _weighed(run: _Run) -> Callable[[Any], Any]:
    def weighed(value: Any) -> Any:
        run.fuel.weigh(value)
        return value

    return weighed


def _together(parts: list[Any]) -> str:
    return "".join(map(text, parts))


class _Check:
    """Refuses whatever is not in the small language, before anything runs."""

    def __init__(self, names: frozenset[str], tree: nodes.Template) -> None:
        self._names, self._tree = names, tree

    def all(self) -> None:
        for node in _walk(self._tree):
            self._one(node)
        unknown = meta.find_undeclared_variables(self._tree) - self._names
        for node in self._tree.find_all(nodes.Name):
            if node.name in unknown and node.ctx == "load":
                hint = suggest(node.name, self._names)
                remedy = f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(sorted(self._names))}."
                raise Refused("MC192", node.lineno, f'"{node.name}" is no parameter', remedy)

    def _one(self, node: nodes.Node) -> None:
        if not isinstance(node, (*_STATEMENTS, *_EXPRESSIONS)):
            word = _WORDS.get(type(node), type(node).__name__)
            raise Refused("MC191", node.lineno or 0, f"{word} cannot stand in a template", _KNOWN)
        if isinstance(node, nodes.Const) and isinstance(node.value, float) and not isfinite(node.value):
            raise Refused("MC191", node.lineno, "a number is too large")
        if isinstance(node, nodes.Filter):
            self._known(node, node.name, FILTERS.keys() | {"default"}, "filter")
            if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
                raise Refused("MC191", node.lineno, f"the filter {node.name} takes values only", _KNOWN)
        elif isinstance(node, nodes.Test):
            self._known(node, node.name, frozenset(_TESTS), "test")
        elif isinstance(node, nodes.CondExpr) and node.expr2 is None:
            raise Refused("MC191", node.lineno, "an if inside {{ }} needs its else", _KNOWN)
        elif isinstance(node, nodes.For) and node.recursive:
            raise Refused("MC191", node.lineno, "a recursive loop cannot stand in a template", _KNOWN)
        elif isinstance(node, nodes.Name) and node.ctx != "load" and node.name in (*self._names, "loop"):
            raise Refused("MC191", node.lineno, f'"{node.name}" is given; choose another name', _KNOWN)

    @staticmethod
    def _known(node: nodes.Node, name: str, known: Collection[str], what: str) -> None:
        if name not in known:
            hint = suggest(name, known)
            remedy = f'Did you mean "{hint}"?' if hint else f"There is {', '.join(sorted(known))}."
            raise Refused("MC191", node.lineno, f'there is no {what} "{name}"', remedy)


_KNOWN: Final = (
    "A template has {{ … }}, if, for, set, ~, comparisons and a few filters: see docs/blueprints.md."
)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and all below it, without recursion."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo.extend(one.iter_child_nodes())


def _count(node: nodes.Node) -> int:
    """Make every loop and every new value count, and every line known; return what one round of the node costs."""
    cost = 1
    for name, value in list(node.iter_fields()):
        if isinstance(value, nodes.Node):
            cost += _count(value)
            setattr(node, name, _made(value))
        elif isinstance(value, list):
            cost += sum(_count(inner) for inner in value if isinstance(inner, nodes.Node))
            setattr(node, name, [_made(inner) for inner in value])
    if isinstance(node, nodes.TemplateData):
        cost += len(node.data)
        node.data = with_marks(node.data, node.lineno)
    elif isinstance(node, nodes.For):
        node.iter = _filter(node.iter, _COUNTED, nodes.Const(cost))
    return cost


def _made(node: Any) -> Any:
    """Return an expression that makes a value, made to weigh what it makes."""
    if isinstance(node, nodes.Concat):
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return _filter(_filter(_filter(parts, _WEIGHED), _TEXT), _WEIGHED)
    if isinstance(node, nodes.Compare):
        node.expr = _filter(node.expr, _WEIGHED)
        for operand in node.ops:
            operand.expr = _filter(operand.expr, _WEIGHED)
        return node
    if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
        node.node = _filter(node.node, _WEIGHED)
        node.args = [_filter(one, _WEIGHED) for one in node.args]
    if isinstance(node, nodes.List | nodes.Dict | nodes.Filter) or (
        isinstance(node, nodes.Tuple) and node.ctx == "load"
    ):
        return _filter(node, _WEIGHED)
    return node


def _filter(node: nodes.Node, name: str, *args: nodes.Expr) -> nodes.Filter:
    assert isinstance(node, nodes.Expr)
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)
