"""Pages of a plan's year end: the statement, drawing it, confirming it."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import Sector
from core.pages.forms import Answered
from funds import payments
from funds import year_end as services
from funds import year_end_reading as reading
from funds.allotting import NOUGHT
from funds.enums import YearEndState
from funds.models import YearEndStatement
from funds.reading import counties_of
from funds.year_end_forms import GiveBackForm, YearEndForm
from funds.year_end_reading import Row
from funds.year_end_separation import against_confirming
from plans.models import AnnualPlan
from plans.services import adjustments
from plans.services.organs import bureau
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import may, require

PAGE = 50


@login_required
def year_end(request: HttpRequest, plan: int) -> HttpResponse:
    """Row by row what is arranged, allotted, paid and left of a plan, and what becomes of it. Until it is confirmed only the
    bureau reads what the statement lists."""
    return _page(request, plan)


@login_required
@require_POST
def draw(request: HttpRequest, plan: int) -> HttpResponse:
    """Draw the statement."""
    found = get_object_or_404(AnnualPlan.objects.select_related("county"), pk=plan)
    require(actor_of(request), Duty.MANAGE_SOURCES, bureau(found.county, Sector.FINANCE))
    made = services.draw(actor=actor_of(request), plan=plan)
    messages.success(request, _("已拟定年终结转收回清单，请填写依据和结转理由"))
    return redirect("funds:write_year_end", made.pk)


@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by which document, and what is carried over and why."""
    found = _statement(request, pk, Duty.MANAGE_SOURCES)
    version = adjustments.in_force(found.plan_id) or found.version
    form = YearEndForm(request.POST or None, statement=found, version=version)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.write(
                actor=actor_of(request), statement=pk, kept=form.kept(), unpaid=form.unpaid(), doc_no=form.cleaned_data["doc_no"],
                dated=form.cleaned_data["dated"],
            )  # fmt: skip
            messages.success(request, _("已保存年终结转收回清单"))
            return redirect("funds:year_end", found.plan_id)
    context = {"plan": found.plan, "form": form}
    return render(request, "funds/write_year_end.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the statement to the head of the bureau."""
    found = _statement(request, pk, Duty.MANAGE_SOURCES)
    services.submit(actor=actor_of(request), statement=pk)
    messages.success(request, _("已送请财政局负责人确认"))
    return redirect("funds:year_end", found.plan_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the statement up."""
    found = _statement(request, pk, Duty.MANAGE_SOURCES)
    services.withdraw(actor=actor_of(request), statement=pk)
    messages.success(request, _("已撤销年终结转收回清单"))
    return redirect("funds:year_end", found.plan_id)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm it; the money moves."""
    found = _statement(request, pk, Duty.SIGN_OFF)
    services.confirm(actor=actor_of(request), statement=pk)
    messages.success(request, _("已确认，资金已结转、收回到下一年度"))
    return redirect("funds:year_end", found.plan_id)


@login_required
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back to whoever drew it; what was typed stays on the page where it is refused."""
    found = _statement(request, pk, Duty.SIGN_OFF)
    form = GiveBackForm(request.POST)
    if form.is_valid():
        with Answered(form):
            services.give_back(actor=actor_of(request), statement=pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("已退回拟定人"))
            return redirect("funds:year_end", found.plan_id)
    return _page(request, found.plan_id, form)


def _page(request: HttpRequest, plan: int, giving_back: GiveBackForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    counties = counties_of(actor).values("pk")
    found = get_object_or_404(AnnualPlan.objects.select_related("county").filter(county__in=counties), pk=plan)
    lead = bureau(found.county, Sector.FINANCE)
    keeps, signs = may(actor, Duty.MANAGE_SOURCES, lead), may(actor, Duty.SIGN_OFF, lead)
    statement = reading.standing(found.pk)
    version = statement.version if statement else adjustments.in_force(found.pk)
    shown = statement if statement and (keeps or signs or statement.state == YearEndState.CONFIRMED) else None
    rows = [row for row in reading.rows_of(version, shown) if row.left > 0] if version else []
    context = {
        "plan": found, "version": version, "statement": shown, "keeps": keeps, "next": found.year + 1,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "draws": bool(shown and keeps and shown.drawn_by_id == actor.pk and shown.state == YearEndState.DRAWING),
        "withdraws": bool(shown and keeps and shown.state in (YearEndState.DRAWING, YearEndState.WAITING)),
        "signs": bool(shown and signs and shown.state == YearEndState.WAITING),
        "not_his": against_confirming(actor, shown) if shown and signs else "",
        "against": reading.against_drawing(found, version) if keeps and not statement else "",
        "sums": _sums(rows), "is_paid": payments.is_kept(found.pk), "form": giving_back or GiveBackForm(),
    }  # fmt: skip
    return render(request, "funds/year_end.html", context, status=422 if giving_back else 200)


def _sums(rows: list[Row]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """What is left, returned and carried over of what was not allotted, of what was not paid, and of both."""
    unpaid = [row for row in rows if row.allotment]
    if not unpaid:
        return [(_("合计"), *_summed(rows))]
    unallotted = [row for row in rows if not row.allotment]
    return [
        (_("未下达小计"), *_summed(unallotted)),
        (_("下达未支付小计"), *_summed(unpaid)),
        (_("合计"), *_summed(rows)),
    ]


def _summed(rows: list[Row]) -> tuple[Decimal, Decimal, Decimal]:
    return (
        sum((row.left for row in rows), NOUGHT), sum((row.returned for row in rows), NOUGHT),
        sum((row.carried for row in rows), NOUGHT),
    )  # fmt: skip


def _statement(request: HttpRequest, pk: int, duty: Duty) -> YearEndStatement:
    """Raises Refused for whoever has not that duty at the county's finance bureau."""
    found = get_object_or_404(YearEndStatement.objects.select_related("plan__county", "version"), pk=pk)
    require(actor_of(request), duty, bureau(found.plan.county, Sector.FINANCE))
    return found
