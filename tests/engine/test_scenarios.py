"""Bugs of famous tools, each as a fact about msgops; the ids are those of the scenario list."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import httpx
import pytest

from harness import Bench, Console
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
HMAC = {"type": "HMAC", "credentials": {"secret_key": "${env:HOOK}", "algorithm": "HMAC_SHA_256"}}


def profile(name="care", **more):
    spec = {"webhook": {"notify_url": f"https://{name}.example.com/in"}, **more.pop("spec", {})}
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": spec, **more}


def security(name="hmac"):
    return {"kind": "infobip.WebhookSecurity", "name": name, "spec": HMAC}


def subscription(name="inbound", to="care", **more):
    spec = {"channel": "WHATSAPP", "events": ["INBOUND_MESSAGE"], "profile": to}
    return {"kind": "infobip.Subscription", "name": name, "spec": spec, **more}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, environ={"HOOK": "canary-hook"})


def fault(bench, method, path, kind, times=1, **options):
    bench.simulator.add_fault(method, path, kind, times, options)


def console(bench, method, path, body, actor="jane"):
    import asyncio

    async def send():
        transport = Console(bench.simulator, actor)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
            return await client.request(method, path, json=body)

    answer = asyncio.run(send())
    assert answer.status_code < 300, answer.text


def table(bench, name):
    return bench.simulator.world.table(name)


def test_r02_server_defaults_order_and_case_are_no_difference(bench):
    """Defaults that the server adds, another order of a set and the case of a host never show as a change."""
    spec = {"enabled_ssl_protocols": ["TLSv1.2", "TLSv1.3"]}
    bench.write([profile(spec=spec)])
    assert 0 == bench.apply()
    stored = table(bench, "profiles")["care"]
    stored["enabledSSLProtocols"] = ["TLSv1.3", "TLSv1.2"]
    stored["webhook"]["notifyUrl"] = "https://CARE.example.com/in/"

    assert {} == bench.actions(bench.plan())
    assert [] == bench.drift()


def test_r05_a_removed_field_is_released_and_a_field_never_set_is_left_alone(bench):
    """Taking a field out of the file gives it back to the vendor; fields that were never in it stay as they are."""
    bench.write([profile(spec={"connect_timeout": 5000})])
    bench.apply()
    console(
        bench,
        "PUT",
        "/subscriptions/1/profiles/care",
        {"webhook": {"notifyUrl": "https://care.example.com/in"}, "connectTimeout": 5000, "rateLimit": 77},
    )
    bench.write([profile()])

    plan = bench.plan()
    bench.apply()

    assert [("connect_timeout", 5000, None)] == [
        (f.path, f.before, f.after) for c in plan.pending for f in c.fields
    ]
    assert 77 == table(bench, "profiles")["care"]["rateLimit"]
    assert 10000 == table(bench, "profiles")["care"]["connectTimeout"]
    assert {} == bench.actions(bench.plan())


def test_r07_an_empty_word_where_one_of_a_list_may_stand_never_reaches_the_vendor(bench):
    """An optional enumeration that was left empty is a finding with its line and the choices, before any call."""
    spec = {"auto_assignment_algorithm": ""}
    bench.write([{"kind": "infobip.Queue", "name": f"queue-{n}", "spec": spec} for n in range(133)])
    assert 1 == bench.run("plan")
    assert "resources/all.yaml:" in bench.last_errors
    assert "LOAD_BALANCING" in bench.last_errors
    assert [] == list(bench.simulator.requests)


def test_r08_r09_a_saved_plan_binds_to_files_and_state(bench):
    """A saved plan is refused as a whole when the files changed after it was made; nothing is written."""
    bench.write([profile()])
    assert 0 == bench.run("plan", "--out", str(bench.root / "p.json"))
    bench.write([profile(spec={"connect_timeout": 4000})])

    assert 4 == bench.run("apply", str(bench.root / "p.json"))
    assert {} == table(bench, "profiles")
    assert "configuration changed" in bench.last_errors


def test_r11_planning_never_writes(bench):
    """Plan, drift, gate list and export send nothing but reads."""

    class ReadOnly(InProcess):
        async def handle_async_request(self, request):
            assert "GET" == request.method, f"{request.method} {request.url.path}"
            return await super().handle_async_request(request)

    bench.write([security(), profile(spec={"security": "hmac"}), subscription()])
    bench.apply()
    bench.write([profile(spec={"connect_timeout": 4000}), subscription()])
    bench.transport = ReadOnly(bench.simulator)

    assert bench.plan().pending
    bench.drift()
    assert 0 == bench.run("gate", "list")
    assert 0 == bench.run("export")


def test_r23_protection_outlives_the_block_that_asked_for_it(bench):
    """Deleting a protected document's block is refused with exit 3, and says how to lift the protection."""
    bench.write([profile(lifecycle={"prevent_delete": "true"})])
    bench.apply()
    bench.write([])

    assert 3 == bench.apply()
    assert "MG102" in bench.last_output
    assert "care" in table(bench, "profiles")


