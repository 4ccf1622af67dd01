"""批量同意: the confirming page with each item's summary, the press, and the results."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from core.pages import keys
from core.pages.forms import Answered, PrintedTexts
from workflows.desk import batches, inbox, steps
from workflows.desk.models import Batch
from workflows.desk.models.batches import BatchAct, ItemOutcome
from workflows.desk.views.people import actor_of
from workflows.engine.enums import Decision


class BatchForm(PrintedTexts, forms.Form):
    """The words that every item gets, and the number of the page."""

    opinion = forms.CharField(
        label=gettext_lazy("意见"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch(request: HttpRequest) -> HttpResponse:
    """Which items were ticked, one by one in summary; sent, each is approved and has its result."""
    actor = actor_of(request)
    if request.method != "POST":
        try:
            choice = batches.choose(actor, _wanted(request))
        except DomainError as refusal:
            context = {"error": refusal.message, "typed": ""}
            return render(request, "desk/batch.html", context, status=refusal.status)
        ticked = [one.item.pk for one in choice.items if not one.hindrance]
        form = BatchForm(initial={"request_id": uuid4()})
        return render(request, "desk/batch.html", {"choice": choice, "form": form, "ticked": ticked})
    flow_key, _dot, step = request.POST.get("step", "").partition(".")
    read = {pk: request.POST.get(f"version-{pk}", "") for pk in _keys(request.POST.getlist("item"))}
    form = BatchForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with Answered(form):
            made = batches.approve(
                actor=actor, flow_key=flow_key, step=step, read=read, opinion=said["opinion"],
                request_id=said["request_id"],
            )  # fmt: skip
            return redirect("desk:batch_done", pk=made.pk)
    return _again(request, form, list(read))


def _again(request: HttpRequest, form: BatchForm, ticked: list[int]) -> HttpResponse:
    """The page once more with its ticks and words, and what is wrong; the words alone where nothing of it is left."""
    listed = _keys([name.removeprefix("version-") for name in request.POST if name.startswith("version-")])
    try:
        choice = batches.choose(actor_of(request), listed or ticked)
    except DomainError as refusal:
        context = {"error": refusal.message, "typed": form["opinion"].value()}
        return render(request, "desk/batch.html", context, status=refusal.status)
    return render(request, "desk/batch.html", {"choice": choice, "form": form, "ticked": ticked}, status=422)


@require_safe
@login_required
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each item; for whoever pressed."""
    made = get_object_or_404(Batch.objects.select_related("giver", "receiver"), pk=pk, actor=actor_of(request))
    lines = [(ItemOutcome(one["outcome"]), {"place": "", **one}) for one in made.results]
    return render(
        request,
        "desk/batch_done.html",
        {
            "batch": made,
            "title": made.get_act_display(),
            "step": steps.title(made.flow_key, made.step) if made.step else "",
            "called": _called(made),
            "lines": sorted(lines, key=lambda line: line[0] == ItemOutcome.DONE),
            "done": sum(outcome == ItemOutcome.DONE for outcome, _one in lines),
            "left": sum(outcome != ItemOutcome.DONE for outcome, _one in lines),
        },
    )


def _called(made: Batch) -> str:
    """What was done to each."""
    if made.act == BatchAct.APPROVE:
        return steps.name_of(made.flow_key, made.step, Decision.APPROVE)
    if made.act == BatchAct.CLAIM:
        return _("领取")
    return _("由%(giver)s转给%(receiver)s") % {"giver": made.giver, "receiver": made.receiver}


def _wanted(request: HttpRequest) -> list[int]:
    """The ticked items; without any, where the address asks for one step, what the inbox lists of it."""
    ticked = _keys(request.GET.getlist("item"))
    asked = inbox.Filter.read(request.GET.dict())
    if ticked or not asked.step:
        return ticked
    return inbox.first_of(actor_of(request), asked)


def _keys(typed: list[str]) -> list[int]:
    """What can be the number of an item."""
    return [found for one in typed if (found := keys.key(one)) is not None]
