"""What a return may name of this room: its rules, and the projects of a round, a plan or a filing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from core.enums import DossierKind
from core.models import Dossier
from plans.compliance import registry
from plans.models import PlanItem, Project
from workflows.desk.citing import Clause, Row, register_clauses, register_rows


def register_all() -> None:
    """At start-up."""
    register_clauses(clauses)
    for kind in (DossierKind.VILLAGE_ROUND, DossierKind.TOWNSHIP_ROUND, DossierKind.LIBRARY_ROUND):
        register_rows(kind, projects)
    register_rows(DossierKind.PLAN, items)
    register_rows(DossierKind.FILING, filed_items)


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


def _rows(found: QuerySet[PlanItem]) -> Sequence[Row]:
    return [
        Row(
            code=item.project.code, number=item.seq, name=item.project.name,
            url=f"{reverse('plans:plan', args=[item.version_id])}#item-{item.seq}",
        )
        for item in found.select_related("project").order_by("seq")
    ]  # fmt: skip
