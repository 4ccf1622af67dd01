"""What a return may name of this room: its rules, the projects of a round, a plan or a filing, and the lines of what a
county or a township plans over several years."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from core.enums import DossierKind
from core.models import Dossier
from plans.compliance import registry
from plans.models import MasterPlanVersion, Need, PlanItem, Project
from workflows.desk.citing import Clause, Row, register_clauses, register_rows


def register_all() -> None:
    """At start-up."""
    register_clauses(clauses)
    for kind in (DossierKind.VILLAGE_ROUND, DossierKind.TOWNSHIP_ROUND, DossierKind.LIBRARY_ROUND):
        register_rows(kind, projects)
    register_rows(DossierKind.PLAN, items)
    register_rows(DossierKind.FILING, filed_items)
    register_rows(DossierKind.MASTER_PLAN, compiled_needs)
    register_rows(DossierKind.TOWNSHIP_NEEDS, stated_needs)


def clauses(on: datetime.date) -> Iterator[Clause]:
    """The rules in force on a day."""
    page = reverse("plans:rules")
    for rule in registry.on(on):
        yield Clause(code=rule.code, title=rule.title, source=rule.clause, url=f"{page}#{rule.code}")


def projects(dossier: Dossier) -> Sequence[Row]:
    """Each leads to its own page, where it is changed."""
    found = Project.objects.travelled_in(dossier.pk).order_by("code").values_list("pk", "code", "name")
    return [Row(code=code, name=name, url=reverse("plans:project", args=[pk])) for pk, code, name in found]


def items(dossier: Dossier) -> Sequence[Row]:
    """Each leads to its row of the plan, beside which its text and its money are changed."""
    return _rows(PlanItem.objects.filter(version__dossier=dossier.pk))


def filed_items(dossier: Dossier) -> Sequence[Row]:
    """Of the plan that was filed."""
    return _rows(PlanItem.objects.filter(version__filing__addressees__dossier=dossier.pk))


def compiled_needs(dossier: Dossier) -> Sequence[Row]:
    """Each leads to the version, where the county arranges it."""
    version = MasterPlanVersion.objects.get(dossier=dossier.pk)
    return _needs(Need.objects.counted(version), reverse("plans:master_plan", args=[version.pk]))


def stated_needs(dossier: Dossier) -> Sequence[Row]:
    """Of a township and its villages; each leads to its list."""
    found = Need.objects.filter(needs__dossier=dossier.pk).order_by("village__village__path", "year", "pk")
    return _needs(found, reverse("plans:township_needs", args=[dossier.township_needs.pk]))


def _needs(found: QuerySet[Need], url: str) -> Sequence[Row]:
    """By place, year and content: they have no number on paper."""
    rows = found.select_related("needs__township", "village__village")
    return [
        Row(
            code=f"X{need.pk}", url=url,
            name=f"{need.village.village if need.village else need.needs.township} {need.year} {need.content}",
        )
        for need in rows
    ]  # fmt: skip


def _rows(found: QuerySet[PlanItem]) -> Sequence[Row]:
    return [
        Row(
            code=item.project.code, number=item.seq, name=item.project.name,
            url=f"{reverse('plans:plan', args=[item.version_id])}#item-{item.seq}",
        )
        for item in found.select_related("project").order_by("seq")
    ]  # fmt: skip
