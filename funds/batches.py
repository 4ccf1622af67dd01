"""资金下达批次: the finance bureau allots the plan's money batch by batch (domain step 22; 四（六）).

A batch is drafted out of the version in force, one at a time a plan, and counts on from the last that was issued. Whoever
writes locks the batch, then the sources in order of key, as everybody does who moves or arranges money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import DossierKind, Sector
from core.errors import Conflict, Invalid
from core.models import User
from core.money import wan
from core.soundness import require_sound
from documents import services as documents
from documents import signing
from documents.signing import CoSignature
from funds import accounts, year_end_reading
from funds.allotting import NOUGHT, STANDING, Key, allotted
from funds.batch_drafting import REQUIREMENTS, called, lead_of, named, notice_of
from funds.enums import BATCH_UNDER_WAY, BatchState
from funds.models import AllotmentBatch, BatchItem, BudgetSubject, FundSource, ItemFunding
from plans.drafting.standing import standing_of
from plans.models import AnnualPlan, PlanVersion
from plans.services import adjustments
from plans.services.dossiers import open_dossier
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine

USUAL_SUBJECT = "2130599"


@dataclass(frozen=True)
class Given:
    """What a row is to allot, in yuan, and under which subject of the budget (its code)."""

    amount: Decimal
    subject: str = USUAL_SUBJECT


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One item as one source pays for it: what the version arranges, what earlier batches allotted, and what this one
    has of it so far."""

    funding: ItemFunding
    before: Decimal
    row: BatchItem | None

    @property
    def left(self) -> Decimal:
        """What this batch may allot at most."""
        return self.funding.amount - self.before


@transaction.atomic
def open_batch(*, actor: User, plan: int) -> AllotmentBatch:
    """Open the next batch of a plan out of the version in force; its drafting begins, without a row.

    Raises Refused for whoever does not keep the county's funds, Conflict while no version is in force, while another
    batch is under way (the plan's row is locked: two cannot open one), and where all is allotted.
    """
    with ledger.written_last():
        found = AnnualPlan.objects.select_for_update(of=("self",), no_key=True).select_related("county").get(pk=plan)
        lead = bureau(found.county, Sector.FINANCE)
        require(actor, Duty.MANAGE_SOURCES, lead)
        version = adjustments.in_force(plan)
        against = against_opening(found, version)
        if version is None or against:
            raise Conflict(against)
        issued = found.batches.filter(state=BatchState.ISSUED).aggregate(last=Max("seq"))["last"]
        seq = (issued or 0) + 1
        title = f"{found.county.name}{found.year}年{called(seq)}统筹整合资金项目计划"
        dossier = open_dossier(
            actor=actor, kind=DossierKind.ALLOTMENT, title=title, owner=lead, year=found.year, amount=NOUGHT
        )
        made = AllotmentBatch.objects.create(
            dossier=dossier, plan=found, version=version, seq=seq, requirements="\n".join(REQUIREMENTS)
        )
        engine.start(actor=actor, flow="fund_allotment", dossier=dossier)
        ledger.record(
            actor=actor, action="batch.opened", chain=found.county_id, dossier=dossier, allotment_batch=called(seq),
            number=version.document.number if version.document else "",
        )  # fmt: skip
        return made


def against_opening(plan: AnnualPlan, version: PlanVersion | None) -> str:
    """Why no batch of the plan can be opened now; empty where one can. Four statements."""
    if version is None:
        return _("方案尚未印发，不能下达资金")
    if closed := year_end_reading.against_more(plan.pk):
        return closed
    if clock.today().year > plan.year:
        return _("%(year)d年度已经结束，其方案的资金不再下达；未下达的按年终结转、收回办理") % {"year": plan.year}
    running = plan.batches.filter(state__in=BATCH_UNDER_WAY).first()
    if running:
        return _("%(batch)s正在办理，下达或终止后才能拟下一批") % {"batch": named(running.seq)}
    planned = version.items.aggregate(sum=Sum("amount"))["sum"] or NOUGHT
    if planned <= sum(allotted(plan.pk).values(), NOUGHT):
        return _("方案安排的资金已全部下达")
    return ""