def test_r24_an_object_that_another_workspace_owns_is_not_taken_over(bench):
    """A queue that carries another workspace's mark is refused."""
    bench.write([{"kind": "infobip.Queue", "name": "support", "spec": {}}])
    bench.apply()
    (queue,) = [q for q in table(bench, "queues").values() if q.get("name") == "support"]
    assert queue["externalId"].startswith("msgops:test:")
    queue["externalId"] = "msgops:other:infobip.Queue/support"
    bench.lose_state()

    plan = bench.plan()

    assert ["MG103"] == [d.code for d in plan.refused]


def test_r25_a_mass_delete_names_the_threshold_and_the_consent(bench):
    """More deletes than the policy allows end with exit 3, the counts, the limit and the flag that allows them."""
    bench.write([profile(f"p{n}") for n in range(12)])
    assert 0 == bench.apply()
    bench.write([profile(f"p{n}") for n in range(8)])

    assert 3 == bench.apply()
    assert "4 of 12" in bench.last_output
    assert "33.3 %" in bench.last_output
    assert "--allow MG101" in bench.last_output
    assert 12 == len(table(bench, "profiles"))
    bench.allow = frozenset({"MG101"})
    assert 0 == bench.apply()
    assert 8 == len(table(bench, "profiles"))


def test_r28_an_empty_list_is_none_and_null_is_rejected(bench):
    """`[]` empties a list, a list left out is not managed, null is an error with its place."""
    bench.write([profile(), subscription()])
    bench.apply()
    table(bench, "subscriptions")["WHATSAPP/inbound"]["users"] = ["ana"]
    assert {} == bench.actions(bench.plan())
    empty = subscription()
    empty["spec"]["users"] = []
    bench.write([profile(), empty])
    assert 0 == bench.apply()
    assert [] == table(bench, "subscriptions")["WHATSAPP/inbound"]["users"]
    bench.write_text("kind: infobip.Tag\nname: vip\nspec: {name: null}\n")
    assert 1 == bench.run("validate")
    assert "MC114" in bench.last_output


@pytest.mark.parametrize("options", [{}, {"retry_after": 3}])
def test_r40_rate_limits_slow_down_and_do_not_fail(bench, options):
    """429 with and without Retry-After, in lists and in writes, is waited for."""
    fault(bench, "GET", "*", "429", 3, **options)
    fault(bench, "POST", "*", "429", 3, **options)
    bench.write([profile()])

    assert 0 == bench.apply()
    assert bench.clock.slept > 0
    assert {} == bench.actions(bench.plan())


def test_r41_a_failing_read_is_retried_and_a_lasting_one_is_an_error(bench):
    """Server errors on reads are retried; when they last, the plan ends with an error and not with 0."""
    bench.write([profile()])
    fault(bench, "GET", "*", "502", 2)
    assert bench.plan().pending
    fault(bench, "GET", "*", "500", 1000)
    assert 1 == bench.run("plan")
    assert 1 == bench.apply()
    assert {} == table(bench, "profiles")


def test_r41_a_create_that_answers_500_is_looked_up_before_it_is_repeated(bench):
    """After a server error the object is looked for; only what is not there is sent once more."""
    bench.write([profile()])
    fault(bench, "POST", "*", "500", 1)

    assert 0 == bench.apply()
    posts = [r for r in bench.simulator.requests if r["method"] == "POST"]
    assert 2 == len(posts)
    between = list(bench.simulator.requests)
    first, second = (i for i, r in enumerate(between) if r["method"] == "POST")
    assert any(r["method"] == "GET" for r in between[first:second])


def test_r45_one_failing_object_does_not_stop_the_others(bench):
    """When one delete fails the rest is done, the failure is listed and the exit code is 5."""
    bench.write([profile("a"), profile("b"), profile("c")])
    bench.apply()
    bench.write([])
    bench.allow = frozenset({"MG101"})
    fault(bench, "DELETE", "*/b", "403", 100)

    assert 5 == bench.apply()
    assert {"b"} == set(table(bench, "profiles"))


def test_r47_many_objects_are_read_by_page(bench):
    """250 objects of a kind cost three reads, not 250."""
    bench.write([profile(f"p{n}") for n in range(250)])
    assert 0 == bench.apply()
    bench.simulator.requests.clear()

    assert 3 == bench.plan().reads
    assert 3 == len(bench.simulator.requests)


