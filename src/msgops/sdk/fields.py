"""The vocabulary of a kind's spec: the base model, field markers and field types.

A marker is a value inside `Annotated[…]`. Engine, schema and documentation read the same markers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from msgops.model.scalar import resolve_plain
from msgops.model.secret import Secret

DEFERRED = re.compile(r"\$\{[a-z][a-z0-9_]*\.[A-Z][^{}]*\}")
"""An interpolation whose value only apply may know: `${provider.Kind/name.attribute}`."""
_SECRET = re.compile(r"\$\{((?:env|file):[^}]+)\}")


class Spec(BaseModel):
    """Base of every kind's spec and of the objects inside it: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Marker:
    """Base of the field markers."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Key(Marker):
    """Part of the natural key. With `from_name`, a field left out takes the resource's name."""

    from_name: bool = False


@dataclass(frozen=True, slots=True)
class _Immutable(Marker):
    """The vendor cannot change it: a difference is a replace."""


@dataclass(frozen=True, slots=True)
class _WriteOnly(Marker):
    """The vendor does not return it: compared with the fingerprint or value recorded at the last apply."""


@dataclass(frozen=True, slots=True)
class _Unordered(Marker):
    """A list compared as a set."""


@dataclass(frozen=True, slots=True)
class _Additive(Marker):
    """A list of which msgops owns only the elements it names; others are left alone."""


@dataclass(frozen=True, slots=True)
class _Computed(Marker):
    """Set by the vendor: never written, never compared, usable as `${kind/name.field}`."""


@dataclass(frozen=True, slots=True)
class _CaseInsensitive(Marker):
    """Compared without regard to case."""


@dataclass(frozen=True, slots=True)
class _Uncompared(Marker):
    """Sent with a write, never compared and never recorded, for example a sample for a reviewer."""


@dataclass(frozen=True, slots=True)
class _Whole(Marker):
    """An object compared as one value: what the file leaves out of it must not be there."""


@dataclass(frozen=True, slots=True)
class _Remembered(Marker):
    """Compared only with the value recorded at the last apply, never with the live one.

    For what the vendor changes by itself or shows in another shape. An adopted object is taken to agree, because
    writing the value once more would cost something, such as a review.
    """


@dataclass(frozen=True, slots=True)
class NewSecret(Marker):
    """Names the new file that a create fills with a secret, and an update where one of the fields `on` changes.

    `${file:…}` elsewhere may take it in the same run.
    """

    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Later(Marker):
    """May be set after the create: a circle of references is broken here, by a create without it and an update."""


@dataclass(frozen=True, slots=True)
class ServerDefault(Marker):
    """The vendor's documented value for a field left out; a released field goes back to it."""

    value: Any


@dataclass(frozen=True, slots=True)
class Wire(Marker):
    """Where the field stands in the vendor's JSON when that is not its name in camelCase: `security.authId`."""

    path: str


@dataclass(frozen=True, slots=True)
class Normal(Marker):
    """A function applied to both sides before they are compared."""

    function: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, init=False)
class Ref(Marker):
    """The field names a resource of one of these kinds; `attribute` of the target goes on the wire."""

    kinds: tuple[str, ...]
    attribute: str

    def __init__(self, *kinds: str, attribute: str = "id") -> None:
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "attribute", attribute)


Immutable = _Immutable()
WriteOnly = _WriteOnly()
Unordered = _Unordered()
Additive = _Additive()
Computed = _Computed()
CaseInsensitive = _CaseInsensitive()
Uncompared = _Uncompared()
Whole = _Whole()
Remembered = _Remembered()
Later = _Later()


@dataclass(frozen=True, slots=True)
class Text:
    """Text with limits that lets a value known only after apply pass; apply checks the final value."""

    max: int | None = None
    min: int | None = None
    pattern: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Wrap the plain string rules."""
        strict = core_schema.str_schema(max_length=self.max, min_length=self.min, pattern=self.pattern)

        def check(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
            if isinstance(value, str) and "${" in value and DEFERRED.search(value):
                return str(value)
            return inner(value)

        return core_schema.no_info_wrap_validator_function(check, strict)


@dataclass(frozen=True, slots=True)
class _SecretRule:
    """Accepts only `${env:…}` or `${file:…}`; with `or_text`, plain text too."""

    or_text: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Build the validator."""

        def check(value: Any) -> Any:
            found = _SECRET.fullmatch(value) if isinstance(value, str) else None
            if found:
                return Secret(found.group(1))
            if isinstance(value, Secret) or (self.or_text and isinstance(value, str)):
                return value
            raise PydanticCustomError(
                "secret_literal", "a secret must be ${env:NAME} or ${file:PATH}, never a literal value"
            )

        return core_schema.no_info_plain_validator_function(
            check, serialization=core_schema.plain_serializer_function_ser_schema(lambda v: v)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it to editors."""
        if self.or_text:
            return {"type": "string"}
        return {
            "type": "string",
            "pattern": r"^\$\{(env|file):[^}]+\}$",
            "description": "A secret: ${env:NAME} or ${file:PATH}",
        }


SecretText = Annotated[Secret, _SecretRule()]
"""A secret: only `${env:NAME}` or `${file:PATH}`."""
MaybeSecret = Annotated[Any, _SecretRule(or_text=True)]
"""Text that may come from a secret source, such as the value of a header."""


class _ReferenceRule:
    """A resource's name, `{lookup: "Live name"}` or `{id: "…"}`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Build the validator."""

        def check(value: Any) -> Any:
            if isinstance(value, str) and value:
                return str(value)
            if isinstance(value, dict) and len(value) == 1:
                (form, target), *_ = value.items()
                if form in ("lookup", "id") and isinstance(target, str):
                    return {form: str(target)}
            raise PydanticCustomError(
                "reference", 'a reference is the name of a resource, {{lookup: "Live name"}} or {{id: "…"}}'
            )

        return core_schema.no_info_plain_validator_function(check)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it to editors."""
        forms = [
            {
                "type": "object",
                "properties": {form: {"type": "string"}},
                "required": [form],
                "additionalProperties": False,
            }
            for form in ("lookup", "id")
        ]
        return {"anyOf": [{"type": "string", "minLength": 1}, *forms]}


Reference = Annotated[Any, _ReferenceRule()]
"""A reference to another resource; the field's `Ref` marker says of which kind."""


def _free_form(value: Any) -> Any:
    return resolve_plain(value)


Json = Annotated[Any, BeforeValidator(_free_form)]
"""Free-form JSON: unquoted scalars become numbers and booleans, quoted ones stay text."""


def _url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator:
        return text
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{(slash + path).rstrip('/')}"


def url(max_length: int | None = None) -> Any:
    """Return the type of an http(s) URL; host case and a trailing slash are no difference."""
    return Annotated[str, Text(max=max_length, pattern=r"^https?://[^\s/]+"), Normal(_url)]


Url = url()
