"""Builds the simulators that installed providers bring along."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from msgops.sandbox.kit import Simulator


class HasSimulator(Protocol):
    """What is needed of a provider."""

    @property
    def simulator(self) -> str:
        """`module:function` that builds it, or nothing."""
        ...


def build(
    providers: Mapping[str, HasSimulator],
    only: Sequence[str] = (),
    *,
    latency_ms: float = 0.0,
    enforce_limits: bool = False,
) -> list[Simulator]:
    """Build the simulators of these providers (default: all that have one)."""
    out = []
    for name, provider in providers.items():
        if provider.simulator and (not only or name in only):
            module, _, function = provider.simulator.partition(":")
            simulator: Simulator = getattr(importlib.import_module(module), function)()
            simulator.latency_ms, simulator.enforce_limits = latency_ms, enforce_limits
            out.append(simulator)
    return out
