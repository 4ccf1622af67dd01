"""What 终止 takes and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.shapes import Person, Place, Plain


class Proposal(Plain):
    """One proposal to end a dossier, and what was decided of it."""

    id = fields.IntegerField()
    reason = fields.CharField()
    proposed_by = Person()
    proposed_on_behalf_of = Person(allow_null=True)
    proposed_at = fields.DateTimeField()
    decides_at = Place(help_text=_("由哪个机关决定"))
    result = fields.CharField(allow_blank=True, help_text=_("agreed、refused、recalled；空为待决定"))
    decided_by = Person(allow_null=True)
    decided_on_behalf_of = Person(allow_null=True)
    decided_at = fields.DateTimeField(allow_null=True)
    words = fields.CharField(allow_blank=True)


class Ending(Plain):
    """How it stands with the end of a dossier, and what the person may do about it."""

    dossier = fields.IntegerField()
    is_terminated = fields.BooleanField()
    may_propose = fields.BooleanField()
    may_decide = fields.BooleanField()
    may_recall = fields.BooleanField()
    against = fields.CharField(allow_blank=True, help_text=_("现在不能终止的原因和应当怎样办；空为可以终止"))
    consequences = fields.ListField(child=fields.CharField(), help_text=_("终止后关闭和释放的事项"))
    proposals = Proposal(many=True)


class Exact(Plain):
    """Nothing that is not known is passed over."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sent = self.initial_data if isinstance(self.initial_data, dict) else {}
        if unknown := sorted(set(map(str, sent)) - set(self.fields)):
            raise fields.ValidationError({name: fields.ErrorDetail("", code="unknown") for name in unknown})
        return attrs


class Proposing(Exact):
    """Why."""

    reason = fields.CharField(max_length=300)


class DecidingEnd(Exact):
    """On which proposal, a yes or a no, and what is said; a no needs its reason."""

    proposal = fields.IntegerField(min_value=1, max_value=2**63 - 1)
    agrees = fields.BooleanField()
    words = fields.CharField(max_length=300, allow_blank=True, default="")


class RecallingEnd(Exact):
    """Which proposal."""

    proposal = fields.IntegerField(min_value=1, max_value=2**63 - 1)
