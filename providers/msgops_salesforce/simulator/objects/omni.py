"""Omni-Channel: routing configurations, service channels, presence (dossier B2, B7, B8, B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import (
    Row,
    SObject,
    choice,
    developer_name,
    fixed,
    flag,
    number,
    refer,
    text,
    whole,
)

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

OMNI = "OmniChannel"
"""The feature that `OmniChannelSettings.enableOmniChannel` switches on."""
_BETWEEN = "must be between 10 and 3600"


def _one_capacity(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """Weight or percentage, never both, never neither. [documented]"""
    del org, old
    row["PushTimeout"] = row["PushTimeout"] or 0
    for pair in (
        ("CapacityWeight", "CapacityPercentage"),
        ("PausedCapacityWeight", "PausedCapacityPercentage"),
    ):
        if all(row[c] is not None for c in pair):
            raise Rejected(
                "FIELD_INTEGRITY_EXCEPTION", f"Specify either {pair[0]} or {pair[1]}, not both", pair
            )
    if row["CapacityWeight"] is None and row["CapacityPercentage"] is None:
        raise Rejected(
            "FIELD_INTEGRITY_EXCEPTION", "Specify CapacityWeight or CapacityPercentage", ("CapacityWeight",)
        )


def _routed(org: Org, row: Row) -> None:
    """A configuration that a queue or a channel uses stays. [assumed]"""
    used = org.where("Group", QueueRoutingConfigId=row["Id"])
    if used or org.where("MessagingChannel", RoutingConfigurationId=row["Id"]):
        raise Rejected("DELETE_FAILED", f"The routing configuration {row['DeveloperName']} is in use", ())


def _away(org: Org, status: str) -> None:
    """A status without channels is an away status. [documented]"""
    found = org.get("ServicePresenceStatus", status)
    if found is not None:
        away = not org.where("ServiceChannelStatus", ServicePresenceStatusId=status)
        org.rows("ServicePresenceStatus")[status] = {**found, "IsAway": away}


def _status_saved(org: Org, row: Row, old: Row | None) -> None:
    del old
    _away(org, row["Id"])


def _link_saved(org: Org, row: Row, old: Row | None) -> None:
    del old
    _away(org, row["ServicePresenceStatusId"])


def _link_deleted(org: Org, row: Row) -> None:
    _away(org, row["ServicePresenceStatusId"])


def _one_configuration(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """A user or a profile is in one configuration only. [documented]"""
    del old
    name, column = ("PresenceUserConfigUser", "UserId")
    if "ProfileId" in row:
        name, column = ("PresenceUserConfigProfile", "ProfileId")
    if org.where(name, **{column: row[column]}):
        raise Rejected(
            "DUPLICATE_VALUE", f"{column} is assigned to a presence configuration already", (column,)
        )


def _either(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """Accepting by itself and declining exclude each other. [documented]"""
    del org, old
    if row["OptionsIsAutoAcceptEnabled"] and row["OptionsIsDeclineEnabled"]:
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", "Auto-accept and decline exclude each other", ())


def _spans(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """After-conversation work lasts from 10 to 3600 seconds. [documented]"""
    del org, old
    for name in ("AfterConvoWorkMaxTime", "AcwExtensionDuration"):
        if row[name] is not None and not 10 <= row[name] <= 3600:
            raise Rejected("NUMBER_OUTSIDE_VALID_RANGE", f"{name} {_BETWEEN}", (name,))


def _messaging_is_on(org: Org, row: Row) -> bool:
    """The channel of messaging is there while messaging is on. [documented: D4.5]"""
    return row["DeveloperName"] != "sfdc_livemessage" or org.enabled("LiveMessage")


_LABEL = text("MasterLabel", 80, required=True)

OBJECTS = (
    SObject(
        "QueueRoutingConfig",
        "0K9",
        "Routing Configuration",
        (
            developer_name(),
            _LABEL,
            text("Language", 40, default="en_US"),
            choice("RoutingModel", "LeastActive", "MostAvailable", "ExternalRouting", required=True),
            whole("RoutingPriority", required=True),
            number("CapacityWeight"),
            number("CapacityPercentage"),
            whole("PushTimeout", default=0),
            whole("DropAdditionalSkillsTimeout"),
            flag("IsAttributeBased"),
            refer("OverflowAssigneeId", "User", "Group"),
            number("PausedCapacityWeight"),
            number("PausedCapacityPercentage"),
        ),
        unique=(("DeveloperName",),),
        feature=OMNI,
        check=_one_capacity,
        guard=_routed,
        metadata="QueueRoutingConfig",
    ),
    SObject(
        "ServiceChannel",
        "0N9",
        "Service Channel",
        (
            developer_name(),
            _LABEL,
            text("RelatedEntity", 80, required=True),
            choice("CapacityModel", "StatusBased", "TabBased", default="TabBased"),
            flag("HasAutoAcceptEnabled"),
            flag("HasAfterConvoWorkTimer"),
            whole("AfterConvoWorkMaxTime"),
            flag("HasAcwExtensionEnabled"),
            whole("AcwExtensionDuration"),
            whole("MaxExtensions"),
            flag("DoesCheckCapOnOwnerChange"),
            flag("DoesCheckCapOnStatusChange"),
            flag("DoesMinimizeWidgetOnAccept"),
            text("StatusField"),
            text("SecRoutingPriorityField"),
        ),
        unique=(("DeveloperName",), ("RelatedEntity",)),
        feature=OMNI,
        check=_spans,
        visible=_messaging_is_on,
        metadata="ServiceChannel",
    ),
    SObject(
        "ServicePresenceStatus",
        "0N5",
        "Presence Status",
        (
            developer_name(),
            _LABEL,
            text("Language", 40, default="en_US"),
            fixed(flag("IsAway", default=True)),
        ),
        unique=(("DeveloperName",),),
        calls="CU",
        feature=OMNI,
        cascade=(("ServiceChannelStatus", "ServicePresenceStatusId"),),
        saved=_status_saved,
        metadata="ServicePresenceStatus",
    ),
    SObject(
        "ServiceChannelStatus",
        "0N8",
        "Service Channel Status",
        (
            refer("ServiceChannelId", "ServiceChannel", write="C", required=True),
            refer("ServicePresenceStatusId", "ServicePresenceStatus", write="C", required=True),
        ),
        unique=(("ServiceChannelId", "ServicePresenceStatusId"),),
        calls="CD",
        feature=OMNI,
        saved=_link_saved,
        deleted=_link_deleted,
    ),
    SObject(
        "PresenceUserConfig",
        "0Nx",
        "Presence Configuration",
        (
            developer_name(write="C"),
            text("MasterLabel", 80, required=True, write="C"),
            whole("Capacity", required=True, write="C"),
            whole("InterruptibleCapacity", write="C"),
            flag("OptionsIsAutoAcceptEnabled", write="C"),
            flag("OptionsIsDeclineEnabled", write="C"),
            flag("OptionsIsDeclineReasonEnabled", write="C"),
            flag("OptionsIsDisconnectSoundEnabled", write="C"),
            flag("OptionsIsRequestSoundEnabled", default=True, write="C"),
            flag("OptionsIsAllowAnyDestinationQueueForTransferEnabled"),
            flag("OptionsIsAllowAnyDestinationFlowForTransferEnabled"),
            flag("OptionsIsAllowAnyDestinationProfileForTransferEnabled"),
        ),
        unique=(("DeveloperName",),),
        feature=OMNI,
        cascade=(
            ("PresenceUserConfigUser", "PresenceUserConfigId"),
            ("PresenceUserConfigProfile", "PresenceUserConfigId"),
        ),
        check=_either,
        metadata="PresenceUserConfig",
    ),
    SObject(
        "PresenceUserConfigUser",
        "0Ny",
        "Presence Configuration User",
        (
            refer("PresenceUserConfigId", "PresenceUserConfig", write="C", required=True),
            refer("UserId", "User", write="C", required=True),
        ),
        calls="CD",
        feature=OMNI,
        check=_one_configuration,
    ),
    SObject(
        "PresenceUserConfigProfile",
        "0Nz",
        "Presence Configuration Profile",
        (
            refer("PresenceUserConfigId", "PresenceUserConfig", write="C", required=True),
            refer("ProfileId", "Profile", write="C", required=True),
        ),
        calls="CD",
        feature=OMNI,
        check=_one_configuration,
    ),
    SObject(
        "PresenceDeclineReason",
        "0N7",
        "Decline Reason",
        (developer_name(), _LABEL),
        unique=(("DeveloperName",),),
        feature=OMNI,
        metadata="PresenceDeclineReason",
    ),
)
