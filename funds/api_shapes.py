"""What the interface answers of a pool. Amounts are decimal strings in yuan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from workflows.desk.api.shapes import Place, Plain


class PoolQuery(Plain):
    """Of which year."""

    year = fields.IntegerField(min_value=1900, max_value=9999)


class PoolPart(Plain):
    """One line of a breakdown."""

    name = fields.CharField()
    amount = fields.DecimalField(max_digits=24, decimal_places=2)
    percent = fields.DecimalField(max_digits=12, decimal_places=2, allow_null=True)


class PoolSource(Plain):
    """One source of the pool."""

    id = fields.IntegerField()
    name = fields.CharField()
    doc_no = fields.CharField()
    level = fields.CharField()
    nature = fields.CharField()
    vintage = fields.IntegerField(allow_null=True)
    amount = fields.DecimalField(max_digits=18, decimal_places=2)
    integrated = fields.DecimalField(max_digits=18, decimal_places=2)
    arranged = fields.DecimalField(max_digits=24, decimal_places=2)
    left = fields.DecimalField(max_digits=24, decimal_places=2)
    not_integrated_because = fields.CharField(allow_blank=True)
    earmark = fields.CharField(allow_blank=True)


class PoolIdentity(Plain):
    """Two sums that have to be the same."""

    stage = fields.CharField()
    left = fields.CharField()
    left_sum = fields.DecimalField(max_digits=24, decimal_places=2)
    right = fields.CharField()
    right_sum = fields.DecimalField(max_digits=24, decimal_places=2)
    holds = fields.BooleanField()


class PoolTask(Plain):
    """What the finance bureau has to do."""

    where = fields.CharField()
    amount = fields.DecimalField(max_digits=24, decimal_places=2)
    what = fields.CharField()


class FundPool(Plain):
    """The pool of a county and year, and its reconciliation."""

    county = Place()
    year = fields.IntegerField()
    plan = fields.CharField(allow_blank=True, help_text=_("资金按哪个方案安排"))
    is_in_force = fields.BooleanField()
    amount = fields.DecimalField(max_digits=24, decimal_places=2)
    integrated = fields.DecimalField(max_digits=24, decimal_places=2)
    arranged = fields.DecimalField(max_digits=24, decimal_places=2)
    left = fields.DecimalField(max_digits=24, decimal_places=2)
    rate = fields.DecimalField(max_digits=12, decimal_places=2, allow_null=True, help_text=_("应统尽统率（%）"))
    rate_clause = fields.CharField()
    sources = PoolSource(many=True)
    by_level = PoolPart(many=True)
    by_category = PoolPart(many=True)
    by_township = PoolPart(many=True)
    by_department = PoolPart(many=True)
    reconciles = fields.BooleanField()
    identities = PoolIdentity(many=True)
    tasks = PoolTask(many=True)
