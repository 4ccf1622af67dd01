"""The pages of supervision slips: the list, one slip with its acts, and issuing one."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.models import User
from core.pages.forms import Answered, DateField
from core.working_days import add_working_days
from oversight import areas
from oversight import slips as services
from oversight.models import Slip, SlipState
from roles import origins, policies
from roles.duties import Duty
from workflows.desk import chips, steps
from workflows.engine.models import WorkItem

PAGE = 50
USUAL_DAYS = 5
SIGN, ANSWER, CLOSE, RETURN = "sign", "answer", "close", "return"
DONE = {
    SIGN: gettext_lazy("督办单已签收，请办理后反馈结果"),
    ANSWER: gettext_lazy("督办单已反馈，待督查机关核查"),
    CLOSE: gettext_lazy("督办单已销号"),
    RETURN: gettext_lazy("督办单已退回，承办单位须重新办理"),
}
"""What is said once an act is done, by act."""


class IssueForm(forms.Form):
    """What is required, by when."""

    requirement = forms.CharField(
        label=gettext_lazy("督办要求"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = DateField(label=gettext_lazy("办结期限"))


class ActForm(forms.Form):
    """One act on a slip, and what is said with it."""

    act = forms.ChoiceField(choices=[(act, act) for act in (SIGN, ANSWER, CLOSE, RETURN)])
    text = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


@require_safe
@login_required
def slips(request: HttpRequest) -> HttpResponse:
    """Slips of the supervisor's area, and those of the matters whose duty the reader has."""
    actor = cast(User, request.user)
    duty_there = origins.held(actor).filter(
        permission__codename=OuterRef("work_item__duty"), content_object=OuterRef("organisation")
    )
    mine = areas.within(areas.areas_of(actor).supervised, "organisation__path") | Exists(duty_there)
    related = ("work_item__dossier", "organisation", "document")
    rows = Slip.objects.filter(mine).select_related(*related).newest_first()
    return render(request, "oversight/slips.html", {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))})


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a slip of one open matter."""
    actor = cast(User, request.user)
    item = get_object_or_404(WorkItem.objects.select_related("organisation", "dossier"), pk=pk)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    standing = item.slips.open().first() if request.method == "GET" else None
    if standing is not None:
        messages.info(request, _("该事项已有未销号的督办单，一事一单"))
        return redirect("oversight:slip", standing.pk)
    usual = {
        "due_on": add_working_days(clock.today(), USUAL_DAYS),
        "requirement": _("请在期限内办结，并书面反馈结果。"),
    }
    form = IssueForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = services.issue(actor=actor, work_item=item.pk, **form.cleaned_data)
            messages.success(
                request, _("已下达督办单%(number)s") % {"number": made.document.number if made.document else ""}
            )
            return redirect("oversight:slip", made.pk)
    context = {"form": form, "item": item, "step": steps.title(item.flow_key, item.step), "chip": chips.chip(item)}
    return render(request, "oversight/issue_slip.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip, for whoever reads its dossier, with the act that is his to take."""
    actor = cast(User, request.user)
    related = ("work_item__dossier", "organisation", "office", "document", "issued_by", "signed_by", "answered_by")
    found = get_object_or_404(Slip.objects.select_related(*related, "verified_by"), pk=pk)
    policies.require_read(actor, found.work_item.dossier)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            _act(actor, found.pk, form.cleaned_data["act"], form.cleaned_data["text"])
            messages.success(request, DONE[form.cleaned_data["act"]])
            return redirect("oversight:slip", found.pk)
    item = found.work_item
    handles = found.state != SlipState.CLOSED and services.may_handle(actor, found)
    context = {
        "slip": found, "form": form, "step": steps.title(item.flow_key, item.step), "states": SlipState,
        "may_sign": handles and found.state == SlipState.ISSUED,
        "may_answer": handles and found.state == SlipState.SIGNED,
        "may_verify": found.state == SlipState.ANSWERED and services.may_verify(actor, found),
        "typed": form.data.get("text", "") if form.is_bound else "",
    }  # fmt: skip
    return render(request, "oversight/slip.html", context, status=422 if form.errors else 200)


def _act(actor: User, slip: int, act: str, text: str) -> None:
    if act == SIGN:
        services.sign_for(actor=actor, slip=slip)
    elif act == ANSWER:
        services.answer(actor=actor, slip=slip, text=text)
    else:
        services.verify(actor=actor, slip=slip, holds=act == CLOSE, remark=text)
