"""What the address of the inbox asks for, and the facets beside the list: each counts what the other answers leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, reduce
from operator import and_, or_
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from core import search
from core.enums import OrganisationKind
from core.pages import keys
from core.pages.parts import Facet, FacetChoice
from roles.holdings import Holding
from workflows.desk import steps
from workflows.desk.waiting_groups import BOUNDS, Band, Group
from workflows.desk.waiting_rows import FOUND_BY, ORDERS, Number
from workflows.engine.enums import Why

OWN, ACTING = "own", "acting"
Deputised = Mapping[tuple[str, int], str]
"""The name of whom the asker deputises, by duty and organisation, where he has no post of his own."""
Judged = tuple[Number, frozenset[str]]
"""A count, and the names of what is asked that it is not; none is what is asked for."""


@dataclass(frozen=True)
class Filter:
    """What the address asks for; anything it does not understand asks for nothing."""

    group: str = ""
    year: str = ""
    step: str = ""
    township: str = ""
    organisation: str = ""
    place: str = ""
    band: str = ""
    returned: str = ""
    acting: str = ""
    seat: str = ""
    """1 for the seats of countersigns alone: the tab 会签."""
    q: str = ""
    order: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        def one_of(name: str, known: Collection[str]) -> str:
            told = query.get(name, "")
            return told if told in known else ""

        def number(name: str) -> str:
            return query.get(name, "") if keys.key(query.get(name, "")) is not None else ""

        return cls(
            group=one_of("group", Group.values),
            year=number("year"),
            step=query.get("step", "")[:120],
            township=number("township"),
            organisation=number("organisation"),
            place=number("place"),
            band=one_of("band", Band.values),
            returned=one_of("returned", ("1",)),
            acting=one_of("acting", (OWN, ACTING)),
            seat=one_of("seat", ("1",)),
            q=query.get("q", "").strip()[:60],
            order=one_of("order", ORDERS),
            page=max(1, int(number("page")[:6] or 1)),
        )

    def is_narrow(self) -> bool:
        """Beside which tab it is."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in ("order", "page", "seat"))

    def question(self, **changed: str | int) -> str:
        """As an address spells it, empty for everything in the usual order."""
        parts = {**vars(self), **changed}
        kept = {name: value for name, value in parts.items() if value and (name, value) != ("page", 1)}
        return urlencode(kept)


def deputised(held: Iterable[Holding]) -> Deputised:
    """For whom the holder of these duties acts where."""
    return {(one.duty, one.organisation): one.principal for one in held if one.principal}


def judged(counted: Iterable[Number], asked: Filter, acting: Deputised) -> list[Judged]:
    """Each count with the names of what is asked and is not so of it. What is put aside is asked for alone."""
    asks = [(name, answer, told) for name, answer in ANSWERS.items() if (told := getattr(asked, name))]

    def unlike(one: Number) -> Iterator[str]:
        if one.bucket != asked.group if asked.group else one.bucket == Group.ASIDE:
            yield "group"
        yield from (name for name, answer, told in asks if answer(one, acting) != told)

    return [(one, frozenset(unlike(one))) for one in counted]


def total(found: Iterable[Judged], but: str = "") -> int:
    """How many are what is asked for, whatever is asked of `but`."""
    return sum(one.n for one, unlike in found if unlike <= {but})


def narrow(asked: Filter, acting: Deputised) -> Q | None:
    """The same as a condition on work items, beside the group; None for everything."""
    conditions = [search.condition(asked.q, FOUND_BY)] if asked.q else []
    conditions += [made(value, acting) for name, made in CONDITIONS.items() if (value := getattr(asked, name))]
    return reduce(and_, conditions) if conditions else None


def facets(found: list[Judged], asked: Filter, acting: Deputised) -> list[Facet]:
    """The facets in the order of the bar; none without a choice, and but for the first three only those that
    tell anything apart."""
    title = cache(steps.title)
    named: list[tuple[str, str, Callable[[Number], str]]] = [
        ("year", _("年度"), lambda one: str(one.year)),
        ("step", _("环节"), lambda one: title(one.flow_key, one.step)),
        ("organisation", _("主办机关"), lambda one: one.owner_name),
        ("township", _("乡镇"), lambda one: one.owner_name if one.owner_kind == OrganisationKind.TOWNSHIP else one.above_name),
        ("place", _("办理机关"), lambda one: one.place_name),
        ("band", _("金额"), lambda one: str(Band(one.band).label)),
        ("returned", _("退回的"), lambda _one: _("退回的")),
        ("acting", _("代办"), lambda one: _("代人办理") if _acting(one, acting) == ACTING else _("本人职责")),
    ]  # fmt: skip
    made = [_facet(name, label, found, asked, acting, words) for name, label, words in named]
    return [
        one
        for one in made
        if one.selected or (one.choices and one.name in ALWAYS) or _tells_apart(one, total(found, one.name))
    ]


