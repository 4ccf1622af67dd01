"""The bulletins of the simulated year: drafted by the supervision office or by finance, and sent out by the government
office, each act by another person."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents.enums import CodeUse
from documents.models import DocumentCode
from oversight.bulletins import acts
from oversight.bulletins.acts import Told
from oversight.bulletins.tables import SpendingTable, UnitSpending, percent
from oversight.models import Bulletin, BulletinKind
from oversight.year import months, oracle
from roles.duties import Duty
from workflows.engine.trials import stage

OFFICE = {"checker": Duty.EDIT_CHECK, "director": Duty.SIGN_OFF, "registrar": Duty.REGISTER_DOCUMENT}
CODE = "竹政办通报"
REQUIREMENT = "请各单位抓紧办理逾期事项。"


def raise_office(county: Organisation) -> None:
    """The government office with three people, and whoever manages the county's funds."""
    office = Organisation.objects.create(
        code=f"{county.code}-office", name="政府办公室", official_name="政府办公室", kind=OrganisationKind.GOVERNMENT_OFFICE,
        parent=county, county=county, path=f"{county.path}{county.code}-office/",
    )  # fmt: skip
    DocumentCode.objects.create(organisation=office, use=CodeUse.BULLETIN, code=CODE)
    for name, duty in OFFICE.items():
        stage.appoint(User.objects.create_user(name, name=duty.label), office, (duty,))
    finance = stage.organisation(f"{county.code}-finance")
    stage.appoint(User.objects.create_user("budget", name="预算股长"), finance, (Duty.MANAGE_SOURCES,))


def report(due: dict[months.Issued, datetime.date], county: Organisation, chance: Random) -> None:
    """Issue what is due today."""
    for (kind, month), day in due.items():
        if day == clock.today():
            drafted = (
                _supervision(county, month) if kind == BulletinKind.SUPERVISION else _spending(county, month, chance)
            )
            _send_out(drafted)


def _supervision(county: Organisation, month: datetime.date) -> Bulletin:
    told = Told(county=county, month=month, requirement=REQUIREMENT)
    return acts.draft_supervision(actor=_person("watcher"), told=told)


def _spending(county: Organisation, month: datetime.date, chance: Random) -> Bulletin:
    """What was allotted and paid is chance's; the bulletin is of the quarter that ends with the month."""
    units = []
    for unit in ("财政", "水利"):
        allotted = Decimal(chance.randrange(1, 900)) * 10_000
        paid = allotted * chance.randrange(101) / 100
        units.append(UnitSpending("部门", unit, percent(paid, allotted), allotted, paid))
    paid = sum((unit.paid or Decimal() for unit in units), Decimal())
    left = sum((unit.allotted or Decimal() for unit in units), Decimal()) - paid
    return acts.draft_spending(
        actor=_person("budget"), told=Told(county=county, month=month, requirement=REQUIREMENT),
        as_of=months.first_of_month(month + 32 * oracle.DAY) - oracle.DAY,
        table=SpendingTable(month.year, tuple(units), paid, left), source="国库集中支付系统",
    )  # fmt: skip


def _send_out(drafted: Bulletin) -> None:
    acts.submit(actor=drafted.drafted_by, bulletin=drafted.pk)
    acts.check(actor=_person("checker"), bulletin=drafted.pk)
    acts.sign(actor=_person("director"), bulletin=drafted.pk)
    acts.issue(actor=_person("registrar"), bulletin=drafted.pk)


def _person(username: str) -> User:
    return User.objects.get(username=username)
