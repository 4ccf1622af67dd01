"""The page on which a dossier is suspended and goes on again, with the times it stood still before."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.models import Dossier
from core.pages.forms import Answered, DateField, PrintedTexts
from core.templatetags.words import cn_date
from roles import policies
from workflows.desk.views.people import actor_of
from workflows.engine import services as engine
from workflows.engine.models import Suspension


class SuspendForm(PrintedTexts, forms.Form):
    """Why it stands still, and when it is expected to go on."""

    reason = forms.CharField(label=gettext_lazy("暂停理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    expected_on = DateField(label=gettext_lazy("预计恢复日期"))


@login_required
@require_http_methods(["GET", "POST"])
def suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown to whoever reads the dossier; the act to whoever answers for what is under way."""
    actor = actor_of(request)
    dossier = get_object_or_404(Dossier.objects.select_related("county", "owner"), pk=pk)
    policies.require_read(actor, dossier)
    standing = engine.standing(dossier)
    resumes = request.POST.get("act") == "resume"
    form = SuspendForm(
        request.POST if request.method == "POST" else None, empty_permitted=resumes, use_required_attribute=not resumes
    )
    if request.method == "POST":
        with Answered(form):
            if told := _act(request, dossier, form, resumes=resumes):
                messages.success(request, told)
                return redirect(f"{reverse('desk:dossier', args=[dossier.pk])}?tab=progress")
    earlier = Suspension.objects.filter(dossier=dossier).select_related("suspended_by", "resumed_by").latest_first()
    context = {
        "dossier": dossier, "standing": standing, "form": form, "earlier": earlier,
        "may_suspend": engine.may_suspend(actor, dossier),
    }  # fmt: skip
    return render(request, "desk/suspension.html", context, status=422 if form.errors else 200)


def _act(request: HttpRequest, dossier: Dossier, form: SuspendForm, *, resumes: bool) -> str:
    """Suspend or, only where that was asked for, resume; what is said then, nothing where the form is to be corrected."""
    actor = actor_of(request)
    if resumes:
        engine.resume(actor=actor, dossier=dossier)
        return _("“%(title)s”已恢复办理，期限按剩余工作日重新核定") % {"title": dossier.title}
    if not form.is_valid():
        return ""
    made = engine.suspend(actor=actor, dossier=dossier, **form.cleaned_data)
    told = {"title": dossier.title, "day": cn_date(made.expected_on)}
    return _("“%(title)s”已暂停办理，预计%(day)s恢复") % told
