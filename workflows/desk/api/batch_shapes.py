"""What batches take and answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.shapes import Plain
from workflows.desk.models.batches import ItemOutcome


class BatchItem(Plain):
    """A task as it was read."""

    task = fields.IntegerField(min_value=1, max_value=2**63 - 1)
    version = fields.CharField(max_length=16)


class Batching(Plain):
    """批量同意: tasks of one step that its flow lets be approved together."""

    step = fields.CharField(max_length=120, help_text=_("流程代码.环节代码"))
    opinion = fields.CharField(max_length=1000, allow_blank=True, default="")
    items = BatchItem(many=True, allow_empty=False)


class BatchOutcome(Plain):
    """What became of one task; `first` where somebody else was first or it is not as it was read."""

    task = fields.IntegerField()
    outcome = fields.ChoiceField(choices=ItemOutcome.values)
    why = fields.CharField(allow_blank=True)


class BatchDone(Plain):
    """Each task by itself: one that could not be done hindered no other."""

    id = fields.IntegerField()
    done = fields.IntegerField()
    results = BatchOutcome(many=True)
