"""`manage.py allot show|open|fill`: the batches of a plan's money without a browser, by the same services and rules."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.errors import DomainError
from core.models import User
from core.money import wan
from funds import batches
from funds.allotting import NOUGHT, allotment_of
from funds.batch_drafting import called
from funds.batches import Given
from funds.enums import BatchState
from funds.models import AllotmentBatch
from plans.models import AnnualPlan
from plans.services import adjustments


class Command(BaseCommand):
    help = (
        "show: what was allotted of a plan, batch by batch, in 万元. open: the next batch. fill: the draft with all that is"
        " left of every item; both as the finance bureau's page does it. What follows is decided by those whose duty it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("show", "open", "fill"))
        parser.add_argument("county", help="code of the county, 420323")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--as", dest="actor", default="", help="open, fill: log-in name of whoever keeps the funds")
        parser.add_argument("--subject", default=batches.USUAL_SUBJECT, help="fill: code of the budget subject")

    def handle(self, *args: Any, what: str, county: str, year: int, **options: Any) -> None:
        clock.load()
        plan = AnnualPlan.objects.select_related("county").filter(county__code=county, year=year).first()
        if plan is None:
            raise CommandError(f"no plan of {county} {year}")
        try:
            if what == "open":
                batches.open_batch(actor=_actor(options["actor"]), plan=plan.pk)
            elif what == "fill":
                _fill(plan, _actor(options["actor"]), options["subject"])
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._show(plan)

    def _show(self, plan: AnnualPlan) -> None:
        whole = allotment_of(adjustments.in_force(plan.pk)).whole
        figures = f"安排 {wan(whole.planned)}，已下达 {wan(whole.allotted)}，未下达 {wan(whole.left)}"
        self.stdout.write(f"{plan.county.name} {plan.year}: {figures}，下达率 {whole.percent or 0}%")
        for batch in plan.batches.standing().select_related("document", "dossier"):
            number = batch.document.number if batch.document else ""
            amount = wan(batch.dossier.amount or NOUGHT)
            self.stdout.write(f"{called(batch.seq)} {batch.get_state_display()} {amount} {number}".rstrip())


def _actor(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"no account {name!r}: say --as")
    return found


def _fill(plan: AnnualPlan, actor: User, subject: str) -> None:
    """All that is left of every item and source, under one subject."""
    batch = AllotmentBatch.objects.filter(plan=plan, state=BatchState.DRAFTING).select_related("version").first()
    if batch is None:
        raise CommandError("no batch is being drafted: open one")
    rows = {
        (one.funding.item_id, one.funding.source_id): Given(one.left, subject)
        for one in batches.offered(batch)
        if one.left > 0
    }
    batches.write(actor=actor, batch=batch.pk, rows=rows, requirements=batch.requirements)
