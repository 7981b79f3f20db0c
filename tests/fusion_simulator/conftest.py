"""One pod with its domain per test: in process, or on a socket for Oracle's own SDK."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fusion_simulator.desk import Desk, serving
from msgops_fusion.simulator import build, people


@pytest.fixture
def cloud() -> Desk:
    """A fresh pod and domain."""
    return Desk(build())


@pytest.fixture(scope="session")
def key():
    """A key pair that is thrown away."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture
def config(key):
    """What the SDK wants to know."""
    return {
        "user": people.SIGNER,
        "tenancy": people.TENANCY,
        "fingerprint": ":".join(["ab"] * 16),
        "region": "us-ashburn-1",
        "key_content": key,
    }


@pytest.fixture
def served():
    """A fresh domain on a port of its own."""
    with serving() as found:
        yield found


@pytest.fixture
def client(served, config):
    """The SDK's client."""
    from oci.identity_domains import IdentityDomainsClient

    return IdentityDomainsClient(config, service_endpoint=served[1])
