"""Shared fixtures."""

from __future__ import annotations

import logging
import socket

import pytest
from hypothesis import HealthCheck, settings

from msgops.model import redact

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")  # a busy machine is no defect


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch):
    """No test reaches beyond this machine."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _quiet_logger():
    """A log that one test switched on does not write to another test's stderr."""
    yield
    logger = logging.getLogger("msgops")
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def _forgetful():
    """The secrets of one test are not taken out of another test's texts."""
    yield
    redact.forget()


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    """Fingerprint keys of tests stay with the test; the surroundings' variables do not leak in."""
    monkeypatch.setenv("MSGOPS_HOME", str(tmp_path / "home"))
    for name in (
        "MSGOPS_TRUSTED_HOSTS",
        "MSGOPS_LOG",
        "INFOBIP_API_KEY",
        "INFOBIP_BASE_URL",
        "MSGOPS_FINGERPRINT_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
