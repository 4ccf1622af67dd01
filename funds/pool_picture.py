"""The pool as a picture: money runs from its sources through the categories to the townships, each band as thick as its
amount. The same on a page and on paper; every figure is in the page's tables too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from funds.pool import Pool, total
from plans.enums import Category

WIDTH, NODE, LABEL = 1040, 14, 252
"""The canvas, the width of a node, and the room beside the outer columns for their words."""
COLUMNS = (LABEL, (WIDTH - NODE) // 2, WIDTH - LABEL + 24)
PITCH, GAP, TOP, HEIGHT = 22, 8, 30, 420
"""The least distance of two nodes, what is left between tall ones, the headings' room, and the height of all bands."""
SHOWN = 12
"""Sources and townships that are drawn singly; the smaller ones stand together."""
LONGEST = 14
BALANCE = "balance"
OTHERS = "others"

Key = tuple[int, str]
"""Column from 0, and what stands there."""


@dataclass(kw_only=True)
class Node:
    column: int
    label: str
    amount: Decimal
    tone: str
    y: int = 0
    height: int = 0
    out: float = 0.0
    into: float = 0.0

    @property
    def x(self) -> int:
        return COLUMNS[self.column]

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def text(self) -> str:
        return self.label if len(self.label) <= LONGEST else f"{self.label[: LONGEST - 1]}…"

    @property
    def text_x(self) -> int:
        return self.x - 6 if self.column == 0 else self.x + NODE + 6

    @property
    def anchor(self) -> str:
        return "end" if self.column == 0 else "start"

    @property
    def figure(self) -> str:
        return wan(self.amount, separators=True)


@dataclass(frozen=True, kw_only=True)
class Band:
    path: str
    tone: str
    title: str


@dataclass(kw_only=True)
class Picture:
    nodes: list[Node]
    bands: list[Band] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    node_width: int = NODE

    @property
    def headings(self) -> list[tuple[int, str, str]]:
        words = (_("进水：资金来源"), _("蓄水：类别和余额"), _("放水：乡镇"))
        places = ((COLUMNS[0] + NODE, "end"), (COLUMNS[1] + NODE // 2, "middle"), (COLUMNS[2], "start"))
        return [(x, anchor, text) for (x, anchor), text in zip(places, words, strict=True)]


def drawn(pool: Pool) -> Picture | None:
    """The picture of a pool; None while no water is in it."""
    if pool.integrated <= 0:
        return None
    sources = _shown({str(line.source.pk): line.source.integrable for line in pool.lines if line.source.integrable > 0})
    towns = _shown(_sums((one.township_label, one.amount) for one in pool.drawn))
    streams: dict[tuple[Key, Key], Decimal] = defaultdict(Decimal)
    for one in pool.drawn:
        source = sources.get(str(one.source), OTHERS)
        streams[(0, source), (1, one.category)] += one.amount
        streams[(1, one.category), (2, towns.get(one.township_label, OTHERS))] += one.amount
    for line in pool.lines:
        if line.left > 0:
            streams[(0, sources.get(str(line.source.pk), OTHERS)), (1, BALANCE)] += line.left
    nodes = _nodes(pool, streams)
    scale = HEIGHT / float(max(_column_sum(nodes, column) for column in (0, 1)))
    picture = Picture(nodes=list(nodes.values()))
    picture.height = max(_stack(nodes, column, scale) for column in range(3)) + PITCH
    order = list(nodes)
    for pair in sorted(streams, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        picture.bands.append(_band(nodes[pair[0]], nodes[pair[1]], streams[pair], scale))
    return picture


def _shown(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    """Who is drawn singly, as itself; with one more than fits, the smaller ones are not in it."""
    largest = sorted(amounts, key=lambda one: (-amounts[one], one))
    return {one: one for one in (largest if len(largest) <= SHOWN + 1 else largest[:SHOWN])}


def _sums(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for label, amount in pairs:
        found[label] += amount
    return found


def _nodes(pool: Pool, streams: Mapping[tuple[Key, Key], Decimal]) -> dict[Key, Node]:
    """Every node that a band touches: sources as the fund table lists them, categories as the policy does, townships by
    what they get; what is put together and what is left stand last."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for (source, target), amount in streams.items():
        if source[0] == 0:
            sums[source] += amount
        sums[target] += amount
    names = {str(line.source.pk): line.source.name for line in pool.lines}
    listed = [(0, pk) for pk in names] + [(0, OTHERS)]
    listed += [(1, str(category)) for category in Category] + [(1, BALANCE)]
    towns = sorted((key for key in sums if key[0] == 2 and key[1] != OTHERS), key=lambda key: (-sums[key], key[1]))
    listed += [*towns, (2, OTHERS)]
    tones = {str(category): f"c{number}" for number, category in enumerate(Category, 1)}
    tones[BALANCE] = BALANCE
    return {
        key: Node(
            column=key[0], amount=sums[key], tone=tones.get(key[1], "plain"),
            label=_label(key, names),
        )
        for key in listed if key in sums
    }  # fmt: skip


def _label(key: Key, names: Mapping[str, str]) -> str:
    column, code = key
    if code == OTHERS:
        return _("其余来源") if column == 0 else _("其余乡镇")
    if column == 0:
        return names[code]
    if code == BALANCE:
        return _("池中余额")
    return str(Category(code).label) if column == 1 else code


def _column_sum(nodes: Mapping[Key, Node], column: int) -> Decimal:
    return total(node.amount for node in nodes.values() if node.column == column)


def _stack(nodes: Mapping[Key, Node], column: int, scale: float) -> int:
    """Stand the nodes of a column one below the other; how far down they reach."""
    y = TOP
    for node in nodes.values():
        if node.column == column:
            node.height = max(3, round(float(node.amount) * scale))
            node.y = y + max(0, PITCH - node.height) // 2
            y += max(PITCH, node.height + GAP)
    return y


def _band(source: Node, target: Node, amount: Decimal, scale: float) -> Band:
    """From one node to the next, below those that were drawn before it."""
    thick = max(1.0, float(amount) * scale)
    start, end = source.y + source.out, target.y + target.into
    source.out += float(amount) * scale
    target.into += float(amount) * scale
    x, to = source.x + NODE, target.x
    half = (x + to) / 2
    path = (
        f"M{x} {start:.1f}C{half:.0f} {start:.1f} {half:.0f} {end:.1f} {to} {end:.1f}"
        f"V{end + thick:.1f}C{half:.0f} {end + thick:.1f} {half:.0f} {start + thick:.1f} {x} {start + thick:.1f}Z"
    )
    title = _("%(source)s → %(target)s：%(amount)s万元")
    told = {"source": source.label, "target": target.label, "amount": wan(amount, separators=True)}
    tone = target.tone if target.column == 1 else source.tone
    return Band(path=path, tone=tone, title=title % told)