def offered(batch: AllotmentBatch) -> list[Offered]:
    """Every item and source of the batch's version in the order of the plan; three statements."""
    before = allotted(batch.plan_id, but=batch.pk)
    mine = {(row.item_id, row.source_id): row for row in batch.rows.select_related("budget_subject")}
    rows = ItemFunding.objects.filter(item__version=batch.version_id)
    rows = rows.select_related("item__project__competent", "source").order_by("item__seq", "source")
    return [
        Offered(
            funding=one, before=before.get((one.item.project_id, one.source_id), NOUGHT),
            row=mine.get((one.item_id, one.source_id)),
        )
        for one in rows
    ]  # fmt: skip


@transaction.atomic
def write(*, actor: User, batch: int, rows: Mapping[Key, Given], requirements: str) -> AllotmentBatch:
    """Set what a draft allots, by item and source (nothing or zero takes a row away), and what it asks of those who get
    the money. Raises Invalid naming every row that is more than is left, or of a subject that is not in use, Conflict
    where the draft rests on a version that was adjusted meanwhile."""
    found = draft(actor, batch)
    require_in_force(found)
    held = _hold(found, {source for _item, source in rows})
    subjects = {one.code: one for one in BudgetSubject.objects.on(clock.today())}
    wanted = {key: given for key, given in rows.items() if given.amount}
    _refuse(_faults(found, wanted, held, subjects))
    found.rows.all().delete()
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=found, item_id=item, source_id=source, amount=given.amount, budget_subject=subjects[given.subject]
        )
        for (item, source), given in sorted(wanted.items())
    )
    found.requirements = requirements.strip()
    require_sound(found, exclude=["dossier", "county", "plan", "version", "document"])
    found.save(update_fields=["requirements"])
    _keep_total(found)
    ledger.record(
        actor=actor, action="batch.written", chain=found.county_id, dossier=found.dossier_id, allotment_batch=called(found.seq),
        rows=len(wanted), amount=str(found.dossier.amount),
    )  # fmt: skip
    return found


@transaction.atomic
def follow(*, actor: User, batch: int) -> AllotmentBatch:
    """Let a draft of a version that was adjusted meanwhile rest on the one in force: each row goes on with what is left
    of it there; what is left of none goes out."""
    found = draft(actor, batch)
    now = adjustments.in_force(found.plan_id)
    if now is None or now.pk == found.version_id:
        raise Conflict(_("%(batch)s已依据正在执行的方案") % {"batch": named(found.seq)})
    kept = list(found.rows.select_related("item", "budget_subject").order_by("pk"))
    found.rows.all().delete()
    found.version = now
    found.save(update_fields=["version"])
    left = {(one.funding.item.project_id, one.funding.source_id): one for one in offered(found)}
    rows: dict[Key, Given] = {}
    for row in kept:
        there = left.get((row.item.project_id, row.source_id))
        if there and there.left > 0:
            given = Given(min(row.amount, there.left), row.budget_subject.code)
            rows[there.funding.item_id, row.source_id] = given
    with ledger.written_last():
        write(actor=actor, batch=batch, rows=rows, requirements=found.requirements)
        ledger.record(
            actor=actor, action="batch.followed", chain=found.county_id, dossier=found.dossier_id,
            allotment_batch=called(found.seq), number=now.document.number if now.document else "",
        )  # fmt: skip
    return found


@transaction.atomic
def close(*, actor: User, batch: AllotmentBatch) -> None:
    """The draft goes to those who sign with the bureau, word for word as it will be numbered; its money is there now.

    Raises Invalid for a batch without a row or that asks nothing, Conflict where its version was adjusted.
    """
    require_whole(batch)
    signing.submit(actor=actor, paper=notice_of(batch), dossier=batch.dossier)
    _advance(batch, BatchState.CIRCULATING)


