"""What Genesys Cloud demands before WhatsApp works: permissions, product, sane numbers of a queue, a signed bridge."""

from __future__ import annotations

from collections.abc import Iterator

from msgops.sdk.readings import known, named, number_of, words
from msgops.sdk.rules import Facts, Found, RuleSet, Value, rule, text_rule

ROLE = "genesys.role"
INTEGRATION = "genesys.whatsapp"
ORGANIZATION = "genesys.organization"
PRODUCT = "genesys.product"
MESSAGES = "genesys.queue.message"
ALLOWED = "genesys.supported_content"
TOKEN = "genesys.open.token"  # noqa: S105  # a subject

_REQUIREMENTS = "Genesys PureConnect, WhatsApp, Genesys Cloud requirements"
_SDK = "PureCloudPlatformClientV2 269.0.0"
_TERRAFORM = "the vendor's Terraform provider 1.84"
_WHATSAPP = "messagingPlatformWhatsApp"
_FULL = {
    "whatsappIntegration": ("add", "delete", "edit", "view"),
    "integration": ("add", "delete", "edit", "view"),
    "message": ("send",),
}
_CHANGES = frozenset({"add", "delete", "edit", "*"})


def _share(value: Value) -> float | None:
    """Return a number, also one that is still text."""
    try:
        return float(str(value.value))
    except ValueError:
        return None


@rule(
    "WA230",
    at=(ROLE,),
    what="A role that sets WhatsApp up must have the permissions of integrations whole, and may send messages.",
    why="The vendor moved them from messaging:whatsappIntegration to messaging:integration: with a part, some calls are refused.",
    remedy="Give whatsappIntegration and integration add, delete, edit and view, and message send.",
    source=f"{_REQUIREMENTS}; {_TERRAFORM}",
    good="all of them",
    bad="whatsappIntegration: view only",
)
def permissions(facts: Facts) -> Iterator[Found]:
    """A role that only looks at integrations sets nothing up."""
    for role in facts.at(ROLE):
        has: dict[str, set[str]] = {}
        for policy in role.inside("policies[*]"):
            if known(policy.get("domain")) == "messaging":
                entity = known(policy.get("entity"))
                has.setdefault(entity, set()).update(words(policy.get("actions")))
        if "*" in has or not ("whatsappIntegration" in has or has.get("integration", set()) & _CHANGES):
            continue
        missing = [
            f"messaging:{entity}:{action}"
            for entity, actions in _FULL.items()
            for action in actions
            if not {action, "*"} & has.get(entity, set())
        ]
        policies = role.get("policies")
        if missing and policies is not None:
            yield policies.wrong(f"it lacks {', '.join(missing)}", key=True)


@rule(
    "WA231",
    at=(INTEGRATION, ORGANIZATION, PRODUCT),
    set=RuleSet.BEST_PRACTICE,
    what=f"Beside a WhatsApp integration, the organization's short name and region and the product {_WHATSAPP} must be declared.",
    why="WhatsApp's messages are processed in Genesys Cloud: without the product there are none, and with another organization they go astray.",
    remedy=f"Declare genesys.Organization with its region, and genesys.Product {_WHATSAPP}.",
    source=_REQUIREMENTS,
    good="an organization acme in eu-central-1, and the product",
    bad="a WhatsApp integration alone",
)
def product(facts: Facts) -> Iterator[Found]:
    """Both are checks that apply makes before the number is touched."""
    products = {p.resource.account for p in facts.at(PRODUCT) if named(p, "name") == _WHATSAPP}
    placed = {o.resource.account for o in facts.at(ORGANIZATION)}
    for organization in facts.at(ORGANIZATION):
        if organization.get("region") is None:
            yield Found(organization.resource, "name", "it has no region")
    for integration in facts.at(INTEGRATION):
        account = integration.resource.account
        missing = [
            text
            for text, have in ((f"the product {_WHATSAPP}", products), ("the organization", placed))
            if account not in have
        ]
        if missing:
            yield Found(integration.resource, "name", f"no document checks {' and '.join(missing)}")


@rule(
    "WA239",
    at=(MESSAGES, ALLOWED),
    what="A queue's service level must be a share and at least 1000 milliseconds, its alerting 7 seconds; content must let something through.",
    why="The vendor takes a share and milliseconds: 80 is no 80 percent, and 20 no 20 seconds; an empty list of content blocks every medium.",
    remedy="Write percentage: 0.8, duration_ms: 20000, alerting_timeout_seconds: 30; name media types, or leave the list out.",
    source=f"{_SDK}; {_TERRAFORM}",
    good="0.8 and 20000",
    bad="80 and 20",
)
def levels(facts: Facts) -> Iterator[Found]:
    """The bounds that the vendor checks, and the empty list that it takes."""
    for message in facts.at(MESSAGES):
        share = message.get("service_level.percentage")
        if share is not None and (found := _share(share)) is not None and not 0 <= found <= 1:
            yield share.wrong(f"{share.value} is no share from 0 to 1")
        for name, least in (("service_level.duration_ms", 1000), ("alerting_timeout_seconds", 7)):
            value = message.get(name)
            number = number_of(value)
            if value is not None and number is not None and number < least:
                yield value.wrong(f"{number} is less than {least}")
    for allowed in facts.at(ALLOWED):
        if isinstance(allowed.value, list | tuple) and not allowed.value:
            yield allowed.wrong("an empty list lets nothing through")


@text_rule(
    "WA240",
    TOKEN,
    what="The secret token of an open integration must be a reference to more than 15 characters.",
    why="It signs what the bridge gets: who knows it can speak as the contact centre.",
    remedy="Write ${env:NAME} or ${file:PATH}; change a token that was in a file.",
    source=_SDK,
    good="${env:OPEN_TOKEN}",
    bad="abc",
    silent=False,
    replaces=frozenset({"WA900"}),
)
def token(text: Value) -> Found:
    """Any text that is no reference; it is not shown."""
    count = len(text.value)
    short = f" of {count} characters, where more than 15 are needed" if count <= 15 else ""
    return text.wrong(f"it holds a literal value{short}", secret=True)


RULES = (permissions, product, levels, token)
