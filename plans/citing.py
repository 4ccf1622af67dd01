"""What a return may name of this room: its rules, the projects of a round, a plan or a filing, and the places whose needs
a county or a township plans over several years (their lines have no number on paper, and there are thousands)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.enums import DossierKind
from core.models import Dossier, Organisation
from plans.compliance import registry
from plans.listed import address
from plans.models import Need, PlanItem, Project, TownshipNeeds, VillageNeeds
from workflows.desk.citing import Clause, Column, Row, register_clauses, register_rows


def columns_of(model: type[Model], names: str) -> tuple[Column, ...]:
    """By what the fields are called in the register, which is what forms and tables call them."""
    fields = {field.name: field for field in model._meta.fields + model._meta.many_to_many}  # noqa: SLF001
    return tuple(Column(code=name, title=fields[name].verbose_name) for name in names.split())


PROJECT = columns_of(
    Project,
    "name category nature location villages content amount funding_method platform competent responsible_unit starts_on "
    "ends_on households poor_households target linkage",
)
ITEM = (
    *columns_of(Project, "name category competent"),
    *columns_of(PlanItem, "content schedule amount"),
    Column(code="sources", title=gettext_lazy("资金来源")),
    *columns_of(PlanItem, "platform responsible_unit justifications"),
)
NEED = columns_of(Need, "year category content amount households poor_households")


def register_all() -> None:
    """At start-up."""
    register_clauses(clauses)
    for kind in (DossierKind.VILLAGE_ROUND, DossierKind.TOWNSHIP_ROUND, DossierKind.LIBRARY_ROUND):
        register_rows(kind, projects, PROJECT)
    register_rows(DossierKind.PLAN, items, ITEM)
    register_rows(DossierKind.FILING, filed_items, ITEM)
    register_rows(DossierKind.MASTER_PLAN, compiled_parts, NEED)
    register_rows(DossierKind.TOWNSHIP_NEEDS, stated_parts, NEED)


def clauses(on: datetime.date) -> Iterator[Clause]:
    """The rules in force on a day."""
    page = reverse("plans:rules")
    for rule in registry.on(on):
        yield Clause(code=rule.code, title=rule.title, source=rule.clause, url=f"{page}#{rule.code}")


def projects(dossier: Dossier) -> Sequence[Row]:
    """Each leads to its own page, where it is changed."""
    found = Project.objects.travelled_in(dossier.pk).order_by("code")
    return [
        Row(code=code, name=name, url=reverse("plans:project", args=[pk]), place=place or "")
        for pk, code, name, place in found.values_list("pk", "code", "name", "township__name")
    ]


def items(dossier: Dossier) -> Sequence[Row]:
    """Each leads to its row of the plan, beside which its text and its money are changed."""
    return _rows(PlanItem.objects.filter(version__dossier=dossier.pk))


def filed_items(dossier: Dossier) -> Sequence[Row]:
    """Of the plan that was filed."""
    return _rows(PlanItem.objects.filter(version__filing__addressees__dossier=dossier.pk))


def compiled_parts(dossier: Dossier) -> Sequence[Row]:
    """The townships of a plan of several years: each leads to its part, where it is given back or arranged."""
    found = TownshipNeeds.objects.filter(version__dossier=dossier.pk).select_related("township")
    return [
        _place(part.township, reverse("plans:township_needs", args=[part.pk]))
        for part in found.order_by("township__path")
    ]


def stated_parts(dossier: Dossier) -> Sequence[Row]:
    """The township, which may want things of its own, and its villages, each with its own table."""
    part = dossier.township_needs
    found = VillageNeeds.objects.filter(needs=part).select_related("village").order_by("village__path")
    return [
        _place(part.township, reverse("plans:township_needs", args=[part.pk])),
        *(_place(one.village, reverse("plans:village_needs", args=[one.pk])) for one in found),
    ]


def _place(organisation: Organisation, url: str) -> Row:
    return Row(code=organisation.code, name=organisation.name, url=url)


def _rows(found: QuerySet[PlanItem]) -> Sequence[Row]:
    said = ("version", "seq", "project__code", "project__name", "project__township__name")
    return [
        Row(code=code, number=seq, name=name, url=address(version, seq), place=place or "")
        for version, seq, code, name, place in found.order_by("seq").values_list(*said)
    ]
