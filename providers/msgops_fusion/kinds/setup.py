"""Switches of the pod that can be read and not written: profile options and features (dossier B18, B19).

A person changes them. Where the pod shows the value it is compared; where it shows nothing, which is the rule for options
outside of the categories for REST, the value is unknown: a person confirms the step, and it never counts as drift.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import Exhausted, Refused
from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Filled, NoApi, Person, Verdict
from msgops.sdk.kind import Hand, Kind
from msgops.sdk.rest import segment
from msgops_fusion import adf
from msgops_fusion.kinds.checks import ADMIN
from msgops_fusion.kinds.common import COMMON, FEATURES, evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

_PROFILES = f"{adf.FSCM}/profileValues"
_FEATURES = f"{adf.FSCM}/features"
_STATES = f"{adf.FSCM}/featureStates"
_VALUE = ("ProfileOptionValue", "ProfileValue")
_STATE = ("FeatureState", "EnabledFlag")
CHAT_GUIDE = "https://docs.oracle.com/en/cloud/saas/fusion-service/fafqa/configure-chat-profile-options.html"


class ProfileOptionSpec(Filled):
    """The value of a profile option, such as `SVC_ENABLE_CHAT`, or the option of the idle timeout.

    Conversations close after 600 idle seconds by default; Oracle does not publish the code of that option: look it up in
    the task, and name it here. Codes that do not exist are SVC_ENABLE_OMNICHANNEL and SVC_CHAT_IDLE_TIMEOUT.
    """

    option: Annotated[
        str | None,
        Text(max=80, pattern=r"^[A-Z0-9_]+$"),
        Key(from_name=True),
        Field(description="Profile option code"),
    ] = None
    value: Annotated[str, Text(max=1000), Field(description="Y, N or a number; as text")]
    level: Annotated[Literal["SITE"], Field(description="The level that holds for everybody")] = "SITE"


async def _option(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Read the value that counts for the account's user; nothing is shown of most options, which says nothing."""
    option, wanted = str(wire["option"]), str(wire["value"])
    finder = f"ProfileOptionNameFinder;ProfileOptionName={option}"
    try:
        found = await adf.rows(read, _PROFILES, order="", finder=finder)
    except Exhausted:
        raise
    except Refused:
        return None
    value = next((row[n] for row in found for n in _VALUE if row.get(n) is not None), None)
    if value is None:
        return None
    return Verdict(
        holds=str(value).casefold() == wanted.casefold(),
        found=f"{option} is {value}",
        values={"value": str(value)},
    )


ProfileOption = Kind(
    name="fusion.ProfileOption",
    spec=ProfileOptionSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Setup and Maintenance, Manage Administrator Profile Values",
            steps=(
                "Sign in to Fusion and open Setup and Maintenance.",
                "Search for the task Manage Administrator Profile Values and open it.",
                "Search for the profile option code {option}.",
                "In the profile values set the level {level} to {value}; add the row if there is none.",
                "Save and close. Sign out and in again: the value counts from the next sign-in.",
                "So that msgops can read it: Manage Profile Categories, category ORA_FND_AUTH_REST_ACCESS, add {option}.",
            ),
            verify=_option,
        )
    ),
    hand=Hand.PERSON,
    summary="A profile option: read where the pod shows it, set by a person.",
    doc=CHAT_GUIDE,
    evidence=(
        *evidence("instruct Setup and Maintenance: Manage Administrator Profile Values", source=CHAT_GUIDE),
        *evidence(f"verify GET {_PROFILES}", source=COMMON),
    ),
    example={"option": "SVC_ENABLE_CHAT", "value": "Y"},
)


class FeatureOptInSpec(Filled):
    """A feature that is switched on. Oracle publishes no codes of Omnichannel Routing and Chat: list `features` of the pod."""

    code: Annotated[str | None, Text(max=80, pattern=r"^[A-Za-z0-9_]+$"), Key(from_name=True)] = None
    feature: Annotated[str, Text(min=1), Field(description="Its name on the page: Omnichannel Routing")]
    offering: Annotated[str, Text(min=1)] = "Service"
    enabled: bool = True


async def _feature(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    """Read the feature, then its state; the attribute is inferred, and another one says nothing."""
    code, wanted = str(wire["code"]), wire.get("enabled", True)
    for path in (_FEATURES, _STATES):
        try:
            row = await read.get(f"{path}/{segment(code)}", missing_ok=True)
        except Exhausted:
            raise
        except Refused:
            continue
        state = next((row[n] for n in _STATE if row.get(n) is not None), None) if row else None
        if state is not None:
            on = adf.flag(state)
            return Verdict(
                holds=on == wanted, found=f"{code} is {'on' if on else 'off'}", values={"enabled": on}
            )
    return None


FeatureOptIn = Kind(
    name="fusion.FeatureOptIn",
    spec=FeatureOptInSpec,
    api=NoApi(
        Person(
            who=ADMIN,
            where="Setup and Maintenance, Change Feature Opt-In",
            steps=(
                "Sign in to Fusion and open Setup and Maintenance.",
                "Select the offering {offering}, then Change Feature Opt-In.",
                "Find the feature {feature} (code {code}); it may stand below a parent feature.",
                "Set it to: {enabled}. Save and close.",
            ),
            verify=_feature,
        )
    ),
    hand=Hand.PERSON,
    summary="A feature opt-in: read by the API, changed by a person.",
    doc=f"{FEATURES}/api-features.html",
    evidence=(
        *evidence("instruct Setup and Maintenance: Change Feature Opt-In", source=CHAT_GUIDE),
        *evidence(
            f"verify GET {_FEATURES}/{{FeatureCode}}", f"verify GET {_STATES}/{{FeatureCode}}", source=COMMON
        ),
    ),
    example={"code": "SVC_OMNICHANNEL_ROUTING", "feature": "Omnichannel Routing"},
)


class LicenceSpec(Spec):
    """A subscription with which messaging needs no further SKU (FAQ)."""

    subscription: Annotated[
        Literal[
            "Oracle Fusion Service Enterprise Cloud Service - Pooled Named User",
            "Oracle Fusion Human Resource Help Desk Cloud Service - Hosted Employee",
            "Oracle Customer Experience for Utilities - Fusion Agent Service Cloud Service",
        ],
        Key(),
    ]
    contract: Annotated[str | None, Text(min=1), Field(description="Where it is written")] = None


Licence = Kind(
    name="fusion.Licence",
    spec=LicenceSpec,
    api=NoApi(
        Person(
            who="whoever buys Oracle subscriptions",
            where="the contract with Oracle",
            steps=(
                "Look the subscription up in the contract: {subscription}.",
                "With it SMS and WhatsApp need no other SKU; without any of the three of the FAQ ask Oracle.",
                "Infobip is a contract of its own: a free trial, or an account with senders.",
            ),
        )
    ),
    hand=Hand.PERSON,
    summary="Notes which subscription covers messaging; contracts are on no API.",
    doc="https://docs.oracle.com/en/cloud/saas/fusion-service/fawas/",
    evidence=evidence(
        "instruct contract: subscriptions of the FAQ", source="Oracle Fusion Service messaging, FAQ"
    ),
    example={"subscription": "Oracle Fusion Service Enterprise Cloud Service - Pooled Named User"},
)
