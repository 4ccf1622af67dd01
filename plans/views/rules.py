"""The table of rules, which anyone may read, and the thresholds of the province and its counties."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
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
from plans.compliance import reading, registry
from plans.compliance.basis import Basis
from plans.compliance.judges.money import plain
from plans.compliance.judging import lines_of
from plans.compliance.rule import Way
from plans.models import RuleThreshold
from plans.services import negative_lines, thresholds
from plans.views.access import actor_of
from roles.holdings import holdings
from workflows.desk.limit_lists import sets_limits
from workflows.engine.services.limit_setting import may_set_bounds


class ThresholdForm(PrintedTexts, forms.Form):
    """A value from a day on, with its ground."""

    value = forms.DecimalField(label=gettext_lazy("数值"), max_digits=8, decimal_places=2)
    starts_on = DateField(label=gettext_lazy("施行日期"))
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=200)


@require_safe
@login_not_required
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in force today with its clause in its own words: nothing but law and what is asked by it."""
    today = clock.today()
    listed = registry.on(today)
    basis = Basis(today, reading.lines(today), reading.thresholds(None, today))
    groups = [
        (title, [(rule, lines_of(rule, basis)) for rule in listed if rule.code[0] == letter])
        for letter, title in (("B", _("资金和方案")), ("N", _("负面清单")), ("C", _("63号文其他条款")))
    ]
    counts = [(way.label, sum(1 for rule in listed if rule.way == way)) for way in Way]
    changes_lines = isinstance(request.user, User) and may_set_bounds(request.user)
    context = {
        "groups": groups, "counts": counts, "thresholds": basis.thresholds, "today": today,
        "changes_lines": changes_lines, "next_code": negative_lines.next_code() if changes_lines else "",
    }  # fmt: skip
    return render(request, "plans/rules.html", context)


@require_safe
@login_required
def threshold_list(request: HttpRequest) -> HttpResponse:
    """What holds today in the reader's county, or in the whole province; everybody may look."""
    actor = actor_of(request)
    county = county_of(actor)
    standing = reading.thresholds(county, clock.today())
    rows = [(parameter, codes, standing[key]) for key, (parameter, codes) in registry.parameters().items()]
    return render(request, "plans/thresholds.html", {"rows": rows, "county": county, "sets": _sets(actor, county)})


@login_required
@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, key: str) -> HttpResponse:
    """Setting one: for the province by its administrators, else for the county by whoever sets its limits. Whoever has
    one of the duties elsewhere may look."""
    actor = actor_of(request)
    found = registry.parameters().get(key)
    if found is None:
        raise Http404
    county = county_of(actor)
    sets = _sets(actor, county)
    if not sets and (request.method == "POST" or not sets_limits(actor)):
        thresholds.require_may_set(actor, county)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    now = reading.thresholds(county, tomorrow)[key]
    form = ThresholdForm(request.POST or None, initial={"value": plain(now.value), "starts_on": tomorrow})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = thresholds.set_threshold(actor=actor, county=county, key=key, **form.cleaned_data)
            messages.success(
                request, _("已设定，自%(day)s起施行；此前的合规结论不变") % {"day": cn_date(made.starts_on)}
            )
            return redirect("plans:thresholds")
    records = RuleThreshold.objects.filter(key=key, county=county).select_related("set_by").order_by("-starts_on")
    context = {
        "form": form,
        "parameter": found[0],
        "codes": found[1],
        "of_province": reading.thresholds(None, tomorrow)[key].value,
        "county": county,
        "earlier": records,
        "sets": sets,
    }
    return render(request, "plans/threshold.html", context, status=422 if form.errors else 200)


def county_of(actor: User) -> Organisation | None:
    """The county in which he has his first duty; none for people of the province."""
    for held in holdings(actor):
        found = Organisation.objects.filter(pk=held.organisation).select_related("county").first()
        if found and found.county:
            return found.county
    return None


def _sets(actor: User, county: Organisation | None) -> bool:
    try:
        thresholds.require_may_set(actor, county)
    except Refused:
        return False
    return True
