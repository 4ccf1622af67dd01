"""The names behind the numbers that facts of the ledger hold, asked for all entries of a page at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

Namer = Callable[[set[int]], Mapping[int, str]]
Names = Mapping[tuple[str, int], str]
"""What (fact, number) is called; one that nobody knows any more is left out."""

_namers: dict[str, Namer] = {}


def register(namer: Namer, *facts: str) -> None:
    """Say at start-up who names what these facts number, in one statement however many."""
    _namers.update(dict.fromkeys(facts, namer))


def look_up(details: Iterable[Mapping[str, object]]) -> Names:
    """The names in these entries; one statement for each kind of thing among them."""
    asked: dict[Namer, set[int]] = defaultdict(set)
    held: dict[str, set[int]] = defaultdict(set)
    for detail in details:
        for fact, number in _numbers(detail):
            held[fact].add(number)
            asked[_namers[fact]].add(number)
    known = {namer: namer(numbers) for namer, numbers in asked.items()}
    return {
        (fact, number): name
        for fact, numbers in held.items()
        for number in numbers
        if (name := known[_namers[fact]].get(number))
    }


def _numbers(detail: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    for fact, kept in detail.items():
        if fact not in _namers:
            continue
        for one in kept if isinstance(kept, (list, dict)) else (kept,):  # a dictionary's keys are people among votes
            if isinstance(one, int) and not isinstance(one, bool):
                yield fact, one
            elif isinstance(one, str) and isinstance(kept, dict) and one.isdecimal():
                yield fact, int(one)
