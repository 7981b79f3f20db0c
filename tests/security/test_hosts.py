"""A credential goes to the vendor's own hosts, over TLS, and nowhere else, whatever the files say."""

from __future__ import annotations

import httpx
import pytest

from harness import Bench
from msgops.engine.hosts import refusal
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.sdk.lanes import Lanes

CATALOG = Catalog.installed()
DOCUMENT = {"kind": "infobip.Entity", "name": "acme", "spec": {"entity_name": "Acme"}}


class Listener(httpx.AsyncBaseTransport):
    """Hears where requests would go, and answers as it is told."""

    def __init__(self, answer=None) -> None:
        self.answer = answer or httpx.Response(200, json={"results": []})
        self.heard: list[httpx.Request] = []

    async def handle_async_request(self, request):
        self.heard.append(request)
        return self.answer


def plan(tmp_path, base_url, *, answer=None, environ=None):
    """Plan with a base_url; return the exit code, what was said, and the hosts that got a request."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    account = {"provider": "infobip", "base_url": base_url, "api_key": "${env:INFOBIP_API_KEY}"}
    bench = Bench(
        tmp_path / "ws", simulator, transport=Listener(answer), account=account, environ=environ or {}
    )
    bench.write([DOCUMENT])
    code = bench.run("plan")
    return code, bench.last_errors, [r.url.host for r in bench.transport.heard]


@pytest.mark.parametrize(
    "base_url",
    [
        "https://evil.example",
        "https://acme.api.infobip.com.evil.example",
        "https://acme.api.infobip.com@evil.example",
        "https://acme.api.infobip.com:443@evil.example",
        "https://user:password@acme.api.infobip.com",
        "https://evil.example#.api.infobip.com",
        "https://evil.example?.api.infobip.com",
        "https://evil.example/.api.infobip.com",
        "https://evil.example\\.api.infobip.com",
        "https://evil.example\\@acme.api.infobip.com",
        "https://evil.example%2f.api.infobip.com",
        "https://evil.example%00.api.infobip.com",
        "https://evil.example;.api.infobip.com",
        "https://evil.example&.api.infobip.com",
        "https://evil.example\t.api.infobip.com",
        "https://evil.example .api.infobip.com",
        "https://evil\u3002example",
        "https://acme\uff0eapi\uff0einfobip\uff0ecom",
        "https://acme.api.inf\u043ebip.com",
        "https://acme.api.infobip.com.",
        "https://.api.infobip.com",
        "https://acme..api.infobip.com",
        "https://api-infobip.com",
        "https://203.0.113.7",
        "https://3405803783",
        "https://0x7f.1",
        "https://[::ffff:203.0.113.7]",
        "https://[::1%25.api.infobip.com]",
        "http://acme.api.infobip.com",
        "HTTPS://evil.example",
        "https:/evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://acme.api.infobip.com:99999@evil.example",
        "ftp://acme.api.infobip.com",
        "file:///etc/passwd",
    ],
)
def test_no_address_brings_a_credential_elsewhere(tmp_path, base_url):
    """Other hosts, hosts in disguise, addresses that two readers could read differently: refused before any request."""
    code, said, hosts = plan(tmp_path, base_url)

    assert code in (1, 3), said
    assert [] == hosts
    assert any(mark in said for mark in ("MG104", "MC104", "MC003", "MC160")), said


@pytest.mark.parametrize(
    "base_url",
    [
        "https://acme.api.infobip.com",
        "https://ACME.api.infobip.com:443/",
        "https://acme-1.api.infobip.com:8443",
    ],
)
def test_the_vendors_own_hosts_are_asked(tmp_path, base_url):
    """Host in any case, with or without a port."""
    code, said, hosts = plan(tmp_path, base_url)

    assert 0 == code, said
    assert {base_url.lower().split("/")[2].split(":")[0]} == set(hosts)


def test_a_host_that_the_environment_names_is_trusted_without_tls(tmp_path):
    """MSGOPS_TRUSTED_HOSTS is for sandboxes; the files have no such word."""
    code, said, hosts = plan(
        tmp_path, "http://sandbox.internal:8080", environ={"MSGOPS_TRUSTED_HOSTS": "other, sandbox.internal"}
    )

    assert 0 == code, said
    assert {"sandbox.internal"} == set(hosts)


@pytest.mark.parametrize("key", ["proxy", "trusted_hosts", "verify", "headers", "timeout"])
def test_the_files_cannot_set_up_the_connection(tmp_path, key):
    """Proxies, certificates and headers are no settings of an account."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    account = {
        "provider": "infobip",
        "base_url": "https://a.api.infobip.com",
        "api_key": "${env:X}",
        key: "x",
    }
    bench = Bench(tmp_path / "ws", simulator, account=account)

    assert 1 == bench.run("validate")
    assert "MC101" in bench.last_output


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(tmp_path, status):
    """Neither to another host nor to the same: it is an error, and the credential stays."""
    answer = httpx.Response(status, headers={"location": "https://evil.example/take"})

    code, said, hosts = plan(tmp_path, "https://acme.api.infobip.com", answer=answer)

    assert 1 == code
    assert {"acme.api.infobip.com"} == set(hosts)
    assert "redirect" in said


def test_proxies_come_from_the_environment_alone(monkeypatch):
    """HTTPS_PROXY is the machine's word; NO_PROXY takes a host out."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.internal:3128")
    monkeypatch.setenv("NO_PROXY", "near.api.infobip.com")

    assert "http://proxy.internal:3128" == Lanes("https://acme.api.infobip.com")._proxy
    assert Lanes("https://near.api.infobip.com")._proxy is None


def test_a_pattern_of_the_vendor_matches_names_only():
    """A star stands for labels of a name, never for what ends a host in an address."""
    for host in (
        "evil.example\\.v.com",
        "evil.example/.v.com",
        "e vil.v.com",
        "\u00e9.v.com",
        "a_b.v.com",
        ".v.com",
    ):
        assert refusal([host], [], ["*.v.com"], []) == (host, "")
    assert refusal(["a.b.v.com"], [], ["*.v.com"], []) is None
