"""What people call the nodes of a flow."""

from __future__ import annotations

from typing import Any

from workflows.engine.nodes import Regulation
from workflows.engine.soundness import enclosing


def title_of(node: Any) -> str:
    """What people call it; nodes that nobody acts on have none unless the flow gives them one."""
    title = str(node.task_title)
    return "" if title == node.name.replace("_", " ").title() else title  # what the library makes of a name


def way_back(flow: type[Regulation], step: str) -> str:
    """What people call the place where a return to the step begins again: the countersign around it, where the flow names
    it because its seats are called otherwise; else the step."""
    around = enclosing(flow).get(step)
    return (title_of(around) if around else "") or str(flow.step(step).task_title)
