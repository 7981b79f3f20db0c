"""The files, letter by letter."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engage.bench import CATALOG, render
from engage.test_ini import parsed

CHANNEL = {"server": "DigitalMessagingServer", "channel": "channel-whatsapp-1", "business_id": "19251112221"}
OUTBOUND = "whatsappsession.outbound-session-config"


def test_the_options_of_a_chat_server():
    """Two options of the section settings, and an endpoint; whether messages are rich is not an option."""
    name, content = render("engage.ChatServerOptions")

    assert "ChatServer.cfg" == name
    assert content == (
        "[settings]\n"
        "transcript-auto-save = 1\n"
        "xml-request-max-size = 100000\n"
        "\n"
        "[endpoints]\n"
        "async-chat-greet-queue = async-chat-greet-queue\n"
    )


def test_the_options_of_a_digital_messaging_server():
    """The section is the channel's, the name of the endpoint's option is what the driver's file says."""
    spec = {
        "application": "DMS 911",
        "channel": "channel-a",
        "endpoint": ",1:session-chat",
        "endpoint_option": "x",
    }
    spec |= {"session_shutdown_timeout": 1800, "session_shutdown_section": "channel-a", "business_id": "1925"}

    name, content = render("engage.MessagingServerOptions", **spec, options={"more": "2"})

    assert "DMS-911.cfg" == name
    assert "[channel-a]\nx = ,1:session-chat\nmore = 2\nsession-shutdown-timeout = 1800\n" == content


@pytest.mark.parametrize("given", [{"endpoint": ",1:session-chat"}, {"session_shutdown_timeout": 1800}])
def test_what_the_guide_does_not_name_is_asked_for(given):
    """The option of the endpoint and the section of the timeout have no default."""
    with pytest.raises(ValidationError, match="look"):
        render("engage.MessagingServerOptions", application="DMS", channel="channel-a", **given)


def test_every_option_of_workspace():
    """All of the guide, each under its name; switches as True and False."""
    spec = {
        "application": "Workspace",
        "on_hold_queue": "async-chat-return-queue",
        "in_progress_workbin": "async-chat-main-workbin",
        "conference_queue": "conference",
        "pending_response": "30,50",
        "max_text_message_size": 4096,
        "transcript_interactions": 3,
        "message_blinking": "TRUE",
        "message_blinking_duration": 5,
        "cross_channel_messages": "false",
        "emojis_attribute": "Emojis",
        "two_step_upload": "true",
        "focus_on_new_messages": "True",
        "message_delay": "5",
        "notification": {
            "enabled": "true",
            "timespan": "23",
            "text": "Thanks. {{1}} Reply here.",
            "id": "late",
            "language": "en",
        },
        "location_map": {
            "browse_query": "https://m.example/?{LATITUDE},{LONGITUDE}",
            "height": 3,
            "width": 4,
        },
        "outbound_channels": [CHANNEL],
        "display": {
            "directory_columns": "a, _msg_ProfileNickname",
            "directory_search": "b",
            "contact_attributes": "c",
            "case_name": "$Contact._msg_ProfileNickname$|$Interaction.MainParty$",
            "customer_name": "e",
            "window_title": "($Contact.FirstName$) $Window.Title$",
            "toast_title": "g",
        },
        "theme": "Default",
        "options": {"login.prompt": "x"},
    }

    _, content = render("engage.WorkspaceOptions", **spec)

    assert content == (
        "[interaction-workspace]\n"
        "whatsappsession.on-hold-queue = async-chat-return-queue\n"
        "workbin.whatsappsession.in-progress = async-chat-main-workbin\n"
        "intercommunication.whatsappsession.queue = conference\n"
        "whatsappsession.pending-response-to-customer = 30,50\n"
        "whatsappsession.max-text-message-size = 4096\n"
        "whatsappsession.transcript-interactions-count = 3\n"
        "whatsappsession.new-message-blinking = True\n"
        "whatsappsession.new-message-blinking-duration = 5\n"
        "whatsappsession.show-cross-channel-messages = False\n"
        "whatsappsession.emojis-business-attribute = Emojis\n"
        "whatsappsession.two-step-attachment-upload = True\n"
        "whatsappsession.focus-on-new-messages = True\n"
        "whatsappsession.message-delay-timespan = 5\n"
        "whatsappsession.enable-free-msg-timespan-monitoring = True\n"
        "whatsappsession.free-msg-timespan = 23\n"
        "whatsappsession.default-notification-text = Thanks. {{1}} Reply here.\n"
        "whatsappsession.default-notification-id = late\n"
        "whatsappsession.default-notification-language = en\n"
        "whatsappsession.location-map.browse.query = https://m.example/?{LATITUDE},{LONGITUDE}\n"
        "whatsappsession.location-map.preview.height = 3\n"
        "whatsappsession.location-map.preview.width = 4\n"
        "contact.directory-displayed-columns = a, _msg_ProfileNickname\n"
        "contact.directory-search-attributes = b\n"
        "contact.displayed-attributes = c\n"
        "display-format.case-name-format = $Contact._msg_ProfileNickname$|$Interaction.MainParty$\n"
        "display-format.customer-name-format = e\n"
        "interaction.window-title = ($Contact.FirstName$) $Window.Title$\n"
        "toast.window-title = g\n"
        "login.prompt = x\n"
        'whatsappsession.outbound-session-config = {"channels":[{"server-name":"DigitalMessagingServer",'
        '"channel-name":"channel-whatsapp-1","business-id":"19251112221"}]}\n'
    )


