"""System checks: what would break a running flow is found before anything starts.

E001 lock · E002 process and task · E003 inheritance · E004 limits · E005 kinds of nodes · E006 returns ·
E007 countersigns and gathers · E008 ways back · E009 reachability · E010 rules that may fail · E011 what goes
past the turn · E012 names once chosen · E013 length of names · E014 and E015 settings · E020 batches ·
E021 names in other editions · E022 seats asked one after the other, or weighed · E023 ends before the end ·
E024 steps that are added · E025 what trials alone may declare.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from viewflow import this

from workflows.engine import golden, limits, soundness, turn
from workflows.engine.enums import Decision
from workflows.engine.models import Proceeding, TurnTask
from workflows.engine.nodes import (
    Act,
    Ballot,
    Begin,
    Countersign,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    Unplanned,
    everyone,
)
from workflows.engine.registry import registered

WORDS = (Act, Begin, Countersign, Finish, Gate, Gather, Step, Unplanned)
PAST_THE_TURN = re.compile(r"\btask_set\b|\bTask\.objects\b|\.queue\(|\bTerminateEnd\b|\bviewflow\b")
STEP_NAME, FINISH_NAME = 60, 40

Flow = type[Regulation]
Finding = tuple[str, str]


def register() -> None:
    """Register with Django, at start-up."""
    checks.register(check_flows, "flows")
    checks.register(check_settings, "flows")


def check_flows(**_asked: Any) -> list[checks.CheckMessage]:
    """Every registered flow."""
    return [
        checks.Error(message, obj=entry.key, id=f"engine.{number}")
        for entry in registered()
        for number, message in (*findings(entry.flow), *for_trials_alone(entry.flow))
    ]


def check_settings(**_asked: Any) -> list[checks.CheckMessage]:
    """The database settings that the engine's lock stands on (trap 2)."""
    found: list[checks.CheckMessage] = []
    database: dict[str, Any] = settings.DATABASES["default"]
    if database.get("ATOMIC_REQUESTS"):
        found.append(checks.Error("ATOMIC_REQUESTS would hold a proceeding for a whole request", id="engine.E014"))
    if "lock_timeout" not in str(database.get("OPTIONS", {}).get("options", "")):
        found.append(checks.Error("the database options set no lock_timeout", id="engine.E015"))
    return found


def findings(flow: Flow) -> Iterator[Finding]:
    """What is wrong with one flow: number and message."""
    yield from _seams(flow)
    kinds = list(_kinds(flow))
    yield from kinds
    if kinds:  # the graph of other nodes cannot be read
        return
    for check in _GRAPH_CHECKS:
        yield from check(flow)


def for_trials_alone(flow: Flow) -> Iterator[Finding]:
    """What no regulation may declare, though trials do, which prove the engine wider than it is used: straight back to an
    added step the flow goes on as was decided before the fix, whatever is decided after it."""
    if flow.may_go_straight_back and any(step.may_add_steps for step in steps(flow)):
        yield (
            "E025",
            "steps may be added, and what was returned may go straight back: past what is decided after the fix",
        )


def _seams(flow: Flow) -> Iterator[Finding]:
    if flow.lock_impl is not turn.turn_lock:
        yield "E001", "lock_impl is not the turn's: two people could decide one item"
    if flow.process_class is not Proceeding or flow.task_class is not TurnTask:
        yield "E002", "process_class and task_class must be Proceeding and TurnTask"
    parents = [base for base in flow.__mro__[1:] if issubclass(base, Regulation) and base is not Regulation]
    if parents:
        yield "E003", f"inherits from the flow {parents[0].__name__}, whose nodes it would share"
    holders = [base for base in flow.__mro__[1:] if any(isinstance(v, WORDS) for v in vars(base).values())]
    if holders and not parents:
        yield "E003", f"inherits nodes from {holders[0].__name__}; mixins carry methods only"


def _kinds(flow: Flow) -> Iterator[Finding]:
    for node in flow.instance.nodes():
        if type(node) not in WORDS:
            yield "E005", f"{node.name} is a {type(node).__name__}, which nobody proved under the turn"
        elif node._boundary_events or node._boundary_specs:
            yield "E005", f"{node.name} has a boundary event, which nobody proved under the turn"
    begins = [node for node in flow.instance.nodes() if isinstance(node, Begin)]
    if len(begins) != 1:
        yield "E009", f"has {len(begins)} nodes Begin instead of one"


def _limits(flow: Flow) -> Iterator[Finding]:
    for step in steps(flow):
        if not limits.is_known(step.limit):
            yield "E004", f"{step.name} has the limit {step.limit!r}, which neither the flow nor STEP_LIMITS knows"


def _returns(flow: Flow) -> Iterator[Finding]:
    for step in steps(flow):
        for name in step.returns_to:
            target = flow.step(name)
            if target is None:
                yield "E006", f"{step.name} returns to {name}, which is no step"
            elif step.name not in soundness.reachable(target):
                yield "E006", f"{step.name} returns to {name}, which is not an earlier step"


def _gathers(flow: Flow) -> Iterator[Finding]:
    owners: dict[str, list[str]] = {node.name: [] for node in flow.instance.nodes() if isinstance(node, Gather)}
    for node in flow.instance.nodes():
        if not isinstance(node, Countersign):
            continue
        ends = soundness.gathers_of(node)
        if len(ends) != 1 or "" in ends:
            yield "E007", f"the seats of {node.name} come together at {sorted(ends) or 'nothing'}, not at one Gather"
        for name in ends - {""}:
            owners[name].append(node.name)
        yield from (("E007", f"{branch[0].name} is opened by {node.name}, but its organisation is not `seat`")
                    for branch in node._branches if not (isinstance(branch[0], Step) and branch[0].is_seat))  # fmt: skip
    for name, splits in owners.items():
        if len(splits) != 1:
            yield "E007", f"{name} gathers the seats of {splits or 'nothing'}; a Gather belongs to one Countersign"


