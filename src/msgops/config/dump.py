"""Write a document as YAML that reads back the same: text that could be taken for something else is quoted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from msgops.model.address import Address


class _Dumper(yaml.SafeDumper):
    """Block style, indented lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        """Indent lists inside maps."""
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Never write anchors."""
        del data
        return True


class _Flow(_Dumper):
    """Everything on one line."""


_ENDLESS = 1 << 30
_HIDDEN = set("\r\x85\u2028\u2029\ufeff")


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    """Show text of several lines as such."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value, "|"))


def _style(value: str, several: str) -> str | None:
    """Return how a text is quoted: by need, `several` when it has several lines; hidden line ends must be escapes."""
    if _HIDDEN & set(value) or ("\n" in value and (not value.strip() or value.endswith("\n\n"))):
        return '"'
    return several if "\n" in value else None


def _line(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value, '"'))


_Dumper.add_representer(str, _text)
_Flow.add_representer(str, _line)


def dump_document(address: Address, spec: Mapping[str, Any], account: str | None) -> str:
    """Return one document with a final newline."""
    document: dict[str, Any] = {"kind": address.full_kind, "name": address.name}
    if account:
        document["account"] = account
    if spec:
        document["spec"] = spec
    return dump_mapping(document)


def dump_mapping(found: Mapping[str, Any]) -> str:
    """Return a mapping as YAML with a final newline, in the order that it has."""
    text = yaml.dump(
        dict(found), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
    )
    return str(text)


def flow_text(value: Any) -> str:
    """Return a value on one line, as it may stand inside of `[…]` and `{…}` too."""
    return _one_line([value], None)[1:-1]


def scalar_text(value: str, style: str | None) -> str:
    """Return text on one line in the quotes that are wished for, where they can hold it."""
    return _one_line(value, _style(value, '"') or style)


def _one_line(value: Any, style: str | None) -> str:
    text: str
    if isinstance(value, str):
        node = yaml.ScalarNode("tag:yaml.org,2002:str", value, style=style)
        text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=_ENDLESS)
    else:
        text = yaml.dump(
            value, Dumper=_Flow, sort_keys=False, allow_unicode=True, width=_ENDLESS, default_flow_style=True
        )
    return text.removesuffix("\n").removesuffix("\n...")
