"""What several hands write into one permission set, and what only people and licences give."""

from __future__ import annotations

import pytest

from crash.vendor import Lag
from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org

CATALOG = Catalog([provider])
STATUS = ("PresenceStatus", "online", {"label": "Online", "channels": ["sfdc_livemessage"]})
AGENTS = ("PermissionSet", "agents", {"label": "Agents", "user_permissions": ["ApiEnabled"]})
ACCESS = ("PresenceStatusAccess", "agents", {"permission_set": "agents", "statuses": ["online"]})
ADA = ("PermissionSetAssignment", "ada", {"user": "ada@acme.example", "permission_set": "agents"})


class World:
    """One workspace in front of one org."""

    def __init__(self, tmp_path):
        self.simulator = build(features=("OmniChannel", "LiveMessage"))
        self.org = Org(self.simulator.world)
        self.bench = Bench(tmp_path / "ws", self.simulator, provider="salesforce", catalog=CATALOG)

    def apply(self, *documents):
        self.bench.write([{"kind": f"salesforce.{k}", "name": n, "spec": s} for k, n, s in documents])
        code = self.bench.apply()
        assert 0 == code, self.bench.last_errors + self.bench.last_output
        assert not self.bench.plan().pending

    def content(self, name):
        return self.org.find("PermissionSet", Name=name)["_content"]


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_a_permission_set_keeps_the_presence_statuses_that_it_does_not_speak_of(world):
    """Another resource put them into the same document; an update of the set sends them along."""
    world.apply(STATUS, AGENTS, ACCESS)
    world.apply(STATUS, (*AGENTS[:2], {**AGENTS[2], "label": "Agents of messaging"}), ACCESS)

    (access,) = world.content("agents")["servicePresenceStatusAccesses"]
    assert {"enabled": True, "servicePresenceStatus": "online"} == access


def test_access_goes_before_the_status_and_the_set(world):
    """Removing everything deletes in the reverse order: a status that a set names cannot go."""
    world.apply(STATUS, AGENTS, ACCESS, ADA)
    world.apply()

    assert world.org.find("PermissionSet", Name="agents") is None
    assert world.org.find("ServicePresenceStatus", DeveloperName="online") is None


def test_taking_access_away_leaves_the_set_as_it_is(world):
    """Only the element goes."""
    world.apply(STATUS, AGENTS, ACCESS)
    world.apply(STATUS, AGENTS)

    assert "servicePresenceStatusAccesses" not in world.content("agents")
    assert world.org.find("PermissionSet", Name="agents")["PermissionsApiEnabled"]


def test_grants_that_are_not_declared_stay(world):
    """A list that the file leaves out is left alone, whoever filled it."""
    world.apply((*AGENTS[:2], {**AGENTS[2], "objects": [{"object": "Case", "create": "true"}]}))
    world.bench.lose_state()
    world.apply((*AGENTS[:2], {"label": "Agents", "user_permissions": ["ViewSetup"]}))

    set_ = world.org.find("PermissionSet", Name="agents")
    (granted,) = world.org.where("ObjectPermissions", ParentId=set_["Id"])
    assert ("Case", True, True) == (
        granted["SobjectType"],
        granted["PermissionsRead"],
        granted["PermissionsCreate"],
    )
    assert (False, True) == (set_["PermissionsApiEnabled"], set_["PermissionsViewSetup"])


def test_a_set_of_the_vendor_is_found_by_its_label(world):
    """The API names of the messaging sets are not public."""
    spec = {"user": "ada@acme.example", "permission_set": {"lookup": "Service Cloud User"}}
    world.apply(("PermissionSetAssignment", "ada", spec))

    (row,) = world.org.rows("PermissionSetAssignment").values()
    assert "ServiceCloudUser" == world.org.get("PermissionSet", row["PermissionSetId"])["Name"]


def test_a_user_whom_the_org_does_not_know_is_named(world):
    """Nothing is assigned to anybody else."""
    spec = {"user": "nobody@acme.example", "license": {"lookup": "Messaging User"}}
    world.bench.write([{"kind": "salesforce.PermissionSetLicenseAssignment", "name": "nobody", "spec": spec}])

    assert 5 == world.bench.apply()
    assert "the org has no user nobody@acme.example" in world.bench.last_output


@pytest.mark.parametrize(
    ("rights", "needed"),
    [
        ({"delete": "true"}, "delete needs edit"),
        ({"modify_all": "true", "edit": "true"}, "modify_all needs edit, delete and view_all"),
    ],
)
def test_rights_without_those_that_they_need_are_refused_in_the_file(world, rights, needed):
    """The org would refuse them later."""
    spec = {"label": "Agents", "objects": [{"object": "Case", **rights}]}
    world.bench.write([{"kind": "salesforce.PermissionSet", "name": "agents", "spec": spec}])

    assert 1 == world.bench.run("validate")
    assert needed in world.bench.last_output + world.bench.last_errors


def test_an_org_without_digital_engagement_waits_for_its_buyer(world):
    """`sfdc_scrt2` comes with the add-on."""
    document = {"kind": "salesforce.DigitalEngagement", "name": "addon", "spec": {}}
    world.bench.write([document])
    assert 0 == world.bench.apply()

    row = world.org.find("PermissionSet", Name="sfdc_scrt2")
    del world.org.rows("PermissionSet")[row["Id"]]
    (gate,) = world.bench.plan().gates
    assert "buy the add-on Digital Engagement" in gate.reason


def test_profiles_are_named_as_setup_names_them(world):
    """In documents System Administrator is called Admin."""
    spec = {"label": "Agents", "capacity": "10", "profiles": ["System Administrator"]}
    world.apply(("PresenceConfiguration", "agents", spec))

    (row,) = world.org.rows("PresenceUserConfigProfile").values()
    assert "System Administrator" == world.org.get("Profile", row["ProfileId"])["Name"]


def test_values_of_the_org_are_for_others_to_use(world):
    """A set is described by the org's short id, which the Interaction Service wants, and by its edition."""
    described = {**AGENTS[2], "description": "${salesforce.Organization/org.short_id}"}
    world.apply(("Organization", "org", {}), (*AGENTS[:2], described))

    (org,) = world.org.rows("Organization")
    assert org[:15] == world.org.find("PermissionSet", Name="agents")["Description"]


def test_a_permission_set_that_the_org_shows_late_is_waited_for(world):
    """Its document is deployed at once, the row with its id may follow."""
    world.simulator.faults.append(Lag(world.simulator, 30.0))
    kind, name, spec = AGENTS
    world.bench.write([{"kind": f"salesforce.{kind}", "name": name, "spec": spec}])

    assert 0 == world.bench.apply(), world.bench.last_output