def test_r50_a_circle_is_told_in_words(bench):
    """Resources that need one another are an error that shows the circle."""
    bench.write(
        [
            {**profile("a"), "depends_on": ["infobip.NotificationProfile/b"]},
            {**profile("b"), "depends_on": ["infobip.NotificationProfile/a"]},
        ]
    )

    assert 1 == bench.run("validate")
    assert "MC130" in bench.last_output
    assert "needs infobip.NotificationProfile/a" in bench.last_output


def test_r51_a_rename_keeps_the_object_and_without_the_word_there_is_a_hint(bench):
    """`previously:` keeps the live object; without it the plan says that a delete and a create look like a rename."""
    spec = {"profile_id": "care"}
    bench.write([profile("old", spec=spec)])
    bench.apply()
    moved = {**profile("old", spec=spec), "name": "new"}
    bench.write([{**moved, "previously": "old"}])
    assert {} == bench.actions(bench.plan())
    assert 0 == bench.apply()
    assert ["infobip.NotificationProfile/new"] == [str(a) for a in bench.entries()]
    other = {**moved, "name": "newer", "spec": {**moved["spec"], "profile_id": "other"}}
    bench.write([other])
    assert ["MG120"] == [d.code for d in bench.plan().warnings]


def test_r52_an_ambiguous_natural_key_lists_the_candidates(bench):
    """Two live objects of one name are not guessed at; import decides."""
    table(bench, "agents").clear()
    for actor in ("one", "two"):
        console(
            bench,
            "POST",
            "/ccaas/1/agents",
            {"displayName": "Desk", "status": "ACTIVE", "role": "AGENT", "enabled": True},
            actor,
        )
    bench.write([{"kind": "infobip.Agent", "name": "desk", "spec": {"display_name": "Desk"}}])
    plan = bench.plan()
    ids = sorted(table(bench, "agents"))

    assert ["MG107"] == [d.code for d in plan.refused]
    assert all(i in plan.refused[0].detail for i in ids)
    assert 0 == bench.run("import", "infobip.Agent/desk", ids[0])
    assert not bench.plan().refused


def test_r61_a_rotation_is_noticed_and_a_plan_needs_no_secret(bench):
    """A new secret shows as a change without being shown; without the secret the plan still runs and sees none."""
    bench.write([security()])
    bench.apply()
    bench.environ["HOOK"] = "rotated"
    (change,) = bench.plan().pending
    assert [("credentials.secret_key", True)] == [(f.path, f.sensitive) for f in change.fields]
    del bench.environ["HOOK"]
    assert {} == bench.actions(bench.plan())


def test_r61_every_secret_is_resolved_before_the_first_write(bench):
    """When a secret is missing at apply, nothing at all is written."""
    del bench.environ["HOOK"]
    bench.write([profile(), security()])

    assert 1 == bench.run("apply", "--yes")
    assert "env:HOOK" in bench.last_errors
    assert {} == table(bench, "profiles")


def test_r62_a_literal_secret_is_an_error_that_does_not_repeat_it(bench):
    """A secret in clear text is refused with its place, and is not printed."""
    bench.write(
        [
            {
                "kind": "infobip.WebhookSecurity",
                "name": "s",
                "spec": {**HMAC, "credentials": {"secret_key": "hunter2", "algorithm": "HMAC_SHA_256"}},
            }
        ]
    )

    assert 1 == bench.run("validate")
    assert "WA900" in bench.last_output
    assert "hunter2" not in bench.last_output + bench.last_errors


def test_r70_a_review_of_a_day_blocks_only_what_depends_on_it(bench):
    """A template under review opens a gate, the rest is done, exit 6; after the review apply completes."""
    template = {
        "kind": "infobip.WhatsAppTemplate",
        "name": "order",
        "spec": {
            "sender": {"id": "441134960000"},
            "name": "order_ready",
            "language": "en_GB",
            "category": "UTILITY",
            "structure": {"body": {"text": "Ready."}},
        },
    }
    bench.write([template, profile(), {**profile("later"), "depends_on": ["infobip.WhatsAppTemplate/order"]}])

    assert 6 == bench.apply()
    assert {"care"} == set(table(bench, "profiles"))
    assert 6 == bench.apply()

    bench.simulator.world.offset += timedelta(hours=26)
    assert 0 == bench.apply()
    assert {"care", "later"} == set(table(bench, "profiles"))
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["plann"], "plan"),
        (["plan", "--detailed-exit"], "--detailed-exitcode"),
        (["kinds", "infobip.Subscripton"], "infobip.Subscription"),
    ],
)
def test_r80_r81_a_usage_error_is_64_and_suggests(bench, words, hint):
    """Unknown commands, flags and names end with 64 and say what was probably meant."""
    assert 64 == bench.run(*words)
    assert hint in bench.last_errors


def test_r82_a_report_is_written_also_when_the_run_fails(bench):
    """The JSON report of a failed apply exists and lists the failure."""
    bench.write([profile()])
    fault(bench, "POST", "*", "403", 100)
    report = bench.root / "r.json"

    assert 5 == bench.run("apply", "--yes", f"--format=json:{report}")
    assert "failed" == json.loads(report.read_text())["outcomes"][0]["result"]


