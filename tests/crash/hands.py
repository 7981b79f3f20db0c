"""The worlds of a step that a person does, and of a check: red, done and closed; and the operations that lead on from there."""

from __future__ import annotations

from crash.worlds import Case, Worlds
from providers.hands import Hands

OPERATIONS = ("open", "confirm", "read", "withdraw")
"""An apply that opens gates, a person's word, an apply that reads a step as done, and one without the document."""


class HandWorlds(Worlds):
    """Builds and keeps the worlds of one kind that no API applies."""

    subject: Hands
    made = Hands

    def cases(self, operations: tuple[str, ...]) -> list[Case]:
        """Build what these operations start from; an operation that the kind does not have is left out."""
        hands, found = self.subject, []
        self._store("red")
        hands.write()
        if "open" in operations:
            found.append(self._case("open", "red", hands.spec))
        code = hands.bench.apply()
        assert code in (0, 6), hands.bench.last_errors
        hands.do()
        self._store("done")
        if "confirm" in operations and hands.by_person:
            found.append(self._case("confirm", "done", hands.spec))
        if "read" in operations and hands.play.deeds:
            found.append(self._case("read", "done", hands.spec))
        if hands.by_person and hands.open():
            assert 0 == hands.confirm(), hands.bench.last_errors
        self._store("closed")
        if "withdraw" in operations:
            found.append(self._case("withdraw", "closed", None))
        return found
