"""Pages of the subjects of the budget: all of them, entering one, ending one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Organisation
from core.pages.forms import Answered, DateField, PrintedTexts
from funds import subjects as services
from funds.models import BudgetSubject
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import require, scope


class SubjectForm(PrintedTexts, forms.Form):
    """A subject of the budget, as the Ministry of Finance calls it."""

    code = forms.RegexField(
        r"^\d{7}$", label=gettext_lazy("科目编码"), help_text=gettext_lazy("支出功能分类项级，七位数字，如2130504"),
        error_messages={"invalid": gettext_lazy("支出功能分类科目的项级编码为七位数字")},
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("科目名称"), max_length=60)
    valid_from = DateField(label=gettext_lazy("启用日期"))


class EndSubjectForm(forms.Form):
    """The last day on which it can be chosen."""

    last_day = DateField(label=gettext_lazy("停用日期"), help_text=gettext_lazy("当日仍可选用；已下达的不受影响"))


@login_required
def subjects(request: HttpRequest) -> HttpResponse:
    """Every subject by code, those in use before those that ended."""
    found = list(BudgetSubject.objects.order_by("code", "valid_from"))
    in_use = [one for one in found if one.valid_to is None or one.valid_to >= clock.today()]
    bureaus = Organisation.objects.filter(is_active=True, kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE)
    kept = scope(actor_of(request), Duty.MANAGE_SOURCES, bureaus, "pk").order_by("path")
    context = {"in_use": in_use, "ended": [one for one in found if one not in in_use], "bureaus": list(kept[:50])}
    return render(request, "funds/subjects.html", context)


@login_required
def add(request: HttpRequest, organisation: int) -> HttpResponse:
    """Enter a subject, by a finance bureau."""
    bureau = _bureau(request, organisation)
    form = SubjectForm(request.POST or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = services.add(actor=actor_of(request), bureau=bureau, **form.cleaned_data)
            messages.success(request, _("已登记预算科目“%(subject)s”") % {"subject": made})
            return redirect("funds:subjects")
    return render(request, "funds/subject_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def end(request: HttpRequest, organisation: int, pk: int) -> HttpResponse:
    """End a subject by a day, by a finance bureau."""
    bureau = _bureau(request, organisation)
    found = get_object_or_404(BudgetSubject, pk=pk)
    form = EndSubjectForm(request.POST or None, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            ended = services.end(actor=actor_of(request), bureau=bureau, subject=pk, **form.cleaned_data)
            messages.success(request, _("预算科目“%(subject)s”已定停用日期") % {"subject": ended})
            return redirect("funds:subjects")
    context = {"form": form, "subject": found}
    return render(request, "funds/subject_form.html", context, status=422 if form.errors else 200)


def _bureau(request: HttpRequest, organisation: int) -> Organisation:
    """Raises Refused for whoever does not keep the funds there; 404 for what is no finance bureau."""
    found = get_object_or_404(Organisation, pk=organisation, sector=Sector.FINANCE, county__isnull=False)
    require(actor_of(request), Duty.MANAGE_SOURCES, found)
    return found
