"""The flow of a dossier as the regulation draws it, with how far it is: coordinates and words; the template makes the
picture. Places are those of `workflows.engine.upright`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import User
from core.pages.parts import Progress
from workflows.desk import steps
from workflows.desk.flow_standing import Seat, Standing, standings
from workflows.desk.records import Records
from workflows.engine import registry, upright
from workflows.engine.models import Proceeding
from workflows.engine.nodes import Begin, Finish
from workflows.engine.upright import Grid, Place

GRID = Grid(box=184, column=204, narrow=92, gap=22, edge=8)
TITLE, LINE, SEAT = 18, 16, 18
"""The height of a line of the title, of any other, and the size of a seat's square."""
ABOVE, BELOW = 8, 9
SEATS_IN_A_ROW = 8
LABEL = 6
"""Chinese characters in a line below an end."""


@dataclass(frozen=True)
class Text:
    """One line in a box: `tone` is title, plain, or the progress that it tells."""

    words: str
    y: float
    tone: str = "plain"


@dataclass(frozen=True)
class Square:
    """One seat of a countersign."""

    x: float
    y: float
    seat: Seat


@dataclass(frozen=True)
class Box:
    """A node with what is written in it, or, of an end, below it."""

    place: Place
    kind: str
    progress: str = ""
    texts: tuple[Text, ...] = ()
    squares: tuple[Square, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """One proceeding: its picture, and the same as a table."""

    process: Proceeding
    title: str
    boxes: tuple[Box, ...]
    edges: tuple[str, ...]
    """The points of each."""
    width: float
    height: float
    table: tuple[Standing, ...]

    @property
    def here(self) -> str:
        """The first step where it lies now; empty where it lies nowhere."""
        open_ones = (one.step for one in self.table if one.progress in (Progress.NOW, Progress.LATE))
        return next(open_ones, "")


def drawn(reader: User, records: Records) -> list[Drawn]:
    """Every proceeding of the dossier, the last first; none whose flow is no longer known. No statement but one for the
    posts of what is open, where `records` were read before."""
    known = {entry.key: entry for entry in registry.registered()}
    return [_drawn(process, reader, records) for process in reversed(records.proceedings) if process.flow_key in known]


def _drawn(process: Proceeding, reader: User, records: Records) -> Drawn:
    flow = registry.flow(process.flow_key)
    told = standings(process, flow, reader, records)
    written = {name: _written(standing) for name, standing in told.items()}
    placed = upright.places(flow, GRID, lambda step: _height(written[step.name], told[step.name]))
    boxes = tuple(_box(place, process, written.get(name, []), told.get(name)) for name, place in placed.items())
    edges = tuple(
        upright.points(upright.elbow(placed[src], placed[dst], GRID.gap)) for src, dst in upright.onward(flow)
    )
    return Drawn(
        process, steps.flow_title(process.flow_key), boxes, edges,
        width=max(place.x + place.width for place in placed.values()) + GRID.edge,
        height=max(place.bottom for place in placed.values()) + GRID.edge + 2 * LINE,
        table=tuple(one for standing in told.values() for one in (standing, *standing.added)),
    )  # fmt: skip


def _written(standing: Standing) -> list[tuple[str, str]]:
    """Words and tone of each line in a step's box."""
    lines = [(words, "title") for words in upright.wrapped(standing.title)]
    if standing.progress is None:
        return [*lines, (_("对方办理环节"), "plain")]
    places = list(dict.fromkeys(seat.organisation for seat in standing.seats))
    if standing.is_countersign and len(places) > 1:
        told = ngettext("%(count)d个单位", "%(count)d个单位", len(places)) % {"count": len(places)}
        lines.append((told, "plain"))
    elif places:
        lines += [(words, "plain") for words in upright.wrapped(places[0])]
    lines += [(words, "plain") for words in _in_hand(standing)]
    return [*lines, *_state(standing), *_added(standing)]


def _added(standing: Standing) -> Iterable[tuple[str, str]]:
    """The steps that were put in after it, each with how far it is: in its box, for the flow has none for them."""
    if standing.added:
        yield _("增加的环节"), "plain"
    for one in standing.added:
        yield from ((words, "plain") for words in upright.wrapped(f"＋{one.name or one.title}"))
        places = [f"{seat.organisation} " for seat in one.seats]
        yield f"{''.join(places)}{one.word}", one.progress.value if one.progress else ""


def _in_hand(standing: Standing) -> Iterable[str]:
    """The posts that have it now, where there is one seat."""
    return upright.wrapped(standing.seats[0].posts) if len(standing.seats) == 1 and standing.seats[0].posts else ()


def _state(standing: Standing) -> Iterable[tuple[str, str]]:
    tone = standing.progress.value if standing.progress else ""
    if standing.progress == Progress.DONE and any(seat.is_late for seat in standing.seats):
        tone = Progress.LATE.value
    again = _("（第%(round)d轮）") % {"round": standing.round} if standing.round > 1 or standing.rounds > 1 else ""
    yield f"{standing.word}{again}", tone
    single = standing.seats[0] if len(standing.seats) == 1 else None
    if single:
        yield _("用时%(spent)s") % {"spent": single.spent}, "plain"
    if single and single.left:
        yield from ((words, tone) for words in upright.wrapped(single.left))


def _height(lines: list[tuple[str, str]], standing: Standing) -> float:
    text = sum(TITLE if tone == "title" else LINE for _words, tone in lines)
    return ABOVE + text + _seat_rows(standing) * (SEAT + 4) + BELOW


def _seat_rows(standing: Standing) -> int:
    return -(-len(standing.seats) // SEATS_IN_A_ROW) if standing.is_countersign else 0


def _box(place: Place, process: Proceeding, lines: list[tuple[str, str]], standing: Standing | None) -> Box:
    if standing is None:
        return _sign(place, process)
    texts, y = [], place.y + ABOVE
    for words, tone in lines:
        y += TITLE if tone == "title" else LINE
        texts.append(Text(words, y - 4, tone))
    squares = tuple(_squares(place, standing, y + 4)) if standing.is_countersign else ()
    progress = standing.progress.value if standing.progress else "hidden"
    return Box(place, "step", progress, tuple(texts), squares)


def _squares(place: Place, standing: Standing, top: float) -> Iterable[Square]:
    row = min(len(standing.seats), SEATS_IN_A_ROW)
    left = place.middle - row * (SEAT + 4) / 2 + 2
    for number, seat in enumerate(standing.seats):
        down, across = divmod(number, SEATS_IN_A_ROW)
        yield Square(left + across * (SEAT + 4), top + down * (SEAT + 4), seat)


def _sign(place: Place, process: Proceeding) -> Box:
    """A node on which nobody acts; an end with its name, where it has one."""
    node: Any = place.node
    if not isinstance(node, Begin | Finish):
        return Box(place, "gate")
    is_end = isinstance(node, Finish)
    named = upright.wrapped(str(node.task_title or ""), LABEL) if is_end else ()
    texts = tuple(Text(words, place.bottom + LINE * (number + 1) - 2) for number, words in enumerate(named) if words)
    is_reached = not is_end or process.outcome == node.name
    return Box(place, "end", Progress.DONE.value if is_reached else Progress.AHEAD.value, texts)
