"""What can be read and is changed on pages: profile options, features (dossier B18, B19)."""

from __future__ import annotations

from msgops.sandbox.kit import Call
from msgops_fusion.simulator.adf.table import Resource, Row, read
from msgops_fusion.simulator.knobs import knob

_PROFILE = """
ApplicationId integer read
ProfileOptionId integer read
ProfileOptionName string(80) read
ProfileOptionValue string(1000) read
"""
_FEATURE = """
FeatureCode string(80) read
FeatureName string(240) read
EnabledFlag boolean read
"""
_STATE = """
FeatureCode string(80) read
FeatureState boolean read
"""


def _secured(call: Call, row: Row) -> bool:
    """Only options in a category for REST are seen; to others an empty answer is all there is. [documented]"""
    return bool(row.get("_secured") or knob(call.world, "profiles_visible"))


PROFILES = Resource(
    "profileValues",
    "ProfileOptionName",
    read(_PROFILE),
    context="fscmRestApi",
    style="natural",
    unique=(("ProfileOptionName",),),
    verbs="R",
    finders={
        "ProfileOptionNameFinder": {"ProfileOptionName": "ProfileOptionName"},
        "PrimaryKey": {"ApplicationId": "ApplicationId", "ProfileOptionId": "ProfileOptionId"},
    },
    visible=_secured,
)
FEATURES = Resource(
    "features",
    "FeatureCode",
    read(_FEATURE),
    context="fscmRestApi",
    style="natural",
    unique=(("FeatureCode",),),
    verbs="R",
)
STATES = Resource(
    "featureStates",
    "FeatureCode",
    read(_STATE),
    context="fscmRestApi",
    style="natural",
    unique=(("FeatureCode",),),
    verbs="R",
)
ALL = (PROFILES, FEATURES, STATES)
