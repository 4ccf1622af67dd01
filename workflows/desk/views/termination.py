"""The page on which a dossier is proposed to be ended and ended, with what would follow in numbers."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import Conflict
from core.models import Dossier, User
from core.pages.forms import Answered, PrintedTexts
from roles import policies
from workflows.desk import terminations
from workflows.desk.views.people import actor_of
from workflows.engine import services as engine

PROPOSE, AGREE, REFUSE, RECALL = "propose", "agree", "refuse", "recall"
ACTS = frozenset({PROPOSE, AGREE, REFUSE, RECALL})


class TerminationForm(PrintedTexts, forms.Form):
    """Why it is to be ended, or what is said to the proposal, which is the one that was read."""

    reason = forms.CharField(
        label=gettext_lazy("终止理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def termination(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown to whoever reads the dossier; the acts to whoever proposes and to whoever decides."""
    actor = actor_of(request)
    dossier = get_object_or_404(Dossier.objects.select_related("county", "owner"), pk=pk)
    policies.require_read(actor, dossier)
    now = terminations.standing(actor, dossier)
    act = request.POST.get("act", "") if request.method == "POST" else PROPOSE
    if act not in ACTS:
        raise Http404
    form = TerminationForm(request.POST if request.method == "POST" else None, initial={"request_id": uuid4()})
    reason = form.fields["reason"]
    reason.required = act == PROPOSE and not now.proposal
    if now.proposal:
        reason.label, reason.help_text = _("决定意见"), _("不同意的须写明理由")
    if request.method == "POST":
        with Answered(form):
            if form.is_valid():
                messages.success(request, _act(actor, dossier, act, form))
                return redirect(f"{reverse('desk:dossier', args=[pk])}?tab=progress")
    context = {
        "dossier": dossier, "now": now, "form": form,
        "consequences": terminations.consequences(now.proceeding) if now.proceeding and not now.against else [],
    }  # fmt: skip
    return render(request, "desk/termination.html", context, status=422 if form.errors else 200)


def _act(actor: User, dossier: Dossier, act: str, form: TerminationForm) -> str:
    """Do what was pressed, to the proposal that was read; what is said then."""
    said, request_id = form.cleaned_data["reason"], form.cleaned_data["request_id"]
    title = {"title": dossier.title}
    if act == PROPOSE:
        engine.propose_termination(actor=actor, dossier=dossier, reason=said, request_id=request_id)
        return _("已提请终止“%(title)s”，决定前照常办理") % title
    row = terminations.of_dossier(dossier).filter(pk=form.cleaned_data["proposal"]).first()
    if row is None:
        raise Conflict(_("没有待决定的终止提请，请刷新页面"))
    if act == RECALL:
        engine.recall_termination(actor=actor, termination=row.pk)
        return _("已收回对“%(title)s”的终止提请") % title
    agrees = act == AGREE
    engine.decide_termination(actor=actor, termination=row.pk, agrees=agrees, words=said, request_id=request_id)
    return (_("“%(title)s”已终止") if agrees else _("已答复不同意终止，“%(title)s”继续办理")) % title
