"""The few calls of GitHub's REST API that the pull-request flow makes, on a free port of this machine.

https://docs.github.com/rest/issues/comments, …/issues/issues and …/commits/commits (pull requests of a commit).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BOT = "github-actions[bot]"
LIMIT = 65_535
WRITES, READS = "token-that-writes", "token-that-reads"


@dataclass
class Hub:
    """Comments, issues and pull requests of one repository; artefacts by run and name."""

    repository: str = "acme/messaging"
    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    artefacts: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def comment(self, number: int, body: str, login: str) -> None:
        """Write a comment as somebody."""
        one = {"id": 1000 + len(self.comments), "issue": number, "body": body, "user": {"login": login}}
        self.comments.append(one)

    def of(self, number: int, what: str = "") -> list[str]:
        """Return the bot's comments of a pull request that hold a marker."""
        mine = (c for c in self.comments if c["issue"] == number and c["user"]["login"] == BOT)
        return [c["body"] for c in mine if f"<!-- msgops {what}" in c["body"]]

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any, token: str) -> Any:
        """Return the status and the answer."""
        self.calls.append(f"{method} {path}")
        if token not in (WRITES, READS):
            return 401, {"message": "Bad credentials"}
        if method != "GET" and token != WRITES:
            return 403, {"message": "Resource not accessible by integration"}
        if len((body or {}).get("body", "").encode("utf-16-le")) // 2 > LIMIT:
            return 422, {"message": "Validation Failed: body is too long"}
        for pattern, verb, act in _ROUTES:
            found = re.fullmatch(f"/repos/{re.escape(self.repository)}{pattern}", path)
            if found and verb == method:
                return act(self, found.groups(), query, body)
        return 404, {"message": "Not Found"}


def _page(items: list[Any], query: dict[str, list[str]]) -> tuple[int, list[Any]]:
    size, number = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    return 200, items[(number - 1) * size : number * size]


def _pulls_of(hub: Hub, words: Any, query: Any, _: Any) -> Any:
    return _page([p for p in hub.pulls if p["merge_commit_sha"] == words[0]], query)


def _comments_of(hub: Hub, words: Any, query: Any, _: Any) -> Any:
    return _page([c for c in hub.comments if c["issue"] == int(words[0])], query)


def _add_comment(hub: Hub, words: Any, _: Any, body: Any) -> Any:
    hub.comment(int(words[0]), body["body"], BOT)
    return 201, hub.comments[-1]


def _edit_comment(hub: Hub, words: Any, _: Any, body: Any) -> Any:
    one = next((c for c in hub.comments if c["id"] == int(words[0])), None)
    if one is None:
        return 404, {"message": "Not Found"}
    one["body"] = body["body"]
    return 200, one


def _list_issues(hub: Hub, _: Any, query: Any, __: Any) -> Any:
    return _page([i for i in hub.issues if i["state"] == query["state"][0]], query)


def _add_issue(hub: Hub, _: Any, __: Any, body: Any) -> Any:
    one = {"number": 100 + len(hub.issues), "state": "open", "user": {"login": BOT}, **body}
    hub.issues.append(one)
    return 201, one


def _edit_issue(hub: Hub, words: Any, _: Any, body: Any) -> Any:
    one = next(i for i in hub.issues if i["number"] == int(words[0]))
    one.update(body)
    return 200, one


_ROUTES = (
    (r"/commits/(\w+)/pulls", "GET", _pulls_of),
    (r"/issues/(\d+)/comments", "GET", _comments_of),
    (r"/issues/(\d+)/comments", "POST", _add_comment),
    (r"/issues/comments/(\d+)", "PATCH", _edit_comment),
    (r"/issues", "GET", _list_issues),
    (r"/issues", "POST", _add_issue),
    (r"/issues/(\d+)", "PATCH", _edit_issue),
)


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Serve the hub; its `url` is set meanwhile."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body = json.loads(content) if content else None
            status, told = hub.answer(self.command, parts.path, parse_qs(parts.query), body, token)
            sent = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = _do  # noqa: N815  # names that http.server asks for

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
