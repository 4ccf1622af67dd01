"""`manage.py payments show|consents|enter`: what was paid of a plan's money without a browser, by the same services and rules."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.errors import DomainError
from core.models import User
from core.money import decimals, parse_amount, wan
from funds import payments
from funds.enums import BatchState
from funds.models import BatchItem
from funds.payments import Paid
from plans.models import AnnualPlan, PayeeConsent


class Command(BaseCommand):
    help = (
        "show: 支出进度 of a plan by department and township, in 万元. consents: who receives for another in the projects of"
        " issued batches, by a name that is masked. enter: one payment out of a row of an issued batch, as the finance"
        " bureau's page does it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("show", "consents", "enter"))
        parser.add_argument("county", help="code of the county, 420323")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--as", dest="actor", default="", help="enter: log-in name of whoever keeps the funds")
        parser.add_argument("--batch", type=int, default=1, help="enter: number of the batch")
        parser.add_argument("--project", default="", help="enter: code of the project")
        parser.add_argument("--source", default="", help="enter: the source's document number, where several pay")
        parser.add_argument("--source-name", default="", help="enter: its name, where one document has several sources")
        parser.add_argument("--amount", default="", help="enter: 12.5万元 or 125000元; a bare number is 万元")
        parser.add_argument("--voucher", default="", help="enter: number of the voucher")
        parser.add_argument("--payee", default="", help="enter: the unit that was paid")
        parser.add_argument(
            "--consent", type=int, help="enter: instead, the number of who receives for another, as `consents` lists it"
        )
        parser.add_argument("--on", default="", help="enter: its day, 2027-06-15; today where not said")

    def handle(self, *args: Any, what: str, county: str, year: int, **options: Any) -> None:
        clock.load()
        plan = AnnualPlan.objects.select_related("county").filter(county__code=county, year=year).first()
        if plan is None:
            raise CommandError(f"no plan of {county} {year}")
        if what == "consents":
            self._list_consents(plan)
            return
        if what == "enter":
            _enter(plan, options)
        lines = payments.spent_lines(plan.pk)
        whole = payments.summed(lines)
        figures = f"已下达 {wan(whole.allotted)}，已支付 {wan(whole.paid)}，支出进度 {whole.percent or 0}%"
        self.stdout.write(f"{plan.county.name} {plan.year}: {figures}")
        for by in ("department", "township"):
            for name, spent in payments.ranked(lines, by):
                self.stdout.write(f"- {name}: {wan(spent.allotted)} {wan(spent.paid)} {spent.percent or 0}%")

    def _list_consents(self, plan: AnnualPlan) -> None:
        """Those that stand, by the number that `enter` takes."""
        rows = BatchItem.objects.filter(batch__plan=plan, batch__state=BatchState.ISSUED)
        found = PayeeConsent.objects.filter(project__in=rows.values("item__project"), revoked_at=None).order_by("pk")
        for one in found.select_related("project"):
            self.stdout.write(f"{one.pk}: {one.project.code} {one.project.name} {one.beneficiary}（{one.relation}）")


def _enter(plan: AnnualPlan, options: dict[str, Any]) -> None:
    actor = User.objects.filter(username=options["actor"]).first()
    if actor is None:
        raise CommandError(f"no account {options['actor']!r}: say --as")
    rows = BatchItem.objects.filter(
        batch__plan=plan, batch__state=BatchState.ISSUED, batch__seq=options["batch"],
        item__project__code=options["project"],
    )  # fmt: skip
    named = {"source__doc_no": options["source"], "source__name": options["source_name"]}
    found = list(rows.filter(**{key: value for key, value in named.items() if value}))
    if len(found) != 1:
        told = f"{len(found)} rows of batch {options['batch']} for {options['project']}: say --source, --source-name"
        raise CommandError(told)
    typed = options["amount"]
    if decimals(typed) > (2 if "元" in typed and "万元" not in typed else 6):
        raise CommandError(f"--amount {typed}: a fen is the least")
    try:
        said = Paid(
            amount=parse_amount(typed, unit="万元").yuan, voucher_no=options["voucher"],
            payee=options["payee"], consent=options["consent"],
            paid_on=datetime.date.fromisoformat(options["on"]) if options["on"] else clock.today(),
        )  # fmt: skip
        payments.pay(actor=actor, row=found[0].pk, said=said)
    except DomainError as refusal:
        raise CommandError(refusal.message) from refusal
    except ValueError as error:
        raise CommandError(str(error)) from error
