"""What may be done with a task: by the services of its page, once for each key, on the version that was read."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from core.models import User
from workflows.desk import drafts, services, snoozing, timeline, versions
from workflows.desk.api import asks, shapes, states
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.once import once
from workflows.desk.api.problems import DETAILS, Problem, of_form
from workflows.desk.api.shapes import Plain
from workflows.desk.api.speaking import acting
from workflows.desk.api.views.base import ApiView, shown, taken
from workflows.desk.forms import OpinionForm
from workflows.desk.views.task_page import Desk, at_desk
from workflows.desk.views.tasks import carry_out, concerns
from workflows.engine import services as engine
from workflows.engine import turn
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion

PLACES = {f"return_{name}": f"/{name}" for name in ("reason", "step", "grounds", "clause", "rows")}
"""Members that hold what the opinion box calls otherwise."""


class ActView(ApiView):
    """One act; `sent` is the shape of what it takes."""

    sent: ClassVar[type[Plain]]

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        """Do it; the task to show and the opinion written, if any."""
        raise NotImplementedError

    def prepared(self, desk: Desk, told: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with whatever takes its time before anything is locked."""
        return told

    def perform(self, request: Request, pk: int) -> Response:
        desk = at_desk(actor_of(request), pk)
        told = self.prepared(desk, taken(self.sent, request.data))
        return Response(once(request, lambda request_id: self._act(desk, told, request_id)))

    def current(self, pk: int) -> dict[str, Any]:
        """How the task stands now, for whoever learns that it is not as he thought."""
        desk = at_desk(actor_of(self.request), pk)
        return shown(shapes.TaskState, states.state(desk.item, desk.actor))

    def _act(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> dict[str, Any]:
        with turn.take(task=desk.item.pk) as t:
            versions.require(t.tasks[desk.item.pk].work_item, told["version"])
            shows, written = self.carry_out(desk, told, request_id)
        return self.told_after(desk.actor, shows, written)

    def told_after(self, actor: User, pk: int, written: Opinion | None) -> dict[str, Any]:
        """How the task stands then, what was written and where its dossier lies."""
        after = at_desk(actor, pk)
        return shown(
            shapes.Done,
            {
                "task": states.state(after.item, after.actor),
                "opinion": states.opinion(written) if written else None,
                "whereabouts": timeline.whereabouts(after.item.dossier),
            },
        )


class DecideView(ActView):
    sent = shapes.Deciding

    @acting("decide", gettext_lazy("办理"), shapes.Deciding)
    def post(self, request: Request, pk: int) -> Response:
        """The form of the page reads the answers, so that the same is asked and refused."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        decision = Decision(told["decision"])
        said = _said(request_id, decision=decision.value, opinion=told["opinion"])
        written = carry_out(desk, decision, said, _payload(desk, decision, told.get("answers") or {}))
        drafts.drop(actor=desk.actor, work_item=desk.item.pk)
        return desk.item.pk, written


class ReturnView(ActView):
    sent = shapes.Returning

    @acting("return", gettext_lazy("退回"), shapes.Returning)
    def post(self, request: Request, pk: int) -> Response:
        """To an earlier step that the task names in `returns`."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        said = _said(
            request_id,
            decision=Decision.RETURN.value,
            return_step=told["step"],
            return_reason=told["reason"],
            return_grounds=told["grounds"],
            return_clause=told["clause"],
            return_rows=told["rows"],
            return_columns=[f"{row}.{column}" for row, named in told["columns"].items() for column in named],
            straight_back="on" if told["straight_back"] else "",
        )
        written = carry_out(desk, Decision.RETURN, said, _payload(desk, Decision.RETURN, told.get("answers") or {}))
        drafts.drop(actor=desk.actor, work_item=desk.item.pk)
        return desk.item.pk, written


class ClaimView(ActView):
    sent = shapes.Act

    @acting("claim", gettext_lazy("领取"), shapes.Act)
    def post(self, request: Request, pk: int) -> Response:
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        engine.claim(actor=desk.actor, work_item=desk.item.pk)
        return desk.item.pk, None


class ReleaseView(ActView):
    sent = shapes.Act

    @acting("release", gettext_lazy("交回"), shapes.Act)
    def post(self, request: Request, pk: int) -> Response:
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        engine.release(actor=desk.actor, work_item=desk.item.pk)
        return desk.item.pk, None


class TransferView(ActView):
    sent = shapes.Transferring

    @acting("transfer", gettext_lazy("转办"), shapes.Transferring)
    def post(self, request: Request, pk: int) -> Response:
        """To somebody whom the task names in `receivers`."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        receiver = User.objects.filter(pk=told["receiver"]).first()
        if receiver is None:
            raise Invalid(_("没有这位接办人"), field="receiver")
        services.transfer(actor=desk.actor, work_item=desk.item.pk, receiver=receiver, reason=told["reason"])
        return desk.item.pk, None


class WithdrawView(ActView):
    sent = shapes.Withdrawing

    @acting("withdraw", gettext_lazy("撤回"), shapes.Withdrawing)
    def post(self, request: Request, pk: int) -> Response:
        """One's own decision on this task; the answer shows the task that is open again."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        reopened = services.withdraw(actor=desk.actor, work_item=desk.item.pk, reason=told["reason"])
        return reopened.pk, None


class AsideView(ActView):
    sent = shapes.PuttingAside

    @acting("aside", gettext_lazy("稍后办理"), shapes.PuttingAside)
    def post(self, request: Request, pk: int) -> Response:
        """Out of one's own list until the day, or back into it; the task stays as it is."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        if told["until"] is None:
            snoozing.take_up(actor=desk.actor, work_item=desk.item.pk)
        else:
            snoozing.put_aside(actor=desk.actor, work_item=desk.item.pk, until=told["until"])
        return desk.item.pk, None


def _said(request_id: UUID, **typed: Any) -> dict[str, Any]:
    """What the page's opinion box makes of it. Raises Problem with what it says."""
    box = QueryDict(mutable=True)
    box["request_id"] = str(request_id)
    for name, value in typed.items():
        box.setlist(name, value if isinstance(value, list) else [value])
    form = OpinionForm(box)
    if not form.is_valid():
        raise Problem("invalid", DETAILS["invalid"], errors=of_form(form.errors, PLACES))
    return {**form.cleaned_data, "return_grounds": typed.get("return_grounds", [])}


def _payload(desk: Desk, decision: Decision, answers: dict[str, Any]) -> dict[str, Any] | None:
    """What the step's own form makes of the answers; None where it asks nothing for this decision."""
    form = desk.form(asks.as_typed(answers))
    asked = concerns(form, decision)
    if strange := asks.unknown(form if asked else None, answers):
        raise Problem(
            "invalid",
            DETAILS["invalid"],
            errors=[{"pointer": f"/answers/{name}", "detail": _("此决定不需要填写这一项")} for name in strange],
        )
    if not asked:
        return None
    if not form.is_valid():
        raise Problem("invalid", DETAILS["invalid"], errors=of_form(form.errors, asks.answers_by(form, answers)))
    told: dict[str, Any] = form.payload()
    return told
