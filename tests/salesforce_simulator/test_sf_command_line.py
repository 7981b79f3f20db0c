"""The sf command line, unmodified, over TLS, where MSGOPS_SF names one (it is 290 MB, so nothing installs it here)."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from msgops_salesforce.simulator import auth
from salesforce_simulator.desk import serving
from salesforce_simulator.documents import EVERYTHING

COMMAND = os.environ.get("MSGOPS_SF", "")
pytestmark = pytest.mark.skipif(not COMMAND, reason="MSGOPS_SF names no sf command line")


@pytest.fixture(scope="module")
def sf(certificates, tmp_path_factory):
    """Run the command line in a project of its own, logged in."""
    home, project = (tmp_path_factory.mktemp(n) for n in ("home", "project"))
    with serving(certificates) as served:
        url = served.desk.simulator.base_url = served.url.replace("127.0.0.1", "localhost")
        (home / "jwt.key").write_text(served.private_pem, encoding="utf-8")
        for name, text in EVERYTHING.items():
            path = project / "mdapi" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (project / "force-app").mkdir()
        settings = {
            "packageDirectories": [{"path": "force-app", "default": True}],
            "sourceApiVersion": "66.0",
        }
        (project / "sfdx-project.json").write_text(json.dumps(settings), encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "NODE_EXTRA_CA_CERTS": str(served.authority),
            "SF_AUDIENCE_URL": "https://login.salesforce.com",
            "SF_DISABLE_TELEMETRY": "true",
            "SF_AUTOUPDATE_DISABLE": "true",
            "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
            "SF_DISABLE_LOG_FILE": "true",
        }

        def run(*words):
            done = subprocess.run(
                [COMMAND, *words, "--json"],
                cwd=project,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            return json.loads(done.stdout)

        login = ["--client-id", auth.CONSUMER_KEY, "--jwt-key-file", str(home / "jwt.key")]
        found = run(
            "org", "login", "jwt", *login, "--username", auth.USERNAME, "--instance-url", url, "--set-default"
        )
        assert 0 == found["status"], found
        run.project = project
        yield run


def test_it_queries(sf):
    """With parents in their columns."""
    found = sf("data", "query", "-q", "SELECT Username, Profile.Name FROM User")

    assert ("Succeeded", 3) == ("Succeeded" if not found["status"] else found, found["result"]["totalSize"])


def test_it_validates_deploys_and_retrieves(sf):
    """A package in metadata format; what comes back is source, and deploys without a change."""
    checked = sf("project", "deploy", "validate", "--metadata-dir", "mdapi", "--test-level", "RunLocalTests")
    deployed = sf("project", "deploy", "start", "--metadata-dir", "mdapi")
    fetched = sf("project", "retrieve", "start", "-m", "Queue", "-m", "CustomObject:Infobip_Event__e")
    again = sf("project", "deploy", "start", "--source-dir", "force-app")

    assert ["Succeeded"] * 2 == [r["result"]["status"] for r in (checked, deployed)]
    assert {"Care", "Infobip_Event__e", "Infobip_Event__e.Payload__c", "Infobip_Event__e.EventType__c"} == {
        f["fullName"] for f in fetched["result"]["files"]
    }
    assert {"Unchanged"} == {f["state"] for f in again["result"]["files"]}


def test_it_assigns_licences_and_permission_sets(sf):
    """By their names."""
    licence = sf("org", "assign", "permsetlicense", "-n", "LiveMessageUserPsl")
    granted = sf("org", "assign", "permset", "-n", "sfdc_scrt2")

    assert [0, 0] == [licence["status"], granted["status"]]


def test_it_shows_the_org(sf):
    """Connected, with its id."""
    assert "Connected" == sf("org", "display")["result"]["connectedStatus"]
