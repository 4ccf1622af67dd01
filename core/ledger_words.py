"""How the ledger's codes read on a page. The codes are stored for ever; their words are given here by whoever knows
them, and a code without words is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from django_stubs_ext import StrOrPromise

_actions: dict[str, StrOrPromise] = {}
_facts: dict[str, StrOrPromise] = {}


def register(*, actions: Mapping[str, StrOrPromise], facts: Mapping[str, StrOrPromise]) -> None:
    """Give words to codes of actions, and to the names of the facts kept with them."""
    _actions.update(actions)
    _facts.update(facts)


def action(code: str) -> str:
    """What was done, in words."""
    return str(_actions.get(code, code))


def fact(name: str) -> str:
    """What a fact is of, in words."""
    return str(_facts.get(name, name))


def has_words(code: str) -> bool:
    return code in _actions
