"""The base of every flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from viewflow.workflow import nodes
from viewflow.workflow.base import Flow

from roles.duties import Duty
from workflows.engine import turn
from workflows.engine.models import Proceeding, TurnTask
from workflows.engine.nodes.ending import EndedEarly


class Regulation(Flow):
    """One edition of one regulation as one class: our process, our task, our lock.

    A flow is made from this class directly and never from another flow; mixins carry methods only. A changed
    policy is a new class beside the old one, and a node's name is chosen once: both are stored as text.
    """

    process_class = Proceeding
    task_class = TurnTask
    lock_impl = staticmethod(turn.turn_lock)

    key: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    may_go_straight_back: ClassVar[bool] = False
    """Whether what was returned may skip the steps between: never where one of them is a gate of the law, such as a
    public notice, a consultation or a meeting; a regulation without any says so itself."""
    suspended_by: ClassVar[tuple[Duty, ...]] = (Duty.CHAIR_LEADING_GROUP, Duty.CHAIR_EXECUTIVE_MEETING)
    """Whose holders may let a dossier on this flow stand still: where the dossier's county lies, or, of duties of the
    province, at an office that it has lain with."""
    ended_early: ClassVar[EndedEarly | None] = None
    """Who may end it before its end, and until when; None where nobody may."""
    replaces: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """By the key of an earlier edition, the nodes of it that have another name here: old to new. What is named alike is
    the same node."""
    _back: ClassVar[frozenset[tuple[str, str]]]

    @classmethod
    def begin_node(cls) -> Any:
        """The one node where the flow begins."""
        return next(node for node in cls.instance.nodes() if isinstance(node, nodes.StartHandle))

    @classmethod
    def step(cls, name: str) -> Any:
        """The human step of that name, or None."""
        node = cls.instance.node(name, no_obsolete=True)
        return node if isinstance(node, nodes.View) else None

    @classmethod
    def unplanned_node(cls) -> Any:
        """The node for steps that are added to the flow (`Unplanned`); None where it has none."""
        return next((node for node in cls.instance.nodes() if hasattr(node, "longest")), None)

    @classmethod
    def ways_back(cls) -> frozenset[tuple[str, str]]:
        """The edges that lead back to where the flow has been, as (from, to) names."""
        if "_back" not in vars(cls):
            cls._back = _ways_back(cls)
        return cls._back


def _ways_back(flow: type[Regulation]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()

    def walk(node: Any, path: tuple[str, ...]) -> None:
        seen.add(node.name)
        for edge in node._outgoing():
            if edge.dst.name in (*path, node.name):
                found.add((node.name, edge.dst.name))
            elif edge.dst.name not in seen:
                walk(edge.dst, (*path, node.name))

    walk(flow.begin_node(), ())
    return frozenset(found)
