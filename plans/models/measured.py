"""How much is built and what a unit of it is granted: the same of a project and of its row in a plan (附表3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Measured(models.Model):
    """Quantity, unit and 补助标准 in yuan for one unit; or `parts`, the rows of a project of several kinds of work, each of
    content, quantity, unit, standard and amount in plain spelling (`plans.rules.measures`). What is empty was not said."""

    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    unit_standard = models.DecimalField(
        _("补助标准（元/单位）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    parts = models.JSONField(_("分项数量"), default=list, blank=True)

    class Meta:
        abstract = True


def measured(name: str) -> models.CheckConstraint:
    """A quantity has its unit, a standard its quantity; both above zero."""
    has_unit = Q(quantity__isnull=True) | (Q(quantity__gt=0) & ~Q(unit=""))
    has_quantity = Q(unit_standard__isnull=True) | Q(unit_standard__gt=0, quantity__isnull=False)
    return models.CheckConstraint(
        name=name,
        condition=has_unit & has_quantity,
        violation_error_message=_("数量须大于零并有计量单位；补助标准须大于零并有数量"),
    )