ALWAYS = ("year", "step", "organisation")


def _tells_apart(facet: Facet, total: int) -> bool:
    """Whether a choice leaves anything out."""
    return any(0 < (choice.count or 0) < total for choice in facet.choices)


def _facet(
    name: str, label: str, found: list[Judged], asked: Filter, acting: Deputised, words: Callable[[Number], str]
) -> Facet:
    counts: Counter[str] = Counter()
    named: dict[str, str] = {}
    answer = ANSWERS[name]
    for one, unlike in found:
        if unlike <= {name} and (value := answer(one, acting)):
            counts[value] += one.n
            if value not in named:
                named[value] = words(one)
    order = Band.values.index if name == "band" else str
    choices = [FacetChoice(value, named[value], counts[value]) for value in sorted(counts, key=order)]
    return Facet(name=name, label=label, choices=choices, selected=getattr(asked, name))


def _township(one: Number) -> str:
    if one.owner_kind == OrganisationKind.TOWNSHIP:
        return str(one.owner)
    return str(one.above) if one.owner_kind == OrganisationKind.VILLAGE else ""


def _acting(one: Number, acting: Deputised) -> str:
    return ACTING if (one.duty, one.place) in acting else OWN


ANSWERS: dict[str, Callable[[Number, Deputised], str]] = {
    "year": lambda one, _acting: str(one.year),
    "step": lambda one, _acting: f"{one.flow_key}.{one.step}",
    "organisation": lambda one, _acting: str(one.owner),
    "township": lambda one, _acting: _township(one),
    "place": lambda one, _acting: str(one.place),
    "band": lambda one, _acting: one.band,
    "returned": lambda one, _acting: "1" if one.is_returned else "",
    "acting": _acting,
    "seat": lambda one, _acting: "1" if steps.is_seat(one.flow_key, one.step) else "",
}
"""What one count says to each facet; nothing where it is not asked of it."""


def _of_township(township: str, _acting: Deputised) -> Q:
    number = int(township)
    village = Q(dossier__owner__parent=number, dossier__owner__kind=OrganisationKind.VILLAGE)
    return Q(dossier__owner=number, dossier__owner__kind=OrganisationKind.TOWNSHIP) | village


def _of_step(told: str, _acting: Deputised) -> Q:
    flow_key, _dot, step = told.partition(".")
    return Q(flow_key=flow_key, step=step)


def _of_band(band: str, _acting: Deputised) -> Q:
    if band == Band.NONE:
        return Q(dossier__amount__isnull=True)
    bounds = {found.value: (least, most) for found, least, most in BOUNDS}
    if band not in bounds:
        return Q(dossier__amount__gte=BOUNDS[-1][2])
    least, most = bounds[band]
    return Q(dossier__amount__gte=least, dossier__amount__lt=most)


def _of_acting(told: str, acting: Deputised) -> Q:
    pairs = [Q(duty=duty, organisation=place) for duty, place in acting]
    deputising = reduce(or_, pairs, Q(pk__in=()))
    return deputising if told == ACTING else ~deputising


def _of_seats(_told: str, _acting: Deputised) -> Q:
    return reduce(or_, (Q(flow_key=flow_key, step=step) for flow_key, step in steps.all_seats()), Q(pk__in=()))


CONDITIONS: dict[str, Callable[[str, Deputised], Q]] = {
    "year": lambda told, _acting: Q(dossier__year=int(told[:4])),
    "step": _of_step,
    "organisation": lambda told, _acting: Q(dossier__owner=int(told)),
    "township": _of_township,
    "place": lambda told, _acting: Q(organisation=int(told)),
    "band": _of_band,
    "returned": lambda _told, _acting: Q(why=Why.RETURNED),
    "acting": _of_acting,
    "seat": _of_seats,
}
"""The same answers as conditions on work items."""
