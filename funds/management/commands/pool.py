"""`manage.py pool show|check|enter`: the pool of a county and year without a browser, by the same services and rules."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.enums import OrganisationKind
from core.errors import DomainError
from core.models import Organisation, User
from core.money import parse_amount, wan
from funds import movements
from funds.enums import MovementAct
from funds.models import FundSource
from funds.movements import Basis
from funds.pool import Part, pool_of
from funds.reconciling import reconciled


class Command(BaseCommand):
    help = (
        "show: what came in, stands in and went out of the pool, in 万元. check: every identity to the fen and what is to"
        " be done; exit 1 if one does not hold. enter: one movement of a source, as the finance bureau's page does it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("show", "check", "enter"))
        parser.add_argument("county", help="code of the county, 420323")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--as", dest="actor", default="", help="enter: log-in name of whoever keeps the funds")
        parser.add_argument("--source", default="", help="enter: the source's document number (指标文号)")
        parser.add_argument("--name", default="", help="enter: its name, where one document has several")
        parser.add_argument("--to", default="", help="enter transferred: the document number of the other source")
        parser.add_argument("--to-name", default="", help="enter transferred: its name, where one document has several")
        parser.add_argument("--act", choices=MovementAct.values, default=MovementAct.ADD.value)
        parser.add_argument("--amount", default="0", help="enter: 12.5万元 or 125000元; a bare number is 万元")
        parser.add_argument("--integrated", default="", help="enter: how much of it is in the pool; all where not said")
        parser.add_argument("--doc-no", default="", help="enter: by which document")
        parser.add_argument("--dated", default="", help="enter: its day, 2027-01-15; today where not said")
        parser.add_argument("--reason", default="")
        parser.add_argument("--rest-because", default="", help="enter: why part of the source is not integrated")
        parser.add_argument("--into-because", default="", help="enter: why part of the one that gets it is not")
        parser.add_argument("--knows", action="store_true", help="enter: although a plan on its way draws more")

    def handle(self, *args: Any, what: str, county: str, year: int, **options: Any) -> None:
        clock.load()
        place = Organisation.objects.filter(code=county, kind=OrganisationKind.COUNTY).first()
        if place is None:
            raise CommandError(f"no county {county}")
        match what:
            case "show":
                self._show(place, year)
            case "check":
                self._check(place, year)
            case _:
                self._enter(place, year, options)

    def _show(self, county: Organisation, year: int) -> None:
        pool = pool_of(county, year)
        said = {
            "下达": pool.amount,
            "纳入整合": pool.integrated,
            "已安排": pool.used,
            "池中余额": pool.left,
            "未整合": pool.rest,
        }
        self.stdout.write(f"{county.name} {year}: " + "，".join(f"{label} {wan(sum_)}" for label, sum_ in said.items()))
        rate = pool.rate
        self.stdout.write(
            f"应统尽统率 {rate.percent}% = {wan(rate.integrated)} / {wan(rate.may)}（{rate.scope.clause}）"
        )
        for title, parts in (
            ("变动", pool.by_kind), ("级次", pool.by_level), ("性质", pool.by_nature), ("类别", pool.by_category),
            ("乡镇", pool.by_township), ("部门", pool.by_department),
        ):  # fmt: skip
            self.stdout.write(f"{title}: {_listed(parts)}")

    def _check(self, county: Organisation, year: int) -> None:
        found = reconciled(county, year)
        for one in found.identities:
            sign = "=" if one.holds else "≠"
            self.stdout.write(f"{one.stage}: {one.left} {wan(one.left_sum)} {sign} {one.right} {wan(one.right_sum)}")
        for task in found.tasks:
            self.stdout.write(f"- {task.where}: {task.what} {wan(task.amount)}")
        if not found.holds:
            raise CommandError(f"{sum(not one.holds for one in found.identities)} identities do not hold")

    def _enter(self, county: Organisation, year: int, options: dict[str, Any]) -> None:
        try:
            amount = parse_amount(options["amount"], unit="万元").yuan
            integrated = parse_amount(options["integrated"], unit="万元").yuan if options["integrated"] else amount
            movements.enter(
                actor=User.objects.get(username=options["actor"]), act=MovementAct(options["act"]), amount=amount,
                source=_source(county, year, options["source"], options["name"]), integrated=integrated,
                to=_source(county, year, options["to"], options["to_name"]) if options["to"] else None,
                basis=_basis(options),
            )  # fmt: skip
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        except (User.DoesNotExist, ValueError) as error:
            raise CommandError(str(error)) from error
        self._show(county, year)


def _source(county: Organisation, year: int, doc_no: str, name: str) -> int:
    """Its key. Raises CommandError with the names that there are to choose from."""
    of_number = FundSource.objects.filter(county=county, year=year, doc_no=doc_no).order_by("pk")
    found = [source for source in of_number if name in ("", source.name)]
    if len(found) != 1:
        listed = "，".join(source.name for source in of_number) or "none"
        raise CommandError(f"{doc_no} {name}: {len(found)} sources in {year}; this document has: {listed}")
    return found[0].pk


def _basis(options: dict[str, Any]) -> Basis:
    dated = datetime.date.fromisoformat(options["dated"]) if options["dated"] else clock.today()
    return Basis(
        doc_no=options["doc_no"], dated=dated, reason=options["reason"], rest_because=options["rest_because"],
        into_because=options["into_because"], knows=options["knows"],
    )  # fmt: skip


def _listed(parts: list[Part]) -> str:
    return "，".join(f"{part.label} {wan(part.amount)}" for part in parts) or wan(Decimal(0))
