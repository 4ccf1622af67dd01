"""What the proof of a large plan asks of the pages it visited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.proofs import ProofFailed
from workflows.flows.zigui import figures
from workflows.flows.zigui.serving import Visit

PAGE = Visit("plans:plan", "/plans/1/", "GET", 200, 0.1, figures.MOST, figures.LARGEST, is_file=False)


def test_pages_within_bounds_pass() -> None:
    figures.judge([PAGE], {"plan": 24}, {"plan": 24})
    figures.judge([replace(PAGE, size=figures.LARGEST + 1, is_file=True)], {}, {})
    figures.judge([replace(PAGE, method="POST", statements=figures.MOST + 1)], {}, {})


@pytest.mark.parametrize(
    "wrong", [{"status": 500}, {"size": figures.LARGEST + 1}, {"statements": figures.MOST + 1}], ids=str
)
def test_a_page_out_of_bounds_fails(wrong: dict[str, int]) -> None:
    with pytest.raises(ProofFailed, match="GET /plans/1/"):
        figures.judge([PAGE, replace(PAGE, **wrong)], {}, {})  # type: ignore[arg-type]


def test_a_page_whose_statements_grow_with_its_rows_fails() -> None:
    with pytest.raises(ProofFailed, match=r"grow with the rows: {'plan': \(24, 25\)}"):
        figures.judge([PAGE], {"plan": 24, "task": 40}, {"plan": 25, "task": 39})


def test_each_page_has_its_line() -> None:
    slow = replace(PAGE, seconds=2.5, size=1024)
    [heads, line] = figures.table([PAGE, slow])
    assert heads.split()[0] == "page"
    assert line.split() == ["plans:plan", "GET", "2", "2.50", str(figures.MOST), "400"]
