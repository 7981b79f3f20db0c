"""The chatbot that hands conversations over to agents elsewhere: its API only has test calls (dossier §5.G)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import NoApi, Person
from msgops.sdk.kind import Concept, Confidence, Hand, Kind
from msgops_infobip.kinds.common import evidence

_ANSWERS = "https://www.infobip.com/docs/answers"
Number = Annotated[str, Text(pattern=r"^[0-9]{5,15}$")]


class ChatbotHandoverSpec(Spec):
    """A chatbot that answers on these senders and, when a customer asks for it, calls an agents' desk.

    The call is a POST of JSON with two fields, `conversationId` and `senderNumber`, filled in by the chatbot.
    """

    chatbot: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Its name in Answers or Chatbots")
    ] = None
    trigger: Annotated[
        str, Text(min=1), Field(description="What the customer chooses, for example: Talk to agent")
    ]
    endpoint: Annotated[str, Text(pattern=r"^https://"), Field(description="Where the call goes")]
    senders: Annotated[tuple[Number, ...], Field(min_length=1, description="As international digits")]


ChatbotHandover = Kind(
    name="infobip.ChatbotHandover",
    spec=ChatbotHandoverSpec,
    api=NoApi(
        Person(
            who="whoever builds chatbots in the Infobip account",
            where="Infobip portal, Answers (new accounts: AgentOS, Chatbots)",
            steps=(
                "Log in to the Infobip portal and open Answers; in an AgentOS account open Chatbots.",
                "Open the chatbot {chatbot}; if there is none, create one.",
                "Let it offer {trigger} wherever a customer may want to speak to a person.",
                "Behind {trigger} put the step Call API with the request type POST.",
                "Set its endpoint URL to {endpoint}.",
                "Add the header Content-Type with the value application/json.",
                'Set its body to {{"conversationId": "<conversationId>", "senderNumber": "<senderNumber>"}}.',
                "Let the chatbot fill in both values: choose its own placeholders of these names.",
                "Assign the senders {senders} to the chatbot, and activate it.",
            ),
        )
    ),
    concept=Concept.CHANNEL,
    hand=Hand.PERSON,
    summary="A chatbot that calls an agents' desk to hand a conversation over; its content has no API.",
    doc=_ANSWERS,
    evidence=evidence(
        "instruct portal: Answers or Chatbots, the step Call API", confidence=Confidence.DOC, source=_ANSWERS
    ),
    example={
        "chatbot": "Care",
        "trigger": "Talk to agent",
        "endpoint": "https://sfsc-connector.ibintegrations.com/api/infobip/inbound/answers",
        "senders": ["441134960000"],
    },
)
