"""What the pages cost, and what is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from core.proofs import ProofFailed
from workflows.flows.zigui.serving import Visit

LARGEST = 400 * 1024
"""Bytes of a page, before compression."""
MOST = 80
"""Statements of a page that is only read."""


def table(visits: Iterable[Visit]) -> Iterator[str]:
    """One line a page: how often, the slowest in seconds, the most statements, the largest in KiB."""
    by_page: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        by_page[visit.page, visit.method].append(visit)
    yield f"{'page':<34}{'':<5}{'times':>6}{'slowest s':>10}{'most statements':>16}{'largest KiB':>12}"
    for (page, method), made in sorted(by_page.items()):
        slowest, most = max(v.seconds for v in made), max(v.statements for v in made)
        yield f"{page:<34}{method:<5}{len(made):>6}{slowest:>10.2f}{most:>16}{max(v.size for v in made) / 1024:>12.0f}"


def judge(visits: Iterable[Visit], few: Mapping[str, int], many: Mapping[str, int]) -> None:
    """No page failed or is larger than a person's patience (files may be), and none needs more statements for many rows
    than for few."""
    for visit in visits:
        told = f"{visit.method} {visit.path}: {visit.status}, {visit.statements} statements, {visit.size} bytes"
        too_large = visit.size > LARGEST and not visit.is_file
        if visit.status >= 500 or too_large or (visit.method == "GET" and visit.statements > MOST):
            raise ProofFailed(told)
    if grown := {page: (few[page], many[page]) for page in few if many[page] > few[page]}:
        raise ProofFailed(f"pages whose statements grow with the rows: {grown}")


def compared(few: Mapping[str, int], many: Mapping[str, int]) -> str:
    """Page by page."""
    return "; ".join(f"{page} {few[page]} and {many[page]}" for page in few)
