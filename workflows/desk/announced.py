"""What a button of one item says beyond what its step says: its name, and what it will do, such as the number it gives.

The flows register; nothing is taken or kept for it, so what is announced is what would be so now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.models import User
from workflows.engine.models import WorkItem


@dataclass(frozen=True)
class Announced:
    """The name of the main button and what follows it, where the item knows better than its step, and one more
    sentence."""

    label: str = ""
    follows: str = ""
    words: str = ""


Announce = Callable[[WorkItem, User], Announced]

_announced: dict[tuple[str, str], Announce] = {}


def register(flow_key: str, step: str, announce: Announce) -> None:
    """Say at start-up what the main button of a step announces."""
    _announced[flow_key, step] = announce


def of(item: WorkItem, actor: User) -> Announced:
    """What the main button of an item announces to whoever is asked to press it."""
    found = _announced.get((item.flow_key, item.step))
    return found(item, actor) if found else Announced()
