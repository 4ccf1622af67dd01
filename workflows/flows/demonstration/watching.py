"""What the county's watchers keep: the months counted, a filter the office shares, last month's bulletin issued, and
one on spending that waits to be checked."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Organisation
from oversight import counting, filters
from oversight.bulletin_forms import REQUIREMENTS
from oversight.bulletins import acts, spending
from oversight.bulletins.acts import Told
from oversight.bulletins.tables import SpendingTable
from oversight.waiting import Asked
from plans.services.organs import bureau, organ
from roles.duties import Duty
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

SOURCE = "县财政局国库集中支付系统"
TABLE = """类别,单位,下达（万元）,支出（万元）
部门,竹山县交通运输局,1860,1745.2
部门,竹山县水利局,920,902.6
部门,竹山县农业农村局,1340,1128.9
部门,竹山县住房和城乡建设局,610,610
乡镇,宝丰镇,286,262.4
乡镇,麻家渡镇,241,188.3
乡镇,官渡镇,198,121.7
乡镇,擂鼓镇,224,209.5
"""
"""Made up, like every figure of the demonstration."""


def keep(county: Organisation) -> None:
    """All of it, by the persons whose posts do it."""
    counting.count_since()
    supervisor = holder(Duty.SUPERVISE, organ(county, OrganisationKind.SUPERVISION_OFFICE))
    filters.save(actor=supervisor, name="逾期事项", asked=Asked(overdue="1"), shared=True)
    office = organ(county, OrganisationKind.GOVERNMENT_OFFICE)
    last_month = counting.first_of(clock.today(), 1)
    told = Told(county=county, month=last_month, requirement=str(REQUIREMENTS["supervision"]))
    made = acts.draft_supervision(actor=supervisor, told=told)
    pause()
    acts.submit(actor=supervisor, bulletin=made.pk)
    for act, duty in ((acts.check, Duty.EDIT_CHECK), (acts.sign, Duty.SIGN_OFF), (acts.issue, Duty.REGISTER_DOCUMENT)):
        pause()
        act(actor=holder(duty, office), bulletin=made.pk)
    _spending(county)


def _spending(county: Organisation) -> None:
    finance = bureau(county, Sector.FINANCE)
    budget = holder(Duty.MANAGE_SOURCES, finance)
    units = spending.read(TABLE.encode(), "支出进度.csv").units
    paid = sum((unit.paid for unit in units if unit.paid), start=Decimal())
    given = sum((unit.allotted for unit in units if unit.allotted), start=Decimal())
    today = clock.today()
    table = SpendingTable(today.year, units, paid, given - paid)
    told = Told(county=county, month=today.replace(day=1), requirement=str(REQUIREMENTS["spending"]))
    pause()
    made = acts.draft_spending(actor=budget, told=told, as_of=today, table=table, source=SOURCE)
    acts.submit(actor=budget, bulletin=made.pk)
