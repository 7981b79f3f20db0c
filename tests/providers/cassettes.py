"""Records and replays HTTP through vcrpy; only what an allow-list names reaches a cassette.

`MSGOPS_RECORD=1` records against the account of INFOBIP_BASE_URL and INFOBIP_API_KEY. The committed cassettes were
recorded from the simulator and say so in their file names.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import vcr

FOLDER = Path(__file__).parent / "recorded_from_simulator"
HOST = "account.api.infobip.com"
RECORDING = os.environ.get("MSGOPS_RECORD") == "1"
BASE_URL = os.environ.get("INFOBIP_BASE_URL", "") if RECORDING else f"https://{HOST}"
API_KEY = os.environ.get("INFOBIP_API_KEY", "") if RECORDING else "replayed"
HEADERS = frozenset({"accept", "content-type", "retry-after", "x-request-id"})
QUERY = frozenset({"page", "size", "limit"})
FIELDS = frozenset(
    [
        "results",
        "paging",
        "page",
        "size",
        "totalPages",
        "totalResults",
        "profileId",
        "webhook",
        "notifyUrl",
        "contentType",
        "security",
        "authId",
        "type",
        "credentials",
        "algorithm",
        "connectTimeout",
        "readTimeout",
        "subscriptionId",
        "events",
        "profile",
        "requestError",
        "serviceException",
        "messageId",
        "text",
    ]
)
"""Names of JSON fields whose values may be kept; everything else is replaced."""
SCRUBBED = "SCRUBBED"


def scrub(value: Any, *, kept: bool = True) -> Any:
    """Replace every value whose field is not on the allow-list, keeping its type."""
    if isinstance(value, dict):
        return {k: scrub(v, kept=k in FIELDS) for k, v in value.items()}
    if isinstance(value, list):
        return [scrub(v, kept=kept) for v in value]
    if kept or value is None or isinstance(value, bool):
        return value
    return 0 if isinstance(value, int | float) else SCRUBBED


def _body(content: Any) -> bytes | None:
    if not content:
        return None
    try:
        return json.dumps(scrub(json.loads(content))).encode()
    except ValueError:
        return SCRUBBED.encode()


def _request(request: Any) -> Any:
    parts = urlsplit(request.uri)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if k in QUERY])
    request.uri = f"https://{HOST}{parts.path}" + (f"?{query}" if query else "")
    request.headers = {k: v for k, v in request.headers.items() if k.lower() in HEADERS}
    request.body = _body(request.body)
    return request


def _response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in response["headers"].items() if k.lower() in HEADERS}
    body = response.get("body") or {}
    content = _body(body.get("string"))
    return {**response, "headers": kept, "body": {"string": content or b""}}


RECORDER = vcr.VCR(
    cassette_library_dir=str(FOLDER),
    record_mode="all" if RECORDING else "none",
    match_on=["method", "path", "query"],
    before_record_request=_request,
    before_record_response=_response,
    decode_compressed_response=True,
)
