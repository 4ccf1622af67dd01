"""The task page: the material on the left, the opinion box on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Conflict, DomainError, Invalid, Stale
from core.models import User
from core.pages.forms import with_phrase_inserted
from roles import policies
from workflows.desk import chips, services, steps, subjects, timeline
from workflows.desk.forms import STOCK_PHRASES, OpinionForm
from workflows.desk.views.people import actor_of
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem


@dataclass
class Desk:
    """One work item on the desk of one person."""

    item: WorkItem
    actor: User
    may_decide: bool

    @property
    def step(self) -> Any:
        return steps.step(self.item.flow_key, self.item.step)

    @property
    def by_meeting(self) -> bool:
        return steps.is_by_meeting(self.item.flow_key, self.item.step)

    @property
    def is_asked(self) -> bool:
        """Whether the page offers to decide."""
        return self.may_decide and self.item.is_open and not self.by_meeting and self.step is not None

    def form(self, typed: Any = None) -> Any:
        """What the step asks beside an opinion; None where it asks nothing."""
        if not self.is_asked or self.step.form is None:
            return None
        return self.step.form(typed, work_item=self.item, actor=self.actor)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a work item to whoever may read its dossier, and takes the decision of whoever may decide it."""
    actor = actor_of(request)
    desk = _desk(actor, pk)
    if request.method == "POST":
        return _decide(request, desk)
    if desk.is_asked:
        engine.note_opened(actor=actor, work_item=pk)
    return _page(request, desk, OpinionForm(initial={"request_id": uuid4()}), desk.form())


def _desk(actor: User, pk: int) -> Desk:
    related = ("dossier__owner", "dossier__county", "organisation", "sender", "claimed_by")
    item = WorkItem.objects.select_related(*related).filter(pk=pk).first()
    if item is None:
        raise Http404
    may_decide = policies.may(actor, item.duty, item.organisation_id)
    if not may_decide:
        policies.require_read(actor, item.dossier)
    return Desk(item=item, actor=actor, may_decide=may_decide)


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    opinion = OpinionForm(request.POST)
    form = desk.form(request.POST)
    if changed := with_phrase_inserted(request.POST):
        return _page(request, desk, OpinionForm(initial=changed.dict()), form)
    if not opinion.is_valid():
        return _page(request, desk, opinion, form, status=422, error=_("请选择决定后提交"))
    decision = Decision(opinion.cleaned_data["decision"])
    asked = form is not None and decision in getattr(form, "concerns", {decision})
    if asked and not form.is_valid():
        return _page(request, desk, opinion, form, status=422, error=_("请更正标出的内容后重新提交"))
    try:
        _carry_out(desk, decision, opinion.cleaned_data, form.payload() if asked else None)
    except (Invalid, Conflict, Stale) as error:
        return _refused(request, desk, opinion, form, error)
    messages.success(request, timeline.whereabouts(desk.item.dossier))
    return redirect("desk:inbox")


def _carry_out(desk: Desk, decision: Decision, said: dict[str, Any], data: dict[str, Any] | None) -> None:
    if decision == Decision.RETURN:
        services.return_to(
            actor=desk.actor,
            work_item=desk.item.pk,
            step=said["return_step"],
            opinion=said["opinion"],
            request_id=said["request_id"],
            straight_back=said["straight_back"],
            data=data,
        )
        return
    services.decide(
        actor=desk.actor,
        work_item=desk.item.pk,
        decision=decision,
        opinion=said["opinion"],
        request_id=said["request_id"],
        data=data,
    )


def _refused(request: HttpRequest, desk: Desk, opinion: OpinionForm, form: Any, error: DomainError) -> HttpResponse:
    """The same page with what was typed; read again, since somebody else may have acted meanwhile."""
    fresh = _desk(desk.actor, desk.item.pk)
    return _page(request, fresh, opinion, form, status=error.status, error=error.message)


def _page(
    request: HttpRequest, desk: Desk, opinion: OpinionForm, form: Any, status: int = 200, error: str = ""
) -> HttpResponse:
    item = desk.item
    flow_key, step = item.flow_key, item.step
    context = {
        "item": item,
        "dossier": item.dossier,
        "step": steps.title(flow_key, step),
        "chip": chips.chip(item),
        "why": chips.why_here(item),
        "material": subjects.material(item.dossier, request),
        "rounds": timeline.rounds(item.dossier),
        "is_asked": desk.is_asked,
        "by_meeting": desk.by_meeting,
        "opinion": opinion,
        "typed": str(opinion.data.get("opinion", "")) if opinion.is_bound else "",
        "form": form,
        "panel": getattr(form, "panel_template", ""),
        "phrases": STOCK_PHRASES,
        "decisions": _decisions(desk),
        "returns": steps.returns(flow_key, step),
        "may_go_straight": flow_key not in steps.LAWFUL_WAYS,
        "return_words": steps.consequence(flow_key, step, Decision.RETURN),
        "error": error,
    }
    return render(request, "desk/task.html", context, status=status)


def _decisions(desk: Desk) -> list[tuple[str, str, str]]:
    """The buttons in their declared order: value, label, and what follows."""
    if not desk.is_asked:
        return []
    return [
        (d.value, str(d.label), steps.consequence(desk.item.flow_key, desk.item.step, d)) for d in desk.step.decisions
    ]
