"""What a dossier is found by: its title, its document numbers, the names of its places."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models.dossier import Dossier
from core.models.organisation import Organisation


class InCounty(models.Func):
    """Words with the mark of a county beside them, as the index keeps them: of a word that stands in every title of the
    province, the index then answers what one county has."""

    template = "(%(expressions)s)"
    output_field = SearchVectorField()

    def __init__(self, words: str, county: str) -> None:
        mark = f"array_to_tsvector(ARRAY['{COUNTY}' || coalesce(%(expressions)s, 0)::text])"
        super().__init__(models.F(words), models.Func(models.F(county), template=mark), arg_joiner=" || ")


COUNTY = "#"
"""Begins the mark of a county; no letter of a text."""


class SearchEntry(models.Model):
    """The texts of one dossier, a line each, and their pairs of letters with those of their pinyin initials.

    Written by `core.search.note` alone; the pairs are made by the application, so that no extension is needed.
    """

    dossier = models.OneToOneField(
        Dossier, verbose_name=_("案卷"), primary_key=True, on_delete=models.PROTECT, related_name="search"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    texts = models.TextField(_("检索文字"))
    words = SearchVectorField()

    class Meta:
        verbose_name = _("检索")
        indexes = (
            GinIndex(fields=["words"], name="core_search_words", fastupdate=False),
            GinIndex(InCounty("words", "county"), name="core_search_county", fastupdate=False),
        )

    def __str__(self) -> str:
        return self.texts.partition("\n")[0]
