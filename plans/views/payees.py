"""代领: who receives a beneficiary's money with his consent; names are shown to who records them and who pays."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.pages.forms import Answered, DateField, PrintedTexts
from documents import archive
from documents.screening.kinds import MEDIA_TYPES
from plans.enums import HouseholdKind
from plans.models import PayeeConsent, Project
from plans.rules.payees import RELATIONS
from plans.services import payees
from plans.views.access import actor_of


class PayeeForm(PrintedTexts, forms.Form):
    """One household, who receives its money, and the paper on which it agreed."""

    beneficiary = forms.CharField(
        label=gettext_lazy("受益人姓名"), max_length=20, help_text=gettext_lazy("保存时只留姓氏，全名以同意书为准")
    )
    household_kind = forms.ChoiceField(label=gettext_lazy("受益户类型"), choices=HouseholdKind.choices)
    payee = forms.CharField(label=gettext_lazy("代领人姓名"), max_length=20, help_text=gettext_lazy("公开时只显示姓氏"))
    relation = forms.ChoiceField(label=gettext_lazy("与受益人关系"), choices=list(RELATIONS.items()))
    consented_on = DateField(label=gettext_lazy("同意日期"))
    consent = forms.FileField(
        label=gettext_lazy("受益人同意书"), required=False, help_text=gettext_lazy("本人签字（按印）的扫描件或照片")
    )

    def asked(self) -> payees.Asked:
        said: dict[str, Any] = self.cleaned_data
        return payees.Asked(**said)


@login_required
@require_http_methods(["GET", "POST"])
def project_payees(request: HttpRequest, pk: int) -> HttpResponse:
    """Recording one, and those of the project so far."""
    found = get_object_or_404(Project.objects.select_related("proposer"), pk=pk)
    actor = actor_of(request)
    payees.require_may_record(actor, found)
    form = PayeeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = payees.record(actor=actor, project=pk, asked=form.asked())
            messages.success(request, _("已登记代领：受益人%(name)s") % {"name": made.beneficiary})
            return redirect("plans:project_payees", pk)
    listed = found.payees.select_related("recorded_by").in_order()
    context = {"project": found, "form": form, "payees": listed, "names": True}
    return render(request, "plans/payees.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The beneficiary receives his own money again."""
    found = get_object_or_404(PayeeConsent.objects.select_related("project__proposer"), pk=pk)
    payees.require_may_record(actor_of(request), found.project)
    payees.revoke(actor=actor_of(request), consent=pk, reason=request.POST.get("reason", ""))
    messages.success(request, _("已撤销代领，今后由受益人本人领取"))
    return redirect("plans:project_payees", found.project_id)


@require_safe
@login_required
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, handed over to be kept and never shown as a page of this site."""
    found = payees.readable(actor=actor_of(request), consent=pk)
    if found is None:
        raise Http404
    content = archive.read(found.consent_sha256, found.consent_kind)
    response = HttpResponse(content, content_type=MEDIA_TYPES[found.consent_kind])
    name = quote(found.consent_name, safe="")
    response["Content-Disposition"] = (
        f"attachment; filename=\"consent-{found.pk}.{found.consent_kind}\"; filename*=UTF-8''{name}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
