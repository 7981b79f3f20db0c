"""What the Admin API tells of the business unit and of itself: lookups, and the versions of operations (dossier A.6, B.45)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_cxone.simulator.api import ADMIN, NEWEST, OLDEST, UNIT, admin, newest
from msgops_cxone.simulator.errors import missing
from msgops_cxone.simulator.limits import PUBLISHED
from msgops_cxone.simulator.lists import iso, narrowed, page
from msgops_cxone.simulator.store import rows
from msgops_cxone.simulator.tokens import TENANT

MEDIA = {
    1: "E-Mail",
    3: "Chat",
    4: "Phone Call",
    5: "Voice Mail",
    6: "Work Item",
    7: "SMS",
    8: "Social",
    9: "Digital",
}
"""Number to name. [documented: the numbers; assumed: the names]"""
TIME_ZONE = "W. Europe Standard Time"
_ZONES = (
    (TIME_ZONE, "(UTC+01:00) Amsterdam, Berlin", "01:00:00"),
    ("GMT Standard Time", "(UTC+00:00) Dublin, London", "00:00:00"),
    ("Eastern Standard Time", "(UTC-05:00) Eastern Time", "-05:00:00"),
)
NUMBERS = ("+442071234567", "+442071234568", "+15550100")


def install(simulator: Simulator) -> None:
    """Declare the lookups; everybody may read them. [assumed]"""
    lookups: dict[str, Handler] = {
        "/business-unit": _unit,
        "/business-unit/outbound-routes": _fixed(lambda _: {"outboundRoutes": []}),
        "/media-types": _fixed(lambda _: {"mediaTypes": [_media(n) for n in MEDIA]}),
        "/media-types/{mediaTypeId}": _one_media,
        "/timezones": _fixed(lambda _: {"timeZones": _zones()}),
        "/countries": _fixed(lambda _: {"countries": _COUNTRIES}),
        "/locations": _fixed(lambda _: {"locations": [{"locationId": 1, "locationName": "Head office"}]}),
        "/phone-codes": _fixed(lambda _: {"phoneCodes": []}),
        "/hiring-sources": _fixed(lambda _: {"sources": []}),
        "/server-time": _fixed(lambda call: {"ServerTime": iso(call)}),
        "/phone-numbers": _numbers,
        "/dnis": _dnis,
        "/apiversion": _versions,
        "/apiversionreleaseinfo": _releases,
        "/permissions/{agentId}": _permissions,
    }
    for path, handler in lookups.items():
        admin(simulator, "GET", path, handler)


_COUNTRIES = [
    {"countryId": 1, "countryCode": "GB", "countryName": "United Kingdom"},
    {"countryId": 2, "countryCode": "US", "countryName": "United States"},
]


def _fixed(make: Callable[[Call], Any]) -> Handler:
    return lambda call: Reply(200, make(call))


def _media(number: int) -> dict[str, Any]:
    return {"mediaTypeId": number, "mediaTypeName": MEDIA[number], "subTypes": []}


def _one_media(call: Call) -> Reply:
    found = [n for n in MEDIA if str(n) == call.params["mediaTypeId"]]
    if not found:
        raise missing(f"media type {call.params['mediaTypeId']} does not exist")
    return Reply(200, {"mediaTypes": [_media(found[0])]})


def _zones() -> list[dict[str, str]]:
    return [{"displayName": shown, "standardName": name, "offset": offset} for name, shown, offset in _ZONES]


def _unit(call: Call) -> Reply:
    """Show limits and features; the only hint of a rate limit is `apiPublishedLimit`. [documented]"""
    del call
    unit = {
        "businessUnitId": UNIT,
        "businessUnitName": "Acme",
        "defaultTimeZone": TIME_ZONE,
        "apiPublishedLimit": PUBLISHED,
        "isActive": True,
        "tenantId": TENANT,
        "userLimit": 100,
        "stationLimit": 50,
        "features": [{"productId": 9, "productDescription": "Digital Engagement", "isEnabled": True}],
        "timeZones": [{"displayName": shown, "standardName": name} for name, shown, _ in _ZONES],
    }
    return Reply(200, {"businessUnits": [unit]})


def _free(call: Call) -> list[str]:
    taken = {row["contactAddress"] for row in rows(call.world, "points_of_contact")}
    return [n for n in NUMBERS if n not in taken]


def _numbers(call: Call) -> Reply:
    found = [{"phonenumber": n} for n in _free(call)]
    return page(call, "phoneCollection", narrowed(call, found, "phonenumber"), "_links totalRecords")


def _dnis(call: Call) -> Reply:
    found = [{"dnis": n, "isActive": n not in _free(call)} for n in NUMBERS]
    return page(call, "dnisEntries", narrowed(call, found, "dnis"), "totalRecords _links")


def _versions(call: Call) -> Reply:
    """Name the newest version of every operation whose path has the text. [assumed: one row for each]"""
    text, verb = call.one("searchUriText").casefold(), call.one("verb").casefold()
    found = []
    for route in (r for bucket in call.simulator.routes.values() for r in bucket):
        path = route.template.removeprefix(ADMIN)
        if (
            route.template.startswith(ADMIN)
            and text in path.casefold()
            and verb in ("", route.method.casefold())
        ):
            known = {"uri": path, "version": newest(call, route.method, path), "verb": route.method}
            found.append(known)
    return Reply(200, {"apiInfo": sorted(found, key=lambda row: (row["uri"], row["verb"]))})


def _releases(call: Call) -> Reply:
    wanted = call.one("apiversion").removeprefix("v").removesuffix(".0")
    known = [n for n in range(OLDEST, NEWEST + 1) if wanted in ("", str(n))]
    return Reply(200, {"versionInfo": [{"version": n, "release": f"R{n}"} for n in known]})


def _permissions(call: Call) -> Reply:
    agent = next((a for a in rows(call.world, "agents") if str(a["agentId"]) == call.params["agentId"]), None)
    role = call.world.table("roles").get(agent["roleId"]) if agent else None
    if role is None:
        raise missing(f"agent {call.params['agentId']} does not exist")
    keys = [f"{p['permissionKey']}.{o}" for p in role["permissions"] for o in p["optionKeys"]]
    return Reply(200, {"permissions": [{"BusinessUnitId": UNIT, "Key": k, "Value": "True"} for k in keys]})
