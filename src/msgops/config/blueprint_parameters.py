"""What a blueprint says of itself in `blueprint.yaml`: its parameters with their types, and its outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import PydanticCustomError, SchemaError

from msgops.config.outputs import DeclaredOutput, OutputName
from msgops.model.secret import Secret
from msgops.sdk.fields import SecretText, Spec, Text

if TYPE_CHECKING:
    from msgops.config.problems import Problems

NAME = "name"
"""What every template may use next to its parameters: the name of the document that uses the blueprint."""
_WORD: Final = r"[a-z][a-z0-9_]*"
_TAKEN = frozenset(
    {NAME, "loop", "true", "false", "none", "and", "or", "not", "in", "is", "if", "else", "for", "self"}
)
_SOURCE = re.compile(r"\$\{(env|file):")

_MOST = 300

Word = Annotated[str, Field(pattern=f"^{_WORD}$")]


class Parameter(Spec):
    """One value that a use gives; a parameter with neither `default` nor `optional` is required."""

    type: Literal["string", "integer", "number", "boolean", "secret", "array", "object"]
    description: str = ""
    default: Any = None
    optional: bool = False
    enum: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    min_items: Annotated[int, Field(ge=0)] | None = None
    items: Parameter | None = None
    properties: dict[Word, Parameter] | None = None

    @property
    def required(self) -> bool:
        """Whether a use must give it."""
        return not self.optional and "default" not in self.model_fields_set


class Definition(Spec):
    """The file `blueprint.yaml`."""

    title: Annotated[str, Field(min_length=1)]
    description: str = ""
    parameters: dict[Word, Parameter] = Field(default_factory=dict)
    outputs: dict[OutputName, DeclaredOutput] = Field(default_factory=dict)


def model_of(definition: Definition, problems: Problems) -> type[BaseModel] | None:
    """Return the model of `with:`; nothing, with findings, when the parameters make no sense."""
    good = _few(definition, problems)
    for name, parameter in definition.parameters.items() if good else ():
        good = _checked(name, parameter, f"parameters.{name}", problems) and good
    return _model("With", definition.parameters) if good else None


def _few(definition: Definition, problems: Problems) -> bool:
    """Whether there are no more parameters, inner ones included, than a person could read."""
    count, todo = 0, [*definition.parameters.values()]
    while todo and count <= _MOST:
        one = todo.pop()
        count += 1
        todo += [*(one.properties or {}).values(), *([one.items] if one.items else [])]
    if count > _MOST:
        problems.add("parameters", "MC008", "Too many values", f"a blueprint has at most {_MOST} parameters")
    return count <= _MOST


def _checked(name: str, parameter: Parameter, path: str, problems: Problems) -> bool:
    """Check what the type of one parameter alone cannot say, below it too."""
    if name in _TAKEN or hasattr(BaseModel, name):
        problems.add(path, "MC111", "Bad name", f'"{name}" has a meaning of its own', key=True)
        return False
    inner = [("each", f"{path}.items", parameter.items)] if parameter.items else []
    inner += [(n, f"{path}.properties.{n}", p) for n, p in (parameter.properties or {}).items()]
    if [one for one in inner if not _checked(one[0], one[2], one[1], problems)]:
        return False
    given = parameter.model_fields_set
    for key, types in _BELONGS.items():
        if key in given and parameter.type not in types:
            what = f'"{key}" does not belong to type {parameter.type}'
            problems.add(f"{path}.{key}", "MC104", "Wrong value", what, key=True)
            return False
    if parameter.type == "array" and parameter.items is None:
        problems.add(path, "MC102", "Missing field", '"items" is required: what the list holds')
        return False
    try:
        probe = create_model("Probe", value=(_type(parameter), ...))
        probe.model_rebuild()
    except SchemaError:
        problems.add(f"{path}.pattern", "MC104", "Wrong value", "the pattern is no regular expression")
        return False
    if "default" not in given:
        return True
    try:
        probe.model_validate({"value": parameter.default})
    except ValidationError as error:
        why = error.errors(include_url=False)[0]["msg"]
        problems.add(f"{path}.default", "MC104", "Wrong value", f"the default does not fit: {why}")
        return False
    return True


_BELONGS: Mapping[str, tuple[str, ...]] = {
    "enum": ("string",),
    "pattern": ("string",),
    "minimum": ("integer", "number"),
    "maximum": ("integer", "number"),
    "items": ("array",),
    "min_items": ("array",),
    "properties": ("object",),
}
_EXACT = ConfigDict(extra="forbid", allow_inf_nan=False, protected_namespaces=())


def _model(name: str, parameters: Mapping[str, Parameter]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for key, parameter in parameters.items():
        default = ... if parameter.required else parameter.default
        checked = default is not ... and default is not None
        fields[key] = (_type(parameter), Field(default, validate_default=checked))
    return create_model(name, __config__=_EXACT, **fields)


def _type(parameter: Parameter) -> Any:
    match parameter.type:
        case "string":
            form = (
                Literal[parameter.enum] if parameter.enum else Annotated[str, Text(pattern=parameter.pattern)]
            )
            return Annotated[form, AfterValidator(_no_secret)]
        case "secret":
            return SecretText
        case "boolean":
            return bool
        case "integer" | "number":
            limits = Field(ge=parameter.minimum, le=parameter.maximum)
            number: Any = int if parameter.type == "integer" else float
            return Annotated[number, limits]
        case "array":
            assert parameter.items is not None
            limit = Field(min_length=parameter.min_items)
            return Annotated[list[_type(parameter.items)], limit]  # type: ignore[misc]  # a type made at run time
    if parameter.properties is None:
        return dict[str, Annotated[str, AfterValidator(_no_secret)]]
    return _model("Map", parameter.properties)


def _no_secret(value: str) -> str:
    if _SOURCE.search(value):
        raise PydanticCustomError("secret", "only a parameter of type secret takes ${env:…} and ${file:…}")
    return value


def plain(value: Any) -> Any:
    """Return checked values as a template gets them: plain data, secrets as the sources that they come from."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Secret):
        return f"${{{value.source}}}"
    return str(value) if isinstance(value, str) else value
