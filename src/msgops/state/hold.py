"""The time during which a run holds the lease: a heartbeat renews it, and whoever must know hears of its loss."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msgops.model.diagnostic import LockedError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from msgops.state.lease import Lease

BEAT_SECONDS = 15.0
_PATIENCE_SECONDS = 15.0


class Hold:
    """A lease in use. `lost` is set once it is known that another run may write."""

    def __init__(self, lease: Lease, renew: Callable[[], None]) -> None:
        self.lease, self.lost = lease, threading.Event()
        self._renew = renew
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        # A process that ends must not wait for a database that does not answer.
        self._thread = threading.Thread(target=self._beat, name="msgops-lease", daemon=True)

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Call back once when the lease is lost, or now if it is; from any thread, so return at once."""
        with self._lock:
            if not self.lost.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def lose(self) -> None:
        """Note the loss and tell everybody who asked."""
        with self._lock:
            self.lost.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def start(self) -> None:
        """Start the heartbeat."""
        self._thread.start()

    def stop(self) -> None:
        """End the heartbeat; a renewal under way is waited for, though not for ever."""
        self._ending.set()
        self._thread.join(_PATIENCE_SECONDS)

    def _beat(self) -> None:
        while not self._ending.wait(BEAT_SECONDS):
            try:
                self._renew()
            except LockedError:
                return
            except StateError:
                # The next write meets the same trouble and tells it; the next beat may find it gone.
                continue