def test_the_key_of_a_map_is_put_into_the_file_alone():
    """The spec holds a reference and a place for it."""
    query = "https://m.example/?k={MAP_KEY}&at={LATITUDE},{LONGITUDE}"
    maps = {"preview_query": query, "map_key": "${env:MAP}"}

    _, content = render("engage.WorkspaceOptions", application="W", location_map=maps)

    assert "preview.query = https://m.example/?k=MAP&at={LATITUDE},{LONGITUDE}\n" in content


@pytest.mark.parametrize(
    "maps", [{"browse_query": "https://m.example/?{MAP_KEY}"}, {"height": 3, "map_key": "${env:MAP}"}]
)
def test_a_key_and_its_place_belong_together(maps):
    """Neither is of use alone."""
    with pytest.raises(ValidationError, match="belong together"):
        render("engage.WorkspaceOptions", application="W", location_map=maps)


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), min_size=1, max_size=3))
def test_the_outbound_channels_are_one_line_of_json(names):
    """Whatever the names are."""
    channels = [{"server": n, "channel": f"channel-{n}", "business_id": "1"} for n in names]

    _, content = render("engage.WorkspaceOptions", application="W", outbound_channels=channels)

    option = parsed(content)["interaction-workspace"][OUTBOUND]
    assert [n["server-name"] for n in json.loads(option)["channels"]] == names


def test_outbound_channels_are_given_once():
    """As fields, or as the text that is there already."""
    spec = {"application": "W", "outbound_session_config": '{"channels":[]}'}

    assert f'{OUTBOUND} = {{"channels":[]}}\n' in render("engage.WorkspaceOptions", **spec)[1]
    with pytest.raises(ValidationError, match="exclude"):
        render("engage.WorkspaceOptions", **spec, outbound_channels=[CHANNEL])


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("engage.ChatServerOptions", {"application": "C", "endpoints": {"a": "b\n[x]"}}),
        ("engage.ChatServerOptions", {"application": "C", "endpoints": {"a=b": "c"}}),
        ("engage.WorkspaceOptions", {"application": "W", "on_hold_queue": "a\u2028b"}),
        ("engage.WorkspaceOptions", {"application": "W", "options": {"#a": "b"}}),
        ("engage.MessagingServerOptions", {"application": "D", "channel": "a]"}),
        ("engage.WorkspaceOptions", {"application": 'W"'}),
    ],
)
def test_what_would_break_out_of_its_line_is_refused_by_the_spec(kind, spec):
    """So nothing comes as far as the file."""
    with pytest.raises(ValidationError):
        CATALOG.kind(kind).spec.model_validate(spec)


def test_the_attached_data_of_a_strategy():
    """As in the guide's sample."""
    name, content = render("engage.AttachedData", process="p", sessions={"1": CHANNEL})

    assert "_umsOutboundSessionConfig.json" == name
    assert json.loads(content) == {
        "_umsOutboundSessionConfig": {
            "1": {
                "MediaType": "whatsappsession",
                "_umsServer": "DigitalMessagingServer",
                "_umsChannel": "channel-whatsapp-1",
                "_umsBusinessId": "19251112221",
            }
        }
    }


def test_an_emoji_is_one_element():
    """As in the guide's sample."""
    name, content = render("engage.EmojiSet")

    assert "CustomEmojis.fragment.xml" == name
    assert '<Emoticon Emoji="\U0001f970" Code="1f970"/>\n' == content


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1), min_size=1))
def test_emojis_read_back_from_xml_as_they_were(texts):
    """Quotes, brackets and ampersands are escaped."""
    emojis = [{"emoji": t, "code": t, "picture": "a.png"} for t in texts]

    _, content = render("engage.EmojiSet", emojis=emojis)

    found = ET.fromstring(f"<E>{content}</E>")  # made here
    assert [(e.get("Emoji"), e.get("Code")) for e in found] == [(t, t) for t in texts]
