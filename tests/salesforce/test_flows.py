"""Flows: a version is made when a flow says something else, and never otherwise."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError

from crash.vendor import Lag
from msgops_salesforce.kinds import flow_tree
from msgops_salesforce.kinds.flow_spec import OmniFlowSpec
from msgops_salesforce.simulator.metadata import flows as flow_types
from salesforce.bench import Workspace, document

FLOW = "salesforce.OmniFlow/Route"
QUEUE = document("Queue", "Support", label="Support", objects=["MessagingSession"], users=[])
STEPS = [
    {
        "do": "update_records",
        "name": "Set_Reason",
        "object": "MessagingSession",
        "where": [{"field": "Id", "value": "{!recordId}"}],
        "set": [{"field": "Reason__c", "value": "{!errorReason}"}, {"field": "Origin__c", "value": "BYOC"}],
    },
    {
        "do": "get_record",
        "name": "Get_Case",
        "object": "Case",
        "where": [{"field": "Id", "value": "{!recordId}"}],
    },
    {"do": "route_work", "name": "Route_Work", "queue": "Support"},
]
SPEC = {"label": "BYOC Route", "inputs": ["recordId", "errorReason"], "steps": STEPS}
XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
 <variables><name>recordId</name><dataType>String</dataType><isCollection>false</isCollection>
  <isInput>true</isInput><isOutput>false</isOutput></variables>
 <processType>RoutingFlow</processType>
 <label>By hand</label>
 <decisions><name>Ask</name><label>Ask</label><locationX>1</locationX><locationY>2</locationY>
  <defaultConnectorLabel>No</defaultConnectorLabel>
  <rules><name>Yes</name><conditionLogic>and</conditionLogic><label>Yes</label>
   <conditions><leftValueReference>recordId</leftValueReference><operator>EqualTo</operator>
    <rightValue><stringValue>x</stringValue></rightValue></conditions></rules></decisions>
 <start><locationX>0</locationX><locationY>0</locationY>
  <connector><targetReference>Ask</targetReference></connector></start>
 <apiVersion>66.0</apiVersion>
</Flow>
"""


@pytest.fixture
def space(tmp_path):
    """Return a workspace whose org has the queue."""
    found = Workspace(tmp_path)
    found.apply(QUEUE)
    return found


def flow(**spec):
    """Return the flow under test."""
    return document("OmniFlow", "Route", **(spec or SPEC))


def versions(space):
    """Return (number, status) of each version."""
    definition = flow_types.find(space.org, "Route")
    return [(v["VersionNumber"], v["Status"]) for v in flow_types.versions(space.org, definition["Id"])]


def edit(space, change):
    """Change the document of the newest version as it lies in the org."""
    definition = flow_types.find(space.org, "Route")
    version = flow_types.versions(space.org, definition["Id"])[-1]
    content = dict(version["_content"])
    change(content)
    space.org.rows("Flow")[version["Id"]] = {**version, "_content": content}


def test_a_flow_is_deployed_once_and_active(space):
    """The first apply deploys once to check and once to keep: an active version; the second one writes nothing."""
    wrote = space.apply(QUEUE, flow())
    assert ["POST metadata/deployRequest"] * 2 == wrote
    assert [] == space.apply()
    assert [(1, "Active")] == versions(space)


def test_what_the_org_makes_of_its_xml_is_no_difference(space):
    """Elements in another order, other positions, values that the org adds: no plan, no version."""
    space.apply(QUEUE, flow())

    def shuffle(content):
        content["recordLookups"] = [
            {**n, "locationX": 176, "locationY": 300, "filters": n["filters"][::-1], "elementSubtype": "x"}
            for n in reversed(content["recordLookups"])
        ]
        content["variables"] = content["variables"][::-1]
        content["actionCalls"] = [
            {**n, "inputParameters": n["inputParameters"][::-1], "offset": 0} for n in content["actionCalls"]
        ]
        content["processMetadataValues"] = [{"name": "CanvasMode", "value": {"stringValue": "AUTO"}}]
        content["timeZoneSidKey"] = "Europe/Berlin"
        content["isTemplate"] = False

    edit(space, shuffle)
    assert {} == space.pending()
    assert [] == space.apply()
    assert [(1, "Active")] == versions(space)


