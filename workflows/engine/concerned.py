"""Which documents each step of a flow drafts, checks, signs or registers: who signed one may well register another.

A step that names none is taken to concern every document of its dossier.
"""

from __future__ import annotations

from collections.abc import Mapping

_declared: dict[str, dict[str, frozenset[str]]] = {}


def declare(flow_key: str, papers: Mapping[str, frozenset[str]]) -> None:
    """Say it of the steps of one flow, at start-up; empty sets are left out."""
    _declared[flow_key] = {step: of for step, of in papers.items() if of}


def apart(flow_key: str, step: str) -> list[str]:
    """The steps of the same flow which concern other documents only, in order of their names."""
    declared = _declared.get(flow_key, {})
    own = declared.get(step, frozenset())
    return sorted(other for other, of in declared.items() if own and not own & of)


def all_apart() -> list[tuple[str, str, list[str]]]:
    """(flow key, step, the steps apart from it) of every step that has any."""
    pairs = [(flow_key, step) for flow_key, declared in sorted(_declared.items()) for step in sorted(declared)]
    return [(flow_key, step, others) for flow_key, step in pairs if (others := apart(flow_key, step))]
