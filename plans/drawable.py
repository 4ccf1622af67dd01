"""Projects as a page lists them, a page at a time, by township or by words: those of a library that may be drawn into a
plan, those of a round."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum

from core.models import Organisation
from plans.listed import OF_COUNTY, PAGE, Listed, Place
from plans.models import Project


def drawable(county: Organisation, asked: Mapping[str, str]) -> Listed[Project]:
    """Those of the county's library."""
    return listed_projects(Project.objects.in_library(county), asked)


def listed_projects(found: QuerySet[Project], asked: Mapping[str, str]) -> Listed[Project]:
    """What `place`, `q` and `page` ask for; amounts in yuan are those applied for. Two statements, one more for words."""
    grouped = found.order_by("township__path", "township").values_list("township", "township__name")
    places = [
        Place(str(pk) if pk else OF_COUNTY, name or "", number, amount)
        for pk, name, number, amount in grouped.annotate(number=Count("pk"), sum=Sum("amount"))
    ]
    is_long = sum(one.number for one in places) > PAGE
    chosen = next((one for one in places if is_long and one.value == asked.get("place")), None)
    words = asked.get("q", "").strip()[:60] if is_long else ""
    if chosen:
        found = found.filter(township=None if chosen.value == OF_COUNTY else int(chosen.value))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
        number, amount = found.order_by().aggregate(number=Count("pk"), sum=Sum("amount")).values()
    else:
        meant = [chosen] if chosen else places
        number, amount = sum(one.number for one in meant), sum((one.amount for one in meant), Decimal())
    paginator = Paginator(found.select_related("competent", "proposer"), PAGE)
    paginator.count = number
    page = paginator.get_page(asked.get("page"))
    return Listed(page, number, amount or Decimal(), places, chosen.value if chosen else "", words, is_long)
