"""The pull-request flow from push to merge and through the night, with the run blocks of the workflows themselves."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.hub import BOT
from pipeline.runner import git
from pipeline.scene import NUMBER, profile, scene

LINK = "https://github.example/acme/messaging/actions/runs/900"


@pytest.fixture
def made(tmp_path):
    """A repository, a hub and a sandbox."""
    with scene(tmp_path) as made:
        yield made


def ended(jobs) -> dict[str, str]:
    return {name: job.result for name, job in jobs.items()}


def facts(comment: str) -> dict[str, str]:
    return json.loads(re.match(r"<!-- msgops plan \w+ (.*) -->\n", comment)[1])


def test_a_fork_gets_validate_and_lint_and_nothing_else(made):
    """No plan, no call to the hub or the vendor; what is wrong is an annotation at its line."""
    head = made.commit("feature", [profile("care"), {**profile("desk"), "spec": {"webhoook": 1}}])
    jobs = made.plan(head, fork=True)

    assert {"check": "failure", "plan": "skipped"} == ended(jobs)
    assert re.search(
        r"^::error file=messaging/resources/profiles\.yaml,line=\d+,", jobs["check"].log, re.MULTILINE
    )
    assert not made.hub.calls and not made.hub.comments and not made.hub.artefacts

    head = made.commit("feature", [profile("care")])
    assert {"check": "success", "plan": "skipped"} == ended(made.plan(head, fork=True))
    assert not made.hub.calls


def test_pull_request_target_never_plans(made):
    """Even where somebody calls the workflow from the event that hands secrets to strangers' files."""
    head = made.commit("feature", [profile("care")])

    assert "skipped" == made.plan(head, event_name="pull_request_target")["plan"].result
    assert not made.hub.comments


def test_each_push_edits_the_one_comment_and_the_merge_applies_its_plan(made):
    """The comment names the digest that the artefact has; apply performs that one and says so below."""
    made.hub.comment(NUMBER, "Looks good", "ben")
    first = made.plan(made.commit("feature", [profile("care")]))
    assert {"check": "success", "plan": "success"} == ended(first), first["plan"].log
    [one] = made.hub.of(NUMBER)
    # Somebody else copies the marker: the flow takes no notice.
    made.hub.comment(NUMBER, one, "mallory")
    made.hub.comments.insert(0, made.hub.comments.pop())

    head = made.commit("feature", [profile("care"), profile("desk")])
    assert {"check": "success", "plan": "success"} == ended(made.plan(head))
    [comment] = made.hub.of(NUMBER)
    told, artefact = facts(comment), made.hub.artefacts["9002", "msgops-plan-default"]

    assert "create  infobip.NotificationProfile/desk" in comment
    assert f"{LINK}2" in comment
    assert told["digest"] == json.loads(artefact["plan.json"])["digest"] != facts(one)["digest"]
    assert {"plan.json", "plan.md", "plan.html", "plan.sarif"} <= set(artefact)
    assert {} == made.live()

    jobs = made.apply(*made.merge(head))
    assert {"apply": "success"} == ended(jobs), jobs["apply"].log
    assert {"care", "desk"} == set(made.live())
    assert [True] == ["2 created" in c for c in made.hub.of(NUMBER, "apply")]
    assert made.variables["INFOBIP_API_KEY"] not in "".join(c["body"] for c in made.hub.comments)


def test_a_plan_of_megabytes_is_one_comment(made):
    """2.6 MB of plan: the comment is within 65,535 characters, says what it leaves out, and where the whole is."""
    long = "https://care.example.com/" + "x" * 480
    jobs = made.plan(made.commit("feature", [profile(f"p{n:04}", f"{long}{n}") for n in range(2100)]))
    assert {"check": "success", "plan": "success"} == ended(jobs), jobs["check"].log[:2000]
    [comment] = made.hub.of(NUMBER)
    plan = made.hub.artefacts["9001", "msgops-plan-default"]["plan.json"]

    assert len(plan) > 2_600_000
    assert 50_000 < len(comment.encode("utf-16-le")) // 2 <= 65_535
    assert 0 == len(re.findall("^`{3,}", comment, re.MULTILINE)) % 2
    assert re.search(r"… and [\d,]+ more, see the artefact\.", comment)
    assert f"{LINK}1" in comment


