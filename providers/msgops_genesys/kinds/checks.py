"""What is only read: the organization and its products (dossier A4: A1 to A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Check, NoApi, Verdict, Verify
from msgops.sdk.kind import Hand, Kind
from msgops_genesys.account import REGIONS, Account, Region
from msgops_genesys.kinds.common import API, SITE, evidence, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

ME, PRODUCTS = "/organizations/me", "/authorization/products"
WHATSAPP = "messagingPlatformWhatsApp"


def _check(
    name: str,
    spec: type[Spec],
    verify: Verify,
    *,
    remedy: str,
    who: str,
    summary: str,
    reads: str,
    example: Mapping[str, Any],
) -> Kind:
    return Kind(
        name=f"genesys.{name}",
        spec=spec,
        api=NoApi(Check(verify=verify, remedy=remedy, who=who)),
        hand=Hand.CHECK,
        summary=summary,
        doc=SITE,
        evidence=evidence(f"verify GET {reads}"),
        example=example,
    )


class OrganizationSpec(Spec):
    """The organization that the account block leads to."""

    short_name: Annotated[
        str | None,
        Text(min=1),
        Key(from_name=True),
        Field(description="As people type it when they sign in"),
    ] = None
    region: Annotated[
        Region | None, Field(description="AWS region; compared with the account block where that names one")
    ] = None


async def _organization(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    me = await read.get(f"{API}{ME}")
    name, wanted = str(me.get("thirdPartyOrgName") or ""), str(wire["shortName"])
    state = str(me.get("state") or "active")
    asked, mine = wire.get("region"), _region(read)
    right = same(name, wanted) and state == "active" and (not asked or not mine or asked == mine)
    return Verdict(holds=right, found=f"the organization is {name} ({state}){f' in {mine}' if mine else ''}")


def _region(read: Reader) -> str:
    """Return the region that the account block leads to, nothing where its address is none of the vendor's."""
    if not isinstance(read.settings, Account):
        return ""
    if read.settings.region:
        return str(read.settings.region)
    return next((r for r, domain in REGIONS.items() if read.base_url == f"https://api.{domain}"), "")


Organization = _check(
    "Organization",
    OrganizationSpec,
    _organization,
    remedy="correct short_name and region, or the account block: it leads to another organization",
    who="whoever keeps the account block",
    summary="Checks that the credentials lead to the right organization, and that it is active.",
    reads=ME,
    example={"short_name": "acme", "region": "eu-central-1"},
)


class ProductSpec(Spec):
    """A product that is enabled in the organization."""

    name: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description=f"For WhatsApp: {WHATSAPP}")
    ] = None


async def _product(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    found = (await read.get(f"{API}{PRODUCTS}")).get("entities") or ()
    ids = sorted(str(p.get("id")) for p in found)
    name = str(wire["name"])
    text = f"{name} is enabled" if name in ids else f"{name} is not enabled; there are: {', '.join(ids)}"
    return Verdict(holds=name in ids, found=text)


Product = _check(
    "Product",
    ProductSpec,
    _product,
    remedy="order the product for the organization; the vendor's account team enables it",
    who="whoever buys from Genesys",
    summary="Checks that a product is enabled, such as WhatsApp.",
    reads=PRODUCTS,
    example={"name": WHATSAPP},
)
