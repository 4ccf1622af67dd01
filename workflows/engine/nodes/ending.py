"""Ending a proceeding before its end, as a regulation declares it: who proposes, who decides, and until which step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from viewflow import this

from core.models import Organisation, User
from roles.duties import Duty
from workflows.engine.nodes.base import Hook, Moving

if TYPE_CHECKING:
    from workflows.engine.models import Proceeding


@dataclass(frozen=True)
class Who:
    """Whoever has the duty at the organisation that a method of the flow finds (`this.leading_group`)."""

    duty: Duty
    organisation: Hook


@dataclass(frozen=True)
class Ended:
    """That a proceeding was ended early: by whom, at which organisation he decided, and for which reason."""

    actor: User
    organisation: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class EndedEarly:
    """How a flow may be ended before its end (domain a.3 取消、终止).

    `decided_by` names, in the order of the flow, who decides while the dossier lies at which steps; at a step that is
    not named nothing is ended any more, and `too_late` says what to do instead. `ended(at, told)` undoes in the same
    transaction what the flow had bound, `frees(at)` says in sentences what that would be; both are methods of the flow.
    """

    proposed_by: Who
    decided_by: tuple[tuple[Who, tuple[str, ...]], ...]
    too_late: str | Promise
    ended: Hook
    frees: Hook

    def decider(self, steps: Collection[str]) -> Who | None:
        """Who decides while these steps are open: the last who is named for any; None when one is named for nobody."""
        named = [(who, frozenset(theirs)) for who, theirs in self.decided_by]
        if not steps or set(steps) - frozenset().union(*(theirs for _who, theirs in named)):
            return None
        return next(who for who, theirs in reversed(named) if theirs & set(steps))

    @property
    def everybody(self) -> tuple[Who, ...]:
        """All who have a part in it."""
        return (self.proposed_by, *(who for who, _names in self.decided_by))

    @property
    def steps(self) -> frozenset[str]:
        """All steps at which it may be ended."""
        return frozenset(name for _who, names in self.decided_by for name in names)


class At(Moving):
    """A proceeding that is asked something without being moved: what methods of the flow get then."""

    def __init__(self, process: Proceeding) -> None:
        self.process = process


def place_of(process: Any, who: Who) -> int | None:
    """The number of the organisation at which `who` acts for this proceeding; None where it has none."""
    found = hook_of(process, who.organisation)(At(process))
    return found.pk if isinstance(found, Organisation) else found


def hook_of(process: Any, hook: Hook) -> Hook:
    """The method of the proceeding's flow that `this.name` stands for."""
    resolved: Hook = this.resolve(process.flow_class.instance, hook)
    return resolved
