"""What the interface answers of a step that was put in (增加环节)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.name_shapes import Person, Place

Plain = fields.Serializer[Any]


class AddedStep(Plain):
    """A step that was put in (增加的环节) after the task, or with it, and how far it is."""

    id = fields.IntegerField()
    name = fields.CharField()
    organisation = Place()
    days = fields.IntegerField(help_text=_("办理期限（工作日）"))
    words = fields.CharField()
    added_by = Person()
    added_at = fields.DateTimeField()
    state = fields.CharField()
    may_recall = fields.BooleanField()
    recalled_at = fields.DateTimeField(allow_null=True)
    recalled_because = fields.CharField(allow_blank=True)
