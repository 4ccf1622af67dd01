"""The supervisor's months: compared, and written on the drawn flow; period, place and flow stand in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.models import Organisation, User
from core.pages.parts import Facet, FacetChoice, Tab
from oversight import charts, flow_pictures, provincial
from oversight.areas import supervised
from oversight.charts import Series
from oversight.models import WayMonth
from oversight.periods import LENGTHS, Period
from oversight.trends import Trends, chosen, places_in, rows_of, step_lines, trends
from workflows.engine import registry


@require_safe
@login_required
def months(request: HttpRequest) -> HttpResponse:
    """What was opened, decided, late and given back by month, and what the steps took."""
    places, period = supervised(cast(User, request.user)), Period.read(request.GET)
    found = trends(places, period)
    context = {
        "found": found, "period": period, "charts": _charts(found, period), "kept": (("until", f"{period.last:%Y-%m}"),),
        "facets": _facets(found.place, found.places, period, found.flows),
        "provincial": provincial.responses(found.place, period), "tabs": tabs(period, "months"),
        "earlier": period.before.address(), "later": period.after.address() if period.after else "",
    }  # fmt: skip
    return render(request, "oversight/trends.html", context)


@require_safe
@login_required
def flow(request: HttpRequest, key: str) -> HttpResponse:
    """One flow as it is drawn, with what its steps and ways took in the period."""
    areas, period = supervised(cast(User, request.user)), Period.read(request.GET)
    entry = next((one for one in registry.registered() if one.key == key), None)
    if entry is None:
        raise Http404
    places = places_in(areas)
    place = chosen(places, period)
    lines = step_lines([row for row in rows_of(place, period) if row.flow_key == key], period)
    rows = WayMonth.objects.filter(place=place, flow_key=key, month__gte=period.first, month__lte=period.last)
    taken = flow_pictures.ways(rows.order_by("step", "to_step", "month"), key)
    context = {
        "title": entry.title, "key": key, "place": place, "period": period, "lines": lines, "ways": taken,
        "picture": flow_pictures.picture(key, {line.step: line.count for line in lines}, taken),
        "kept": (("until", f"{period.last:%Y-%m}"),), "facets": _facets(place, places, period, ()),
        "tabs": tabs(period, key),
    }  # fmt: skip
    return render(request, "oversight/flow.html", context)


def tabs(period: Period, current: str) -> tuple[Tab, ...]:
    """The months, then each flow."""
    first = Tab(_("月度比较"), reverse("oversight:trends") + period.address(), current == "months")
    return first, *(
        Tab(str(one.title), reverse("oversight:flow", args=[one.key]) + period.address(flow=""), current == one.key)
        for one in registry.registered()
    )


def _facets(
    place: Organisation | None, places: Sequence[Organisation], period: Period, flows: Sequence[tuple[str, str]]
) -> tuple[Facet, ...]:
    facets = [
        Facet(
            "place", _("地区"), [FacetChoice(str(one.pk), one.name) for one in places],
            str(place.pk) if period.place and place else "",
        ),
        Facet(
            "months", _("期间"),
            [FacetChoice(str(n), _("%(n)s个月") % {"n": n}) for n in LENGTHS],
            str(period.months),
        ),
    ]  # fmt: skip
    if flows:
        facets.append(Facet("flow", _("流程"), [FacetChoice(key, title) for key, title in flows], period.flow))
    return tuple(facets)


def _charts(found: Trends, period: Period) -> tuple[charts.Chart, ...]:
    labels = [f"{month.first:%Y-%m}" for month in found.months]
    counts = [month.count for month in found.months]
    work = [
        Series(_("到达"), "soft", [one.opened for one in counts]),
        Series(_("办结"), "main", [one.decided for one in counts]),
        Series(_("逾期办结"), "late", [one.late for one in counts]),
    ]
    times = [
        Series(_("中位数"), "main", [one.times.median for one in counts]),
        Series(_("九成以内（P90）"), "late", [one.times.p90 for one in counts]),
    ]
    return (
        charts.bars(_("到达、办结和逾期办结"), _("件"), labels, work),
        charts.lines(_("环节用时"), _("工作日"), labels, times),
    )
