"""Token replay: whether what the ledger says of a proceeding could have happened on the net of its flow.

The ledger knows what people did; what the data decided between two acts (gates, rules, lists) is not written there,
so every marking that could stand is kept until the acts rule it out. A decision taken back is left out together
with its taking back, and so are the seats that were added to what it had opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from core.models import LedgerEntry
from workflows.engine.editions import name_in
from workflows.engine.enums import Act, Astray, Decision
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.nets import END, EXIT, RETURNS, START, Marking, Move, Net, Token
from workflows.engine.nodes import Step
from workflows.engine.registry import flow
from workflows.engine.soundness import asks_in_turn

Path = tuple[int, ...]
"""The seat of a countersign as numbers: the second of the first list is (2,), its inner third (2, 3)."""

_NOT_YET_ASKED = 3
"""Where seats are asked one after the other the ledger does not tell how many more there would have been."""
MOVING = (Act.DECIDE, Act.RETURN, Act.LAPSE, Act.ADD_SEAT, Act.REMOVE_SEAT, Act.TERMINATE)


@dataclass(frozen=True)
class Event:
    """One act of the ledger that moves a flow."""

    work_item: int
    act: str
    step: str
    seat: Path
    way: str
    entry: int
    """The entry of the ledger that tells it."""
    flow: str = ""
    to_flow: str = ""
    """Of a change of edition: from which to which."""
    lying: frozenset[tuple[str, Path]] = frozenset()
    """Of that, and of an end before the end: what was open then."""

    def __str__(self) -> str:
        return f"{self.step}{list(self.seat) or ''}: {self.way}"


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Where a proceeding and its flow part: the act that could not follow, or the work that should not lie open.

    `entry` is the act of the ledger that is responsible, or the last one after which nothing in the ledger explains
    what is stored; None where there is none.
    """

    proceeding: int
    flow: str
    kind: Astray
    what: str
    before: tuple[str, ...] = ()
    entry: int | None = None
    work_item: int | None = None
    step: str = ""

    def __str__(self) -> str:
        return f"{self.flow} {self.proceeding}: {self.what} · after {' → '.join(self.before) or 'nothing'}"


def deviations(proceedings: Iterable[Proceeding]) -> Iterator[Deviation]:
    """What of these does not fit their flows; two statements for all of them."""
    asked = {proceeding.pk: proceeding for proceeding in proceedings}
    entries = LedgerEntry.objects.filter(
        dossier__in=[proceeding.dossier_id for proceeding in asked.values()],
        action__in=[*MOVING, Act.WITHDRAW, Act.MIGRATE],
    ).order_by("dossier_id", "seq")
    lines: dict[int, list[Event]] = {pk: [] for pk in asked}
    for pk, action, detail in entries.values_list("pk", "action", "detail").iterator():
        if (line := lines.get(int(detail.get("proceeding", 0)))) is not None:
            _note(line, pk, action, detail)
    open_now = WorkItem.objects.open().filter(proceeding__in=asked).order_by("proceeding_id")
    lying = {
        pk: {(step, path(seat)) for _pk, step, seat in rows}
        for pk, rows in groupby(open_now.values_list("proceeding_id", "step", "seat"), key=lambda row: int(row[0]))
    }
    for pk, proceeding in asked.items():
        if found := _parting(proceeding, lines[pk], lying.get(pk, set())):
            yield found


def forget_nets() -> None:
    """Read the flows anew: only trials change one."""
    _net.cache_clear()


def path(seat: str) -> Path:
    """The numbers in a stored seat (`start/5_2`) or in that of a net (`/asks_departments.2`); an added step (`start#3`)
    lies at the seat of the one before it."""
    return tuple(int(part.replace("_", ".").rpartition(".")[2]) for part in seat.split("/")[1:])


def _note(line: list[Event], entry: int, action: str, detail: Mapping[str, Any]) -> None:
    if action == Act.WITHDRAW:
        taken_back = max(i for i, event in enumerate(line) if event.work_item == detail["work_item"])
        gone = {*detail.get("closed", ())}
        line[taken_back:] = [event for event in line[taken_back + 1 :] if event.work_item not in gone]
        return
    open_then = frozenset((step, path(seat)) for step, seat in detail.get("lying", ()))
    if action == Act.MIGRATE:
        line.append(Event(0, action, "", (), "", entry, detail["flow"], detail["to_edition"], open_then))
        return
    way = str(detail.get("decision", action))
    if action == Act.RETURN:
        way = f"{RETURNS}{detail['to']}{', then straight back' * bool(detail['straight_back'])}"
    elif action == Act.LAPSE:
        way = str(Decision.LAPSED)
    line.append(Event(detail["work_item"], action, detail["step"], path(detail["seat"]), way, entry, lying=open_then))


