"""How the tests reach a tenant: as the owner of the access key, and as a person in the console."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops_cxone.simulator import Cxone, auth

ADMIN = "/incontactapi/services/v33.0"
DFO = "/dfo/3.0"


@dataclass
class Answer:
    """A status, a JSON body (`None` where there is none), headers."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: Any) -> Any:
        return self.body[name]


class Desk:
    """A tenant, as somebody with a token sees it."""

    def __init__(self, simulator: Cxone) -> None:
        self.simulator = simulator
        simulator.environment("http://sandbox.test")
        self.token = self.sign_in()["access_token"]

    def sign_in(self, **more: str) -> Answer:
        """Ask for a token with application and access key."""
        form = {
            "grant_type": "password",
            "username": auth.KEY,
            "password": auth.SECRET,
            "client_id": auth.CLIENT,
            "client_secret": auth.CLIENT_SECRET,
            **more,
        }
        return self.send("POST", "/auth/token", content=urlencode(form).encode())

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> Answer:
        """Send exactly this."""
        where = urlsplit(path)
        query = parse_qs(where.query, keep_blank_values=True)
        call = make_call(self.simulator, method, where.path, query, headers, content)
        reply = self.simulator.not_found() if call is None else self.simulator.handle(call)
        raw = reply.encode()
        shown = json.loads(raw) if raw and reply.content_type == "application/json" else raw.decode() or None
        return Answer(reply.status, shown, dict(reply.headers))

    def call(self, method: str, path: str, body: Any = None, /, **query: Any) -> Answer:
        """Send one request; a path that does not name its family is one of the Admin API, version 33."""
        families = (DFO, "/incontact", "/user-management", "/authorization", "/rich", "/auth", "/.well")
        whole = path if path.startswith(families) else ADMIN + path
        if query:
            whole += ("&" if "?" in whole else "?") + urlencode(query)
        content = b"" if body is None else orjson.dumps(body)
        headers = {"authorization": f"Bearer {self.token}", "accept": "application/json"}
        return self.send(method, whole, content, **headers)

    def get(self, path: str, /, **query: Any) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, /, **query: Any) -> Answer:
        return self.call("POST", path, body, **query)

    def put(self, path: str, body: Any = None, /, **query: Any) -> Answer:
        return self.call("PUT", path, body, **query)

    def delete(self, path: str, body: Any = None, /, **query: Any) -> Answer:
        return self.call("DELETE", path, body, **query)

    def person(self, action: str, **body: Any) -> Answer:
        """Do something in the console."""
        edit = {"method": "POST", "path": f"/_operator/{action}", "body": body, "actor": "Pat"}
        reply = control(self.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(edit))
        raw = reply.encode()
        return Answer(reply.status, json.loads(raw) if raw else None)

    def campaign(self, name: str = "Digital EU") -> int:
        """Make a campaign and return its number."""
        return self.post("/campaigns", {"name": name})["id"]

    def skill(self, name: str = "WhatsApp_EN", **more: Any) -> int:
        """Make a digital skill, with its campaign if there is none, and return its number."""
        result = self.new_skill(name, **more)
        assert result["success"], result
        return result["skillId"]

    def new_skill(self, name: str, **more: Any) -> dict[str, Any]:
        """Ask for a digital skill and return its result."""
        known = self.get("/campaigns").body
        given = {
            "mediaTypeId": 9,
            "skillName": name,
            "isOutbound": False,
            "campaignId": known["campaigns"][0]["id"] if known else self.campaign(),
            "serviceLevelThreshold": 60,
            "serviceLevelGoal": 80,
            "enableShortAbandon": False,
            "shortAbandonThreshold": 15,
            **more,
        }
        answer = self.post("/skills", {"skills": [{k: v for k, v in given.items() if v is not None}]})
        assert answer.status == 200, answer.body
        return answer["skillsResults"][0]

    @property
    def owner(self) -> dict[str, Any]:
        """The agent whose access key the sandbox hands out."""
        return self.get("/agents")["agents"][0]


def claims(token: str) -> dict[str, Any]:
    """Read what a token says."""
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