def reopen(batch: AllotmentBatch) -> None:
    """Given back or taken back: its drafter writes again."""
    _advance(batch, BatchState.DRAFTING)


@transaction.atomic
def issue(*, actor: User, batch: AllotmentBatch, signed: Sequence[CoSignature]) -> None:
    """Number the notice with the signature of the bureau's head and of those who signed with it, and send it to
    townships and departments, which sign for it (D21). From now on what it allots binds.

    Raises Conflict where the version was adjusted meanwhile, Invalid where the money is not there any more.
    """
    require_whole(batch)
    batch.document = documents.issue(
        actor=actor, paper=notice_of(batch), dossier=batch.dossier, issuer=lead_of(batch), signatory=actor,
        signed_on=clock.today(), co_signatures=signed,
    )  # fmt: skip
    batch.state = BatchState.ISSUED
    batch.save(update_fields=["document", "state"])
    ledger.record(
        actor=actor, action="batch.issued", chain=batch.county_id, dossier=batch.dossier_id, allotment_batch=called(batch.seq),
        number=batch.document.number, amount=str(batch.dossier.amount),
    )  # fmt: skip


def end(*, actor: User, batch: AllotmentBatch, reason: str) -> None:
    """The batch allots nothing any more; its rows stay to be read, its number goes to the next."""
    _advance(batch, BatchState.TERMINATED)
    ledger.record(
        actor=actor, action="batch.terminated", chain=batch.county_id, dossier=batch.dossier_id,
        allotment_batch=called(batch.seq), reason=reason,
    )  # fmt: skip


def require_whole(batch: AllotmentBatch) -> None:
    """What a batch owes before it goes on, with its sources locked until the act is over."""
    rows = list(batch.rows.select_related("budget_subject").order_by("pk"))
    if not rows:
        raise Invalid(_("%(batch)s尚未列入项目，请先填写下达金额") % {"batch": named(batch.seq)})
    held = _hold(batch, {row.source_id for row in rows})
    require_in_force(batch)
    _require_its_year(batch)
    subjects = {one.code: one for one in BudgetSubject.objects.on(clock.today())}
    given = {(row.item_id, row.source_id): Given(row.amount, row.budget_subject.code) for row in rows}
    _refuse(_faults(batch, given, held, subjects))


def require_in_force(batch: AllotmentBatch) -> None:
    """Raises Conflict for a batch whose version is not carried out any more, and says what to do."""
    now = adjustments.in_force(batch.plan_id)
    if now is not None and now.pk == batch.version_id:
        return
    told = {
        "batch": named(batch.seq), "plan": standing_of(batch.version), "now": standing_of(now) if now else _("无"),
    }  # fmt: skip
    if batch.state == BatchState.DRAFTING:
        why = _("%(batch)s依据的%(plan)s已被调整，现行方案为%(now)s；请先在批次页面点“改按现行方案”，再填写、送签")
        raise Conflict(why % told)
    raise Conflict(
        _("%(batch)s依据的%(plan)s已被调整，现行方案为%(now)s；请退回拟稿，由财政局改按现行方案重新核对后再送") % told
    )


def _require_its_year(batch: AllotmentBatch) -> None:
    """Raises Conflict once the plan's year is over: what was not allotted is carried over or lapses."""
    if clock.today().year > batch.plan.year:
        told = _("%(year)d年度已经结束，其方案的资金不再下达；未下达的按年终结转、收回办理，请终止%(batch)s")
        raise Conflict(told % {"year": batch.plan.year, "batch": named(batch.seq)})


def draft(actor: User, batch: int) -> AllotmentBatch:
    """The batch, locked, if the actor may draft and it is still a draft. Raises Refused and Conflict."""
    found = select(batch, locked=True)
    require(actor, Duty.MANAGE_SOURCES, lead_of(found))
    require_drafting(found)
    return found


