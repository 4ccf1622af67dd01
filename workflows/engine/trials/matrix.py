"""What came of returning from each step of a flow to each earlier one, as a table of steps by steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.engine import soundness
from workflows.engine.nodes import Regulation

AGAIN, STRAIGHT, REFUSED = "a", "s", "x"
"""Every step again; straight back to the one who returned it; refused, and nothing changed."""
LEGEND = (
    "rows return to columns, by number; 3a: three returns, every step again, completed; 3s: three, straight back, "
    "completed; 2x: two refused and nothing changed; .: not an earlier step; -: not tried"
)


@dataclass
class Matrix:
    """The cells of one flow: (step, earlier step) and how often each kind of return ended as it should."""

    flow: type[Regulation]
    cells: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def note(self, step: str, target: str, kind: str) -> None:
        self.cells.setdefault((step, target), Counter())[kind] += 1

    def pairs(self) -> list[tuple[str, str]]:
        """Every step with every earlier one."""
        return [(s.name, to) for s in soundness.in_order(self.flow) for to in soundness.earlier(self.flow, s.name)]

    def untried(self) -> list[tuple[str, str]]:
        """The pairs that nothing was tried of."""
        return [pair for pair in self.pairs() if pair not in self.cells]

    def total(self) -> Counter[str]:
        return sum(self.cells.values(), Counter())

    def lines(self) -> Iterator[str]:
        """The table, a line a step."""
        names = [step.name for step in soundness.in_order(self.flow)]
        wide = max(map(len, names))
        pairs, told = set(self.pairs()), self.total()
        tried = len(pairs) - len(self.untried())
        yield (
            f"{self.flow.__name__}: {len(names)} x {len(names)}, {tried} of {len(pairs)} pairs tried: "
            f"{told[AGAIN]} again, {told[STRAIGHT]} straight back, {told[REFUSED]} refused"
        )
        yield f"     {'':{wide}}" + "".join(f"{n:>8}" for n in range(1, len(names) + 1))
        for n, name in enumerate(names, 1):
            yield f"  {n:>2} {name:{wide}}" + "".join(f"{self._cell(name, to, pairs):>8}" for to in names)

    def _cell(self, step: str, target: str, pairs: set[tuple[str, str]]) -> str:
        if (step, target) not in pairs:
            return "."
        found = self.cells.get((step, target), Counter())
        return "".join(f"{found[kind]}{kind}" for kind in (AGAIN, STRAIGHT, REFUSED) if found[kind]) or "-"
