"""委派, 加签, answering and taking back, by the services of the page, on the version that was read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from core.models import Organisation, User
from workflows.desk import assistance as services
from workflows.desk.api import asks
from workflows.desk.api.assistance import Answering, Entrusting, Recalling, Signing
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.speaking import acting
from workflows.desk.api.views.acts import ActView
from workflows.desk.assistance import Asking
from workflows.desk.views.task_page import Desk
from workflows.engine import services as engine
from workflows.engine.enums import Assist, Decision
from workflows.engine.models import Assistance, Opinion

Carried = tuple[int, Opinion | None]


class EntrustView(ActView):
    sent = Entrusting

    @acting("entrust", gettext_lazy("委派"), Entrusting)
    def post(self, request: Request, pk: int) -> Response:
        """To somebody whom the task names in `may_ask`; it comes back with his opinion."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        receiver = _person(told["receiver"], "receiver")
        services.entrust(
            actor=desk.actor, work_item=desk.item.pk, receiver=receiver, words=told["words"], until=told["until"]
        )
        return desk.item.pk, None


class SignView(ActView):
    sent = Signing

    @acting("sign", gettext_lazy("前加签、后加签"), Signing)
    def post(self, request: Request, pk: int) -> Response:
        """Of a person or an organisation that the task names in `may_ask`."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        asking = Asking(
            of=_person(told["person"], "person") if told["person"] else None,
            organisation=organisation(told["organisation"]) if told["organisation"] else None,
            words=told["words"],
            until=told["until"],
        )
        if told["kind"] == Assist.BEFORE:
            services.sign_before(actor=desk.actor, work_item=desk.item.pk, asking=asking)
            return desk.item.pk, None
        if not told.get("decision"):
            raise Invalid(_("后加签须同时作出决定"), field="decision")
        services.sign_after(
            actor=desk.actor, work_item=desk.item.pk, asking=asking, decision=Decision(told["decision"]),
            opinion=told["opinion"], typed=asks.as_typed(told.get("answers") or {}),
        )  # fmt: skip
        return desk.item.pk, None


class AnswerView(ActView):
    sent = Answering

    @acting("answer", gettext_lazy("答复委派或加签"), Answering)
    def post(self, request: Request, pk: int) -> Response:
        """What was decided with an after-sign takes effect once the answer stands; told is how the task stands then."""
        answered = self.perform(request, pk)
        last = Assistance.objects.filter(work_item=pk).select_related("asked_by").in_order().last()
        if last is None or last.kind != Assist.AFTER or not last.consents:
            return answered
        if not last.hindered:
            services.take_effect(last)
        return Response(self.told_after(actor_of(request), pk, None))

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        engine.answer(actor=desk.actor, work_item=desk.item.pk, text=told["text"], consents=told["consents"])
        return desk.item.pk, None


class RecallView(ActView):
    sent = Recalling

    @acting("recall", gettext_lazy("收回委派或减签"), Recalling)
    def post(self, request: Request, pk: int) -> Response:
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        services.recall(actor=desk.actor, work_item=desk.item.pk, reason=told["reason"])
        return desk.item.pk, None


def _person(pk: int, field: str) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("没有这位人员"), field=field)
    return found


def organisation(pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("没有这个单位"), field="organisation")
    return found
