"""Moving the money of sources: 追加, 收回, 结转, 调剂, 失效; each an entry that stands, mended by a counter-entry only.

Everything here locks the sources in order of key before it asks what plans draw on them, as `services.arrange` does, so
that no source is ever left with less than the plan in force takes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import User
from core.money import wan
from core.templatetags.words import cn_date
from funds import accounts, next_year
from funds.draws import draws_of, running_version, version_in_force
from funds.enums import CLOSINGS, OPENINGS, FundLevel, MovementAct, MovementKind
from funds.models import FundMovement, FundSource
from funds.year_end_separation import require_another
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require

SINGLE = (MovementKind.ADDED, MovementKind.RECOVERED, MovementKind.SCOPE)
"""What concerns one source and nothing else."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """By which document money moves, and why; `rest_because` says why part of the source is not integrated afterwards and
    `into_because` why part of the one that gets the money is not, `knows` that whoever enters it has seen which plan on
    its way draws more than is left."""

    doc_no: str
    dated: datetime.date
    reason: str = ""
    rest_because: str = ""
    into_because: str = ""
    knows: bool = False
    year_end: int | None = None
    """The statement of the year's end that the movement carries out (`funds.year_end`)."""


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
    if kind == MovementKind.RECOVERED and found.level == FundLevel.COUNTY:
        told = _(
            "县级安排的资金不是上级下达的，上级不能收回；不再纳入整合的，请登记“减少纳入整合金额”，数额有误的请更正"
        )
        raise Invalid(told, field="act")
    sign = -1 if kind == MovementKind.RECOVERED else 1
    movement = _entry(actor, found, kind, sign * amount, sign * integrated, basis)
    return _entered([movement], basis)[0]


@transaction.atomic
def transfer(
    *, actor: User, source: int, to: int, amount: Decimal, integrated: Decimal, basis: Basis
) -> tuple[FundMovement, FundMovement]:
    """调剂: move money from one source of the year to another; what one gives is what the other gets. Both are of one age
    and for one use, so that no money grows younger and none loses the use that a superior fixed."""
    if source == to:
        raise Invalid(_("调入、调出不能是同一项资金来源"), field="to")
    held = _held(actor, [source, to])
    if held[source].year != held[to].year or held[source].county_id != held[to].county_id:
        raise Invalid(_("只能在本县同一年度的资金来源之间调剂，跨年度的请登记结转"), field="to")
    _require_alike(held[source], held[to])
    out = _entry(actor, held[source], MovementKind.TRANSFERRED, -amount, -integrated, basis)
    into = _entry(actor, held[to], MovementKind.TRANSFERRED, amount, integrated, basis)
    into.matches = out
    return tuple(_entered([out, into], basis))  # type: ignore[return-value]  # two went in


