"""`./test`: everything is checked at once, and only what the tests cannot do without keeps them from running."""

from __future__ import annotations

import pytest

from config import checking


@pytest.mark.parametrize(
    ("failing", "ended", "tested"),
    [("", 0, True), ("types", 1, True), ("fonts", 1, False), ("database that tests copy", 1, False)],
)
def test_the_longest_check_begins_first(
    monkeypatch: pytest.MonkeyPatch, failing: str, ended: int, tested: bool
) -> None:
    begun: list[str] = []

    def passes(stage: checking.Stage) -> bool:
        begun.append(stage.name)
        return stage.name != failing

    ran: list[object] = []

    def tests(told: object) -> int:
        ran.append(told)
        return 0

    monkeypatch.setattr(checking, "_passes", passes)
    monkeypatch.setattr(checking, "_pytest", tests)
    assert checking._checked([]) == ended
    assert bool(ran) is tested
    assert begun[0] == "types"
    assert {"fonts", "translations", "database that tests copy", "lint", "compose file"} <= set(begun)
