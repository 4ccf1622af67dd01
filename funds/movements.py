"""Moving the money of sources: 追加, 收回, 结转, 调剂, 失效; each an entry that stands, mended by a counter-entry only.

Everything here locks the sources in order of key before it asks what plans draw on them, as `services.arrange` does, so
that no source is ever left with less than the plan in force takes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import User
from core.money import wan
from core.soundness import require_sound
from funds import accounts
from funds.draws import draws_of, running_version, version_in_force
from funds.enums import FundNature, MovementAct, MovementKind
from funds.models import FundMovement, FundSource
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require

SINGLE = (MovementKind.ADDED, MovementKind.RECOVERED, MovementKind.SCOPE)
"""What concerns one source and nothing else."""
YEAR_END = {MovementKind.CARRIED_OUT: FundNature.CARRYOVER, MovementKind.LAPSED: FundNature.STOCK}
"""What leaves the year, and as money of which nature it comes into the next (四（二）: 当年与结转、存量与增量)."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """By which document money moves, and why; `rest_because` says why part of it is not integrated afterwards, `knows`
    that whoever enters it has seen which plan on its way draws more than is left."""

    doc_no: str
    dated: datetime.date
    reason: str = ""
    rest_because: str = ""
    knows: bool = False


def enter(
    *,
    actor: User,
    source: int,
    act: MovementAct,
    amount: Decimal,
    integrated: Decimal,
    basis: Basis,
    to: int | None = None,
) -> None:
    """Whichever act was chosen, by the same services for page, table and command; amounts as people say them, in yuan."""
    told = {"actor": actor, "source": source, "integrated": integrated, "basis": basis}
    match act:
        case MovementAct.TRANSFER:
            if to is None:
                raise Invalid(_("请选择调入的资金来源"), field="to")
            transfer(to=to, amount=amount, **told)  # type: ignore[arg-type]
        case MovementAct.CARRY_OUT | MovementAct.LAPSE:
            close_year(kind=MovementKind(act.value), amount=amount, **told)  # type: ignore[arg-type]
        case MovementAct.INTEGRATE_MORE | MovementAct.INTEGRATE_LESS:
            told["integrated"] = integrated if act == MovementAct.INTEGRATE_MORE else -integrated
            move(kind=MovementKind.SCOPE, amount=Decimal(0), **told)  # type: ignore[arg-type]
        case _:
            move(kind=MovementKind(act.value), amount=amount, **told)  # type: ignore[arg-type]


@transaction.atomic
def move(
    *, actor: User, source: int, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundMovement:
    """Enter a superior's further allotment, what it takes back, or what is integrated of money that was there already.

    Amounts in yuan, as people say them: never negative but for `SCOPE`, where `integrated` is less or more.
    """
    if kind not in SINGLE:
        raise Invalid(_("请选择变动种类"), field="kind")
    found = _held(actor, [source])[source]
    sign = -1 if kind == MovementKind.RECOVERED else 1
    movement = _entry(actor, found, kind, sign * amount, sign * integrated, basis)
    return _entered([movement], basis)[0]


@transaction.atomic
def transfer(
    *, actor: User, source: int, to: int, amount: Decimal, integrated: Decimal, basis: Basis
) -> tuple[FundMovement, FundMovement]:
    """调剂: move money from one source of the year to another; what one gives is what the other gets."""
    if source == to:
        raise Invalid(_("调入、调出不能是同一项资金来源"), field="to")
    held = _held(actor, [source, to])
    if held[source].year != held[to].year or held[source].county_id != held[to].county_id:
        raise Invalid(_("只能在本县同一年度的资金来源之间调剂，跨年度的请登记结转"), field="to")
    out = _entry(actor, held[source], MovementKind.TRANSFERRED, -amount, -integrated, basis)
    into = _entry(actor, held[to], MovementKind.TRANSFERRED, amount, integrated, basis)
    into.matches = out
    return tuple(_entered([out, into], basis))  # type: ignore[return-value]  # two went in


@transaction.atomic
def close_year(
    *, actor: User, source: int, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundSource:
    """结转下年 or 年终失效、收回入池: what no plan draws leaves the year and is a source of the next, with its vintage."""
    if kind not in YEAR_END:
        raise Invalid(_("请选择变动种类"), field="kind")
    found = _held(actor, [source])[source]
    with ledger.written_last():
        [out] = _entered([_entry(actor, found, kind, -amount, -integrated, basis)], basis)
        return _carried_in(out, basis)


def _carried_in(out: FundMovement, basis: Basis) -> FundSource:
    """The source of the next year, opened with what left this one."""
    found, amount, integrated = out.source, -out.amount, -out.integrated
    made = FundSource(
        county=found.county, year=found.year + 1, name=found.name, doc_no=basis.doc_no, level=found.level,
        nature=YEAR_END[MovementKind(out.kind)], received_on=basis.dated, amount=amount, integrable=integrated,
        not_integrated_reason=found.not_integrated_reason if integrated < amount else "", competent=found.competent,
        earmark=found.earmark, vintage=found.vintage or found.year,
    )  # fmt: skip
    require_sound(made)
    made.save()
    entry = MovementKind.CARRIED_IN if out.kind == MovementKind.CARRIED_OUT else MovementKind.POOLED
    into = _entry(out.entered_by, made, entry, amount, integrated, basis)
    into.matches = out
    into.save()
    _tell(into)
    return made


@transaction.atomic
def reverse(*, actor: User, movement: int, basis: Basis) -> FundMovement:
    """更正: a counter-entry takes back what was entered wrongly, together with the entry that matches it."""
    asked = FundMovement.objects.select_related("source").get(pk=movement)
    legs = _legs(asked)
    held = _held(actor, [leg.source_id for leg in legs])
    if FundMovement.objects.filter(reverses__in=legs).exists():
        raise Conflict(_("该笔变动已经冲销"))
    if any(leg.kind == MovementKind.CORRECTED for leg in legs):
        raise Conflict(_("更正不能再冲销，请按正确数额重新登记一笔"))
    counter = []
    for leg in legs:
        entry = _entry(actor, held[leg.source_id], MovementKind.CORRECTED, -leg.amount, -leg.integrated, basis)
        entry.reverses = leg
        counter.append(entry)
    entered = _entered(counter, basis)
    return next(entry for entry in entered if entry.reverses_id == asked.pk)


def _legs(movement: FundMovement) -> list[FundMovement]:
    """The entry and the one that matches it, if any."""
    other = movement.matches or FundMovement.objects.filter(matches=movement).first()
    return [movement, other] if other else [movement]


def _held(actor: User, sources: Iterable[int]) -> dict[int, FundSource]:
    """The sources, locked, of whose county the actor keeps the funds. Raises Refused."""
    asked = set(sources)
    held = accounts.hold(asked)
    if missing := asked - held.keys():
        raise Invalid(_("有%(count)d项资金来源不属于本县本年度") % {"count": len(missing)})
    for county in {source.county_id: source.county for source in held.values()}.values():
        require(actor, Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))
    return held


def _entry(
    actor: User | None, source: FundSource, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundMovement:
    if basis.dated > clock.today():
        raise Invalid(_("文件日期不能晚于今天"), field="dated")
    if not basis.doc_no.strip():
        raise Invalid(_("请填写依据文号"), field="doc_no")
    return FundMovement(
        source=source, kind=kind, doc_no=basis.doc_no.strip(), dated=basis.dated, amount=amount, integrated=integrated,
        reason=basis.reason.strip(), entered_by=actor,
    )  # fmt: skip


def _entered(movements: list[FundMovement], basis: Basis) -> list[FundMovement]:
    """Post them, ask what plans draw on the sources after that, and write the ledger."""
    for movement in movements:
        if basis.rest_because.strip():
            movement.source.not_integrated_reason = basis.rest_because.strip()
        accounts.post(movement)
    require_covered([movement.source for movement in movements], knows=basis.knows)
    for movement in movements:
        _tell(movement)
    return movements


def require_covered(sources: Iterable[FundSource], *, knows: bool) -> None:
    """Raises Invalid where the version in force draws more than a source has now, and Conflict at `knows` where one on
    its way does and nobody has said that he knows. Four statements for each county and year."""
    by_year: dict[tuple[int, int], list[FundSource]] = {}
    for source in sources:
        by_year.setdefault((source.county_id, source.year), []).append(source)
    for (county, year), held in by_year.items():
        keys = [source.pk for source in held]
        in_force = draws_of(version_in_force(county, year), keys)
        for source in held:
            if in_force.on(source.pk) > source.integrable:
                raise Invalid(
                    _(
                        "“%(source)s”已由印发的《%(plan)s》安排%(drawn)s万元，变动后可整合%(left)s万元，少%(over)s万元；请先调整方案"
                    )
                    % _figures(source, in_force.on(source.pk), str(in_force.version)),
                    field="integrated",
                )
        running = draws_of(running_version(county, year), keys)
        for source in held:
            if running.on(source.pk) > source.integrable and not knows:
                raise Conflict(
                    _(
                        "在办的《%(plan)s》已从“%(source)s”安排%(drawn)s万元，变动后可整合%(left)s万元，少%(over)s万元；方案须在印发前减少安排。确认登记的，请勾选“已知悉”"
                    )
                    % _figures(source, running.on(source.pk), str(running.version)),
                    field="knows",
                )


def _figures(source: FundSource, drawn: Decimal, plan: str) -> dict[str, str]:
    return {
        "source": str(source), "plan": plan, "drawn": wan(drawn), "left": wan(source.integrable),
        "over": wan(drawn - source.integrable),
    }  # fmt: skip


def _tell(movement: FundMovement) -> None:
    ledger.record(
        actor=movement.entered_by, action="source.moved", chain=movement.source.county_id,
        doc_no=movement.source.doc_no, movement=movement.kind, number=movement.doc_no, amount=str(movement.amount),
        integrable=str(movement.integrated), reason=movement.reason,
    )  # fmt: skip
