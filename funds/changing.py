"""单项变更: one item of the plan in force is changed, or gives money to others, on a lighter path (四（一）; B12, B13).

Issued versions stay as they are: what is applied for is a version of its own, a copy of the one in force in which those
rows read otherwise. One at a time for each plan, and none beside an adjustment: each would begin from rows that the other
changes, and the later would undo the earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from core import ledger, printable
from core.enums import DossierKind, OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from funds import adjusting, change_warnings, year_end_reading
from funds import services as funds
from funds.comparing import compared as compare_versions
from funds.models import FundSource, ItemFunding
from plans.drafting.adjustment import whole_before
from plans.enums import CheckStage, VersionKind, VersionState
from plans.models import Adjustment, AnnualPlan, ItemChange, PlanItem, PlanVersion, Project, SingleChange
from plans.rules import Refusal, refuse, told
from plans.rules.bounds import refusals_of
from plans.rules.measures import measure_misfits
from plans.rules.single_changes import CHANGING, beyond_refusals, changes_use, move_refusals, moved_in, path_of
from plans.services import compliance, plan_versions, single_changes
from plans.services.adjustments import IN_FORCE
from plans.services.dossiers import open_dossier
from roles.duties import Duty
from roles.policies import may, require
from workflows.engine import services as engine
from workflows.engine import turn
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem

MEASURES = ("quantity", "unit", "unit_standard", "parts")
WORDS = ("content", *MEASURES, "schedule", "platform", "responsible_unit")
"""What of the row may read otherwise: in words, and how much is built by which standard (四（三）)."""
APPLYING = {
    OrganisationKind.TOWNSHIP: Duty.REPORT_PROJECTS,
    OrganisationKind.DEPARTMENT: Duty.PROPOSE_DEPARTMENT_PROJECTS,
}
"""Who applies, and with which duty."""


@dataclass(frozen=True)
class Move:
    """Money of one source that goes from the item to another, in yuan."""

    source: int
    to: int
    """The project that gets it."""
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is applied for: how the row reads (`words`, by the names of its fields; a field left out stays), what it gives
    away, why, and what it has to say to the warnings that it brings (`answer`)."""

    words: Mapping[str, Any]
    moves: Sequence[Move]
    reason: str
    ground: str
    is_finished: bool = False
    answer: str = ""


def items_of(applicant: Organisation, in_force: PlanVersion | None = None) -> QuerySet[PlanItem]:
    """The rows of plans in force, or of that version, that it may ask to change: a township's are those in its place, a
    department's those it is competent for. In the order of the plans."""
    of_county = PlanItem.objects.filter(county=applicant.county_id)
    found = of_county.filter(version=in_force) if in_force else of_county.filter(version__state__in=IN_FORCE)
    if applicant.kind == OrganisationKind.TOWNSHIP:
        path = applicant.path
        inside = Q(project__proposer__path__startswith=path) | Q(project__township=applicant)
        found = found.filter(inside)
    else:
        found = found.filter(project__competent=applicant)
    rows = found.select_related("project", "version__plan__county", "version__dossier")
    return rows.order_by("-version__plan__year", "version", "seq")


def require_applying(actor: User, applicant: Organisation) -> None:
    """Raises Refused for whoever does not apply for the township or department."""
    duty = APPLYING.get(OrganisationKind(applicant.kind))
    if duty is None:
        raise Refused(_("单项变更由乡镇或主管部门申请"))
    require(actor, duty, applicant)


def may_apply(actor: User, applicant: Organisation) -> bool:
    """The same as a question."""
    duty = APPLYING.get(OrganisationKind(applicant.kind))
    return duty is not None and may(actor, duty, applicant)


@transaction.atomic
def open_change(*, actor: User, item: int, applicant: Organisation, asked: Asked) -> PlanVersion:
    """Apply for a change of an item of the version in force; the application lies with its applicant, who hands it in.

    Raises Refused for whoever does not apply there, Conflict with the clauses where nothing can be applied for now (the
    plan's row is locked: two cannot open one), Invalid for what is not whole or exceeds what an item gives.
    """
    with ledger.written_last():
        require_applying(actor, applicant)
        row = items_of(applicant).filter(pk=item).first()
        if row is None:
            raise Conflict(_("该项目不在现行方案中，或者不归%(unit)s申请变更") % {"unit": applicant.name})
        plan = AnnualPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=row.version.plan_id)
        former = PlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=row.version_id)
        if refusals := single_changes.against_opening(former):
            raise Conflict(told(refusals), clause=refusals[0].clause)
        if closed := year_end_reading.against_more(plan.pk):
            raise Conflict(closed)
        made = _opened(actor, former, applicant, row, asked)
        _write(actor, made, row.project_id, asked)
        engine.start(actor=actor, flow="item_change", dossier=made.dossier)
        ledger.record(
            actor=actor, action="change.opened", chain=plan.county_id, dossier=made.dossier_id, reason=asked.reason,
            ground=asked.ground, project=row.project.code, applicant=applicant.name,
        )  # fmt: skip
        return made


