"""What flows, pages, apps, events and clients are as rows: mostly of the Tooling API (dossier A8, B13-B17)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.fields import (
    Field,
    Row,
    SObject,
    area,
    choice,
    fixed,
    flag,
    moment,
    number,
    refer,
    text,
    whole,
)

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org


def _read_only(*fields: Field) -> tuple[Field, ...]:
    return tuple(fixed(f) for f in fields)


_NAME, _LABEL = text("DeveloperName", 80), text("MasterLabel", 255)
_STATES = ("Active", "Draft", "Obsolete", "InvalidDraft", "UnderReview")


def _entities(org: Org) -> None:
    """List the object types there are."""
    from msgops_salesforce.simulator.objects import OBJECTS as ALL  # noqa: PLC0415  # this module is part of it

    table = org.rows("EntityDefinition")
    known = [o for o in ALL.values() if o.api and org.enabled(o.feature)]
    known += [e["schema"] for e in org.rows("events").values() if org.calls >= e["since"]]
    table.clear()
    for schema in known:
        custom = org.find("CustomObject", _fullName=schema.name)
        durable = custom["Id"][:15] if custom else schema.name
        id_ = ids.long(f"4ie{zlib.crc32(schema.name.encode()):012d}")
        table[id_] = {
            "Id": id_,
            "DurableId": durable,
            "QualifiedApiName": schema.name,
            "DeveloperName": schema.name.removesuffix("__e"),
            "Label": schema.label,
            "KeyPrefix": schema.prefix,
            "NamespacePrefix": None,
            "PublisherId": "<local>" if custom else "System",
        }


def _apps(org: Org) -> None:
    """List the apps and their tabs."""
    for name in ("AppDefinition", "AppTabMember"):
        org.rows(name).clear()
    for app in org.rows("CustomApplication").values():
        same = {k: app[k] for k in ("DeveloperName", "Label", "Description")}
        org.rows("AppDefinition")[app["Id"]] = {
            **same,
            "Id": app["Id"],
            "DurableId": app["Id"],
            "NamespacePrefix": None,
        }
        members = org.rows("AppTabMember")
        for number_, tab in enumerate(app["_content"].get("tabs") or []):
            id_ = ids.long(f"{app['Id'][:12]}{len(members):03d}")
            members[id_] = {
                "Id": id_,
                "DurableId": f"{app['Id']}.{tab}",
                "AppDefinitionId": app["Id"],
                "TabDefinitionId": tab,
                "SortOrder": number_,
                "WorkspaceDriverField": None,
            }


def _no_versions(org: Org, row: Row) -> None:
    """With its last version a flow goes. [assumed]"""
    from msgops_salesforce.simulator.metadata import flows  # noqa: PLC0415  # which needs the rows

    left = flows.versions(org, row["DefinitionId"])
    if not left:
        org.rows("FlowDefinition").pop(row["DefinitionId"], None)
    else:
        latest = {"LatestVersionId": left[-1]["Id"]}
        org.rows("FlowDefinition")[row["DefinitionId"]] = {
            **org.rows("FlowDefinition")[row["DefinitionId"]],
            **latest,
        }
    flows.view(org, row["DefinitionId"])


def _inactive(org: Org, row: Row) -> None:
    """Only inactive versions are deleted. [documented]"""
    from msgops_salesforce.simulator.errors import Rejected  # noqa: PLC0415  # one rule needs it

    del org
    if row["Status"] == "Active":
        raise Rejected("DELETE_FAILED", "You can't delete an active flow version", ())


OBJECTS = (
    SObject(
        "Flow",
        "301",
        "Flow",
        _read_only(
            refer("DefinitionId", "FlowDefinition"),
            whole("VersionNumber"),
            choice("Status", *_STATES),
            _LABEL,
            text("ProcessType", 80),
            number("ApiVersion"),
            area("Description"),
        ),
        api="tooling",
        calls="CUD",
        guard=_inactive,
        deleted=_no_versions,
        metadata="Flow",
    ),
    SObject(
        "FlowDefinition",
        "300",
        "Flow Definition",
        _read_only(
            _NAME,
            _LABEL,
            text("Description"),
            refer("ActiveVersionId", "Flow", relation="ActiveVersion"),
            refer("LatestVersionId", "Flow", relation="LatestVersion"),
            text("NamespacePrefix", 15),
        ),
        api="tooling",
        calls="U",
        metadata="FlowDefinition",
    ),
    SObject(
        "FlowDefinitionView",
        "3dd",
        "Flow Definition View",
        _read_only(
            text("DurableId"),
            text("ApiName"),
            text("Label"),
            text("Description"),
            text("ActiveVersionId"),
            text("LatestVersionId"),
            text("ProcessType"),
            whole("VersionNumber"),
            flag("IsActive"),
            text("NamespacePrefix"),
        ),
        api="data",
        calls="",
    ),
    SObject(
        "FlexiPage",
        "0M0",
        "Lightning Page",
        _read_only(_NAME, _LABEL, text("Type", 40), area("Description"), text("EntityDefinitionId", 80)),
        api="tooling",
        metadata="FlexiPage",
    ),
    SObject(
        "CustomTab",
        "01r",
        "Custom Tab",
        _read_only(_NAME, _LABEL),
        api="tooling",
        metadata="CustomTab",
    ),
    SObject(
        "CustomApplication",
        "02u",
        "Custom Application",
        _read_only(_NAME, text("Label", 255), area("Description"), text("NamespacePrefix", 15)),
        api="tooling",
        calls="CU",
        metadata="CustomApplication",
    ),
    SObject(
        "AuraDefinitionBundle",
        "0Ab",
        "Aura Component Bundle",
        _read_only(_NAME, _LABEL, number("ApiVersion"), area("Description")),
        api="tooling",
        cascade=(("AuraDefinition", "AuraDefinitionBundleId"),),
        metadata="AuraDefinitionBundle",
    ),
    SObject(
        "AuraDefinition",
        "0Ad",
        "Aura Component Definition",
        (
            refer("AuraDefinitionBundleId", "AuraDefinitionBundle", write="C", required=True),
            text("DefType", 40, required=True),
            text("Format", 40, required=True),
            area("Source", 1_000_000, required=True),
        ),
        unique=(("AuraDefinitionBundleId", "DefType"),),
        api="tooling",
    ),
    SObject(
        "CustomObject",
        "01I",
        "Custom Object",
        _read_only(_NAME, text("NamespacePrefix", 15)),
        api="tooling",
        calls="",
        metadata="CustomObject",
    ),
    SObject(
        "CustomField",
        "00N",
        "Custom Field",
        _read_only(_NAME, text("TableEnumOrId", 80), text("NamespacePrefix", 15)),
        api="tooling",
        calls="CU",
        metadata="CustomField",
    ),
    SObject(
        "ConnectedApplication",
        "0H4",
        "Connected App",
        _read_only(
            text("Name"), text("ContactEmail"), text("StartUrl"), flag("OptionsAllowAdminApprovedUsersOnly")
        ),
        api="data",
        calls="",
    ),
    SObject(
        "ExternalClientApplication",
        "0xI",
        "External Client App",
        _read_only(_NAME, _LABEL),
        api="data",
        calls="",
    ),
    *(
        SObject(name, prefix, f"External Client App {label}", (), api="", calls="")
        for name, prefix, label in (
            ("ExtlClntAppOauthSettings", "0x1", "OAuth Settings"),
            ("ExtlClntAppGlobalOauthSettings", "0x2", "Global OAuth Settings"),
            ("ExtlClntAppOauthConfigurablePolicies", "0x3", "OAuth Policies"),
            ("ExtlClntAppConfigurablePolicies", "0x4", "Policies"),
            ("ExtlClntAppOauthSecuritySettings", "0x5", "OAuth Security Settings"),
        )
    ),
    SObject(
        "ConversationMessageDefinition",
        "0x6",
        "Messaging Component",
        _read_only(_NAME, _LABEL),
        api="",
        calls="",
    ),
    SObject(
        "EntityDefinition",
        "4ie",
        "Entity Definition",
        _read_only(
            *(
                text(n)
                for n in (
                    "DurableId",
                    "QualifiedApiName",
                    "DeveloperName",
                    "Label",
                    "KeyPrefix",
                    "NamespacePrefix",
                    "PublisherId",
                )
            )
        ),
        calls="",
        polled=_entities,
    ),
    SObject(
        "AppDefinition",
        "06m",
        "App Definition",
        _read_only(
            *(text(n) for n in ("DurableId", "DeveloperName", "Label", "Description", "NamespacePrefix"))
        ),
        api="data",
        calls="",
        polled=_apps,
    ),
    SObject(
        "AppTabMember",
        "06n",
        "App Tab Member",
        _read_only(
            text("DurableId"),
            refer("AppDefinitionId", "AppDefinition"),
            text("TabDefinitionId"),
            whole("SortOrder"),
            text("WorkspaceDriverField"),
        ),
        api="data",
        calls="",
        polled=_apps,
    ),
    SObject(
        "SourceMember",
        "0MZ",
        "Source Member",
        _read_only(
            text("MemberType"),
            text("MemberName"),
            flag("IsNameObsolete"),
            whole("RevisionCounter"),
            moment("RevisionNum"),
        ),
        api="tooling",
        calls="",
    ),
)
