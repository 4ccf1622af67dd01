"""`manage.py year_end show|draw|submit|confirm`: a plan's year end without a browser, by the same services and rules."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core import clock
from core.errors import DomainError
from core.models import User
from core.money import wan
from funds import year_end
from funds.models import YearEndStatement
from funds.year_end import Kept
from funds.year_end_reading import rows_of, standing
from plans.models import AnnualPlan
from plans.services import adjustments


class Command(BaseCommand):
    help = (
        "show: what no batch allotted of a plan and what was not paid, and what becomes of it, in 万元. draw: the statement, of which the named"
        " projects are carried over. submit: hand it to the head of the finance bureau. confirm: by the head, and the money"
        " moves into the next year."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("show", "draw", "submit", "confirm"))
        parser.add_argument("county", help="code of the county, 420323")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--as", dest="actor", default="", help="log-in name of whoever does it")
        parser.add_argument("--doc-no", default="", help="draw: by which document the money moves")
        parser.add_argument("--dated", default="", help="draw: its day, 2027-12-31; today where not said")
        parser.add_argument(
            "--carry", action="append", default=[], help="draw: code of a project to carry over, repeatedly"
        )
        parser.add_argument("--reason", default="", help="draw: why these are carried over")

    def handle(self, *args: Any, what: str, county: str, year: int, **options: Any) -> None:
        clock.load()
        plan = AnnualPlan.objects.select_related("county").filter(county__code=county, year=year).first()
        if plan is None:
            raise CommandError(f"no plan of {county} {year}")
        try:
            if what == "draw":
                _draw(plan, options)
            elif what == "submit":
                year_end.submit(actor=_actor(options["actor"]), statement=_standing(plan).pk)
            elif what == "confirm":
                year_end.confirm(actor=_actor(options["actor"]), statement=_standing(plan).pk)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self._show(plan)

    def _show(self, plan: AnnualPlan) -> None:
        statement = standing(plan.pk)
        version = statement.version if statement else adjustments.in_force(plan.pk)
        if statement:
            returned, carried = year_end.totals(statement)
            self.stdout.write(
                f"{plan.county.name} {plan.year}: {statement.get_state_display()} {statement.doc_no}，"
                f"收回 {wan(returned)}，结转 {wan(carried)}"
            )
        for row in rows_of(version, statement) if version else ():
            if row.left > 0:
                said = f"{row.kind} {wan(row.left)}，收回 {wan(row.returned)}，结转 {wan(row.carried)} {row.reason}"
                self.stdout.write(f"{row.funding.item.project.code} {row.funding.source.doc_no} {said}".rstrip())


@transaction.atomic
def _draw(plan: AnnualPlan, options: dict[str, Any]) -> None:
    """All of it back to the pool, but for the named projects; no statement is left where anything said is wrong."""
    actor = _actor(options["actor"])
    try:
        dated = datetime.date.fromisoformat(options["dated"]) if options["dated"] else clock.today()
    except ValueError as error:
        raise CommandError(f"--dated: {error}") from error
    made = year_end.draw(actor=actor, plan=plan.pk)
    left = [row for row in rows_of(made.version) if row.left > 0]
    if unknown := set(options["carry"]) - {row.funding.item.project.code for row in left}:
        raise CommandError(f"--carry: nothing is left of {', '.join(sorted(unknown))}")
    carried = [row for row in left if row.funding.item.project.code in options["carry"]]
    kept = {row.funding.pk: Kept(row.left, options["reason"]) for row in carried if row.allotment is None}
    unpaid = {row.allotment.pk: Kept(row.left, options["reason"]) for row in carried if row.allotment}
    year_end.write(actor=actor, statement=made.pk, kept=kept, unpaid=unpaid, doc_no=options["doc_no"], dated=dated)


def _standing(plan: AnnualPlan) -> YearEndStatement:
    found = standing(plan.pk)
    if found is None:
        raise CommandError("no statement: draw one")
    return found


def _actor(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"no account {name!r}: say --as")
    return found