@transaction.atomic
def amend_change(*, actor: User, version: int, asked: Asked) -> PlanVersion:
    """Write an application anew while it lies with its applicant. Raises Conflict once it is handed in."""
    with ledger.written_last():
        found = single_changes.hold(version)
        require_applying(actor, found.single_change.applicant)
        require_with_applicant(found)
        _write(actor, found, found.single_change.project_id, asked)
        ledger.record(
            actor=actor, action="change.amended", chain=found.plan.county_id, dossier=found.dossier_id,
            reason=asked.reason, ground=asked.ground, project=found.single_change.project.code,
        )  # fmt: skip
        return found


def require_with_applicant(version: PlanVersion) -> None:
    """Raises Conflict once it is handed in, and does not lie with its applicant again."""
    if version.state != VersionState.DRAFTING:
        raise Conflict(_("变更申请已提交，不能修改；需要修改的，请先撤回，或者由办理单位退回"))


@transaction.atomic
def apply(*, actor: User, applicant: Organisation, asked: Asked, item: int = 0, version: int = 0) -> PlanVersion:
    """Write the application, of an `item` for the first time or of a `version` that came back anew, and hand it in at
    once. Raises as `open_change`, `amend_change` and `hand_in` do; nothing has then changed."""
    with ledger.written_last():
        if version:
            made = _amended_and_handed_in(actor, version, asked)
        else:
            made = open_change(actor=actor, item=item, applicant=applicant, asked=asked)
            _give_to_the_flow(actor, made, asked)
    made.refresh_from_db()
    return made


def _amended_and_handed_in(actor: User, version: int, asked: Asked) -> PlanVersion:
    """The proceeding is locked before the version, as every act of the flow locks them."""
    dossier = PlanVersion.objects.filter(pk=version).values("dossier")
    lies = WorkItem.objects.open().filter(dossier__in=dossier).order_by("pk").first()
    with turn.take(task=lies.pk) if lies else nullcontext():
        made = amend_change(actor=actor, version=version, asked=asked)
        _give_to_the_flow(actor, made, asked)
    return made


def _give_to_the_flow(actor: User, made: PlanVersion, asked: Asked) -> None:
    lies = WorkItem.objects.open().get(dossier=made.dossier_id)
    engine.decide(actor=actor, work_item=lies.pk, decision=Decision.APPROVE, opinion=asked.reason, request_id=uuid4())


def hand_in(version: PlanVersion) -> None:
    """The application is whole, within what a single change may do, and says how it is decided and with whom it is filed.

    Raises Invalid with everything that does not balance or goes by an adjustment instead, and for what a rule forbids.
    """
    compared = adjusting.difference(version)
    if compared is None:
        raise ValueError("a single change follows another version")
    since = compare_versions(whole_before(version), version)
    funds.close(version)
    refuse(
        beyond_refusals(
            compared,
            moved=moved_in(since),
            whole=compared.whole.before,
            most_percent=settings.ITEM_CHANGE_MOST_PERCENT,
        )
    )
    compliance.require_fit(version)
    single = version.single_change
    single.path = path_of(compared, since=since, light_percent=settings.ITEM_CHANGE_LIGHT_PERCENT)
    single.changes_use, single.is_asked_of_meeting = changes_use(compared), False
    single.sectors = _sectors(version)
    single.save(update_fields=["path", "changes_use", "is_asked_of_meeting", "sectors"])
    compliance.keep(version=version, stage=CheckStage.CONSULTED)
    plan_versions.advance(version, VersionState.CONSULTING)


def _sectors(version: PlanVersion) -> list[str]:
    """Of the departments competent for the rows that change and for the sources that pay for them, before or after."""
    projects = version.changes.values("project")
    competent = Project.objects.filter(pk__in=projects).values_list("competent__sector", flat=True)
    versions = (version.pk, version.adjustment.adjusts_id)
    paying = FundSource.objects.filter(fundings__item__version__in=versions, fundings__item__project__in=projects)
    of_sources = paying.filter(competent__isnull=False).values_list("competent__sector", flat=True)
    return sorted({*competent, *of_sources} - {""})


def _opened(actor: User, former: PlanVersion, applicant: Organisation, row: PlanItem, asked: Asked) -> PlanVersion:
    title = single_changes.title_of(former)
    owner, year = former.dossier.owner, former.plan.year
    dossier = open_dossier(actor=actor, kind=DossierKind.PLAN, title=title, owner=owner, year=year)
    last = PlanVersion.objects.filter(plan=former.plan).aggregate(last=Max("seq"))["last"]
    texts = {name: getattr(former, name) for name in plan_versions.TEXTS}
    made = PlanVersion.objects.create(
        dossier=dossier, plan=former.plan, seq=last + 1, kind=VersionKind.ITEM_CHANGE, **texts | {"title": title}
    )
    Adjustment(version=made, adjusts=former, reason=asked.reason, ground=asked.ground).save()
    SingleChange(version=made, applicant=applicant, project=row.project).save()
    adjusting.copy_rows(former, made)
    return made


