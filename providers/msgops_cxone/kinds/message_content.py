"""Templates, rich messages, and the component that shows them to agents: made by people (dossier C.3, C.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from msgops.sdk.fields import Key, Spec, Text, Unordered
from msgops.sdk.hands import Step, Verdict
from msgops.sdk.kind import Concept, Confidence
from msgops_cxone.kinds.common import same
from msgops_cxone.kinds.console import DFO, ChannelName, Name, channels, no_channel, person
from msgops_cxone.kinds.whatsapp import PAGE
from msgops_cxone.pages import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader

_RICH = "/rich-message-settings/1.0/quick-responses"
_OLD = "smooch"


class WhatsAppTemplateSpec(Spec):
    """A message template in WhatsApp Manager. It belongs to the business account and appears in its channels."""

    name: Annotated[str | None, Text(max=512, pattern=r"^[a-z0-9_]+$"), Key(from_name=True)] = None
    account: Annotated[Name, Field(description="WhatsApp Business Account")]
    language: Annotated[str, Text(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$"), Field(description="en or en_GB")]
    category: Literal["Utility", "Marketing", "Authentication"]
    body: Annotated[str, Text(min=1, max=1024), Field(description="Variables as {{1}}")]
    purpose: Annotated[
        str | None,
        Text(min=1),
        Field(description="For whom it is: a survey of Feedback Management, for example"),
    ] = None


WhatsAppTemplate = person(
    "WhatsAppTemplate",
    WhatsAppTemplateSpec,
    where="WhatsApp Manager, message templates",
    who="an administrator of the business at Meta",
    steps=(
        Step(
            "Log in to WhatsApp Manager and open the message templates of the account {account}.", leads=True
        ),
        Step("Create a template, or open it if it is there: category {category}."),
        "Enter the name {name}.",
        "Select the language {language}.",
        "Paste the body: {body}",
        Step("It is used for: {purpose}.", when="purpose"),
        "Submit it and wait for Meta's approval; cxone.WhatsAppTemplateVisible sees it arrive in CXone.",
    ),
    summary="A message template that a person creates in WhatsApp Manager; CXone only shows it.",
    page=PAGE,
    concept=Concept.TEMPLATE,
    example={
        "account": "Acme",
        "language": "en_GB",
        "category": "Utility",
        "body": "Hello {{1}}, your order is ready.",
    },
)


class RichMessageSpec(Spec):
    """A rich message, made once and assigned to channels."""

    title: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    type: Literal["Rich link", "Quick replies", "List picker", "Time picker"]
    content: Annotated[str, Text(min=1), Field(description="Text, link, or choices with commas between")]
    channel: ChannelName


async def _rich(read: Reader, wire: Mapping[str, Any]) -> Verdict:
    found = await channels(read)
    row = next((r for r in found if same(r.get("name"), wire["channel"])), None)
    if row is None:
        return no_channel(str(wire["channel"]))
    shown = rows(await read.get(_RICH, {"channelId[]": row["id"]}), "data")
    titles = sorted(str(r.get("title")) for r in shown)
    holds = any(same(t, wire["title"]) for t in titles)
    return Verdict(holds=holds, found=f"{wire['channel']} has {', '.join(titles) or 'no rich message'}")


RichMessage = person(
    "RichMessage",
    RichMessageSpec,
    where="Digital > Settings > Rich Message Settings",
    steps=(
        "Click the app selector and select Digital, then open Settings > Rich Message Settings.",
        "Create or open the message with the title {title}.",
        "Select the type {type}.",
        "Enter: {content}",
        "Assign the channel {channel} and save.",
    ),
    summary="A rich link, quick replies, or a list or time picker for a channel.",
    page="Rich Message Settings",
    verify=_rich,
    reads=("GET /rich-message-settings/1.0/quick-responses",),
    reads_confidence=Confidence.SDK,
    concept=Concept.TEMPLATE,
    example={"type": "Quick replies", "content": "Yes, No", "channel": "WhatsApp UK"},
)


def _present(url: str) -> str:
    if _OLD in url.lower():
        raise ValueError(f"a URL with {_OLD} is one of the old components, which are deleted")
    return url


class CustomComponentSpec(Spec):
    """The component that shows a channel's message templates to agents. Without channels it is shown in all of them."""

    url: Annotated[
        str,
        Text(pattern=r"^https://\S+%s$"),
        AfterValidator(_present),
        Key(),
        Field(description="URL below the channel list of My Channels; `%s` is added at its end"),
    ]
    height: Annotated[int, Field(ge=1, le=2000, description="Pixels; 200 are recommended")] = 200
    channels: Annotated[
        list[str], Unordered, Field(description="As the console shows them; none means all")
    ] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        url = data.get("url")
        ended = f"{url}%s" if isinstance(url, str) and not url.endswith("%s") else url
        return {"height": 200, "channels": [], **data, "url": ended}


CustomComponent = person(
    "CustomComponent",
    CustomComponentSpec,
    where="Digital > Settings > Custom Components",
    steps=(
        f"{DFO}Points of Contact Digital, and click WhatsApp (Cloud API) > My Channels.",
        (
            "Copy the URL that appears below the Channel list and compare it with the one below, without the %s at its end; "
            "if it differs, correct the file first."
        ),
        "Click Go back to settings.",
        "Click the app selector and select Digital, then open Settings > Custom Components.",
        f"Find and delete every component with {_OLD} in its URL; there may be none.",
        "Click Add frontend custom component; if one with this URL is there, open that one.",
        Step("Paste into Url: {url}", leads=True),
        "Enter the Height {height} (pixels).",
        Step("Under Channels, tick {item}.", each="channels", gone="Under Channels, untick {item}."),
        Step("Tick no channel: the component is for all of them.", when="channels=[]"),
        "Click Save.",
    ),
    summary="The custom component that shows message templates to agents; ones of smooch are deleted.",
    page=PAGE,
    example={"url": "https://templates.acme.example/settings?channel=%s", "channels": ["WhatsApp UK"]},
)