def test_a_merge_onto_a_base_that_moved_is_refused(made):
    """Nothing is applied, and the pull request says why."""
    head = made.commit("feature", [profile("care")])
    assert "success" == made.plan(head)["plan"].result
    made.commit("main", [profile("other")], "others")

    jobs = made.apply(*made.merge(head))

    assert {"apply": "failure"} == ended(jobs)
    assert "::error title=msgops::The base moved" in jobs["apply"].log
    assert ["The base moved"] == [re.search("The base moved", c)[0] for c in made.hub.of(NUMBER, "apply")]
    assert {} == made.live()


def test_what_nobody_reviewed_is_refused(made):
    """A push without a pull request, commits after the plan, other files, another artefact: each by its name."""
    head = made.commit("feature", [profile("care")])
    assert "success" == made.plan(head)["plan"].result
    start = git(made.runner.origin, "rev-parse", "main")

    direct = made.commit("main", [profile("direct")], "direct")
    assert "nobody reviewed a plan of it" in made.apply(start, direct)["apply"].log
    git(made.runner.origin, "checkout", "-q", "--detach")
    git(made.runner.origin, "branch", "-f", "main", start)

    late = made.commit("feature", [profile("late")])
    assert "after its plan" in made.apply(*made.merge(late))["apply"].log
    made.hub.pulls.clear()
    git(made.runner.origin, "checkout", "-q", "--detach")
    git(made.runner.origin, "branch", "-f", "main", start)

    before, after = made.merge(head)
    comment = next(c for c in made.hub.comments if "<!-- msgops plan" in c["body"])
    reviewed = comment["body"]
    comment["body"] = reviewed.replace(facts(reviewed)["tree"], "0" * 40)
    assert "The merged files are not those of the plan" in made.apply(before, after)["apply"].log
    comment["body"] = reviewed

    made.hub.artefacts["9001", "msgops-plan-default"]["plan.json"] += b" "
    jobs = made.apply(before, after)
    assert {"apply": "failure"} == ended(jobs)
    assert "plan.json: FAILED" in jobs["apply"].log
    assert {} == made.live()


def test_the_night_opens_one_issue_and_closes_it(made):
    """Drift opens an issue, more drift edits it, none closes it with a word; a night that cannot read changes nothing."""
    head = made.commit("feature", [profile("care")])
    made.plan(head)
    assert {"apply": "success"} == ended(made.apply(*made.merge(head)))
    assert {"drift": "success"} == ended(made.drift())
    assert [] == made.hub.issues
    made.hub.issues += [
        {"number": n, "state": "open", "user": who, "body": None, "title": "Not ours"}
        for n, who in enumerate([None, {"login": "ben"}, *[{"login": BOT}] * 120])
    ]
    others = len(made.hub.issues)

    made.edit("care", "https://elsewhere.example.com/1")
    made.drift()
    made.edit("care", "https://elsewhere.example.com/2")
    made.drift()
    [issue] = made.hub.issues[others:]
    assert ("Drift: messaging", "open", BOT) == (issue["title"], issue["state"], issue["user"]["login"])
    assert "elsewhere.example.com/2" in issue["body"] and "by ben" in issue["body"]

    key, made.variables["INFOBIP_API_KEY"] = made.variables["INFOBIP_API_KEY"], "a-key-that-ended"
    assert {"drift": "failure"} == ended(made.drift())
    assert "open" == issue["state"]

    made.variables["INFOBIP_API_KEY"] = key
    made.edit("care", "https://care.example.com/in")
    made.drift()
    assert ("closed", "completed") == (issue["state"], issue["state_reason"])
    assert ["No drift any more."] == [
        c["body"].partition("\n")[0] for c in made.hub.comments if c["issue"] == issue["number"]
    ]
