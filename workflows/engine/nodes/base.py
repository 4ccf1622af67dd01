"""What all our activations share: a fixed order of movement, and what hooks and conditions may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise
from viewflow.workflow.activation import Activation

from workflows.engine import turn
from workflows.engine.enums import Why

if TYPE_CHECKING:
    from core.models import Dossier, User
    from workflows.engine.enums import Decision

Hook = Callable[..., Any]
Seats = TypeVar("Seats", bound=Callable[..., Any])
Title = str | Promise


class Moving:
    """Mixed into every activation of ours."""

    process: Any
    task: Any
    flow_task: Any
    flow_class: Any

    @property
    def dossier(self) -> Dossier:
        """What travels."""
        return self.process.dossier  # type: ignore[no-any-return]

    @property
    def acted(self) -> turn.Acted | None:
        """The decision that moved the flow in this turn; None when it is just starting."""
        return turn.now_in().occasion.acted

    @property
    def decision(self) -> Decision | None:
        """The kind of that decision."""
        return self.acted.decision if self.acted else None

    @property
    def actor(self) -> User | None:
        """Who acts in this turn; None when a limit passed unanswered."""
        return turn.now_in().occasion.actor

    def opens_as(self, why: Why) -> None:
        """Say why what this decision opens next lies there, where the flow's drawing does not tell."""
        turn.now_in().occasion.why = why

    def meanwhile(self) -> list[Activation]:
        """What opens while this one still waits."""
        return []

    def note_way(self, node: Any, leaving: str = "") -> Any:
        """Begin a new round when the way to `node` from here, or from the step of that name, leads back; earlier opinions
        keep their round."""
        if (leaving or self.flow_task.name, node.name) in self.flow_class.ways_back():
            self.process.round += 1
            self.process.save()
            occasion = turn.now_in().occasion
            occasion.why = occasion.why or Why.RETURNED
        return node

    def _activate_next(self, activations: Iterable[Activation]) -> None:
        """Move on from these, in the order of their numbers; a gather waits until nothing else moves."""
        waiting = {activation.task.pk: activation for activation in activations}
        while waiting:
            moving = [pk for pk in sorted(waiting) if waiting[pk].type != "join"]
            activation = waiting.pop(moving[0] if moving else min(waiting))
            for following in _moved(activation):
                waiting[following.task.pk] = following


def _moved(activation: Any) -> list[Any]:
    if activation.activate.can_proceed():
        activation.activate()
    if activation.complete.can_proceed():
        activation.complete()
    return list(activation.create_next()) if activation.create_next.can_proceed() else activation.meanwhile()


def in_lane(title: Title) -> Callable[[Seats], Seats]:
    """Say what a method that finds a step's organisation finds: the lane of the step on the flow's diagram."""

    def mark(method: Seats) -> Seats:
        vars(method)["lane"] = title
        return method

    return mark
