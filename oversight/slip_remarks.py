"""How slips are met on the page of a task and of a dossier, and what of them goes into the package of a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Dossier, User
from core.prepared import PreparedModels
from core.templatetags.words import cn_date
from oversight import slip_list
from oversight.enums import SlipState
from oversight.models import Slip, SlipExtension, SlipReport
from workflows.desk import borders
from workflows.desk.calls import Line
from workflows.desk.remarks import Remark
from workflows.engine.models import WorkItem

RELATED = ("document", "office", "organisation", "work_item__organisation", "work_item__dossier__county")
MEMBER, TITLE = "slips.json", "督办单、反馈和延期申请"


def about(item: WorkItem) -> Iterator[Line]:
    """Every slip of a step, the last first."""
    for slip in _SLIPS.found(item=item.pk):
        yield _line(slip)


def of_dossier(dossier: Dossier, reader: User) -> Iterator[Line]:
    """Every slip of a dossier that is not filed away, the last first; of the other side of a border none."""
    found = Slip.objects.filter(work_item__dossier=dossier).exclude(state=SlipState.ARCHIVED)
    for slip in found.select_related(*RELATED).newest_first():
        if borders.reads_within(reader, slip.work_item):
            yield _line(slip)


def _of_item(*, item: int) -> QuerySet[Slip]:
    return Slip.objects.filter(work_item=item).select_related(*RELATED).newest_first()


_SLIPS: PreparedModels[Slip] = PreparedModels(_of_item, item=int)


def _line(slip: Slip) -> Line:
    told = {"office": slip.office.name, "organisation": slip.organisation.name, "day": cn_date(slip.due_on)}
    name = f"{slip.get_colour_display()} {slip.number}".strip()
    return Line(
        words=_("督办单"),
        url="",
        act=(f"{name} {slip.get_state_display()}", reverse("oversight:slip", args=[slip.pk])),
        said=slip.requirement,
        by=_("%(office)s督办%(organisation)s，办结期限%(day)s") % told,
        due=slip_list.due(slip),
    )


def kept(dossier: Dossier, _reader: User | None, within: frozenset[int] | None) -> list[dict[str, Any]]:
    """The slips of a dossier with every report and every request for more time, as its package keeps them."""
    slips = Slip.objects.filter(work_item__dossier=dossier)
    if within is not None:
        slips = slips.filter(work_item__in=within)
    found = list(slips.order_by("issued_at", "pk").values())
    reports = _by_slip(SlipReport.objects.filter(slip__in=slips).in_order())
    extensions = _by_slip(SlipExtension.objects.filter(slip__in=slips).in_order())
    return [row | {"reports": reports.get(row["id"], []), "extensions": extensions.get(row["id"], [])} for row in found]


def _by_slip(rows: QuerySet[Any]) -> dict[int, list[dict[str, Any]]]:
    told: dict[int, list[dict[str, Any]]] = {}
    for row in rows.values():
        told.setdefault(row["slip_id"], []).append(row)
    return told


REMARK = Remark(about=about, of_dossier=of_dossier)
