"""Steps a second of one lifecycle on three engines, each act committed and the instance read back from PostgreSQL.

Township review; countersign by three departments; leading group, which sends every fifth dossier through again; a
service; two provincial acknowledgments. Ours does the whole decision: policy, separation of duties, opinion,
idempotency, work items with their limits, ledger. The peers move the flow and nothing else.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from core.benches import Asked, Figure, at_least, at_most, missing
from core.fresh import Fresh, at_once
from core.measuring import counted, percentile, ratio

LOOPS_EVERY = 5
ROOM = "workflows.engine.benches"
OURS, ONE_COUNTY, BARE, SPIFF = "ours", "ours, one county", "bare Viewflow", "SpiffWorkflow"
ENGINES = {OURS: "ours", ONE_COUNTY: "ours", BARE: "bare", SPIFF: "spiff"}
BARS = {1: at_least(1.3), 4: at_least(1.5)}
STATEMENTS = at_most(12, "at most {}")

Timed = Callable[..., Any]
Lifecycle = Callable[[int, Timed], None]
Found = dict[tuple[str, int], list["Pace"]]


@dataclass(frozen=True)
class Pace:
    """What one client, or all of them together, got done."""

    rate: float
    statements: float
    median: float
    late: float
    """The 95th percentile of a step, in seconds."""


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Figures for each number of clients; each client has a county of its own."""
    from workflows.engine.benches import spiff
    from workflows.engine.trials import stage

    stage.raise_stage(counties=max(asked.sizes))
    spiff.make_table()
    if lacking := missing(SPIFF):
        yield lacking
    yield f"medians of {asked.runs} runs of {asked.seconds:g} s, engines interleaved"
    found = _paces(asked)
    for clients in asked.sizes:
        yield from _rates(found, clients)
    ours, bare = (found[engine, asked.sizes[0]] for engine in (OURS, BARE))
    yield Figure(
        case="a step",
        measure="statements, finding the item included",
        ours=_middle(ours, "statements"),
        peer=BARE,
        theirs=_middle(bare, "statements"),
        bar=STATEMENTS,
    )


def _paces(asked: Asked) -> Found:
    found: Found = {}
    with ExitStack() as stack:
        crews = {name: _crew(stack, name, asked) for name in _engines(max(asked.sizes))}
        for _run in range(asked.runs):
            for clients in asked.sizes:
                for name, crew in crews.items():
                    if name != ONE_COUNTY or clients > 1:
                        found.setdefault((name, clients), []).append(_together(crew[:clients]))
    return found


def _engines(clients: int) -> list[str]:
    """Those that can be measured; one client has one county anyway."""
    absent = ([SPIFF] if missing(SPIFF) else []) + ([ONE_COUNTY] if clients == 1 else [])
    return [name for name in ENGINES if name not in absent]


def _crew(stack: ExitStack, name: str, asked: Asked) -> list[Fresh]:
    """Its clients, prepared one after the other so that they do not slow each other down."""
    crew = []
    for number in range(max(asked.sizes)):
        county = 0 if name == ONE_COUNTY else number
        told = {"engine": ENGINES[name], "county": county, "seconds": asked.seconds}
        crew.append(stack.enter_context(Fresh(f"{ROOM}.lifecycle:client", **told)).ready())
    return crew


def _together(crew: list[Fresh]) -> Pace:
    paces = [Pace(**done.answer) for done in at_once(crew)]
    return Pace(
        rate=sum(pace.rate for pace in paces),
        statements=statistics.mean(pace.statements for pace in paces),
        median=statistics.median(pace.median for pace in paces),
        late=max(pace.late for pace in paces),
    )


def _rates(found: Found, clients: int) -> Iterator[Figure]:
    for name, peer in ((OURS, BARE), (OURS, SPIFF), (ONE_COUNTY, BARE)):
        if (name, clients) not in found:
            continue
        ours, theirs = found[name, clients], found.get((peer, clients), [])
        late = f"median {_middle(ours, 'median') * 1e3:.1f} ms, 95 % within {_middle(ours, 'late') * 1e3:.1f} ms"
        yield Figure(
            case=f"{clients} {'client' if clients == 1 else 'clients'}{' in one county' if name == ONE_COUNTY else ''}",
            measure=f"steps a second ({late})",
            ours=_middle(ours, "rate"),
            peer=peer,
            theirs=_middle(theirs, "rate") if theirs else None,
            ratio=ratio([pace.rate for pace in ours], [pace.rate for pace in theirs]) if theirs else None,
            bar=BARS.get(clients) if (name, peer) == (OURS, BARE) else None,
        )


def _middle(paces: list[Pace], name: str) -> float:
    return float(statistics.median(getattr(pace, name) for pace in paces))


def client(*, engine: str, county: int, seconds: float) -> Callable[[], Mapping[str, float]]:
    """One client of an engine: each call acts for so many seconds."""
    from workflows.engine.benches import bare, ours, spiff

    lifecycle = {"ours": ours, "bare": bare, "spiff": spiff}[engine].lifecycle(county)
    for warm in (LOOPS_EVERY, 1):
        lifecycle(warm, lambda act, *told: act(*told))

    def act() -> Mapping[str, float]:
        waits: list[float] = []

        def timed(step: Callable[..., Any], *told: Any) -> Any:
            began = time.perf_counter()
            answer = step(*told)
            waits.append(time.perf_counter() - began)
            return answer

        with counted() as seen:
            began, number = time.perf_counter(), 1
            while time.perf_counter() - began < seconds:
                lifecycle(number, timed)
                number += 1
            took = time.perf_counter() - began
        pace = Pace(len(waits) / took, len(seen) / len(waits), statistics.median(waits), percentile(waits, 0.95))
        return asdict(pace)

    return act
