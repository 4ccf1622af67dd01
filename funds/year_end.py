"""年终结转收回: what a plan arranged and no batch allotted by the year's end, and what batches allotted and nobody was paid,
goes back to the pool, or is carried over with its item for a reason (B19; 预算法第十八条; 国办发〔2014〕70号).

One keeper of the funds draws the statement, the head of the bureau confirms it; then the money moves, source by source,
into those of the next year, in one transaction. Whoever writes locks the plan, then the sources in order of key, as
everybody does who opens a batch, an adjustment or a change of it, or moves money.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import User
from core.money import wan
from core.soundness import require_sound
from funds import accounts, movements, next_year, payments, year_end_reading
from funds.allotting import NOUGHT
from funds.enums import YearEndState
from funds.models import YearEndLine, YearEndStatement
from funds.movements import Basis
from funds.year_end_reading import Row, rows_of, sums_by_source
from funds.year_end_separation import lead as lead_of
from funds.year_end_separation import require_another
from plans.models import AnnualPlan, PlanVersion
from plans.services import adjustments
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import authority, require


@dataclass(frozen=True)
class Kept:
    """What of a row is carried over to the next year with its item, in yuan, and why."""

    amount: Decimal
    reason: str = ""


@transaction.atomic
def draw(*, actor: User, plan: int) -> YearEndStatement:
    """Draw the statement of a plan's year end: of every row what no batch allotted, of every row of a batch what was not
    paid, all of it to go back to the pool.

    Raises Refused for whoever does not keep the county's funds, Conflict before December, while a batch, an adjustment or
    a change is under way, by its name, and where nothing is left or a statement is there.
    """
    found = _hold(plan)
    lead = bureau(found.county, Sector.FINANCE)
    own = authority(actor, Duty.MANAGE_SOURCES, lead)
    require(actor, Duty.MANAGE_SOURCES, lead)
    version = adjustments.in_force(plan)
    against = year_end_reading.against_drawing(found, version)
    if version is None or against:
        raise Conflict(against)
    made = YearEndStatement.objects.create(
        plan=found, version=version, drawn_by=actor, drawn_for_id=own.on_behalf_of if own else None,
        drawn_at=clock.now(),
    )  # fmt: skip
    _list(made, version, {}, {})
    _tell(actor, "year_end.drawn", made)
    return made


@transaction.atomic
def write(
    *,
    actor: User,
    statement: int,
    kept: Mapping[int, Kept],
    doc_no: str,
    dated: datetime.date | None,
    unpaid: Mapping[int, Kept] | None = None,
) -> YearEndStatement:
    """Say by which document the money moves, and of which rows of the plan (keys of their funding) how much is carried
    over and why, and of which rows of batches (`unpaid`, their keys); the rest of each goes back. What was allotted, paid
    or adjusted meanwhile is counted anew.

    Raises Refused, Conflict for anybody but whoever drew it and once it was handed in, Invalid naming every row.
    """
    found = _drawn(actor, statement)
    version = adjustments.in_force(found.plan_id)
    if version is None:
        raise Conflict(_("方案尚未印发，没有可以结转、收回的资金"))
    for one in (*kept.values(), *(unpaid or {}).values()):
        printable.require(_("结转理由"), one.reason)
    found.version, found.doc_no, found.dated = version, doc_no.strip(), dated
    require_sound(found, exclude=["county", "plan", "version"])
    found.save(update_fields=["version", "doc_no", "dated"])
    _list(found, version, kept, unpaid or {})
    _tell(actor, "year_end.written", found)
    return found


@transaction.atomic
def submit(*, actor: User, statement: int) -> YearEndStatement:
    """Hand the statement to the head of the bureau. Raises Invalid without its document, Conflict where something is under
    way or the rows are not those of the plan as it stands."""
    found = _drawn(actor, statement)
    _require_document(found)
    _require_as_it_stands(found)
    _advance(found, YearEndState.WAITING)
    _tell(actor, "year_end.submitted", found)
    return found


@transaction.atomic
def give_back(*, actor: User, statement: int, reason: str) -> YearEndStatement:
    """The head of the bureau gives it back to whoever drew it, for a stated reason."""
    found = _waiting(actor, statement)
    if not reason.strip():
        raise Invalid(_("请写明退回理由"), field="reason")
    printable.require(_("退回理由"), reason)
    found.given_back_because = reason.strip()[:200]
    _advance(found, YearEndState.DRAWING, "given_back_because")
    _tell(actor, "year_end.given_back", found, reason=found.given_back_because)
    return found


@transaction.atomic
def withdraw(*, actor: User, statement: int) -> YearEndStatement:
    """Give the statement up before it is confirmed; any keeper of the funds may, for whoever drew it may be gone."""
    found = _select(statement)
    require(actor, Duty.MANAGE_SOURCES, lead_of(found))
    _require_state(found, YearEndState.DRAWING, YearEndState.WAITING)
    _advance(found, YearEndState.WITHDRAWN)
    _tell(actor, "year_end.withdrawn", found)
    return found


@transaction.atomic
def confirm(*, actor: User, statement: int) -> YearEndStatement:
    """Confirm the statement: what it lists leaves the plan, and its sources by movements into those of the next year.

    Raises Refused for whoever does not sign for the bureau or drew it himself, Conflict where something is under way, the
    rows are not those of the plan as it stands, or the money cannot move; then nothing has moved.
    """
    with ledger.written_last():
        found = _waiting(actor, statement)
        require_another(actor, found)
        _require_document(found)
        lines = list(found.lines.select_related("funding").order_by("pk"))
        sums = sums_by_source(lines)
        sources = {source for source, _kind in sums}
        later = [key for source, kind in sums for key in next_year.keys(source, kind)]
        held = accounts.hold([*sources, *later])
        payments.hold_rows(found.plan_id)
        _require_as_it_stands(found)
        found.confirmed_by, found.confirmed_at = actor, clock.now()
        _advance(found, YearEndState.CONFIRMED, "confirmed_by", "confirmed_at")
        basis = Basis(
            doc_no=found.doc_no, dated=_dated(found), reason=f"{found.plan.year}年度年终结转收回", year_end=found.pk,
        )  # fmt: skip
        for (source, kind), amount in sums.items():
            movements.carry_over(
                actor=actor, found=held[source], kind=kind, amount=amount, integrated=amount, basis=basis
            )
        _tell(actor, "year_end.confirmed", found)
    return found


def totals(statement: YearEndStatement) -> tuple[Decimal, Decimal]:
    """What goes back to the pool, and what is carried over, in yuan."""
    lines = list(statement.lines.order_by("pk"))
    return sum((line.returned for line in lines), NOUGHT), sum((line.carried for line in lines), NOUGHT)


def _require_document(statement: YearEndStatement) -> None:
    """Raises Invalid without the document, and for one of a day on which nobody knows yet what the year leaves."""
    if not statement.doc_no:
        raise Invalid(_("请填写依据文号"), field="doc_no")
    dated = _dated(statement)
    if dated > clock.today():
        raise Invalid(_("文件日期不能晚于今天"), field="dated")
    if dated < next_year.closes_from(statement.plan.year):
        raise next_year.too_early(statement.plan.year)


def _dated(statement: YearEndStatement) -> datetime.date:
    if statement.dated is None:
        raise Invalid(_("请填写文件日期"), field="dated")
    return statement.dated


def _require_as_it_stands(statement: YearEndStatement) -> None:
    """Raises Conflict where a batch, an adjustment or a change is under way, and where a row is not what is left of it."""
    if under_way := year_end_reading.in_the_way(statement.plan):
        raise Conflict(under_way)
    version = adjustments.in_force(statement.plan_id)
    rows = rows_of(version, statement) if version else []
    wrong = [row.funding.item.project.name for row in rows if not row.is_disposed]
    if version is None or version.pk != statement.version_id or wrong:
        told = _("清单拟定后，方案、已下达数或已支付数有变（%(names)s），请退回由拟定人重新核对保存")
        raise Conflict(told % {"names": "、".join(dict.fromkeys(wrong)) or _("现行方案")})


def _list(
    statement: YearEndStatement, version: PlanVersion, kept: Mapping[int, Kept], unpaid: Mapping[int, Kept]
) -> None:
    """Write the lines anew: what is left of every row, of which so much is carried over."""
    rows = [row for row in rows_of(version) if row.left > 0]
    said = {(key, 0): one for key, one in kept.items()} | {(0, key): one for key, one in unpaid.items()}
    if unknown := len({key for key, one in said.items() if one.amount} - {_key(row) for row in rows}):
        raise Invalid(_("有%(count)d行不在方案中，或没有未下达、未支付的资金") % {"count": unknown})
    if faults := [fault for row in rows if (fault := _fault(row, said.get(_key(row))))]:
        raise Invalid("；".join(faults))
    statement.lines.all().delete()
    YearEndLine.objects.bulk_create(_line(statement, row, said.get(_key(row))) for row in rows)


def _key(row: Row) -> tuple[int, int]:
    """Of a row of the plan its funding, of a row of a batch that."""
    return (0, row.allotment.pk) if row.allotment else (row.funding.pk, 0)


def _line(statement: YearEndStatement, row: Row, kept: Kept | None) -> YearEndLine:
    carried = kept.amount if kept else NOUGHT
    return YearEndLine(
        statement=statement, funding=row.funding, allotment=row.allotment, returned=row.left - carried,
        carried=carried, reason=kept.reason.strip() if kept and carried else "",
    )  # fmt: skip


def _fault(row: Row, kept: Kept | None) -> str:
    """What is wrong with one row; empty where nothing is."""
    if kept is None or not kept.amount:
        return ""
    told = {
        "name": row.funding.item.project.name, "source": str(row.funding.source), "kind": row.kind,
        "left": wan(row.left),
    }  # fmt: skip
    if not NOUGHT <= kept.amount <= row.left:
        return _("“%(name)s”由“%(source)s”%(kind)s%(left)s万元，结转不得为负，也不得多于此数") % told
    if not kept.reason.strip():
        return _("“%(name)s”由“%(source)s”结转下年，须写明理由") % told
    if len(kept.reason.strip()) > 200:
        return _("“%(name)s”由“%(source)s”结转下年，理由不得超过200字") % told
    return ""


def _hold(plan: int) -> AnnualPlan:
    found = AnnualPlan.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    return found.get(pk=plan)


def _select(statement: int) -> YearEndStatement:
    """The statement, with its plan locked before it is read."""
    plan = YearEndStatement.objects.values_list("plan", flat=True).get(pk=statement)
    _hold(plan)
    return YearEndStatement.objects.select_related("plan__county", "version", "drawn_by").get(pk=statement)


def _drawn(actor: User, statement: int) -> YearEndStatement:
    """The statement, while it is drawn, for whoever drew it."""
    found = _select(statement)
    require(actor, Duty.MANAGE_SOURCES, lead_of(found))
    _require_state(found, YearEndState.DRAWING)
    if found.drawn_by_id != actor.pk:
        told = _("清单由%(name)s拟定，由其本人修改、送出；本人不在岗的，请撤销后另行拟定")
        raise Conflict(told % {"name": found.drawn_by.name})
    return found


def _waiting(actor: User, statement: int) -> YearEndStatement:
    """The statement, once it was handed in, for whoever signs for the bureau."""
    found = _select(statement)
    require(actor, Duty.SIGN_OFF, lead_of(found))
    _require_state(found, YearEndState.WAITING)
    return found


def _require_state(statement: YearEndStatement, *states: YearEndState) -> None:
    if statement.state not in states:
        told = _("年终结转收回清单状态为“%(state)s”，不能办理此事")
        raise Conflict(told % {"state": statement.get_state_display()})


def _advance(statement: YearEndStatement, state: YearEndState, *further: str) -> None:
    statement.state = state
    statement.save(update_fields=["state", *further])


def _tell(actor: User, action: str, statement: YearEndStatement, **told: str) -> None:
    returned, carried = totals(statement)
    ledger.record(
        actor=actor, action=action, chain=statement.plan.county_id, dossier=statement.version.dossier_id,
        number=statement.doc_no, returned_to_pool=str(returned), carried_over=str(carried), **told,
    )  # fmt: skip
