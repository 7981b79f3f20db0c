"""Platform events and their fields as components (dossier B16)."""

from __future__ import annotations

import re
from typing import Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import Field, Row, SObject, text
from msgops_salesforce.simulator.metadata.component import Component, Failed
from msgops_salesforce.simulator.metadata.shape import Content, ordered
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org

_EVENT = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*__e")
_FIELD = re.compile(r"(?P<object>\w+)\.(?P<name>[A-Za-z](?:_?[A-Za-z0-9])*__c)")
_TYPES = {
    "Text": "string",
    "TextArea": "textarea",
    "LongTextArea": "textarea",
    "Checkbox": "boolean",
    "Number": "double",
    "Date": "date",
    "DateTime": "datetime",
}
_LONGEST = {"Text": 255, "LongTextArea": 131072}


class CustomObject(Component):
    """A platform event, or what is overridden of a standard object."""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """An event's type is for ever; a standard object takes overrides only. [documented]"""
        if name.lower() in OBJECTS:
            if wrong := set(content) - {"actionOverrides", "label", "pluralLabel"}:
                raise Failed(f"The simulator overrides no {min(wrong)} of {name}")
            return {"DeveloperName": name}
        if not _EVENT.fullmatch(name):
            raise Failed(f"The simulator makes platform events only: {name} does not end with __e")
        old = self.row(org, name)
        for element in ("label", "pluralLabel"):
            if not content.get(element):
                raise Failed(f"Required field is missing: {element}")
        content.setdefault("eventType", "HighVolume")
        content.setdefault("deploymentStatus", "InDevelopment")
        content.setdefault("publishBehavior", "PublishImmediately")
        if old is not None and old["_content"]["eventType"] != content["eventType"]:
            raise Failed("The event type can't be changed")
        if content["eventType"] == "StandardVolume":
            raise Failed("Standard-volume platform events can't be created")
        if len(content.get("description", "")) > 1000:
            raise Failed("description: data value too large (max length=1000)")
        return {"DeveloperName": name.removesuffix("__e")}

    def rest(self, content: Content) -> Content:
        """Leave fields to their own rows."""
        return {k: v for k, v in content.items() if k != "fields"}

    def parts(self, org: Org, row: Row) -> Content:
        """Say what fields there are."""
        name = str(row["_fullName"])
        below = [r for r in FIELDS.rows(org) if str(r["_fullName"]).startswith(f"{name}.")]
        fields = [{"fullName": str(r["_fullName"]).partition(".")[2], **r["_content"]} for r in below]
        fields.sort(key=lambda f: str(f["fullName"]))
        shape = self.shape.elements["fields"].shape
        assert shape is not None
        return {**row["_content"], "fields": [ordered(shape, f) for f in fields] or None}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Write the fields; one that is not mentioned stays. [assumed]"""
        for field in content.get("fields") or []:
            name = f"{row['_fullName']}.{field['fullName']}"
            FIELDS.write(org, name, {k: v for k, v in field.items() if k != "fullName"})
        publish(org, str(row["_fullName"]))

    def delete(self, org: Org, name: str) -> str | None:
        """An event that a channel definition names, or that somebody is granted, stays. [assumed]"""
        if org.where("ConversationChannelDefinition", CustomPlatformEvent=name):
            raise Failed(f"{name} is referenced by a conversation channel definition")
        for row in FIELDS.rows(org):
            if str(row["_fullName"]).startswith(f"{name}."):
                org.delete("CustomField", row["Id"], by="metadata")
        for granted in org.where("ObjectPermissions", SobjectType=name):
            org.delete("ObjectPermissions", granted["Id"], by="metadata")
        org.rows("events").pop(name.lower(), None)
        return super().delete(org, name)


class CustomField(Component):
    """A field of an event: its type stays, its length may grow. [assumed]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check type and length."""
        found = _FIELD.fullmatch(name)
        if found is None:
            raise Failed(f"{name} is no name of a custom field")
        if org.find("CustomObject", _fullName=found["object"]) is None:
            raise Failed(f"Entity Of Type: CustomObject named {found['object']} cannot be found")
        type_, length = content.get("type"), content.get("length")
        if type_ is None:
            raise Failed("Required field is missing: type")
        longest = _LONGEST.get(type_)
        if longest is not None and (length is None or not 1 <= length <= longest):
            raise Failed(f"length must be between 1 and {longest} for a field of type {type_}")
        if type_ == "LongTextArea" and not content.get("visibleLines"):
            raise Failed("Must specify 'visibleLines' for a CustomField of type LongTextArea")
        self._narrower(org, name, content)
        return {"DeveloperName": found["name"].removesuffix("__c"), "TableEnumOrId": found["object"]}

    def _narrower(self, org: Org, name: str, content: Content) -> None:
        row = self.row(org, name)
        old = row["_content"] if row is not None else None
        if old is None:
            return
        if old["type"] != content["type"]:
            raise Failed(f"The type of {name} can't be changed from {old['type']} to {content['type']}")
        if content.get("length", 0) < old.get("length", 0):
            raise Failed(f"The length of {name} can't be reduced")

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Show the field."""
        del content
        publish(org, str(row["TableEnumOrId"]))

    def delete(self, org: Org, name: str) -> str | None:
        """A field that a channel definition names stays. [assumed]"""
        event, _, field = name.partition(".")
        for row in org.where("ConversationChannelDefinition", CustomPlatformEvent=event):
            if field in (row["CustomEventPayloadField"], row["CustomEventTypeField"]):
                raise Failed(f"{name} is referenced by {row['DeveloperName']}")
        done = super().delete(org, name)
        publish(org, event)
        return done


def publish(org: Org, name: str) -> None:
    """Make an event an object type; it may be invisible for some calls after it appeared. [documented: a lag]"""
    row = org.find("CustomObject", _fullName=name)
    if row is None or not name.endswith("__e"):
        return
    fields = [r for r in FIELDS.rows(org) if r["TableEnumOrId"] == name]
    columns = (text("ReplayId", 20, write=""), text("EventUuid", 36, write=""), *(_column(f) for f in fields))
    schema = SObject(
        name,
        "e00",
        str(row["_content"].get("label", name)),
        columns,
        calls="C",
        api="data",
        setup=False,
        check=_not_stored,
    )
    known = org.rows("events").get(name.lower())
    since = known["since"] if known else org.calls + 1 + org.knob("invisible_calls")
    org.rows("events")[name.lower()] = {"schema": schema, "since": since}


def _not_stored(org: Org, row: dict[str, Any], old: Row | None) -> None:
    del org, row, old
    raise Rejected("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "The simulator publishes no events", ())


def _column(row: Row) -> Field:
    content = row["_content"]
    return Field(
        str(row["_fullName"]).partition(".")[2],
        _TYPES.get(content["type"], "string"),
        content.get("length", 0),
        required=bool(content.get("required")),
        custom=True,
    )


FIELDS = CustomField("CustomField", "objects", "object", key="", files=False)
OBJECT = CustomObject("CustomObject", "objects", "object", key="")
COMPONENTS = (OBJECT, FIELDS)
