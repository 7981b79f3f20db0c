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