@transaction.atomic
def close_year(
    *, actor: User, source: int, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundSource:
    """结转下年 or 年终失效、收回入池: what no plan draws leaves the year and is money of the next, of the same document, name
    and age. More of it, or what was entered wrongly and taken back, goes into the source that is there already."""
    if kind not in CLOSINGS:
        raise Invalid(_("请选择变动种类"), field="kind")
    held = _held(actor, [source, *next_year.keys(source, kind)])
    return carry_over(actor=actor, found=held[source], kind=kind, amount=amount, integrated=integrated, basis=basis)


def carry_over(
    *, actor: User, found: FundSource, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundSource:
    """The same of a source that is locked, with the one of the next year that is there, by whoever was asked for his right
    to it."""
    next_year.require_closing(found, basis.dated)
    with ledger.written_last():
        [out] = _entered([_entry(actor, found, kind, -amount, -integrated, basis)], basis)
        into = _entry(actor, next_year.source_for(found, kind), next_year.ENTRIES[kind], amount, integrated, basis)
        into.matches = out
        [entered] = _entered([into], basis, found.not_integrated_reason or basis.rest_because)
        return entered.source


@transaction.atomic
def reverse(*, actor: User, movement: int, basis: Basis) -> FundMovement:
    """更正: a counter-entry takes back what was entered wrongly, together with the entry that matches it.

    Raises Refused for whoever does not keep the funds; what a year-end statement moved is taken back by who may confirm one
    of his own, the head of the bureau who did not draw it."""
    asked = FundMovement.objects.select_related("source", "year_end__plan__county").get(pk=movement)
    legs = _legs(asked)
    if asked.year_end:
        require_another(actor, asked.year_end)
    held = _held(
        actor, [leg.source_id for leg in legs], Duty.SIGN_OFF if asked.year_end else Duty.MANAGE_SOURCES
    )  # fmt: skip
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


def _require_alike(one: FundSource, other: FundSource) -> None:
    """Raises Invalid for money of another age, or of an age that nobody stated, and for another fixed use."""
    ages = {"one": one.first_allotted or _("未注明"), "other": other.first_allotted or _("未注明")}
    if one.first_allotted is None or one.first_allotted != other.first_allotted:
        told = _(
            "调出、调入资金的最初下达年度须已注明并且相同（调出%(one)s，调入%(other)s），否则结转年限无从核算；请先更正补填，年度确实不同的，直接从各项来源安排项目"
        )
        raise Invalid(told % ages, field="to")
    if one.earmark != other.earmark:
        uses = {"one": one.earmark or _("无"), "other": other.earmark or _("无")}
        told = _(
            "调出、调入资金的限定用途不同（调出：%(one)s；调入：%(other)s），不能调剂；用途已经上级改变的，请先更正"
        )
        raise Invalid(told % uses, field="to")


def _held(actor: User, sources: Iterable[int], duty: Duty = Duty.MANAGE_SOURCES) -> dict[int, FundSource]:
    """The sources, locked, of whose county the actor has the duty at the finance bureau. Raises Refused."""
    asked = set(sources)
    held = accounts.hold(asked)
    if missing := asked - held.keys():
        raise Invalid(_("有%(count)d项资金来源不属于本县本年度") % {"count": len(missing)})
    for county in {source.county_id: source.county for source in held.values()}.values():
        require(actor, duty, bureau(county, Sector.FINANCE))
    return held


def _entry(
    actor: User | None, source: FundSource, kind: MovementKind, amount: Decimal, integrated: Decimal, basis: Basis
) -> FundMovement:
    if basis.dated > clock.today():
        raise Invalid(_("文件日期不能晚于今天"), field="dated")
    if not basis.doc_no.strip():
        raise Invalid(_("请填写依据文号"), field="doc_no")
    if kind not in OPENINGS:
        _require_begun(source, basis.dated)
    return FundMovement(
        source=source, kind=kind, doc_no=basis.doc_no.strip(), dated=basis.dated, amount=amount, integrated=integrated,
        reason=basis.reason.strip(), entered_by=actor, year_end_id=basis.year_end,
    )  # fmt: skip


def _require_begun(source: FundSource, dated: datetime.date) -> None:
    """Raises Invalid for a document older than the one that the source began with: nothing moves before it is there."""
    first = source.movements.aggregate(first=Min("dated"))["first"]
    if first and dated < first:
        told = _("文件日期不能早于“%(source)s”首笔资金的文件日期%(day)s，请核对")
        raise Invalid(told % {"source": source, "day": cn_date(first)}, field="dated")


def _entered(movements: list[FundMovement], basis: Basis, else_because: str = "") -> list[FundMovement]:
    """Post them, ask what plans draw on the sources after that, and write the ledger. `else_because` is why money that
    came from elsewhere is not integrated, where neither the basis nor the source says so."""
    before = [movement.source.not_integrated_reason for movement in movements]
    for movement in movements:
        _explain_rest(movement, basis, else_because)
        accounts.post(movement)
    require_covered([movement.source for movement in movements], knows=basis.knows)
    for movement, reason in zip(movements, before, strict=True):
        _tell(movement, reason)
    return movements


def _explain_rest(movement: FundMovement, basis: Basis, else_because: str) -> None:
    """Why part of the source is not integrated after the movement: what the basis says of this side, where a part is."""
    source = movement.source
    rest = source.amount + movement.amount - source.integrable - movement.integrated
    said = (basis.into_because if movement.matches else basis.rest_because).strip()
    because = said or source.not_integrated_reason or else_because.strip()
    if rest > 0:
        source.not_integrated_reason = because


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
                told = _drawn_by_one_in_force(year)
                raise Invalid(
                    told % _figures(source, in_force.on(source.pk), str(in_force.version)), field="integrated"
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


def _drawn_by_one_in_force(year: int) -> str:
    """A plan is adjusted within its year only (`plans.rules.adjustments`); after it nobody is sent to adjust one."""
    if clock.today().year > year:
        return _(
            "“%(source)s”已由印发的《%(plan)s》安排%(drawn)s万元，变动后可整合%(left)s万元，少%(over)s万元；年度已经结束，方案不再调整，只能登记方案没有安排的部分"
        )
    return _(
        "“%(source)s”已由印发的《%(plan)s》安排%(drawn)s万元，变动后可整合%(left)s万元，少%(over)s万元；请先调整方案"
    )


def _figures(source: FundSource, drawn: Decimal, plan: str) -> dict[str, str]:
    return {
        "source": str(source), "plan": plan, "drawn": wan(drawn), "left": wan(source.integrable),
        "over": wan(drawn - source.integrable),
    }  # fmt: skip


def _tell(movement: FundMovement, reason: str) -> None:
    """`reason` is why part of the source was not integrated before; another one is told with it."""
    now = movement.source.not_integrated_reason
    told: dict[str, Any] = {"changed": {"not_integrated_reason": [reason, now]}} if now != reason else {}
    ledger.record(
        actor=movement.entered_by, action="source.moved", chain=movement.source.county_id,
        doc_no=movement.source.doc_no, movement=movement.kind, number=movement.doc_no, amount=str(movement.amount),
        integrable=str(movement.integrated), reason=movement.reason, **told,
    )  # fmt: skip
