"""年中调整: the next version of a plan begins as a copy of the one in force, and owes a reason for whatever it changes
(四（一）; domain a.3, B12)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from core import ledger, official_words, printable
from core.enums import DossierKind
from core.errors import Conflict, Invalid
from core.models import User
from funds import allotting, spending, year_end_reading
from funds.comparing import compared
from funds.models import FundSource, ItemFunding
from plans.comparing import Comparison
from plans.enums import VersionKind
from plans.models import Adjustment, AnnualPlan, PlanItem, PlanJustification, PlanVersion
from plans.rules import Refusal, told
from plans.rules.adjustments import change_refusals, spent_refusals
from plans.services import adjustments, changes, plan_versions
from plans.services.dossiers import open_dossier
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine

COPIED = ("project_id", "seq", "amount", *plan_versions.ITEM_FIELDS)


@transaction.atomic
def open_adjustment(*, actor: User, version: int, reason: str, ground: str) -> PlanVersion:
    """Open the next version of a plan as a copy of the one in force: rows, payments, chapters and what it says to the
    warnings of rules; its drafting begins.

    Raises Refused for whoever does not compile the plan, Conflict with the clauses where it cannot be adjusted now (the
    plan's row is locked: two cannot open one), Invalid without reason or ground.
    """
    with ledger.written_last():
        return _open(actor, version, reason.strip(), ground.strip())


def _open(actor: User, version: int, reason: str, ground: str) -> PlanVersion:
    plan = AnnualPlan.objects.select_for_update(of=("self",), no_key=True).get(versions=version)
    former = PlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=version)
    require(actor, Duty.COMPILE_PLAN, former.dossier.owner)
    if refusals := adjustments.against_opening(former):
        raise Conflict(told(refusals), clause=refusals[0].clause)
    if closed := year_end_reading.against_more(plan.pk):
        raise Conflict(closed)
    made = _opened(actor, former, reason, ground)
    engine.start(actor=actor, flow="plan_adjustment", dossier=made.dossier)
    ledger.record(
        actor=actor, action="plan.adjusting", chain=plan.county_id, dossier=made.dossier_id, reason=reason, ground=ground,
        number=former.document.number if former.document else "",
        late=adjustments.late(former) is not None,
    )  # fmt: skip
    return made


@transaction.atomic
def restore(*, actor: User, version: int, project: int) -> PlanItem:
    """Take a row of the version before back into the draft that gave it up, as it was there and with its money. Raises
    Conflict where a source has not got it any more."""
    found = changes.draft(actor, version)
    former = adjustments.adjusted(found)
    rows = PlanItem.objects.select_related("project").filter(version=former, project=project)
    was = rows.first()
    if was is None:
        raise Conflict(_("原方案中没有该项目"))
    if found.items.filter(project=project).exists():
        raise Conflict(_("项目“%(name)s”仍在调整方案中") % {"name": was.project})
    paid = {funding.source_id: funding.amount for funding in was.fundings.order_by("source")}
    _require_left(found, paid)
    last = found.items.aggregate(last=Max("seq"))["last"] or 0
    row = _copied(was, found, last + 1)
    row.save()
    ItemFunding.objects.bulk_create(ItemFunding(item=row, source_id=pk, amount=sum_) for pk, sum_ in paid.items())
    ledger.record(
        actor=actor, action="plan.restored", chain=found.plan.county_id, dossier=found.dossier_id,
        project=was.project.code, amount=str(row.amount),
    )  # fmt: skip
    return row


def difference(version: PlanVersion) -> Comparison | None:
    """An adjustment or a single change beside the version that it follows; None for a first version."""
    former = adjustments.adjusted(version) if version.kind != VersionKind.INITIAL else None
    return compared(former, version) if former else None


def findings(version: PlanVersion) -> list[Refusal]:
    """What an adjustment owes: something changes, every change says why, every row is in the library or let in by a
    meeting, nothing falls below what was allotted by now (`funds.allotting`), nor below what is known to be paid out, where
    anybody registers that (`funds.spending`)."""
    found = difference(version)
    if found is None:
        return []
    explained = set(version.changes.values_list("project", flat=True))
    owed = change_refusals(found, explained) + changes.unfit(version) + spent_findings(found)
    return owed + allotting.bound_refusals(version)


def owed_to_the_library(version: PlanVersion) -> list[Refusal]:
    """Emergency projects of an adjustment that the library should have by now; a first version has none."""
    return changes.overdue(version) if version.kind == VersionKind.ADJUSTMENT else []


def spent_findings(found: Comparison) -> list[Refusal]:
    """Rows of an adjustment that arrange less than is known to have been paid out."""
    return spent_refusals(found.changes, spending.spent([change.line.project for change in found.changes]))


def _opened(actor: User, former: PlanVersion, reason: str, ground: str) -> PlanVersion:
    title = adjustments.title_of(former)
    total = former.items.aggregate(total=Sum("amount"))["total"]
    dossier = open_dossier(
        actor=actor, kind=DossierKind.PLAN, title=title, owner=former.dossier.owner, year=former.plan.year, amount=total
    )
    last = adjustments.versions_of(former).aggregate(last=Max("seq"))["last"]
    texts = {name: getattr(former, name) for name in plan_versions.TEXTS}
    made = PlanVersion.objects.create(
        dossier=dossier, plan=former.plan, seq=last + 1, kind=VersionKind.ADJUSTMENT, **texts | {"title": title}
    )
    require_said(row := Adjustment(version=made, adjusts=former, reason=reason, ground=ground))
    row.save()
    copy_rows(former, made)
    return made


def copy_rows(former: PlanVersion, made: PlanVersion) -> None:
    """Rows, payments and what the plan says to warnings, as the version before has them."""
    _copy(former.items.order_by("seq"), made)
    _copy_justifications(former, made)


def require_said(row: Adjustment) -> None:
    """Raises Invalid without reason or ground, and for words that cannot be printed."""
    for name, label in (("reason", _("调整原因")), ("ground", _("依据文号"))):
        if not getattr(row, name):
            raise Invalid(_("请填写“%(field)s”") % {"field": label}, field=name)
    official_words.require(_("调整原因"), row.reason, field="reason")
    official_words.require_ground(_("依据文号"), row.ground, field="ground")
    printable.require_row(row)


def _copy(rows: Iterable[PlanItem], made: PlanVersion) -> None:
    """Rows with their payments; a handful of statements, however many."""
    copies = {row.pk: _copied(row, made, row.seq) for row in rows}
    PlanItem.objects.bulk_create(copies.values())
    paid = ItemFunding.objects.filter(item__in=copies).order_by("item", "source")
    ItemFunding.objects.bulk_create(
        ItemFunding(item=copies[one.item_id], source_id=one.source_id, amount=one.amount) for one in paid
    )


def _copy_justifications(former: PlanVersion, made: PlanVersion) -> None:
    """What the plan as a whole says to a rule stands, by whom and when it was written, until its drafter changes it."""
    PlanJustification.objects.bulk_create(
        PlanJustification(
            version=made, code=said.code, text=said.text, written_by_id=said.written_by_id, written_at=said.written_at
        )
        for said in former.justifications.order_by("pk")
    )


def _copied(row: PlanItem, made: PlanVersion, seq: int) -> PlanItem:
    return PlanItem(version=made, **{name: getattr(row, name) for name in COPIED} | {"seq": seq})


def _require_left(version: PlanVersion, paid: dict[int, Decimal]) -> None:
    """The sources are locked in order of key, as whoever arranges money locks them."""
    locked = FundSource.objects.filter(pk__in=paid).order_by("pk").select_for_update(of=("self",), no_key=True)
    left = {source.pk: source for source in locked}
    for source in FundSource.objects.filter(pk__in=left).with_used(version.pk).order_by("pk"):
        if source.left < paid[source.pk]:
            raise Conflict(_("资金来源“%(source)s”余额不足，请先恢复项目再重新安排资金") % {"source": source})
