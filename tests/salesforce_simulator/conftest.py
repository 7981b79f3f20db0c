"""One org per test, reached in process; one server over TLS per module, reached by others' clients."""

from __future__ import annotations

import pytest

from msgops_salesforce.simulator import build, tls
from salesforce_simulator.desk import FEATURES, Desk, serving


@pytest.fixture
def org() -> Desk:
    """A fresh org with Omni-Channel and Messaging switched on."""
    return Desk(build(features=FEATURES))


@pytest.fixture
def bare() -> Desk:
    """A fresh org as it is bought: everything is off."""
    return Desk(build())


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """The sandbox's authority and server certificate."""
    return tls.write(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def served(certificates):
    """A fresh org behind TLS on a port of its own."""
    with serving(certificates) as found:
        yield found