def test_a_step_that_somebody_adds_is_repaired_by_one_version(space):
    """A flow that says more than the file is brought back."""
    space.apply(QUEUE, flow())
    extra = {"name": "Other", "label": "Other", "object": "Case", "filterLogic": "and"}

    def add(content):
        content["recordLookups"] = [*content["recordLookups"], extra]

    edit(space, add)
    assert {FLOW: "update"} == space.pending()
    space.apply()
    assert [(1, "Obsolete"), (2, "Active")] == versions(space)
    assert {} == space.pending()


def test_a_fault_path_that_somebody_adds_is_seen(space):
    """A structure below a node counts."""
    space.apply(QUEUE, flow())

    def add(content):
        nodes = content["recordLookups"]
        content["recordLookups"] = [{**n, "faultConnector": {"targetReference": "Get_Case"}} for n in nodes]

    edit(space, add)
    assert {FLOW: "update"} == space.pending()


def test_switching_a_flow_makes_no_version(space):
    """Off and on again are two patches of the definition."""
    space.apply(QUEUE, flow())
    (off,) = space.apply(QUEUE, flow(**SPEC, active=False))
    assert off.startswith("PATCH tooling/sobjects/FlowDefinition/300")
    assert [(1, "Obsolete")] == versions(space)
    (on,) = space.apply(QUEUE, flow(**SPEC, active=True))
    assert on.startswith("PATCH tooling/sobjects/FlowDefinition/300")
    assert [(1, "Active")] == versions(space)


def test_a_draft_of_somebody_is_left_alone(space):
    """What somebody is working on in the builder is neither compared nor activated nor deleted."""
    space.apply(QUEUE, flow(**SPEC, keep_versions=1))
    component = flow_types.COMPONENTS[0]
    active = component.read(space.org, "Route")
    component.write(space.org, "Route", {**active, "label": "Draft of Jane", "status": "Draft"})
    assert {} == space.pending()
    space.apply(QUEUE, flow(**{**SPEC, "description": "New"}, keep_versions=1))
    assert [(2, "Draft"), (3, "Active")] == versions(space)


def test_a_description_that_nobody_declares_survives_a_new_version(space):
    """It goes only when it is taken out of the file."""
    space.apply(QUEUE, flow())
    edit(space, lambda content: content.update(description="By Jane"))
    space.apply(QUEUE, flow(**{**SPEC, "label": "Another label"}))
    read = flow_types.COMPONENTS[0].read
    assert "By Jane" == read(space.org, "Route")["description"]
    space.apply(QUEUE, flow(**SPEC, description="Ours"))
    space.apply(QUEUE, flow())
    assert not read(space.org, "Route").get("description")


def test_in_production_a_deployed_flow_is_activated_afterwards(space):
    """There a version arrives inactive unless a setting says otherwise."""
    space.org.turn("production", True)
    wrote = space.apply(QUEUE, flow())
    assert "PATCH tooling/sobjects/FlowDefinition" == wrote[-1].partition("/300")[0]
    assert [(1, "Active")] == versions(space)


def test_old_versions_are_deleted_only_when_the_file_says_how_many_to_keep(space):
    """Obsolete versions beyond the number go, the oldest first."""
    for number in range(4):
        space.apply(QUEUE, flow(**SPEC, description=f"Number {number}"))
    assert [1, 2, 3, 4] == [n for n, _ in versions(space)]
    space.apply(QUEUE, flow(**SPEC, description="Last", keep_versions=2))
    assert [(4, "Obsolete"), (5, "Active")] == versions(space)


def test_a_document_is_compared_by_what_it_says(space):
    """The text of a whole flow may be laid out in any way; a change of a value makes a version."""
    space.apply(QUEUE, flow(xml=XML))
    assert [] == space.apply()
    laid_out = XML.replace("\n  ", " ").replace("<locationX>1<", "<locationX>400<")
    space.apply(QUEUE, flow(xml=laid_out))
    assert [(1, "Active")] == versions(space)
    space.apply(QUEUE, flow(xml=XML.replace("<stringValue>x<", "<stringValue>y<")))
    assert [(1, "Obsolete"), (2, "Active")] == versions(space)


