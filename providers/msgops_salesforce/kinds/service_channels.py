"""Service channels: what kind of work Omni-Channel hands out (dossier B7)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Computed, Key, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce.kinds.common import DEVELOPER_NAME, Rows, row_evidence
from msgops_salesforce.kinds.lookups import PAGE

Seconds = Annotated[int | None, Field(ge=10, le=3600)]


class ServiceChannelSpec(Spec):
    """A service channel that is there already. `sfdc_livemessage`, messaging, comes with Messaging; none is created."""

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Wire("DeveloperName")
    ] = None
    capacity_model: Annotated[Literal["StatusBased", "TabBased"] | None, Wire("CapacityModel")] = None
    auto_accept: Annotated[bool | None, ServerDefault(False), Wire("HasAutoAcceptEnabled")] = None
    after_work: Annotated[bool | None, ServerDefault(False), Wire("HasAfterConvoWorkTimer")] = None
    after_work_seconds: Annotated[Seconds, Wire("AfterConvoWorkMaxTime")] = None
    after_work_extension: Annotated[bool | None, ServerDefault(False), Wire("HasAcwExtensionEnabled")] = None
    after_work_extension_seconds: Annotated[Seconds, Wire("AcwExtensionDuration")] = None
    after_work_extensions: Annotated[int | None, Field(ge=1, le=10), Wire("MaxExtensions")] = None
    label: Annotated[str | None, Computed, Wire("MasterLabel")] = None
    object: Annotated[str | None, Computed, Wire("RelatedEntity")] = None

    @model_validator(mode="after")
    def _fits(self) -> ServiceChannelSpec:
        if self.after_work_seconds is not None and not self.after_work:
            raise ValueError("after_work_seconds needs after_work")
        more = (self.after_work_extension_seconds, self.after_work_extensions)
        if any(v is not None for v in more) and not self.after_work_extension:
            raise ValueError(
                "after_work_extension_seconds and after_work_extensions need after_work_extension"
            )
        return self


ServiceChannel = Kind(
    name="salesforce.ServiceChannel",
    spec=ServiceChannelSpec,
    api=Rows(
        sobject="ServiceChannel",
        columns=(
            "DeveloperName",
            "MasterLabel",
            "RelatedEntity",
            "CapacityModel",
            "HasAutoAcceptEnabled",
            "HasAfterConvoWorkTimer",
            "AfterConvoWorkMaxTime",
            "HasAcwExtensionEnabled",
            "AcwExtensionDuration",
            "MaxExtensions",
        ),
        create_only=frozenset({"DeveloperName", "MasterLabel", "RelatedEntity"}),
    ),
    concept=Concept.QUEUE,
    summary="How Omni-Channel hands out one kind of work, such as messaging; the channel is there already.",
    doc=f"{PAGE}servicechannel.htm",
    evidence=row_evidence("ServiceChannel", "list", "get", "update"),
    delete_note="The channel stays as it is.",
    audit_item="service channel",
    example={"developer_name": "sfdc_livemessage", "after_work": "true", "after_work_seconds": "60"},
)