def _turns(flow: Flow) -> Iterator[Finding]:
    for node in flow.instance.nodes():
        if isinstance(node, Countersign) and (node.in_turn or _is_weighed(flow, node)):
            steps_asked = [branch[0] for branch in node._branches]
            if len(steps_asked) != 1 or not isinstance(steps_asked[0]._next, Gather):
                how = "asks one after the other" if node.in_turn else "weighs the answers"
                yield "E022", f"{node.name} {how}: one step, which leads to the Gather at once"


def _is_weighed(flow: Flow, node: Countersign) -> bool:
    gathers = (flow.instance.node(name) for name in soundness.gathers_of(node) - {""})
    return any(isinstance(gather.rule, Ballot) for gather in gathers)


def _ways_back(flow: Flow) -> Iterator[Finding]:
    for source, target in sorted(flow.ways_back()):
        if isinstance(flow.instance.node(source), Begin | Countersign):
            yield "E008", f"{source} leads back to {target} without a new round"


def _reaches(flow: Flow) -> Iterator[Finding]:
    seen = soundness.reachable(flow.begin_node()) | {flow.begin_node().name}
    for node in flow.instance.nodes():
        if isinstance(node, Unplanned):  # no edge leads there: `_added`
            continue
        if node.name not in seen:
            yield "E009", f"{node.name} is never reached"
        after = soundness.reachable(node) | {node.name}
        if not any(isinstance(flow.instance.node(name), Finish) for name in after):
            yield "E009", f"{node.name} leads to no Finish"


def _rules(flow: Flow) -> Iterator[Finding]:
    for node in flow.instance.nodes():
        if isinstance(node, Gather) and node.rule is not everyone and node._otherwise is None:
            yield "E010", f"{node.name} may fail and has no Otherwise"


def _source(flow: Flow) -> Iterator[Finding]:
    text = inspect.getsource(inspect.getmodule(flow) or flow)
    for found in sorted(set(PAST_THE_TURN.findall(text))):
        yield "E011", f"its module names {found!r}, which goes past the turn"


def _names(flow: Flow) -> Iterator[Finding]:
    for name in golden.lost_names(flow):
        yield "E012", f"the node {name} is gone; stored tasks name it: keep it, or write a new flow beside this one"
    for node in flow.instance.nodes():
        if len(node.name) > (FINISH_NAME if isinstance(node, Finish) else STEP_NAME):
            yield "E013", f"the name {node.name} is too long to be stored"


def _batches(flow: Flow) -> Iterator[Finding]:
    for step in steps(flow):
        if step.in_batches and (step.form or step.by_meeting or step.papers or not step.allows(Decision.APPROVE)):
            yield "E020", f"{step.name} asks more than an opinion, or does not approve: it cannot be done in batches"


def _editions(flow: Flow) -> Iterator[Finding]:
    here = {node.name for node in flow.instance.nodes()}
    known = {entry.key: entry.flow for entry in registered()}
    for key, renamed in flow.replaces.items():
        if key not in known:
            yield "E021", f"replaces the edition {key}, which is no flow"
            continue
        there = {node.name for node in known[key].instance.nodes()}
        for old, new in renamed.items():
            if old not in there or new not in here:
                yield "E021", f"calls {key}.{old} {new}, and one of them is no node"
        kept = (there - set(renamed)) & here
        for new in sorted(name for name in renamed.values() if [*renamed.values(), *kept].count(name) > 1):
            yield "E021", f"calls two nodes of {key} {new}: a move could not be undone"


def _ended_early(flow: Flow) -> Iterator[Finding]:
    declared = flow.ended_early
    if declared is None:
        return
    for name in sorted(declared.steps):
        if flow.step(name) is None:
            yield "E023", f"may be ended at {name}, which is no step"
        elif [name in names for _who, names in declared.decided_by].count(True) > 1:
            yield "E023", f"names two who decide whether it is ended at {name}"
    for hook in (declared.ended, declared.frees, *(who.organisation for who in declared.everybody)):
        try:
            this.resolve(flow.instance, hook)
        except AttributeError as missing:
            yield "E023", f"names for its end what it has not: {missing}"


def _added(flow: Flow) -> Iterator[Finding]:
    adding = [step for step in steps(flow) if step.may_add_steps]
    places = [node for node in flow.instance.nodes() if isinstance(node, Unplanned)]
    if len(places) != bool(adding):
        yield "E024", f"{len(adding)} steps may add steps, and {len(places)} nodes Unplanned are there to hold them"
    for step in adding:
        if (
            step.name in soundness.enclosing(flow)
            or step.by_meeting
            or step.lapses
            or not step.allows(Decision.APPROVE)
        ):
            yield "E024", f"{step.name} may add steps: not in a countersign, by a meeting, or where a limit decides"
        if flow.ended_early and places and len({flow.ended_early.decider([n.name]) for n in (step, places[0])}) > 1:
            yield "E024", f"what is added after {step.name} is ended early by another than {step.name}"


def steps(flow: Flow) -> list[Step]:
    """The human steps of a flow."""
    return [node for node in flow.instance.nodes() if isinstance(node, Step)]


_GRAPH_CHECKS: tuple[Callable[[Flow], Iterator[Finding]], ...] = (
    _limits, _returns, _gathers, _turns, _ways_back, _reaches, _rules, _source, _names, _batches, _editions,
    _ended_early, _added,
)  # fmt: skip
