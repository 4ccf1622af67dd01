"""The register of slips as a reader sees it: narrowed by colour, state, time and organisation, with counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, deadlines, working_days
from core.models import User
from core.pages.parts import Facet, FacetChoice
from oversight import areas
from oversight.enums import SlipColour, SlipState
from oversight.models import Slip
from oversight.models.slips import UNANSWERED
from oversight.slip_calls import with_his_duty
from roles import asking
from roles.heads import led_by
from workflows.desk.chips import Chip, time_left

PAGE = 50
TONES = {
    SlipColour.BLUE: "action", SlipColour.YELLOW: "soon", SlipColour.ORANGE: "slip", SlipColour.RED: "late",
}  # fmt: skip
"""The chip of each colour; the word always stands in it."""


class Time(models.TextChoices):
    """How its day stands."""

    RAN_OUT = "ran_out", gettext_lazy("期满未反馈")
    NEAR = "near", gettext_lazy("将到期")
    RUNNING = "running", gettext_lazy("期限内")
    SUSPENDED = "suspended", gettext_lazy("暂停")
    OVER = "over", gettext_lazy("已反馈或已办结")


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not understand asks for nothing."""

    colour: str = ""
    state: str = ""
    time: str = ""
    organisation: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        def one_of(name: str, values: list[str]) -> str:
            return query.get(name, "") if query.get(name, "") in values else ""

        organisation = query.get("organisation", "")
        return cls(
            colour=one_of("colour", SlipColour.values),
            state=one_of("state", SlipState.values),
            time=one_of("time", Time.values),
            organisation=organisation if organisation.isdecimal() and len(organisation) <= 12 else "",
        )


@dataclass(frozen=True)
class Row:
    """One slip of the list; `whose` says who is to do what by the day of `due`."""

    slip: Slip
    tone: str
    due: Chip | None
    whose: str = ""


@dataclass(frozen=True)
class Listed:
    """The page: its facets with counts, and one page of rows."""

    facets: tuple[Facet, ...]
    page: Page[Any]
    rows: list[Row]
    is_narrow: bool


def visible_to(actor: User) -> QuerySet[Slip]:
    """Slips of the supervisor's area, those of the matters whose duty the reader has, those of the organisation that he
    heads, and those that ask an organisation of his for help; one statement for his area, one for his duties."""
    asker = asking.of(actor)
    mine = areas.within(areas.areas_of(actor).supervised, "organisation__path")
    mine |= Q(with_his_duty(asker)) | Q(led_by(asker, "organisation")) | Q(co_handler__in=asker.places)
    return Slip.objects.filter(mine)


def listed(actor: User, asked: Asked, page: str | None) -> Listed:
    """Three statements beyond the one for the reader's area, however many slips there are."""
    slips = visible_to(actor).annotate(time=_time())
    counted = list(_counted(slips))
    wanted = {name: value for name, value in vars(asked).items() if value}
    rows = (
        slips.filter(**wanted)
        .select_related("work_item__dossier", "organisation", "document")
        .order_by("-issued_at", "-pk")
    )
    paginator = Paginator(rows, PAGE)
    paginator.count = sum(one["n"] for one in counted if _matches(one, asked))
    shown = paginator.get_page(page)
    return Listed(_facets(counted, asked), shown, [row(slip) for slip in shown], bool(wanted))


def row(slip: Slip) -> Row:
    """How one slip is shown."""
    if slip.state == SlipState.ANSWERED and slip.answered_at:
        verified = time_left(working_days.closing(verify_by(slip.answered_at)))
        return Row(slip, TONES[SlipColour(slip.colour)], verified, _("督查室核查期限"))
    return Row(slip, TONES[SlipColour(slip.colour)], due(slip), _("承办单位反馈期限") if slip.is_unanswered else "")


def verify_by(answered_at: datetime.datetime) -> datetime.date:
    """By when the supervision office verifies what was answered then."""
    return working_days.add_working_days(deadlines.day_of(answered_at), settings.SLIP_VERIFY_DAYS)


def due(slip: Slip) -> Chip | None:
    """The time that is left to report, or that it stands still; None once it is reported."""
    if not slip.is_unanswered:
        return None
    return time_left(working_days.closing(slip.due_on), slip.work_item.suspended_at)


def _time() -> Case:
    today = clock.today()
    near = working_days.add_working_days(today, settings.SLIP_REMIND_DAYS)
    return Case(
        When(~Q(state__in=UNANSWERED), then=Value(Time.OVER)),
        When(work_item__suspended_at__isnull=False, then=Value(Time.SUSPENDED)),
        When(due_on__lt=today, then=Value(Time.RAN_OUT)),
        When(due_on__lte=near, then=Value(Time.NEAR)),
        default=Value(Time.RUNNING),
        output_field=CharField(),
    )


def _counted(slips: QuerySet[Slip]) -> Any:
    columns = ("colour", "state", "time", "organisation")
    grouped = slips.values(*columns, name=F("organisation__name")).annotate(n=Count("pk"))
    return grouped.order_by("organisation__path", *columns)


def _matches(one: Mapping[str, Any], asked: Asked, but: str = "") -> bool:
    wanted = {name: value for name, value in vars(asked).items() if value and name != but}
    return all(str(one[name]) == value for name, value in wanted.items())


def _facets(counted: list[dict[str, Any]], asked: Asked) -> tuple[Facet, ...]:
    def labelled(choices: type[models.TextChoices], name: str) -> Callable[[dict[str, Any]], tuple[str, str]]:
        return lambda one: (one[name], str(choices(one[name]).label))

    return (
        _facet("colour", _("颜色"), asked, counted, labelled(SlipColour, "colour"), SlipColour.values),
        _facet("state", _("状态"), asked, counted, labelled(SlipState, "state"), SlipState.values),
        _facet("time", _("时限"), asked, counted, labelled(Time, "time"), Time.values),
        _facet("organisation", _("承办单位"), asked, counted, lambda one: (str(one["organisation"]), one["name"])),
    )


def _facet(
    name: str,
    label: str,
    asked: Asked,
    counted: list[dict[str, Any]],
    key: Callable[[dict[str, Any]], tuple[str, str]],
    order: list[str] | None = None,
) -> Facet:
    counts: dict[tuple[str, str], int] = {}
    for one in counted:
        if _matches(one, asked, but=name):
            counts[key(one)] = counts.get(key(one), 0) + one["n"]
    places = {value: place for place, value in enumerate(order or [])}
    listed = sorted(counts.items(), key=lambda found: places.get(found[0][0], 0))
    choices = [FacetChoice(value, text, n) for (value, text), n in listed]
    return Facet(name=name, label=label, choices=choices, selected=getattr(asked, name))
