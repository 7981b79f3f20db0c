"""The org as it is before anybody configures anything (dossier D4.6)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World
from msgops_salesforce.simulator.auth import USERNAME
from msgops_salesforce.simulator.org import Org

ORG_NAME = "Acme"
AGENTS = ("ada@acme.example", "ben@acme.example")
_LICENCES = (
    # The names are community-sourced, the labels the seed's. [assumed: gap 4]
    ("ServiceUserPsl", "Service User", 10),
    ("LiveMessageUserPsl", "Messaging User", 30),
    ("EmbeddedServiceMessagingUserPsl", "Messaging for In-App and Web User", 30),
    ("PartnerMessagingUserPsl", "Partner Messaging User", 30),
    ("AgentforceServiceAgentUserPsl", "Agentforce Service Agent User", 2),
)

_SETS = (
    ("sfdc_scrt2", "SCRT2 Integration User"),
    # Their API names are not public: they are looked up by label. [assumed: B4]
    ("ServiceCloudUser", "Service Cloud User"),
    ("MessagingForInAppAndWebUser", "Messaging for In-App and Web User"),
)

_CONSOLE = {
    "formFactors": ["Large"],
    "navType": "Console",
    "uiType": "Lightning",
    "tabs": ["standard-home", "standard-Case", "standard-MessagingSession"],
}
_PAGE = {
    "flexiPageRegions": [
        {
            "itemInstances": [
                {
                    "componentInstance": {
                        "componentName": "runtime_messaging:conversation",
                        "identifier": "conversation",
                    }
                }
            ],
            "name": "main",
            "type": "Region",
        }
    ],
    "sobjectType": "MessagingSession",
    "template": {"name": "flexipage:recordHomeTemplateDesktop"},
}
"""A record page of messaging sessions. [assumed: the names on it]"""


def fill(world: World) -> None:
    """Seed the org, its people and its licences."""
    org = Org(world)

    def add(name: str, **given: Any) -> str:
        return str(org.insert(name, given, by="seed")["Id"])

    add(
        "Organization",
        Name=ORG_NAME,
        InstanceName="USA1",
        IsSandbox=False,
        OrganizationType="Developer Edition",
        LanguageLocaleKey="en_US",
    )
    licence = add("UserLicense", Name="Salesforce", MasterLabel="Salesforce")
    admin = add("Profile", Name="System Administrator", UserLicenseId=licence, _fullName="Admin")
    standard = add("Profile", Name="Standard User", UserLicenseId=licence, _fullName="Standard")
    user = {"IsActive": True, "Alias": "admin", "Email": "admin@acme.example"}
    org.user = add("User", Username=USERNAME, FirstName="Alma", LastName="Admin", ProfileId=admin, **user)
    for number, name in enumerate(AGENTS, 1):
        add(
            "User",
            Username=name,
            FirstName=name.partition("@")[0].capitalize(),
            LastName="Agent",
            Alias=f"agent{number}",
            Email=name,
            ProfileId=standard,
        )
    for developer_name, label, seats in _LICENCES:
        add(
            "PermissionSetLicense",
            DeveloperName=developer_name,
            MasterLabel=label,
            PermissionSetLicenseKey=developer_name,
            Status="Active",
            TotalLicenses=seats,
            UsedLicenses=0,
        )
    for name, label in _SETS:
        add("PermissionSet", Name=name, Label=label, IsCustom=False, Type="Standard")
    for name, label, entity in (
        ("sfdc_livemessage", "Messaging", "MessagingSession"),
        ("sfdc_phone", "Phone", "VoiceCall"),
    ):
        add("ServiceChannel", DeveloperName=name, MasterLabel=label, RelatedEntity=entity)
    add(
        "CustomApplication",
        DeveloperName="LightningService",
        Label="Service Console",
        _fullName="standard__LightningService",
        _content=_CONSOLE,
    )
    page = {"DeveloperName": "Messaging_Session_Record_Page", "MasterLabel": "Messaging Session Record Page"}
    add("FlexiPage", **page, Type="RecordPage", _content=_PAGE)
    add(
        "PresenceUserConfig",
        DeveloperName="default_presence_config",
        MasterLabel="Default Presence Configuration",
        Capacity=5,
    )