def _parting(proceeding: Proceeding, line: list[Event], lying: set[tuple[str, Path]]) -> Deviation | None:
    lain = [seat for event in line for _step, seat in event.lying]
    seats = [event.seat for event in line] + lain + [seat for _step, seat in lying]
    most = max((number for seat in seats for number in seat), default=1)
    key = next((event.flow for event in line if event.flow), proceeding.flow_key)
    net = _net(key, most)
    standing: set[Marking] = {START}
    told: list[str] = []

    def parts(kind: Astray, what: str, event: Event | None, step: str = "") -> Deviation:
        return Deviation(
            proceeding=proceeding.pk, flow=proceeding.flow_key, kind=kind, what=what, before=tuple(told), step=step,
            entry=event.entry if event else None, work_item=event.work_item if event else None,
        )  # fmt: skip

    for event in line:
        if event.to_flow:
            standing = set(_on_other_edition(net, _settled(net, standing), event))
            net = _net(event.to_flow, most)
        else:
            standing = set(_after(net, _settled(net, standing), event))
        if not standing:
            return parts(Astray.UNFOLLOWED, f"{event} cannot follow", event, event.step)
        told.append(str(event))
    settled, last = _settled(net, standing), line[-1] if line else None
    if proceeding.closed_at:
        return None if END in settled else parts(Astray.CLOSED_EARLY, "it is closed and its flow has not ended", last)
    if any(_lying(net, marking) == lying for marking in settled):
        return None
    at = ", ".join(sorted({step for step, _seat in lying}))
    return parts(Astray.OPEN_ASTRAY, f"open is {sorted(lying)}, which the flow does not lead to", last, at)


@cache
def _net(flow_key: str, most: int) -> Net:
    """The net of the edition that a proceeding went by; a changed regulation is another class with another key."""
    return Net.of(flow(flow_key), most=most + _NOT_YET_ASKED * asks_in_turn(flow(flow_key)))


def _settled(net: Net, standing: set[Marking]) -> set[Marking]:
    """These markings, and all that follow from them without anybody's act."""
    settled, ahead = set(standing), list(standing)
    while ahead:
        marking = ahead.pop()
        for move in net.moves(marking):
            if not _is_human(net, move) and (following := (marking - move.takes) | move.puts) not in settled:
                settled.add(following)
                ahead.append(following)
    return settled


def _on_other_edition(net: Net, settled: set[Marking], event: Event) -> Iterator[Marking]:
    """The markings under which what lay open then lay open, with the names of the edition that it was moved to."""
    for marking in settled:
        if _lying(net, marking) == event.lying:
            tokens = frozenset(_renamed(token, event) for token in marking)
            if None not in tokens:
                yield frozenset(token for token in tokens if token)


def _renamed(token: Token, event: Event) -> Token | None:
    """None where the other edition has no such node."""
    at = name_in(token.at, event.flow, event.to_flow) if token.at != EXIT else EXIT
    resumes = [_renamed(one, event) for one in token.resumes]
    seats = [_renamed_seat(part, event) for part in token.seat.split("/")]
    if at is None or None in resumes or None in seats:
        return None
    back = frozenset(one for one in resumes if one)
    then = token.then and name_in(token.then[0], event.flow, event.to_flow)
    if token.then and then is None:
        return None
    onward = (then, token.then[1]) if token.then and then else None
    return replace(token, at=at, seat="/".join(part for part in seats if part is not None), resumes=back, then=onward)


def _renamed_seat(part: str, event: Event) -> str | None:
    """One countersign within a seat: asks_departments.2."""
    name, dot, number = part.rpartition(".")
    there = name_in(name, event.flow, event.to_flow) if name else ""
    return None if there is None else f"{there}{dot}{number}"


def _after(net: Net, settled: set[Marking], event: Event) -> Iterator[Marking]:
    if event.act == Act.TERMINATE:
        yield from _ended(net, settled, event)
        return
    for marking in settled:
        if event.act == Act.ADD_SEAT:
            yield from _with_seat(marking, event)
            continue
        for move in net.moves(marking):
            if move.node == event.step and _fits(move, event):
                yield (marking - move.takes) | move.puts


def _ended(net: Net, settled: set[Marking], event: Event) -> Iterator[Marking]:
    """Over, if what lay open then could lie open and the flow lets it be ended there."""
    if net.may_end(step for step, _seat in event.lying) and any(_lying(net, one) == event.lying for one in settled):
        yield END


def _fits(move: Move, event: Event) -> bool:
    if event.act == Act.REMOVE_SEAT:
        gone = _seats(move.takes, event.step) - _seats(move.puts, event.step)
        return move.way == "remove a seat" and gone == {event.seat}
    if event.act == Act.RETURN:
        return move.way == event.way and event.seat in _seats(move.takes, event.step)
    ways = {event.way, "straight back"} if event.way != Decision.LAPSED else {event.way}
    return move.way in ways and _seats(move.takes, event.step) == {event.seat}


def _with_seat(marking: Marking, event: Event) -> Iterator[Marking]:
    """A seat added beside others takes the next number of its list, which the net does not count."""
    beside = next((t for t in marking if t.seat and path(t.seat)[:-1] == event.seat[:-1] and t.at == event.step), None)
    if beside:
        yield marking | {Token(event.step, f"{beside.seat.rpartition('.')[0]}.{event.seat[-1]}")}


def _seats(tokens: Marking, step: str) -> set[Path]:
    return {path(token.seat) for token in tokens if token.at == step}


def _is_human(net: Net, move: Move) -> bool:
    return isinstance(net.flow.instance.node(move.node, no_obsolete=True), Step)


def _lying(net: Net, marking: Marking) -> set[tuple[str, Path]]:
    return {
        (token.at, path(token.seat))
        for token in marking
        if isinstance(net.flow.instance.node(token.at, no_obsolete=True), Step)
    }
