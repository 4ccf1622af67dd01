"""The page on which it is said how urgent a dossier is, and who said so before."""

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

from core.enums import DossierUrgency
from core.models import Dossier
from core.pages.forms import Answered, PrintedTexts
from roles import policies
from workflows.desk import urgency as degrees
from workflows.desk.views.people import actor_of


class UrgencyForm(PrintedTexts, forms.Form):
    """How urgent, and why."""

    urgency = forms.TypedChoiceField(
        label=gettext_lazy("紧急程度"), choices=DossierUrgency.choices, coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def urgency(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown to whoever reads the dossier; set by whoever began it or directs the government office."""
    actor = actor_of(request)
    dossier = get_object_or_404(Dossier.objects.select_related("county", "owner"), pk=pk)
    policies.require_read(actor, dossier)
    form = UrgencyForm(request.POST if request.method == "POST" else None, initial={"urgency": dossier.urgency})
    if request.method == "POST":
        with Answered(form):
            if form.is_valid():
                made = degrees.set_urgency(actor=actor, dossier=pk, **form.cleaned_data)
                told = {"title": dossier.title, "urgency": made.get_urgency_display()}
                messages.success(request, _("“%(title)s”已设为%(urgency)s") % told)
                return redirect(f"{reverse('desk:dossier', args=[pk])}?tab=progress")
    context = {
        "dossier": dossier, "form": form, "changes": degrees.changes_told(actor, dossier),
        "may_set": not dossier.closed_at and degrees.may_set(actor, dossier),
    }  # fmt: skip
    return render(request, "desk/urgency.html", context, status=422 if form.errors else 200)
