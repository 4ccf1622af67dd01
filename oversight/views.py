"""The watchers' pages: what is open and overdue, the ledger, and the demonstration clock."""

from __future__ import annotations

import datetime
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import anchors, clock
from core import ledger as chain_of_hashes
from core.errors import DomainError, Invalid, Refused
from core.models import Organisation, User
from oversight import areas, demo_clock, exports, ledgers, overdue_page, services, waiting
from oversight.forms import ClockForm, UrgeForm
from oversight.models import PersonalLook
from roles.duties import Duty
from roles.policies import may_read_ledger, require_governing
from workflows.engine.models import WorkItem

LOOKS = 50
"""Lines of the record of looks on one page."""


@require_GET
@login_required
def overdue(request: HttpRequest) -> HttpResponse:
    """What is open in the supervisor's area, where and since when; the filter lies in the address."""
    return overdue_page.page(request, waiting.Asked.read(request.GET))


@require_GET
@login_required
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list of the same filter as a file, for whoever may see the list."""
    if form not in exports.CONTENT_TYPES:
        raise Http404
    rows, is_cut = waiting.listed(areas.supervised(cast(User, request.user)), waiting.Asked.read(request.GET))
    name = f"supervision-{clock.today():%Y%m%d}.{form}"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(exports.file(rows, form, is_cut=is_cut), content_type=exports.CONTENT_TYPES[form], headers=told)


@require_POST
@login_required
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one urge and come back to the list with the same filter, and by the fragment of the form's address to the same
    row; where it is refused, with the reason and the text."""
    item = get_object_or_404(WorkItem.objects.select_related("organisation"), pk=pk)
    form = UrgeForm(request.POST)
    form.is_valid()
    chosen, own = (str(request.POST.get(name, "")) for name in ("text", "own"))
    asked = overdue_page.question_in(request.POST.get("back", ""))
    try:
        require_governing(cast(User, request.user), Duty.SUPERVISE, item.organisation)
        if form.errors:
            raise Invalid("".join(str(said) for told in form.errors.values() for said in told))
        services.urge(actor=cast(User, request.user), work_item=item.pk, text=form.cleaned_data["own"] or chosen)
    except DomainError as refusal:
        refused = overdue_page.RefusedUrge(item.pk, refusal, chosen, own)
        return overdue_page.page(request, asked, urge=refused)
    messages.success(request, _("已催办%(organisation)s") % {"organisation": item.organisation.name})
    return redirect(reverse("oversight:overdue") + overdue_page.place(asked))


@require_GET
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """One ledger that the actor may read: the one asked for, else his first."""
    actor = cast(User, request.user)
    chains = list(ledgers.chains(areas.areas_of(actor).audited))
    wanted = request.GET.get("chain", "")
    if wanted.isdecimal():
        chain = _readable_chain(actor, int(wanted[:12]))
    elif chains:
        chain = chains[0]
    else:
        raise Refused(_("只有审计人员和审计管理员可以查阅台账"))
    return _ledger_page(request, chain, chains)


@require_POST
@login_required
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    actor = cast(User, request.user)
    chain = _readable_chain(actor, pk)
    chains = list(ledgers.chains(areas.areas_of(actor).audited))
    return _ledger_page(request, chain, chains, anchors.verify(chain))


@require_http_methods(["GET", "POST"])
@login_required
def clock_page(request: HttpRequest) -> HttpResponse:
    """Move the demonstration clock forward; there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    form = ClockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moved = clock.advance(to=_target(form)).astimezone(clock.SHANGHAI)
        messages.success(request, _("演示时钟已调至%(moment)s") % {"moment": f"{moved:%Y-%m-%d %H:%M}"})
        return redirect("oversight:clock")
    context = {"form": form, "present": clock.now(), "last_notice_day": demo_clock.last_notice_day()}
    return render(request, "oversight/clock.html", context, status=422 if form.errors else 200)


def _target(form: ClockForm) -> datetime.datetime:
    count = form.cleaned_data.get("count") or 0
    match form.cleaned_data["by"]:
        case ClockForm.DAYS:
            return demo_clock.after_days(count)
        case ClockForm.WORKING_DAYS:
            return demo_clock.after_working_days(count)
        case _:
            return demo_clock.after_notices()


@require_GET
@login_required
def looks(request: HttpRequest) -> HttpResponse:
    """Who of those who watch or administer looked at personal data in the auditor's area."""
    audited = areas.areas_of(cast(User, request.user)).audited
    if not audited:
        raise Refused(_("只有审计人员和审计管理员可以查阅个人信息查看记录"))
    rows = PersonalLook.objects.filter(areas.within(audited, "county__path")).newest_first()
    page = Paginator(rows.select_related("viewer", "county"), LOOKS).get_page(request.GET.get("page"))
    return render(request, "oversight/looks.html", {"page": page})


def _readable_chain(actor: User, pk: int) -> Organisation:
    chain = get_object_or_404(Organisation, pk=pk)
    if not may_read_ledger(actor, chain):
        raise Refused(_("您无权查阅%(name)s的台账") % {"name": chain.name})
    return chain


def _ledger_page(
    request: HttpRequest,
    chain: Organisation,
    chains: list[Organisation],
    verdict: chain_of_hashes.Verdict | None = None,
) -> HttpResponse:
    before = request.GET.get("before", "")
    shown = ledgers.portion(chain, int(before[:15]) if before.isdecimal() else None)
    context = {"chain": chain, "chains": chains, "shown": shown, "verdict": verdict}
    return render(request, "oversight/ledger.html", context)
