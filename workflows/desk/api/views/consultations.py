"""征询意见 by a program: asking about a task, what reached the person, and answering it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from core.models import Organisation, User
from roles import policies
from workflows.desk import consultation_people, consultations_asked
from workflows.desk import consultations as services
from workflows.desk.api import consultations as shapes
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.once import once
from workflows.desk.api.shapes import Paged
from workflows.desk.api.speaking import acting, reading
from workflows.desk.api.views.acts import ActView
from workflows.desk.api.views.base import ApiView, answered, page, piece, shown, taken
from workflows.desk.models import ConsultationCopy, Consulted
from workflows.desk.records import Records
from workflows.desk.views import task_consultations
from workflows.desk.views.task_page import Desk, at_desk
from workflows.engine.models import Opinion


class ConsultationsView(ApiView):
    @reading("consultations", gettext_lazy("一项待办的征询意见"), shapes.TaskConsultations)
    def get(self, request: Request, pk: int) -> Response:
        """What was asked and answered, to whoever is told on that side; whom the person may ask."""
        desk = at_desk(actor_of(request), pk)
        told = task_consultations.context(desk, Records(desk.item.dossier))
        may = told["may_consult"]
        offices, people = consultation_people.askable(desk.actor, desk.item) if may else ((), ())
        asked = {
            "consultations": [shapes.consultation(one.asked) for one in told["consultations"]],
            "may_consult": {
                "people": [shapes.person(one) for one in people],
                "organisations": [{"id": one.pk, "name": one.name} for one in offices],
            },
        }
        return answered(shapes.TaskConsultations, asked)


class ConsultView(ActView):
    sent = shapes.Consulting

    @acting("consult", gettext_lazy("征询意见"), shapes.Consulting)
    def post(self, request: Request, pk: int) -> Response:
        """The task stays where it is and its limit goes on."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        organisations = list(Organisation.objects.filter(pk__in=told["organisations"]).order_by("path"))
        people = list(User.objects.filter(pk__in=told["people"]).order_by("pk"))
        _require_all("organisations", told["organisations"], len(organisations))
        _require_all("people", told["people"], len(people))
        services.ask(
            actor=desk.actor, work_item=desk.item.pk, words=told["words"], organisations=organisations, people=people,
            request_id=request_id,
        )  # fmt: skip
        return desk.item.pk, None


def _require_all(field: str, sent: list[int], found: int) -> None:
    if len(set(sent)) != found:
        raise Invalid(_("没有这个单位") if field == "organisations" else _("没有这位人员"), field=field)


class ConsultedView(ApiView):
    @reading("consulted", gettext_lazy("向本人征询的意见"), shapes.ReachedPage, query=Paged)
    def get(self, request: Request) -> Response:
        """Everything that reached the person about dossiers that he may read still, the last first."""
        asked = self.queried(request, Paged)
        actor = actor_of(request)
        rows, standing = consultations_asked.copies_of(actor), consultation_people.standing_of(actor)
        told = [_reached(copy, standing) for copy in rows[piece(asked)]]
        return page(shapes.ReachedPage, told, rows.count(), asked)


def _reached(copy: ConsultationCopy, standing: consultation_people.Standing) -> dict[str, Any]:
    row, asked = copy.consulted, copy.consulted.consultation
    item = asked.work_item
    return {
        "id": row.pk,
        "task": item.pk,
        "dossier": asked.dossier_id,
        "title": asked.dossier.title,
        "words": asked.words,
        "asked_by": shapes.person(asked.asked_by),
        "asked_at": asked.asked_at,
        "organisation": {"id": row.organisation_id, "name": row.organisation.name},
        "is_by_name": row.person_id is not None,
        "may_be_answered": (
            not row.ended_how and item.is_open and item.suspended_at is None and standing.authority(row) is not None
        ),
    }


class ReplyView(ApiView):
    @acting("reply", gettext_lazy("答复征询"), shapes.Replying, answer=shapes.ConsultedOne)
    def post(self, request: Request, pk: int) -> Response:
        """Once, by whoever was asked or anybody of the office that was."""
        row = Consulted.objects.select_related("consultation__dossier").filter(pk=pk).first()
        if row is None:
            raise Http404
        policies.require_read(actor_of(request), row.consultation.dossier)
        said = taken(shapes.Replying, request.data)
        return Response(once(request, lambda _request_id: _answered(actor_of(request), pk, said)))


def _answered(actor: User, pk: int, said: dict[str, Any]) -> dict[str, Any]:
    row = services.answer(actor=actor, consulted=pk, text=said["text"], has_nothing=said["has_nothing"])
    return shown(shapes.ConsultedOne, shapes.one(row))
