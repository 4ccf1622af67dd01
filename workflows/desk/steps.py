"""What pages and services ask about a step that a work item names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from workflows.desk.enums import ReturnGround
from workflows.engine import editions, registry, titles
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import UnplannedStep, WorkItem
from workflows.engine.nodes import Unplanned


def step(flow_key: str, name: str) -> Any:
    """The declared step; of a dossier that was moved to another edition also a step of the one it came from; None for
    one that is no longer in any flow."""
    try:
        found = registry.flow(flow_key).step(name)
        others = [] if found else editions.of_family(flow_key)
    except KeyError:
        return None
    return found or next(filter(None, (entry.flow.step(name) for entry in reversed(others))), None)


def title(flow_key: str, name: str) -> str:
    """What people call it; its stored name when the flow no longer has it."""
    found = step(flow_key, name)
    return str(found.task_title) if found else name


def name_of(flow_key: str, name: str, decision: Decision | str) -> str:
    """What a decision is called at a step; its own name where the flow no longer has the step."""
    found = step(flow_key, name)
    return str(found.name_of(decision) if found else Decision(decision).label)


def flow_title(flow_key: str) -> str:
    """What people call the flow."""
    try:
        return str(registry.registration(flow_key).title)
    except KeyError:
        return flow_key


def is_by_meeting(flow_key: str, name: str) -> bool:
    """Whether only minutes decide it."""
    found = step(flow_key, name)
    return bool(found and found.by_meeting)


def all_by_meeting() -> list[tuple[str, str]]:
    """(flow key, step) of every step that a meeting decides."""
    return [
        (entry.key, node.name)
        for entry in registry.registered()
        for node in entry.flow.instance.nodes()
        if getattr(node, "by_meeting", False)
    ]


def is_seat(flow_key: str, name: str) -> bool:
    """Whether it is a seat of a countersign (会签)."""
    found = step(flow_key, name)
    return bool(found and found.is_seat)


def all_seats() -> list[tuple[str, str]]:
    """(flow key, step) of every step whose items are seats of a countersign."""
    nodes = ((entry.key, node) for entry in registry.registered() for node in entry.flow.instance.nodes())
    return [(key, node.name) for key, node in nodes if getattr(node, "is_seat", False)]


def of_duties(duties: Collection[str]) -> list[str]:
    """Titles of the steps that wait for whoever has one of the duties, flow by flow, each once."""
    nodes = (node for entry in registry.registered() for node in entry.flow.instance.nodes())
    return list(dict.fromkeys(str(node.task_title) for node in nodes if getattr(node, "duty", None) in duties))


def returns(flow_key: str, name: str) -> list[tuple[str, str]]:
    """Where a step may return to: name and title, in the declared order."""
    found = step(flow_key, name)
    return [(target, way_back(flow_key, target)) for target in found.returns_to] if found else []


def way_back(flow_key: str, name: str) -> str:
    """What people call the place to which something is returned that goes back to the step; its stored name when the flow
    no longer has it."""
    found = step(flow_key, name)
    return titles.way_back(found.flow_class, name) if found else name


def returns_of(item: WorkItem) -> list[tuple[str, str]]:
    """The same of a work item: an added step returns to the one after which it was put in, which costs one statement."""
    if not item.unplanned:
        return returns(item.flow_key, item.step)
    put_in = UnplannedStep.objects.filter(proceeding=item.proceeding_id, seat=item.seat).order_by("pk")
    before = put_in.values_list("after__flow_key", "after__step").first()
    name = editions.name_in(before[1], before[0], item.flow_key) if before else None
    return [(name, title(item.flow_key, name))] if name else []


def title_of(item: WorkItem) -> str:
    """What people call the step of a work item: of an added one its own name, told to be added."""
    return named(item.unplanned) or title(item.flow_key, item.step)


def named(unplanned: str) -> str:
    """The name of an added step, told to be one; empty of any other."""
    return _("%(name)s（增加的环节）") % {"name": unplanned} if unplanned else ""


def code(item: WorkItem) -> str:
    """Which step it is, for a message: flow and step, of an added one with its name."""
    return f"{item.flow_key}.{item.step}{':' * bool(item.unplanned)}{item.unplanned}"


def title_of_code(told: str) -> str:
    """What people call the step of a message's `code` today."""
    flow_key, _dot, name = told.partition(".")
    name, _colon, unplanned = name.partition(":")
    return named(unplanned) or title(flow_key, name)


def grounds(flow_key: str, name: str) -> dict[str, str]:
    """What a return from the step may name, by code: its review list, else the general one."""
    found = step(flow_key, name)
    listed = (found.review_list if found else ()) or tuple(ReturnGround)
    return {point.value: str(point.label) for point in listed}


def kind(flow_key: str) -> str:
    """The kind of dossier that the flow moves; empty of one that is no flow any more."""
    try:
        return registry.registration(flow_key).kind.value
    except KeyError:
        return ""


def allows_straight_back(flow_key: str) -> bool:
    """Whether the regulation declares that what was returned may skip the steps between."""
    try:
        return registry.flow(flow_key).may_go_straight_back
    except KeyError:
        return False


def following(flow_key: str, name: str) -> tuple[list[str], bool]:
    """Titles of the human steps that may come next, each once, and whether it may end; how gates will answer is not
    known."""
    found = step(flow_key, name)
    titles = list(dict.fromkeys(_next_titles([found], set()))) if found else []
    return [title for title in titles if title is not None], not titles or None in titles


def consequence(flow_key: str, name: str, decision: Decision) -> str:
    """What a decision will lead to, in words, for under its button."""
    if decision == Decision.RETURN:
        return _("退回后，未办结的环节全部终止，进入新一轮办理")
    if isinstance(step(flow_key, name), Unplanned):
        return _("意见记入案卷，转至下一个增加的环节；没有的，继续按流程办理")
    ahead, may_end = following(flow_key, name)
    told = {"steps": _("”或“").join(ahead)}
    told["act"] = name_of(flow_key, name, decision)
    if decision not in CONSENTS:
        return _("意见记入案卷，转至“%(steps)s”") % told if ahead else _("意见记入案卷，按流程规定办理")
    return _ways(is_seat=step(flow_key, name).is_seat, goes_on=bool(ahead), may_end=may_end) % told


def _ways(*, is_seat: bool, goes_on: bool, may_end: bool) -> str:
    """Of a countersign nothing follows before the others have answered too."""
    if not goes_on:
        return _("“%(act)s”后，待各单位均已办理，本流程办结") if is_seat else _("“%(act)s”后本流程办结")
    if may_end:
        return (
            _("“%(act)s”后，待各单位均已办理，转至“%(steps)s”，或本流程办结")
            if is_seat
            else _("“%(act)s”后转至“%(steps)s”，或本流程办结")
        )
    return _("“%(act)s”后，待各单位均已办理，转至“%(steps)s”") if is_seat else _("“%(act)s”后转至“%(steps)s”")


def _next_titles(nodes: Iterable[Any], seen: set[str]) -> list[str | None]:
    """Titles as drawn, None for an end."""
    titles: list[str | None] = []
    for node in nodes:
        for edge in node._outgoing():  # noqa: SLF001  the drawing of the flow, which the library gives no other name
            ahead = edge.dst
            if ahead.name in seen:
                continue
            seen.add(ahead.name)
            if hasattr(ahead, "duty"):
                titles.append(str(ahead.task_title))
            elif ahead.task_type == "END":
                titles.append(None)
            else:
                titles += _next_titles([ahead], seen)
    return titles
