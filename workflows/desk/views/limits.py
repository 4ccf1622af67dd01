"""The pages of limits: what holds in a county, and setting one, for the province or for the county."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Refused
from core.models import Organisation, User
from core.pages.forms import Answered, DateField, PrintedTexts
from core.templatetags.words import cn_date
from roles.holdings import holdings
from workflows.desk import limit_lists
from workflows.desk.views.people import actor_of
from workflows.engine import limit_records, limits
from workflows.engine.models import CountyLimit, LimitBounds
from workflows.engine.services import limit_setting


class StartForm(PrintedTexts, forms.Form):
    """From when, and on what ground."""

    starts_on = DateField(label=gettext_lazy("施行日期"))
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=200)


class BoundsForm(StartForm):
    """What the province allows."""

    lowest = forms.IntegerField(label=gettext_lazy("下限（天）"), min_value=1, max_value=365)
    usual = forms.IntegerField(label=gettext_lazy("默认（天）"), min_value=1, max_value=365)
    highest = forms.IntegerField(label=gettext_lazy("上限（天）"), min_value=1, max_value=365)
    field_order = ("lowest", "usual", "highest", "starts_on", "basis")


class CountyForm(StartForm):
    """What the county sets."""

    days = forms.IntegerField(label=gettext_lazy("期限（天）"), min_value=1, max_value=365)
    field_order = ("days", "starts_on", "basis")


@require_safe
@login_required
def limit_list(request: HttpRequest) -> HttpResponse:
    """What holds today in the reader's county, or in the whole province; everybody may look."""
    actor = actor_of(request)
    county = _county_of(actor)
    context = {
        "county": county,
        "sections": limit_lists.sections(county, clock.today()),
        "sets_bounds": limit_setting.may_set_bounds(actor),
        "sets_here": county is not None and limit_setting.may_set_for(actor, county),
    }
    return render(request, "desk/limits.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, key: str) -> HttpResponse:
    """Setting one limit: the bounds for the province's administrators, else the county's own. Whoever has one of the
    duties elsewhere may look."""
    actor = actor_of(request)
    if not limits.is_known(key):
        raise Http404
    county = _county_of(actor)
    of_bounds = limit_setting.may_set_bounds(actor)
    sets = of_bounds or (county is not None and limit_setting.may_set_for(actor, county))
    if not sets and (request.method == "POST" or not limit_lists.sets_limits(actor)):
        raise Refused(_("只有省级系统管理员、县级系统管理员和工作专班可以设定期限"))
    tomorrow = clock.today() + datetime.timedelta(days=1)
    kind = BoundsForm if of_bounds else CountyForm
    form = kind(request.POST or None, initial={"starts_on": tomorrow, **_standing(key, county, tomorrow, of_bounds)})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            if of_bounds:
                made: LimitBounds | CountyLimit = limit_setting.set_bounds(actor=actor, key=key, **form.cleaned_data)
            else:
                made = limit_setting.set_county_limit(actor=actor, county=county, key=key, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(
                request, _("已设定，自%(day)s起施行；已经起算的期限不变") % {"day": cn_date(made.starts_on)}
            )
            return redirect("desk:limits")
    context = {
        "form": form, "sets": sets, "of": limit_lists.of(key), "county": None if of_bounds else county,
        "bounds": limit_records.bounds(key, tomorrow), "in_calendar_days": limits.in_calendar_days(key),
        "earlier": _earlier(key, None if of_bounds else county),
    }  # fmt: skip
    return render(request, "desk/limit.html", context, status=422 if form.errors else 200)


def _county_of(actor: User) -> Organisation | None:
    """The county in which he has his first duty; none for people of the province and the prefectures."""
    for held in holdings(actor):
        found = Organisation.objects.filter(pk=held.organisation).select_related("county").first()
        if found and found.county:
            return found.county
    return None


def _standing(key: str, county: Organisation | None, on: datetime.date, of_bounds: bool) -> dict[str, int]:
    """What is in force, as the form's first proposal."""
    now = limits.length(key, county.pk if county else None, on)
    if not of_bounds:
        return {"days": now}
    bounds = limit_records.bounds(key, on) or limit_records.Bounds(1, now, 2 * now)
    return {"lowest": bounds.lowest, "usual": bounds.usual, "highest": bounds.highest}


def _earlier(key: str, county: Organisation | None) -> list[tuple[str, LimitBounds | CountyLimit]]:
    """Every record of the limit, the last first."""
    if county is None:
        rows = LimitBounds.objects.filter(key=key).select_related("set_by").order_by("-starts_on")
        return [(f"{one.lowest}—{one.highest}（{one.usual}）", one) for one in rows]
    own = CountyLimit.objects.filter(key=key, county=county).select_related("set_by").order_by("-starts_on")
    return [(str(one.days), one) for one in own]
