"""How the ledger's codes read on a page. The codes are stored for ever; their words are given here by whoever knows
them, and a code without words is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
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


def value(kept: object) -> str:
    """What a fact says, on one line: 是 and 否, lists one after the other, names before the parts of a record."""
    match kept:
        case None | "":
            return "—"
        case bool():
            return _("是") if kept else _("否")
        case Mapping():
            return "；".join(f"{fact(str(name))}：{value(part)}" for name, part in kept.items())
        case list():
            return "、".join(map(value, kept)) or "—"
    return str(kept)


def changes(kept: Mapping[str, tuple[object, object]]) -> str:
    """What was changed, each part from what to what."""
    return "；".join(f"{fact(name)}：{value(before)} → {value(after)}" for name, (before, after) in kept.items())


def has_words(code: str) -> bool:
    return code in _actions


def has_fact(name: str) -> bool:
    return name in _facts
