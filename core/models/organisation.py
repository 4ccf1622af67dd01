"""Organisations and places: one tree with dated names."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind, PoorLevel, Sector


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about the tree; a path is the codes from the root down, each ended by '/'."""

    def under(self, organisation: Organisation) -> Self:
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=organisation.path)

    def in_order(self) -> Self:
        return self.order_by("path")

    def of_county(self, county: Organisation, kind: OrganisationKind) -> Self:
        return self.filter(county=county, kind=kind).in_order()


class Organisation(models.Model):
    """A government, an organ of one, or a place with its own government; never deleted.

    `code` is the division code for places (2, 4, 6, 9 or 12 digits, GB/T 2260 and the statistics bureau)
    and `<division code>-<slug>` for organs. `name` is what lists show (竹山县), `official_name` what
    documents print (竹山县人民政府). `phone` is the office's own number for whoever has a question about a document,
    `supervision_phone` the one under which it takes what people report.
    """

    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    official_name = models.CharField(_("公文署名"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    sector = models.CharField(_("条线"), max_length=20, choices=Sector.choices, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    county = models.ForeignKey(
        "self", verbose_name=_("所属县"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(_("路径"), max_length=200, unique=True)
    poor_level = models.CharField(_("贫困县类别"), max_length=12, choices=PoorLevel.choices, blank=True)
    pinyin = models.CharField(_("拼音首字母"), max_length=100, blank=True)
    supervision_phone = models.CharField(_("监督电话"), max_length=30, blank=True, db_default="")
    phone = models.CharField(_("办公电话"), max_length=30, blank=True, db_default="")
    is_active = models.BooleanField(_("有效"), default=True)

    objects: ClassVar[models.Manager[Organisation]] = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机关")
        indexes = (
            models.Index(fields=["path"], name="core_org_path_like", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["county", "kind"], name="core_org_county_kind"),
        )
        constraints = (
            models.CheckConstraint(
                name="core_org_path_ends_with_slash",
                condition=Q(path__endswith="/"),
                violation_error_message=_("机关路径须以“/”结尾"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: datetime.date) -> str:
        """The official name in force on a day; the current one where history has none (finding 13)."""
        dated = self.names.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        found = dated.order_by("-valid_from").first()
        return found.name if found else self.official_name


class OrganisationName(models.Model):
    """An official name and the days it was or is in force, both ends included."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(_("名称"), max_length=100)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("机关名称沿革")
        constraints = (
            models.CheckConstraint(
                name="core_orgname_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("停用日期不得早于启用日期"),
            ),
        )

    def __str__(self) -> str:
        return self.name
