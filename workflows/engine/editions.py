"""Editions of one regulation: which is in force on a day, and what a node of one is called in another."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from workflows.engine import registry, soundness
from workflows.engine.nodes import Regulation, Step
from workflows.engine.registry import Registration


def of_family(key: str) -> list[Registration]:
    """Every edition beside that one, the oldest first. Raises KeyError for an unknown key."""
    family = registry.registration(key).edition_of
    found = [entry for entry in registry.registered() if entry.edition_of == family]
    return sorted(found, key=lambda entry: (entry.in_force_from or datetime.date.min, entry.key))


def in_force(key: str, day: datetime.date) -> Registration:
    """What begins under that key on that day: the newest edition in force of the family of that name; an edition that is
    named itself is that edition. Raises KeyError for an unknown key."""
    entry = registry.registration(key)
    if entry.edition_of != key:
        return entry
    begun = [one for one in of_family(key) if one.in_force_from is None or one.in_force_from <= day]
    return begun[-1] if begun else entry


def name_in(name: str, from_key: str, to_key: str) -> str | None:
    """What the node of one edition is called in the other, newer or older; None where it has none."""
    if from_key == to_key:
        return name
    source, target = registry.flow(from_key), registry.flow(to_key)
    ahead, back = target.replaces.get(from_key), source.replaces.get(to_key)
    if ahead is not None:
        renamed = ahead.get(name, name)
    elif back is not None:
        renamed = {new: old for old, new in back.items()}.get(name, name)
    else:
        renamed = name
    return renamed if target.instance.node(renamed, no_obsolete=True) is not None else None


def against(name: str, from_key: str, to_key: str) -> str:
    """Why what lies at that node cannot go on in the other edition; empty where it can."""
    there = name_in(name, from_key, to_key)
    if there is None:
        return _("新版流程没有这个环节")
    source, target = registry.flow(from_key), registry.flow(to_key)
    old, new = source.instance.node(name), target.instance.node(there)
    if type(old) is not type(new):
        return _("新版流程中它不是同类节点")
    if isinstance(old, Step):
        return _against_step(old, new, from_key, to_key)
    return ""


def _against_step(old: Any, new: Any, from_key: str, to_key: str) -> str:
    source, target = registry.flow(from_key), registry.flow(to_key)
    if old.duty != new.duty:
        return _("新版流程由“%(duty)s”职责办理，须先办结或退回") % {"duty": new.duty.label}
    around, there = _around(source, old), _around(target, new)
    is_alike = (around and name_in(around.name, from_key, to_key)) == (there and there.name)
    if not is_alike or old.is_seat != new.is_seat or (there and around.in_turn != there.in_turn):
        return _("新版流程中它不在同一会签之内")
    return ""


def _around(flow: type[Regulation], step: Step) -> Any:
    """The outermost countersign around a step; None where there is none."""
    return soundness.enclosing(flow).get(step.name)
