"""What is known to have been paid out for a project, by whoever keeps the accounts of it: each room that knows registers
a reader here. Amounts in yuan."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

Reader = Callable[[Collection[int]], dict[int, Decimal]]
"""By the keys of projects, what was paid out for each; one that is left out is not known."""

_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Let a room tell; the same name again replaces it."""
    _readers[name] = reader


def is_known() -> bool:
    """Whether anybody registers what is paid out; while nobody does, no adjustment is checked against it, and its page
    says so."""
    return bool(_readers)


def spent(projects: Collection[int]) -> dict[int, Decimal]:
    """The most that any room knows of for each project; empty where nobody knows."""
    found: dict[int, Decimal] = {}
    for reader in _readers.values() if projects else ():
        for project, amount in reader(projects).items():
            found[project] = max(amount, found.get(project, Decimal()))
    return found
