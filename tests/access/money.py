"""What the addresses of money need: the home county, its year, a source and a movement."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from core import clock
from core.enums import DossierKind, Sector
from funds.models import AllotmentBatch, BudgetSubject, FundMovement, FundSource, ItemFunding, YearEndStatement
from plans.enums import NoticeKind
from plans.models import Notice, ToldApart
from plans.services.dossiers import open_dossier
from plans.services.organs import bureau
from roles.duties import Duty
from tests.factories import flows as make
from workflows.flows.rehearsal.people import holder


def _source(things: Any) -> dict[str, object]:
    return {"source": FundSource.objects.filter(county=things.county).order_by("pk")[0].pk}


def _movement(things: Any) -> dict[str, object]:
    return {"movement": FundMovement.objects.filter(county=things.county).order_by("pk")[0].pk}


def _year(things: Any) -> dict[str, object]:
    return {"county": things.county.pk, "year": make.YEAR}


def _plan(things: Any) -> dict[str, object]:
    return {"plan": things.version.plan_id}


def _announcement(things: Any) -> dict[str, object]:
    return {"pk": Notice.objects.get(dossier=things.version.dossier, kind=NoticeKind.PLAN).pk}


def _told(things: Any) -> dict[str, object]:
    """Two projects of the county that the working group said are not the same."""
    found = ToldApart.objects.filter(county=things.county).first()
    if found is None:
        other = copy(things.project)
        other.pk, other.code = None, f"{things.project.code}-2"
        other.save(force_insert=True)
        told_by = things.drafter.user
        found = ToldApart.objects.create(first=things.project, second=other, reason="管道不同", told_by=told_by)
    return {"pk": found.pk}


def _batch(things: Any) -> dict[str, object]:
    """A draft of the finance bureau, as far as an address needs one."""
    plan, lead = things.version.plan, bureau(things.county, Sector.FINANCE)
    found = AllotmentBatch.objects.filter(plan=plan).first()
    if found is None:
        keeper = holder(Duty.MANAGE_SOURCES, lead)
        dossier = open_dossier(actor=keeper, kind=DossierKind.ALLOTMENT, title="第一批", owner=lead, year=plan.year)
        found = AllotmentBatch.objects.create(
            dossier=dossier, plan=plan, version=things.version, seq=1, requirements="专款专用"
        )
    return {"pk": found.pk}


def _year_end(things: Any) -> dict[str, object]:
    """A statement that a keeper draws, as far as an address needs one."""
    keeper = holder(Duty.MANAGE_SOURCES, bureau(things.county, Sector.FINANCE))
    plan = things.version.plan
    found = YearEndStatement.objects.filter(plan=plan).first() or YearEndStatement.objects.create(
        plan=plan, version=things.version, drawn_by=keeper, drawn_at=clock.now()
    )
    return {"pk": found.pk}


def _row(things: Any) -> dict[str, object]:
    """A row of that draft; nothing is paid of it yet, so that nobody is let in."""
    _batch(things)
    batch = AllotmentBatch.objects.get(plan=things.version.plan)
    found = batch.rows.first()
    if found is None:
        paying = ItemFunding.objects.filter(item__version=batch.version_id).order_by("pk")[0]
        found = batch.rows.create(
            item=paying.item, source=paying.source, amount=paying.amount,
            budget_subject=BudgetSubject.objects.order_by("pk")[0],
        )  # fmt: skip
    return {"pk": found.pk}


OF_COUNTY: dict[str, Callable[[Any], dict[str, object]]] = {
    "api:pool": lambda things: {"pk": things.county.pk},
    "funds:correct_source": _source,
    "funds:source": _source,
    "funds:move": _source,
    "funds:reverse": _movement,
    "disclosure:coverage": _announcement,
    "funds:pool": _year,
    "funds:reconciliation": _year,
    "funds:plan_batches": _plan,
    "funds:open_batch": _plan,
    "funds:batch": _batch,
    "funds:write_batch": _batch,
    "funds:follow_batch": _batch,
    "funds:spending": _plan,
    "funds:row_payments": _row,
    "funds:pay": _row,
    "funds:reverse_payment": lambda things: {"pk": 1},
    "funds:add_subject": lambda things: {"organisation": bureau(things.county, Sector.FINANCE).pk},
    "funds:end_subject": lambda things: {
        "organisation": bureau(things.county, Sector.FINANCE).pk,
        "pk": BudgetSubject.objects.order_by("pk")[0].pk,
    },
    "funds:year_end": _plan,
    "funds:draw_year_end": _plan,
    "funds:write_year_end": _year_end,
    "funds:submit_year_end": _year_end,
    "funds:withdraw_year_end": _year_end,
    "funds:confirm_year_end": _year_end,
    "funds:give_back_year_end": _year_end,
    "plans:alike": lambda things: {"county": things.county.pk},
    "plans:withdraw_told": _told,
    "plans:poor_villages": lambda things: {"county": things.county.pk},
    "plans:roll_over": lambda things: {"county": things.county.pk},
    "plans:take_out": lambda things: {"pk": things.project.pk},
}
