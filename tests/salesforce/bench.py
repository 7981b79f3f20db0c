"""A workspace in front of an org, and what the org was asked to write."""

from __future__ import annotations

from harness import Bench
from msgops.sandbox.inprocess import InProcess
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org

FEATURES = ("OmniChannel", "LiveMessage")


class Counting(InProcess):
    """Remembers every call that is no read: deploys, and writes of rows."""

    def __init__(self, simulator):
        super().__init__(simulator)
        self.writes = []

    async def handle_async_request(self, request):
        path = request.url.path
        deploy = request.method == "POST" and path.endswith("/deployRequest")
        if (
            deploy
            or request.method in ("PATCH", "DELETE")
            or (request.method == "POST" and "sobjects" in path)
        ):
            self.writes.append(f"{request.method} {path.partition('/v66.0/')[2]}")
        return await super().handle_async_request(request)


class Workspace:
    """Documents, the org that they are applied to, and the writes of the last apply."""

    def __init__(self, root, features=FEATURES):
        self.simulator = build(features=features)
        self.org = Org(self.simulator.world)
        self.transport = Counting(self.simulator)
        self.bench = Bench(
            root / "ws", self.simulator, "salesforce", Catalog([provider]), transport=self.transport
        )

    def apply(self, *documents):
        """Apply until done and return the calls that wrote."""
        self.transport.writes.clear()
        if documents:
            self.bench.write(documents)
        code = self.bench.apply()
        assert code == 0, (code, self.bench.last_errors, self.bench.last_output)
        return list(self.transport.writes)

    def refused(self, *documents):
        """Apply and return what the report says of it."""
        self.bench.write(documents)
        assert self.bench.apply() != 0
        return self.bench.last_output + self.bench.last_errors

    def pending(self):
        """Return what the next plan would do."""
        plan = self.bench.plan()
        assert not plan.refused, self.bench.describe(plan)
        return self.bench.actions(plan)


def document(kind, name, **spec):
    """Return a document of a Salesforce kind."""
    return {"kind": f"salesforce.{kind}", "name": name, "spec": spec}
