"""The page from which a letter that urges is sent."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.models import User
from core.pages.forms import Answered, PrintedTexts
from documents import previews
from oversight import letters
from oversight.forms import phrases
from oversight.slips import standing
from roles import policies
from roles.duties import Duty
from workflows.desk import chips, steps
from workflows.engine.models import WorkItem


class LetterForm(PrintedTexts, forms.Form):
    """What the letter says."""

    text = forms.CharField(
        label=gettext_lazy("催办内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Write, look at and send a letter about one open step; who does not head the office reads who has to."""
    actor = cast(User, request.user)
    item = get_object_or_404(WorkItem.objects.select_related("organisation", "dossier"), pk=pk)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    chip = chips.chip(item)
    form = LetterForm(request.POST or None, initial={"text": phrases(chip.tone)[0]})
    pictures: list[str] = []
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            if "preview" in request.POST:
                paper, office = letters.drafted(actor=actor, work_item=item.pk, text=form.cleaned_data["text"])
                pictures = previews.pictures(paper, issuer_name=office.official_name)
            else:
                sent = letters.send(actor=actor, work_item=item.pk, text=form.cleaned_data["text"])
                messages.success(request, _("已发出催办函%(number)s") % {"number": sent.number})
                return redirect("documents:document", sent.pk)
    context = {
        "form": form, "item": item, "step": steps.title_of(item), "chip": chip, "pictures": pictures,
        "urges": item.urges.select_related("actor", "letter").newest_first(), "office": _signing_office(actor, item),
    }  # fmt: skip
    return render(request, "oversight/letter.html", context, status=422 if form.errors else 200)


def _signing_office(actor: User, item: WorkItem) -> str:
    """The office whose head would sign it, for whoever is not its head; empty for its head."""
    offices = standing.offices_of(actor, item.organisation)
    return (
        "" if any(policies.leads(actor, office) for office in offices[:1]) else "、".join(o.name for o in offices[:1])
    )
