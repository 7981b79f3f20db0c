"""jsforce, unmodified, over TLS: the same matrix in another language.

Set MSGOPS_JSFORCE to a folder with `node_modules/jsforce`; without it the package is installed once into a cache.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest

from msgops_salesforce.simulator import auth
from salesforce_simulator.desk import package_base64, serving
from salesforce_simulator.documents import EVERYTHING, QUEUE, deletes, manifest

VERSION = "3.10.16"
SCRIPT = Path(__file__).parent / "jsforce_matrix.mjs"


@pytest.fixture(scope="module")
def home():
    """A folder with jsforce in it."""
    given = os.environ.get("MSGOPS_JSFORCE")
    if shutil.which("node") is None or (given is None and shutil.which("npm") is None):
        pytest.skip("node and npm are not installed")
    folder = (
        Path(given) if given else Path(platformdirs.user_cache_dir("msgops-tests")) / f"jsforce-{VERSION}"
    )
    if not (folder / "node_modules" / "jsforce").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run([*words, f"jsforce@{VERSION}"], capture_output=True, timeout=180, check=False)
        if done.returncode:
            pytest.skip("the npm registry does not give jsforce")
    return folder


@pytest.fixture(scope="module")
def results(home, certificates):
    """What came of each step."""
    with serving(certificates) as served:
        given = {
            "url": served.url.replace("127.0.0.1", "localhost"),
            "username": auth.USERNAME,
            "password": auth.PASSWORD,
            "consumerKey": auth.CONSUMER_KEY,
            "privateKey": served.private_pem,
            "packages": {
                "everything": package_base64(EVERYTHING),
                "broken": package_base64(
                    {
                        "package.xml": manifest(Queue="Broken"),
                        "queues/Broken.queue": QUEUE.replace(">Most<", ">No<"),
                    }
                ),
                "missing": package_base64(deletes(Queue="Nothing")),
            },
        }
        served.desk.simulator.base_url = given["url"]
        done = subprocess.run(
            ["node", str(SCRIPT)],
            input=json.dumps(given),
            env={
                "PATH": os.environ["PATH"],
                "JSFORCE_HOME": str(home),
                "NODE_EXTRA_CA_CERTS": str(served.authority),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("login with an assertion", "Acme"),
        ("identity", auth.USERNAME),
        ("more rows than a page", [2500, 2500]),
        ("create", True),
        ("update and read", "Jsforce"),
        ("describe", False),
        ("limits header", 100_000),
        ("graph that fails", [False, 0]),
        ("check only", ["Succeeded", 6, [], 0]),
        ("deploy", ["Succeeded", 6, []]),
        ("deploy a failure", ["Failed", 0, ["Error"]]),
        ("deploy a warning", ["Failed", 0, ["Warning"]]),
        ("deploy a warning ignored", ["Succeeded", 1, []]),
        ("deploy by REST", ["Succeeded", True]),
        ("flow versions", ["1 Obsolete", "2 Active"]),
        ("read a component", ["Care", True, "Most"]),
        ("list", ["Care", "Route"]),
        ("upsert and delete a component", [True, True, True]),
        ("retrieve", ["Succeeded", True]),
        ("tooling", ["Js", "BringYourOwnChannelPartner"]),
        ("queue redeployed", [1, 0]),
        (
            "routing matrix",
            [
                "ok",
                "UnsupportedFallbackQueue",
                "ok",
                "A Fallback Queue must be specified when selecting a Flow routing method.",
                "UnsupportedFallbackQueue",
                "NoRoutingConfigDefined",
            ],
        ),
        ("changed by another", [True, "Olga Operator"]),
        ("session that ends", [1, 1]),
    ],
)
def test_a_step_gives_what_it_should(results, step, expected):
    """What the client makes of the answers."""
    assert {"value": expected} == results[step]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("invalid grant", "invalid_grant"),
        ("create a duplicate", "DUPLICATE_VALUE"),
        ("patch a read-only column", "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("delete", "NOT_FOUND"),
        ("limits exhausted", "REQUEST_LIMIT_EXCEEDED"),
    ],
)
def test_a_step_that_is_refused_says_so(results, step, code):
    """With the code that the client finds."""
    assert code == results[step].get("code"), results[step]


def test_a_password_logs_in_by_soap(results):
    """The client reads user and server from the answer."""
    (user, rows) = results["login with a password"]["value"]

    assert ("005", 1) == (user[:3], rows)


def test_a_missing_component_reads_as_nothing(results):
    """Alone it is an empty component, among others one that has no name."""
    alone, among = (results[f"read a missing component{more}"]["value"] for more in ("", " among others"))

    assert not (alone or {}).get("fullName")
    assert ["Care", None] == [(c or {}).get("fullName") for c in among]
