"""How the ledger's codes read on a page. The codes are stored for ever; their words are given here by whoever knows
them, and a code without words is shown as it is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core.clock import SHANGHAI
from core.dates import day_words, moment_words
from core.ledger_names import Names

Say = Callable[[str, Mapping[str, object]], StrOrPromise]
"""What a code says, given the record that it stands in."""

_actions: dict[str, StrOrPromise] = {}
_facts: dict[str, StrOrPromise] = {}
_values: dict[str, Say] = {}
DAY = len("2026-03-05")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")


def register(
    *,
    actions: Mapping[str, StrOrPromise] | None = None,
    facts: Mapping[str, StrOrPromise] | None = None,
    values: Mapping[str, Say] | None = None,
) -> None:
    """Give words to codes of actions, to the names of the facts kept with them, and to the codes that facts hold."""
    _actions.update(actions or {})
    _facts.update(facts or {})
    _values.update(values or {})


def named(*lists: Mapping[str, StrOrPromise]) -> Say:
    """Words by the labels of closed lists; a code of none of them stays as it is."""
    labels = {code: label for one in lists for code, label in one.items()}
    return lambda kept, _whole: labels.get(kept, kept)


def action(code: str) -> str:
    """What was done, in words."""
    return str(_actions.get(code, code))


def fact(name: str) -> str:
    """What a fact is of, in words."""
    return str(_facts.get(name, name))


def value(kept: object, name: str = "", whole: Mapping[str, object] | None = None, names: Names | None = None) -> str:
    """What a fact says, on one line: 是 and 否, lists one after the other, names before the parts of a record.

    `name` is what it is a fact of, `whole` the record it stands in: a step is called as its flow calls it. `names` are
    those behind numbers (`ledger_names.look_up`).
    """
    match kept:
        case None | "":
            return "—"
        case bool():
            return _("是") if kept else _("否")
        case Mapping():
            inner = (
                f"{_called(name, str(key), names)}：{value(part, _within(name, str(key)), kept, names)}"
                for key, part in kept.items()
            )
            return "；".join(inner) or "—"
        case list():
            return "、".join(value(part, name, whole, names) for part in kept) or "—"
        case int() if names and (name, kept) in names:
            return names[name, kept]
        case str():
            return _said(kept, name, whole or {})
    return str(kept)


def changes(kept: Mapping[str, tuple[object, object]]) -> str:
    """What was changed, each part from what to what."""
    return "；".join(
        f"{fact(name)}：{value(before, name)} → {value(after, name)}" for name, (before, after) in kept.items()
    )


def told(detail: Mapping[str, object], names: Names | None = None) -> list[tuple[str, str, str]]:
    """Every fact of an entry: its name as it is stored, what it is of, and what it says."""
    rows = []
    for name, kept in detail.items():
        said = changes(kept) if name == "changed" and isinstance(kept, dict) else value(kept, name, detail, names)
        rows.append((name, fact(name), said))
    return rows


def _said(kept: str, name: str, whole: Mapping[str, object]) -> str:
    """A text in words: a code by who knows it, a day or a moment as pages write them, anything else as it is."""
    if say := _values.get(name):
        return str(say(kept, whole))
    if _MOMENT.fullmatch(kept):
        return day_words(datetime.date.fromisoformat(kept)) if len(kept) == DAY else _moment(kept)
    return kept


def _moment(kept: str) -> str:
    moment = datetime.datetime.fromisoformat(kept)
    return moment_words(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))


def _called(name: str, key: str, names: Names | None) -> str:
    """What stands before a part of a record: a person's name among votes, else what the part is a fact of."""
    name_of = names.get((name, int(key))) if names and key.isdecimal() else None
    return name_of or fact(key)


def _within(name: str, key: str) -> str:
    """What the part of a record is a fact of; a number, such as a person's among votes, names nothing."""
    return name if key.isdecimal() else key


def has_words(code: str) -> bool:
    return code in _actions


def has_fact(name: str) -> bool:
    return name in _facts