def require_drafting(batch: AllotmentBatch) -> None:
    """Raises Conflict once the batch has left its drafter."""
    if batch.state != BatchState.DRAFTING:
        told = {"batch": named(batch.seq), "state": batch.get_state_display()}
        raise Conflict(_("%(batch)s状态为“%(state)s”，不能修改；需要修改的，请先退回拟稿") % told)


def select(batch: int, *, locked: bool = False) -> AllotmentBatch:
    """The batch with what its paper and its pages ask of it."""
    related = ("dossier", "plan__county", "version__document", "version__dossier__owner", "document")
    found = AllotmentBatch.objects.select_related(*related)
    return (found.select_for_update(of=("self",), no_key=True) if locked else found).get(pk=batch)


def _hold(batch: AllotmentBatch, sources: set[int]) -> dict[int, FundSource]:
    """The sources, locked. Raises Invalid for one of another county or year."""
    held = accounts.hold(sources)
    own = (batch.plan.county_id, batch.plan.year)
    strange = len(sources - held.keys()) + sum((one.county_id, one.year) != own for one in held.values())
    if strange:
        raise Invalid(_("有%(count)d项资金来源不属于本县本年度") % {"count": strange})
    return held


def _faults(
    batch: AllotmentBatch,
    rows: Mapping[Key, Given],
    held: Mapping[int, FundSource],
    subjects: Mapping[str, BudgetSubject],
) -> list[str]:
    """What is wrong with the rows: with each of them, then with what all batches together take from a source."""
    there = {(one.funding.item_id, one.funding.source_id): one for one in offered(batch)}
    if unknown := len(rows.keys() - there.keys()):
        return [_("有%(count)d行不在方案中，或方案没有安排该项资金") % {"count": unknown}]
    found = [fault for key, given in rows.items() if (fault := _fault(there[key], given, subjects))]
    taken = {source: amount for source, amount in _taken(batch).items() if source in held}
    for source, one in held.items():
        own = sum((given.amount for (_item, paying), given in rows.items() if paying == source), NOUGHT)
        if taken.get(source, NOUGHT) + own > one.integrable:
            told = _("“%(source)s”可整合%(has)s万元，以前批次已下达%(before)s万元，本批%(own)s万元，超出来源")
            before = wan(taken.get(source, NOUGHT))
            found.append(told % {"source": one, "has": wan(one.integrable), "before": before, "own": wan(own)})
    return found


def _fault(one: Offered, given: Given, subjects: Mapping[str, BudgetSubject]) -> str:
    """What is wrong with one row; empty where nothing is."""
    told = {"name": one.funding.item.project.name, "source": str(one.funding.source)}
    if given.amount < 0:
        return _("“%(name)s”由“%(source)s”下达的金额不得为负") % told
    if given.amount > one.left:
        figures = {"planned": wan(one.funding.amount), "before": wan(one.before), "left": wan(one.left)}
        return _(
            "“%(name)s”由“%(source)s”安排%(planned)s万元，以前批次已下达%(before)s万元，本批最多下达%(left)s万元"
        ) % (told | figures)
    if given.subject not in subjects:
        return _("“%(name)s”所列预算科目%(code)s不在现行科目表中") % (told | {"code": given.subject or _("（空）")})
    return ""


def _taken(batch: AllotmentBatch) -> dict[int, Decimal]:
    """By source, what the other batches of the plan allot; none but this one is under way."""
    found: dict[int, Decimal] = {}
    for (_project, source), amount in allotted(batch.plan_id, STANDING, but=batch.pk).items():
        found[source] = found.get(source, NOUGHT) + amount
    return found


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Invalid("；".join(faults))


def _advance(batch: AllotmentBatch, state: BatchState) -> None:
    batch.state = state
    batch.save(update_fields=["state"])


def _keep_total(batch: AllotmentBatch) -> None:
    """The dossier shows the sum of the batch as it stands."""
    batch.dossier.amount = batch.rows.aggregate(sum=Sum("amount"))["sum"] or NOUGHT
    batch.dossier.save(update_fields=["amount"])
