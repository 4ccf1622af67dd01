"""What a project is found by: its name, place and number, and the names of its proposer's places."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from core.models.search import InCounty
from plans.models.project import Project


class ProjectSearchEntry(models.Model):
    """The pairs of letters of one project's texts. Written by `plans.services.found_by` alone."""

    project = models.OneToOneField(
        Project, verbose_name=_("项目"), primary_key=True, on_delete=models.PROTECT, related_name="search"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    words = SearchVectorField()

    class Meta:
        verbose_name = _("项目检索")
        indexes = (GinIndex(InCounty("words", "county"), name="plans_search_county", fastupdate=False),)

    def __str__(self) -> str:
        return f"{self.project_id}"