def _write(actor: User, version: PlanVersion, project: int, asked: Asked) -> None:
    """The row and those that get its money, as they are asked to be; every other row as it was."""
    former = version.adjustment.adjusts
    _restore(former, version)
    row = version.items.select_related("project").get(project=project)
    for name in WORDS:
        value = asked.words.get(name, getattr(row, name))
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    printable.require_row(row)
    refuse(refusals_of(measure_misfits(model_to_dict(row), None), row.project.name))
    row.save(update_fields=WORDS)
    touched = {row.pk: row, **_move(version, row, asked.moves)}
    made = version.adjustment
    made.reason, made.ground = asked.reason.strip(), asked.ground.strip()
    adjusting.require_said(made)
    made.save(update_fields=["reason", "ground"])
    ItemChange.objects.filter(version=version).delete()
    ItemChange.objects.bulk_create(
        ItemChange(version=version, project_id=one.project_id, reason=made.reason) for one in touched.values()
    )
    single = version.single_change
    single.is_finished = asked.is_finished
    single.save(update_fields=["is_finished"])
    moved = sum((move.amount for move in asked.moves), Decimal())
    version.dossier.amount = moved or None
    version.dossier.save(update_fields=["amount"])
    change_warnings.answer(actor=actor, version=version, text=asked.answer.strip())


def _restore(former: PlanVersion, version: PlanVersion) -> None:
    """Rows that were written before read as in the version in force again."""
    changed = list(version.changes.values_list("project", flat=True))
    was = {row.project_id: row for row in former.items.filter(project__in=changed).order_by("seq")}
    for row in version.items.filter(project__in=changed).order_by("seq"):
        old = was[row.project_id]
        for name in (*WORDS, "amount"):
            setattr(row, name, getattr(old, name))
        row.save(update_fields=[*WORDS, "amount"])
        row.fundings.all().delete()
        paid = old.fundings.order_by("source").values_list("source", "amount")
        ItemFunding.objects.bulk_create(ItemFunding(item=row, source_id=pk, amount=sum_) for pk, sum_ in paid)


def _move(version: PlanVersion, row: PlanItem, moves: Sequence[Move]) -> dict[int, PlanItem]:
    """The rows that get money, by key. Raises Invalid with everything that cannot go."""
    if not moves:
        return {}
    rows = _targets(version, row, moves)
    keys = [row.pk, *(one.pk for one in rows.values())]
    paid = {(one.item_id, one.source_id): one.amount for one in ItemFunding.objects.filter(item__in=keys)}
    sources = FundSource.objects.filter(pk__in={move.source for move in moves}).in_bulk()
    refuse(_refusals(row, rows, paid, sources, moves))
    for move in moves:
        target = rows[move.to]
        paid[row.pk, move.source] -= move.amount
        paid[target.pk, move.source] = paid.get((target.pk, move.source), Decimal()) + move.amount
        row.amount, target.amount = row.amount - move.amount, target.amount + move.amount
    ItemFunding.objects.filter(item__in=keys).delete()
    ItemFunding.objects.bulk_create(
        ItemFunding(item_id=item, source_id=source, amount=amount) for (item, source), amount in paid.items() if amount
    )
    PlanItem.objects.bulk_update([row, *rows.values()], ["amount"])
    return {one.pk: one for one in rows.values()}


def _targets(version: PlanVersion, row: PlanItem, moves: Sequence[Move]) -> dict[int, PlanItem]:
    """By project; each in the same plan, and the applicant's."""
    applicant = version.single_change.applicant
    allowed = items_of(applicant, version.adjustment.adjusts).exclude(project=row.project_id)
    wanted = {move.to for move in moves} & set(allowed.values_list("project", flat=True))
    found = version.items.filter(project__in=wanted).select_related("project").order_by("seq")
    rows = {one.project_id: one for one in found}
    if any(move.to not in rows for move in moves):
        told_ = _("资金只能调剂给同一方案中%(unit)s的其他项目；方案外的项目请由工作专班按年中调整列入")
        raise Invalid(told_ % {"unit": applicant.name})
    if any(move.amount <= 0 for move in moves):
        raise Invalid(_("调剂金额须大于零"))
    return rows


def _refusals(
    row: PlanItem,
    rows: Mapping[int, PlanItem],
    paid: Mapping[tuple[int, int], Decimal],
    sources: Mapping[int, FundSource],
    moves: Sequence[Move],
) -> list[Refusal]:
    found: list[Refusal] = []
    gone: dict[int, Decimal] = {}
    for move in moves:
        source = sources.get(move.source)
        if source is None or (row.pk, move.source) not in paid:
            found.append(Refusal(_("所选资金来源没有安排给本项目"), CHANGING, rows[move.to].project.name))
            continue
        gone[move.source] = gone.get(move.source, Decimal()) + move.amount
        found += move_refusals(
            available=paid[row.pk, move.source], moved=gone[move.source], source=str(source), earmark=source.earmark,
            paid_already=(rows[move.to].pk, move.source) in paid, target=rows[move.to].project.name,
        )  # fmt: skip
    return found
