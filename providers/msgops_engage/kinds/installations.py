"""What is installed on hosts and desktops: the Genesys Hub driver, and Workspace packages with the plug-in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Text, Url
from msgops.sdk.hands import Filled, NoApi, Person, Step
from msgops.sdk.kind import Hand, Kind
from msgops_engage.kinds.common import ADMIN, DOC, Line, Name, instruct

_PRESENT = "state=!uninstalled"


class DriverSpec(Filled):
    """The Genesys Driver for use with Genesys Hub, in a Digital Messaging Server."""

    application: Annotated[
        Name | None,
        Key(from_name=True),
        Field(description="Name of the Digital Messaging Server application"),
    ] = None
    state: Annotated[
        Literal["installed", "upgraded", "uninstalled"],
        Field(description="installed for the first time, upgraded from an older version, or uninstalled"),
    ] = "installed"
    platform: Annotated[Literal["windows", "linux"], Field(description="Of the server's host")]
    version: Annotated[Line | None, Field(description="Version of the installation package")] = None
    configuration_sha256: Annotated[
        str | None,
        Text(pattern=r"^[0-9a-f]{64}$"),
        Field(
            description="Digest of its GenesysHubDriver.cfg, to see that the options are from this version"
        ),
    ] = None


Driver = Kind(
    name="engage.Driver",
    spec=DriverSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="the host of the Digital Messaging Server",
            steps=(
                Step(
                    "Stop the application {application}, in its services or by GAX.", when="state=!installed"
                ),
                Step(
                    "Uninstall the old driver: Control Panel, Programs and Features on windows; uninstall_custom.sh in "
                    "media-channel-drivers/channel-ghub/uninstall on linux. The platform is {platform}.",
                    when="state=!installed",
                ),
                Step(
                    "See that the folder channel-ghub is gone from media-channel-drivers.",
                    when="state=!installed",
                ),
                Step("Go to the folder of the installation package, version {version}.", when=_PRESENT),
                Step(
                    "Run it: setup.exe on windows, install.sh on linux. The platform is {platform}.",
                    when=_PRESENT,
                ),
                Step(
                    "Give the parameters of the Configuration Server and select the application {application}.",
                    when=_PRESENT,
                ),
                Step(
                    "Find GenesysHubDriver.cfg in media-channel-drivers\\channel-ghub\\Configuration of the application's folder.",
                    when=_PRESENT,
                ),
                Step("Its SHA-256 is {configuration_sha256}.", when="configuration_sha256"),
                Step("In GAX open {application}, tab Options, and import that file.", when=_PRESENT),
                Step("Start the application {application}.", when="state=upgraded"),
                "The driver of {application} is {state} now.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="The Genesys Hub driver of a Digital Messaging Server: installed, upgraded or uninstalled on its host.",
    doc=DOC,
    evidence=instruct("WhatsApp Guide: Install the channel driver; Uninstalling or upgrading"),
    example={"application": "DigitalMessagingServer", "platform": "linux", "version": "9.1.007.06"},
)


class WorkspacePackageSpec(Filled):
    """A ClickOnce package of Workspace Desktop Edition with the Genesys Hub plug-in, on a web server."""

    package: Annotated[Line | None, Key(from_name=True), Field(description="Name of the package")] = None
    application: Annotated[Name, Field(description="Name of the Workspace application that it is for")]
    url: Annotated[Url, Field(description="Where agents open it")]
    plugin: Annotated[
        Literal["installed", "upgraded", "uninstalled"],
        Field(description="What becomes of the plug-in in this package"),
    ] = "installed"
    plugin_version: Annotated[
        Line | None, Field(description="9.1.008.06 or later for interactive messages")
    ] = None
    emoji_pictures: Annotated[
        bool, Field(description="Whether pictures of emojis go into GenesysHub\\Images\\Emojis")
    ] = False


WorkspacePackage = Kind(
    name="engage.WorkspacePackage",
    spec=WorkspacePackageSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Workspace Desktop Edition Deployment Manager",
            steps=(
                Step("Install Workspace by its ClickOnce procedure, where it is not.", leads=True),
                Step("Uninstall the old version of the plug-in.", when="plugin=!installed"),
                Step(
                    "Install the plug-in {plugin_version}, and import its template and metadata: they bring its roles and options.",
                    when="plugin=!uninstalled",
                ),
                Step(
                    "Open the Workspace Desktop Edition Deployment Manager, application {application}.",
                    leads=True,
                ),
                Step(
                    "Create a package; under Customization select Genesys Hub Plug-in for Workspace Desktop Edition.",
                    when="plugin=!uninstalled",
                ),
                Step("Create a package without the plug-in.", when="plugin=uninstalled"),
                Step(
                    "Put the pictures and CustomEmojis.xml into GenesysHub\\Images\\Emojis and GenesysHub.",
                    when="emoji_pictures=true",
                ),
                "Deploy the package on the web server and open {url}: it shows Workspace Desktop Edition.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="A package of Workspace Desktop Edition with the Genesys Hub plug-in, deployed on a web server.",
    doc=DOC,
    evidence=instruct("WhatsApp Guide: Deploy Genesys Hub Plug-in for Workspace Desktop Edition"),
    example={
        "package": "Workspace",
        "application": "Workspace",
        "url": "https://workspace.example.com",
        "plugin_version": "9.1.008.06",
    },
)