def test_from_steps_to_a_document_that_says_the_same_no_version_is_made(space):
    """What export writes of a flow that steps can say is steps; both forms are one flow."""
    space.apply(QUEUE, flow())
    live = flow_types.COMPONENTS[0].read(space.org, "Route")
    space.apply(QUEUE, flow(xml=flow_tree.text(live)))
    space.apply(QUEUE, flow())
    assert [(1, "Active")] == versions(space)


def test_export_writes_steps_where_they_say_it_all_and_xml_elsewhere(space, tmp_path):
    """Somebody's decision has no step."""
    space.apply(QUEUE, flow(), document("OmniFlow", "Hand", xml=XML))
    space.bench.write([])
    space.bench.lose_state()
    assert 0 == space.bench.run("export", "salesforce", "--out", str(tmp_path / "out")), (
        space.bench.last_errors
    )
    found = [
        d
        for file in (tmp_path / "out").rglob("*.yaml")
        for d in yaml.safe_load_all(file.read_text())
        if d and d.get("kind") == "salesforce.OmniFlow"
    ]
    specs = {d["name"]: d["spec"] for d in found}
    assert {"active", "xml"} >= set(specs["Hand"])
    assert "xml" not in specs["Route"]
    assert ["update_records", "get_record", "route_work"] == [s["do"] for s in specs["Route"]["steps"]]


def test_a_flow_is_deleted_with_all_its_versions(space):
    """It is switched off first: an active version cannot be deleted."""
    space.apply(QUEUE, flow())
    space.apply(QUEUE, flow(**SPEC, description="Second"))
    space.apply(QUEUE)
    assert flow_types.find(space.org, "Route") is None


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({**SPEC, "xml": XML}, "not both"),
        ({"label": "Nothing"}, "either steps or xml"),
        ({"steps": STEPS}, "needs a label"),
        ({"xml": XML, "label": "Twice"}, "xml says label itself"),
        ({"xml": "<Flow"}, "xml"),
        ({"xml": "<Other/>"}, "must be Flow"),
        ({"xml": XML.replace("RoutingFlow", "Flow")}, "must be RoutingFlow"),
        ({**SPEC, "inputs": ["errorReason"]}, "reads recordId"),
        ({**SPEC, "inputs": ["errorReason"], "steps": STEPS[2:]}, "route_work needs recordId"),
        ({**SPEC, "inputs": ["recordId"]}, "reads errorReason"),
        ({**SPEC, "steps": [STEPS[1], STEPS[1]]}, "Get_Case is used more than once"),
    ],
)
def test_a_flow_that_cannot_be_is_refused_before_any_call(spec, why):
    """The message says what is wrong."""
    with pytest.raises(ValidationError, match=why):
        OmniFlowSpec.model_validate(spec)


@pytest.mark.parametrize("before", [(), (QUEUE, flow())], ids=["create", "update"])
def test_a_deploy_whose_answer_is_lost_makes_one_version(space, before):
    """What was sent may still be under way: it is waited for, and not sent again when it arrived."""
    if before:
        space.apply(*before)
    made = len(versions(space)) if before else 0
    space.simulator.add_fault("POST", "/services/data/*/metadata/deployRequest", "drop_after", 1, {})
    space.apply(QUEUE, flow(**SPEC, description="New"))
    assert made + 1 == len(versions(space))
    assert (made + 1, "Active") == versions(space)[-1]
    assert [] == space.apply()


def test_a_flow_that_the_org_shows_late_is_deployed_once(space):
    """Its row is waited for; sent again, the same document would be a second version."""
    space.apply(QUEUE)
    space.simulator.faults.append(Lag(space.simulator, 30.0))
    space.apply(QUEUE, flow())
    assert [1] == [number for number, _ in versions(space)]


def test_a_flow_that_is_there_already_is_not_deployed_again(space):
    """Its row comes too late for the look after a lost answer; its document is read from what the org works with."""
    space.apply(QUEUE)
    space.simulator.faults.append(Lag(space.simulator, 600.0))
    space.bench.write([QUEUE, flow()])
    assert 0 != space.bench.apply()
    space.simulator.faults.clear()
    space.apply(QUEUE, flow())
    assert [(1, "Active")] == versions(space)
