"""What the interface answers of a return: the points that were found wrong, the rule and the projects."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

Plain = fields.Serializer[Any]
ROWS = _("涉及的项目，rows 所列的编号")
COLUMNS = _("项目编号对应有问题的栏目，columns 所列的代码；项目须列入 rows")


class NamedClause(Plain):
    """A rule that a return rests on; the source is always Chinese."""

    code = fields.CharField()
    title = fields.CharField(allow_blank=True)
    source = fields.CharField()  # type: ignore[assignment]  # a member, which the metaclass takes out of the class


class NamedColumn(Plain):
    """A column of a row in which something is wrong."""

    code = fields.CharField()
    title = fields.CharField()


class NamedRow(Plain):
    """A project that a return concerns, with its number in the list at that time where the list counts; no columns where it
    is the whole row."""

    code = fields.CharField()
    number = fields.IntegerField(allow_null=True)
    name = fields.CharField()
    columns = NamedColumn(many=True)


class SentBack(Plain):
    """Why a task lies here again."""

    step_title = fields.CharField()
    organisation = fields.CharField()
    at = fields.DateTimeField()
    text = fields.CharField()
    grounds = fields.ListField(child=fields.CharField())
    clause = NamedClause(allow_null=True)
    rows = NamedRow(many=True)


class TaskQuery(Plain):
    """Which of many rows that a return may name."""

    find_rows = fields.CharField(
        max_length=60, default="", allow_blank=True,
        help_text=_("项目很多的，rows 只列按此查找到的前若干个：序号、名称、乡镇或拼音首字母"),
    )  # fmt: skip
