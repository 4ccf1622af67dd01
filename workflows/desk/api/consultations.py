"""征询意见 as values: what programs send and read of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.assistance import LARGEST
from workflows.desk.api.shapes import Act, Page, Person, Place, Plain
from workflows.desk.consultation_people import MOST
from workflows.desk.consultations import LONGEST, LONGEST_ANSWER
from workflows.desk.models import Consultation, Consulted


class Consulting(Act):
    """What is asked, and of whom: organisations and people that `tasks/N/consultations/` names in `may_consult`."""

    words = fields.CharField(max_length=LONGEST)
    organisations = fields.ListField(
        child=fields.IntegerField(min_value=1, max_value=LARGEST), max_length=MOST, default=list
    )
    people = fields.ListField(child=fields.IntegerField(min_value=1, max_value=LARGEST), max_length=MOST, default=list)


class Replying(Plain):
    """The answer in words, or that there is nothing to say."""

    text = fields.CharField(max_length=LONGEST_ANSWER, allow_blank=True, default="")
    has_nothing = fields.BooleanField(default=False, help_text=_("无意见；不能同时填写答复内容"))


class ConsultedOne(Plain):
    """One of those asked, and how it ended; `person` is null where the office was asked."""

    id = fields.IntegerField()
    organisation = Place()
    person = Person(allow_null=True)
    ended_how = fields.CharField(allow_blank=True, help_text=_("answered、recalled；空为尚未结束"))
    ended_at = fields.DateTimeField(allow_null=True)
    ended_by = Person(allow_null=True)
    on_behalf_of = Person(allow_null=True)
    answer = fields.CharField(allow_blank=True)
    has_nothing = fields.BooleanField()


class Consultations(Plain):
    """One question; once its task is closed, no answer is needed any more."""

    id = fields.IntegerField()
    task = fields.IntegerField()
    words = fields.CharField()
    asked_by = Person()
    on_behalf_of = Person(allow_null=True)
    asked_at = fields.DateTimeField()
    reminders = fields.IntegerField()
    asked = ConsultedOne(many=True)


class MayConsult(Plain):
    """Whom the person may ask; nobody where he may not."""

    people = Person(many=True)
    organisations = Place(many=True)


class TaskConsultations(Plain):
    """Of one task what was asked, and whom the person may ask."""

    consultations = Consultations(many=True)
    may_consult = MayConsult()


class Reached(Plain):
    """One question that reached the person: `id` is that of which the answer is sent."""

    id = fields.IntegerField()
    task = fields.IntegerField()
    dossier = fields.IntegerField()
    title = fields.CharField()
    words = fields.CharField()
    asked_by = Person()
    asked_at = fields.DateTimeField()
    organisation = Place()
    is_by_name = fields.BooleanField()
    may_be_answered = fields.BooleanField()


class ReachedPage(Page):
    results = Reached(many=True)


def consultation(asked: Consultation) -> dict[str, Any]:
    """One question, as `consultations_asked.of_dossier` reads it."""
    return {
        "id": asked.pk,
        "task": asked.work_item_id,
        "words": asked.words,
        "asked_by": person(asked.asked_by),
        "on_behalf_of": person(asked.asked_on_behalf_of),
        "asked_at": asked.asked_at,
        "reminders": asked.reminders,
        "asked": [one(row) for row in asked.rows],  # type: ignore[attr-defined]
    }


def one(row: Consulted) -> dict[str, Any]:
    """One of those asked."""
    return {
        "id": row.pk,
        "organisation": {"id": row.organisation_id, "name": row.organisation.name},
        "person": person(row.person),
        "ended_how": row.ended_how,
        "ended_at": row.ended_at,
        "ended_by": person(row.ended_by),
        "on_behalf_of": person(row.ended_on_behalf_of),
        "answer": row.answer,
        "has_nothing": row.has_nothing,
    }


def person(user: Any) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None
