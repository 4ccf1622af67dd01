"""What 批量领取 and 批量转办 take and answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.name_shapes import Person

Plain = fields.Serializer[Any]
LARGEST = 2**63 - 1


def _numbers() -> fields.ListField:
    return fields.ListField(
        child=fields.IntegerField(min_value=1, max_value=LARGEST), min_length=1, help_text=_("待办编号")
    )


class Claiming(Plain):
    """批量领取: tasks that nobody has in hand."""

    items = _numbers()


class HandingOver(Plain):
    """批量转办: which tasks that `giver` has in hand go to `receiver`, and why."""

    giver = fields.IntegerField(min_value=1, max_value=LARGEST, help_text=_("原承办人"))
    receiver = fields.IntegerField(min_value=1, max_value=LARGEST, help_text=_("接办人"))
    reason = fields.CharField(max_length=500)
    items = _numbers()


class InHandQuery(Plain):
    """Whose."""

    giver = fields.IntegerField(min_value=1, max_value=LARGEST, required=False, help_text=_("原承办人"))


class Holder(Person):
    """Somebody of the head's organisation, and how many tasks there he has in hand."""

    in_hand = fields.IntegerField()


class HeldTask(Plain):
    """A task in somebody's hands."""

    task = fields.IntegerField()
    title = fields.CharField()
    owner = fields.CharField()
    step_title = fields.CharField()
    organisation = fields.CharField()
    due_at = fields.DateTimeField()
    time_left = fields.CharField()


class InHand(Plain):
    """Of whoever heads an organisation: his people; with a giver what that one has in hand, and who may take any of it."""

    people = Holder(many=True)
    tasks = HeldTask(many=True)
    receivers = Person(many=True)