def test_r84_stdout_is_only_the_result(bench):
    """With --json every command prints JSON and nothing else; progress goes to stderr."""
    bench.write([profile(), security()])
    commands = [
        "validate",
        "plan",
        "apply --yes",
        "drift",
        "graph",
        "state list",
        "history",
        "gate list",
        "kinds",
        "version",
    ]
    for command in commands:
        assert 0 == bench.run(*command.split(), "--json"), (command, bench.last_errors)
        json.loads(bench.last_output)


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        ("401", "Invalid login details", 1),
        ("403", "Unauthorized access", 3),
        ("html", "HTML, not JSON", 1),
        ("truncate", "not whole JSON", 1),
    ],
)
def test_bad_answers_are_told_clearly(bench, kind, words, code):
    """A refused credential, HTML or half an answer ends with an error, says what came back, and writes nothing."""
    bench.write([profile()])
    fault(bench, "GET", "*", kind, 100)

    assert code == bench.apply()
    assert words in bench.last_output + bench.last_errors
    assert "Traceback" not in bench.last_errors
    assert {} == table(bench, "profiles")


def test_an_unreachable_host_is_told_clearly(bench):
    """A host that does not answer is an error that says that nothing was sent."""

    class Nobody(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            raise httpx.ConnectError("Name or service not known", request=request)

    bench.write([profile()])
    bench.transport = Nobody()

    assert 1 == bench.run("plan")
    assert "cannot be reached" in bench.last_output
    assert "nothing was sent" in bench.last_output


def test_credentials_go_to_the_vendors_hosts_only(bench):
    """A base_url that is not the vendor's is refused before anything is sent, with the way to trust it."""
    bench.environ["MSGOPS_TRUSTED_HOSTS"] = ""
    bench.write([profile()])

    assert 3 == bench.run("plan")
    assert "MG104" in bench.last_errors
    assert 0 == len(bench.simulator.requests)


def test_an_object_that_appeared_meanwhile_is_told_as_a_conflict(bench):
    """A 409 on create fails that object alone and shows the vendor's words."""
    bench.write([{"kind": "infobip.Application", "name": "crm", "spec": {}}, profile()])
    kind = bench.catalog.kind("infobip.Application")

    class Late(type(kind.api)):
        async def create(self, write, body):
            console_body = {"applicationId": "crm", "applicationName": "theirs"}
            await write.post("/provisioning/1/applications", console_body)
            return await super().create(write, body)

    values = {f.name: getattr(kind.api, f.name) for f in dataclasses.fields(kind.api)}
    bench.catalog._kinds["infobip.Application"] = dataclasses.replace(kind, api=Late(**values))

    assert 5 == bench.apply()
    assert "409" in bench.last_output
    assert "care" in table(bench, "profiles")


def test_a_saved_plan_that_a_guard_refused_is_refused_again(bench):
    """Saving a refused plan is no way around the guard."""
    bench.write([profile(lifecycle={"prevent_delete": "true"})])
    bench.apply()
    bench.write([])
    saved = str(bench.root / "p.json")
    assert 3 == bench.run("plan", "--out", saved)

    assert 3 == bench.run("apply", saved)
    assert "care" in table(bench, "profiles")


def test_objects_of_an_account_that_was_removed_are_not_forgotten(bench):
    """Without its account nobody knows whether an object lives: the plan says so instead of dropping the record."""
    bench.write([profile()])
    bench.apply()
    bench.write([])
    text = (bench.root / "msgops.yaml").read_text().replace("  infobip:\n", "  other:\n")
    bench.write_file("msgops.yaml", text)

    plan = bench.plan()

    assert ["MG114"] == [d.code for d in plan.refused]
    assert 1 == len(bench.entries())


def test_r83_names_and_values_of_the_systems_cannot_write_into_a_report(bench, tmp_path):
    """Markup that somebody typed into a console stands in HTML and Markdown as text."""
    bench.write([profile(spec={"connect_timeout": 5000})])
    bench.apply()
    hostile = "https://x.example/<script>alert(1)</script>|[a](b)"
    table(bench, "profiles")["care"]["webhook"]["notifyUrl"] = hostile
    page, text = tmp_path / "plan.html", tmp_path / "plan.md"

    assert 0 == bench.run("plan", "--format", f"html:{page}", "--format", f"markdown:{text}")
    assert "alert(1)" in page.read_text()
    assert "<script>alert" not in page.read_text()
    outside, inside = text.read_text().split("```")[::2], text.read_text().split("```")[1::2]
    assert any("alert(1)" in block for block in inside)
    assert not any("alert(1)" in block for block in outside)
