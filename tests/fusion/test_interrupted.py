"""Replacing a queue takes several calls; whichever was the last of a run, the next one goes on, also where lists lag."""

from __future__ import annotations

import httpx
import pytest

from crash.vendor import Lag
from fusion.bench import bench, live, queue
from msgops.sandbox.inprocess import InProcess


class Killed(BaseException):
    """The process ends here."""


class Deadly(httpx.AsyncBaseTransport):
    """Ends the process once the n-th write was carried out."""

    def __init__(self, simulator, left):
        self.inner, self.left = InProcess(simulator), left

    async def handle_async_request(self, request):
        answer = await self.inner.handle_async_request(request)
        self.left -= request.method != "GET"
        if self.left == 0:
            raise Killed
        return answer


@pytest.mark.parametrize("last", [1, 2, 3, 4], ids=["member out", "queue gone", "queue made", "member in"])
def test_an_interrupted_replace_is_finished_where_lists_lag(tmp_path, last):
    """A list shows for a while what is gone, and members that were taken out; one queue is left, with its agent."""
    workspace = bench(tmp_path)
    workspace.write([queue(number="OLD", members=["agent1"])])
    assert 0 == workspace.apply(), workspace.last_errors
    workspace.write([queue(number="NEW", members=["agent1"])])
    workspace.simulator.faults.append(Lag(workspace.simulator, 5.0))
    alive, workspace.transport = workspace.transport, Deadly(workspace.simulator, last)
    with pytest.raises(BaseExceptionGroup) as end:
        workspace.apply()
    assert end.group_contains(Killed)
    workspace.transport = alive

    assert 0 == workspace.apply(), workspace.last_errors + workspace.last_output
    assert ["NEW"] == [q["QueueNumber"] for q in live(workspace, "queues")]
    assert 1 == len(live(workspace, "queues.resourceMembers"))
    workspace.simulator.faults.clear()
    assert {} == workspace.actions(workspace.plan())
