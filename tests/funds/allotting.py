"""A batch of the small county's plan on its way, by the people whose duty each step is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

from core.models import Organisation, User
from funds import batches
from funds.batches import Given
from funds.models import AllotmentBatch, ItemFunding
from plans.models import PlanVersion
from tests.funds.money import treasurer
from workflows.desk import services as desk
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

Rows = Mapping[int, str]
"""By the number of an item in the plan, what its one source allots of it, in yuan."""


def opened(county: Organisation, version: PlanVersion) -> AllotmentBatch:
    return batches.open_batch(actor=treasurer(county), plan=version.plan_id)


def given(version: PlanVersion, rows: Rows, subject: str = batches.USUAL_SUBJECT) -> dict[tuple[int, int], Given]:
    paying = ItemFunding.objects.filter(item__version=version).order_by("item__seq", "source")
    keys = {seq: (item, source) for seq, item, source in paying.values_list("item__seq", "item", "source")}
    return {keys[seq]: Given(Decimal(amount), subject) for seq, amount in rows.items()}


def written(county: Organisation, batch: AllotmentBatch, rows: Rows) -> AllotmentBatch:
    return batches.write(
        actor=treasurer(county), batch=batch.pk, rows=given(batch.version, rows), requirements="专款专用。\n按期开工。"
    )


def drafted(county: Organisation, version: PlanVersion, rows: Rows) -> AllotmentBatch:
    return written(county, opened(county, version), rows)


def issued(county: Organisation, version: PlanVersion, rows: Rows) -> AllotmentBatch:
    """All the way."""
    batch = drafted(county, version, rows)
    Driver().run(batch.dossier)
    return batches.select(batch.pk)


def waiting(batch: AllotmentBatch, step: str) -> list[WorkItem]:
    items = WorkItem.objects.open().filter(dossier=batch.dossier_id, step=step)
    return list(items.select_related("organisation__county", "dossier").order_by("pk"))


def person(item: WorkItem) -> User:
    return holder(item.duty, item.organisation)


def take(batch: AllotmentBatch, step: str) -> None:
    """Every seat of the step agrees."""
    for item in waiting(batch, step):
        desk.decide(
            actor=person(item), work_item=item.pk, decision=Decision.APPROVE, opinion="同意。", request_id=uuid4()
        )


def give_back(batch: AllotmentBatch, step: str) -> None:
    item = waiting(batch, step)[0]
    desk.return_to(
        actor=person(item), work_item=item.pk, step="finance_drafts_batch", opinion="请核对金额。", grounds=["facts"],
        request_id=uuid4(),
    )  # fmt: skip
