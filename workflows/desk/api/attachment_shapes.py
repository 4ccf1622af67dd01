"""What the interface answers and takes of attachments, field by field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from documents.screening.kinds import Kind
from workflows.desk.api.shapes import Act, Page, Person, Place, Plain


class Attaching(Act):
    """One or more files, as a form sends them (multipart/form-data); all are attached, or none."""

    files = fields.ListField(child=fields.FileField(), min_length=1, max_length=50)


class Detaching(Act):
    """One's own attachment of this task."""

    attachment = fields.IntegerField(min_value=1)


class Attachment(Plain):
    """A file that somebody brought at a step; `file` is where it may be fetched."""

    id = fields.IntegerField()
    name = fields.CharField()
    kind = fields.ChoiceField(choices=list(Kind.values))
    size = fields.IntegerField(help_text=_("字节"))
    sha256 = fields.CharField()
    task = fields.IntegerField()
    organisation = Place()
    uploaded_by = Person()
    on_behalf_of = Person(allow_null=True)
    uploaded_at = fields.DateTimeField()
    file = fields.CharField()


class Attachments(Page):
    results = Attachment(many=True)
