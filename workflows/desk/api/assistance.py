"""委派, 加签 and their answers as values: what programs send and read of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.shapes import ANSWERS, Act
from workflows.desk.views.task_assistance import Helping
from workflows.engine.enums import SIGNS, Decision
from workflows.engine.models import Assistance

LARGEST = 2**63 - 1


class Entrusting(Act):
    """To whom, what he is to do, and by when."""

    receiver = fields.IntegerField(min_value=1, max_value=LARGEST)
    words = fields.CharField(max_length=500)
    until = fields.DateField(allow_null=True, default=None)


class Signing(Act):
    """Of whom, a person or an organisation, before or after one's own decision, what, and by when; of an after-sign what
    is decided."""

    kind = fields.ChoiceField(choices=sorted(SIGNS))
    person = fields.IntegerField(min_value=1, max_value=LARGEST, allow_null=True, default=None)
    organisation = fields.IntegerField(min_value=1, max_value=LARGEST, allow_null=True, default=None)
    words = fields.CharField(max_length=500)
    until = fields.DateField()
    decision = fields.ChoiceField(
        choices=[one for one in Decision.values if one not in ("return", "lapsed")], required=False
    )
    opinion = fields.CharField(max_length=4000, allow_blank=True, default="")
    answers = fields.DictField(required=False, help_text=ANSWERS)


class Answering(Act):
    """The answer; of a sign a yes or a no as well."""

    consents = fields.BooleanField(allow_null=True, default=None, help_text=_("加签须填写；委派不填"))
    text = fields.CharField(max_length=4000, allow_blank=True, default="")


class Recalling(Act):
    """Why."""

    reason = fields.CharField(max_length=200)


def assisted(row: Assistance) -> dict[str, Any]:
    """One of them."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "asked_by": _person(row.asked_by),
        "asked_at": row.asked_at,
        "asked_of": _person(row.asked_of),
        "organisation": {"id": row.organisation_id, "name": row.organisation.name},
        "words": row.words,
        "until": row.until,
        "ended_how": row.ended_how,
        "ended_at": row.ended_at,
        "ended_by": _person(row.ended_by),
        "on_behalf_of": _person(row.ended_on_behalf_of),
        "consents": row.consents,
        "answer": row.answer,
        "hindered": row.hindered,
    }


def told(helping: Helping) -> dict[str, Any]:
    """What a task says of it: everything that was asked, whether the person may answer or take back, whom he may ask."""
    may_ask = helping.is_asked
    return {
        "assistances": [assisted(row) for row in helping.rows],
        "may_answer": helping.may_answer,
        "may_recall": helping.may_recall,
        "may_ask": {
            "entrusted": [_person(one) for one in helping.askable.entrusted] if may_ask else [],
            "people": [_person(one) for one in helping.askable.colleagues] if may_ask else [],
            "organisations": [
                {"id": one.pk, "name": one.name} for one in (helping.askable.organisations if may_ask else [])
            ],
        },
    }


def _person(user: Any) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None
