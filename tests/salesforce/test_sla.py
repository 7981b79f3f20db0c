"""Service levels and templates beyond the laws."""

from __future__ import annotations

import asyncio

import pytest

from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Wanted
from msgops_salesforce import provider
from msgops_salesforce.kinds.hours import unfold
from msgops_salesforce.kinds.templates import EmailTemplate
from msgops_salesforce.simulator import build
from salesforce_simulator.desk import Desk

CATALOG = Catalog([provider])
MILESTONE = {"milestone": "First_answer", "minutes": 60, "time_triggers": [{"time": -15, "unit": "Minutes"}]}


def document(kind, name, **spec):
    return {"kind": f"salesforce.{kind}", "name": name, "spec": spec}


def process(name="gold", **spec):
    body = {"label": "Gold", "object": "Case", "active": True, "milestones": [MILESTONE], **spec}
    return document("EntitlementProcess", name, **body)


class Org:
    """A workspace in front of an org with entitlements."""

    def __init__(self, tmp_path):
        simulator = build(features=("Entitlements",))
        self.bench = Bench(tmp_path / "ws", simulator, provider="salesforce", catalog=CATALOG)
        self.desk = Desk(simulator)

    def apply(self, *documents):
        self.bench.write([document("MilestoneType", "First_answer"), *documents])
        return self.bench.apply()

    def settled(self, *documents):
        assert 0 == self.apply(*documents), self.bench.last_output
        plan = self.bench.plan()
        assert not (plan.pending or plan.refused), self.bench.describe(plan)

    def deploys(self):
        found = [
            r for r in self.bench.simulator.requests if r["method"] == "POST" and "deployRequest" in r["path"]
        ]
        self.bench.simulator.requests.clear()
        return len(found)


@pytest.fixture
def org(tmp_path):
    return Org(tmp_path)


def test_the_structure_of_an_active_process_is_not_changed(org):
    """The plan is refused and says what to do; nothing is sent."""
    org.settled(process())
    org.bench.write(
        [document("MilestoneType", "First_answer"), process(milestones=[{**MILESTONE, "minutes": 30}])]
    )

    (refused,) = org.bench.plan().refused

    assert "MG110" == refused.code
    assert "declare the next version of it, or make it inactive" in refused.detail


def test_a_process_that_is_made_inactive_may_change_at_once(org):
    """Two deploys: it is made inactive before it is changed."""
    org.settled(process())
    org.deploys()

    org.settled(process(active=False, milestones=[{**MILESTONE, "minutes": 30}]))

    assert 2 == org.deploys()


def test_the_next_version_is_a_process_of_its_own(org):
    """Both are there, with one label and two numbers."""
    org.settled(process(), process("gold_v2", version=2, milestones=[{**MILESTONE, "minutes": 30}]))

    rows = org.desk.query("SELECT Name, NameNorm, VersionNumber FROM SlaProcess ORDER BY NameNorm")
    assert [("Gold", "gold", 1), ("Gold", "gold_v2", 2)] == [tuple(r.values()) for r in rows]


def test_templates_point_to_the_row_of_a_process(org):
    """Which is no component's name but the id of a read-only row."""
    org.settled(process(), document("EntitlementTemplate", "Gold_year", term_days=365, process="gold"))

    template = org.desk.one("SELECT SlaProcessId FROM EntitlementTemplate")
    assert org.desk.one("SELECT Id FROM SlaProcess")["Id"] == template["SlaProcessId"]


def test_business_hours_are_forgotten_and_stay(org):
    """The plan says why."""
    week = {"monday": {"start": "09:00", "end": "17:30"}}
    org.settled(document("BusinessHours", "Office", timezone="Europe/Zagreb", week=week))
    org.bench.write([document("MilestoneType", "First_answer")])

    (change,) = org.bench.plan().pending

    assert ("forget", True) == (change.action.value, "the API has no delete" in change.reason)
    assert 0 == org.bench.apply()
    assert 1 == len(org.desk.query("SELECT Id FROM BusinessHours WHERE Name = 'Office'"))


def test_a_day_has_two_columns_and_a_closed_day_two_nulls():
    """Times are sent as the API gives them."""
    sent = unfold({"Name": "Office", "week": {"monday": {"start": "09:00", "end": "17:30"}}})

    assert ("09:00:00.000Z", "17:30:00.000Z") == (sent["MondayStartTime"], sent["MondayEndTime"])
    assert (None, None) == (sent["SundayStartTime"], sent["SundayEndTime"])
    assert "week" not in sent


def email(**spec):
    body = {"label": "Closed", "folder": "Care", "type": "text", "subject": "Closed", "body": "Bye.", **spec}
    return document("EmailTemplate", "Closed", **body)


def test_a_template_of_an_unknown_folder_is_refused_with_its_name(org):
    """Nothing is written."""
    assert 5 == org.apply(email())

    assert "the org has no e-mail folder Care" in str(org.bench.report)
    assert [] == org.desk.query("SELECT Id FROM EmailTemplate")


def test_a_template_moves_between_folders_by_their_names(org):
    """The file names no ids."""
    made = org.desk.make("Folder", Name="Care", DeveloperName="Care", Type="Email", AccessType="Public")
    org.settled(email(folder="unfiled$public"))

    org.settled(email())

    assert made == org.desk.one("SELECT FolderId FROM EmailTemplate")["FolderId"]


def test_only_declared_templates_are_read(org):
    """An org has many, and bodies are long: they are asked for by name."""
    org.settled(email(folder="unfiled$public"))
    for number in range(5):
        values = {"Name": "x", "DeveloperName": f"Other{number}", "TemplateType": "text"}
        org.desk.make("EmailTemplate", **values, FolderId=org.desk.one("SELECT Id FROM Organization")["Id"])

    assert (1, 6) == (len(listed(org, [Wanted({"DeveloperName": "Closed"})])), len(listed(org, None)))


def listed(org, wanted):
    """Return what the kind lists when this is wanted."""

    async def read():
        async with org.bench.runtime().sessions(["salesforce"]) as sessions:
            return await EmailTemplate.api.list(sessions["salesforce"].reader(), wanted)

    with org.bench._quiet():
        return asyncio.run(read())
