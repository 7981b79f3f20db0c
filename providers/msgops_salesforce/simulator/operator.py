"""What a person does in Setup, and the knobs of a test: `POST /_operator/…` through the control API (dossier D4)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator.auth import OPERATOR
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.objects.messaging import open_session
from msgops_salesforce.simulator.org import KNOBS, Org, subject


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions = {
        "knobs": _knobs,
        "row": _row,
        "feature": _feature,
        "channel": _channel,
        "link-app": _link_app,
        "page": _page,
        "message": _message,
        "expire-sessions": _expire,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(handler)


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    org = Org(call.world)
    for name, value in call.json.items():
        if name not in KNOBS:
            raise Rejected("INVALID_FIELD", f"no such knob: {name}; there are {', '.join(sorted(KNOBS))}")
        org.turn(name, value)
    return Reply(204)


def _row(call: Call) -> Reply:
    """Create (`type`, `values`), change (and `id`) or delete (`id` alone) a row by hand."""
    org, body = Org.of(call), call.json
    given: dict[str, Any] | None = body.get("values")
    schema = org.schema(body["type"], api="")
    row = org.get(schema.name, body.get("id")) or {}
    verb = "deleted" if given is None else "changed" if "id" in body else "created"
    with org.transaction():
        if given is None:
            org.delete(schema.name, body["id"], by="metadata")
        elif "id" in body:
            row = org.update(schema.name, body["id"], given, by="metadata")
        else:
            row = org.insert(schema.name, given, by="metadata")
        org.audit(verb, schema, subject(row))
    return Reply(200, {"id": row.get("Id")})


def _feature(call: Call) -> Reply:
    """Switch a feature (`name`, `on`) with effect at once, as a toggle in Setup does."""
    call.world.table("features")[str(call.json["name"])] = {"on": bool(call.json["on"])}
    return Reply(204)


def _channel(call: Call) -> Reply:
    """Create a channel in Messaging Settings: `name`, `label`, `definition`, and `accept_terms`. [documented: D4.11]

    The wizard makes the channel with its keys, its link to the definition and a usage that is `New`.
    """
    org, body = Org.of(call), call.json
    if not body.get("accept_terms"):
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", "The terms of the channel must be accepted", ())
    definition = org.find("ConversationChannelDefinition", DeveloperName=body.get("definition"))
    if body.get("definition") and definition is None:
        raise Rejected("INVALID_CROSS_REFERENCE_KEY", f"no channel definition named {body['definition']}", ())
    given = {
        "MasterLabel": body["label"],
        "DeveloperName": body.get("name"),
        "MessageType": "Custom",
        "ChannelDefinitionId": definition["Id"] if definition else None,
    }
    with org.transaction():
        row = org.insert("MessagingChannel", given, by="metadata")
        if definition is not None:
            link = {"MessagingChannelId": row["Id"], "ChannelDefinitionId": definition["Id"]}
            org.insert("CustomMsgChannel", link, by="metadata")
        org.audit("created", org.schema("MessagingChannel"), subject(row))
    return Reply(200, {"id": row["Id"]})


def _link_app(call: Call) -> Reply:
    """Link the org's own app to a channel definition: `definition`, `app`. [documented: no API]"""
    org, body = Org.of(call), call.json
    row = org.find("ConversationChannelDefinition", DeveloperName=body["definition"])
    if row is None:
        raise Rejected("INVALID_CROSS_REFERENCE_KEY", f"no channel definition named {body['definition']}", ())
    content = {**row["_content"], "customerConnectedAppOauthLink": f"{row['Id'][:15]}:{body['app']}"}
    org.update("ConversationChannelDefinition", row["Id"], {"_content": content}, by="metadata")
    org.audit("changed", org.schema("ConversationChannelDefinition"), subject(row))
    return Reply(204)


def _page(call: Call) -> Reply:
    """Save a copy of an object's record page in the App Builder: `name`, `label`, `object`. [assumed: what is on it]"""
    org, body = Org.of(call), call.json
    pages = [r for r in org.rows("FlexiPage").values() if r["_content"].get("sobjectType") == body["object"]]
    content = pages[0]["_content"] if pages else {"sobjectType": body["object"]}
    given = {"DeveloperName": body["name"], "MasterLabel": body["label"], "Type": "RecordPage"}
    with org.transaction():
        row = org.insert("FlexiPage", {**given, "_content": content}, by="metadata")
        org.audit("created", org.schema("FlexiPage", api=""), subject(row))
    return Reply(200, {"id": row["Id"]})


def _message(call: Call) -> Reply:
    """A customer writes: `channel`. An active channel opens a session; with `waits` they write as soon as it is active."""
    org = Org.of(call)
    channel = org.find("MessagingChannel", DeveloperName=call.json["channel"])
    if channel is not None and not channel["IsActive"] and call.json.get("waits"):
        org.rows("customers")[channel["Id"]] = {"Id": channel["Id"]}
        return Reply(202)
    if channel is None or not channel["IsActive"]:
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", "The channel is not active", ())
    return Reply(200, {"id": open_session(org, channel)})


def _expire(call: Call) -> Reply:
    """End every session, as a policy or an administrator does."""
    call.world.table("sessions").clear()
    return Reply(204)
