"""The paper of a batch (D21), out of its rows as they stand."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.county_words import words
from core.enums import OrganisationKind, Sector
from core.models import Organisation
from funds.allotting import allotted
from funds.enums import FundLevel
from funds.models import AllotmentBatch, BatchItem
from plans.drafting.language import official
from plans.drafting.standing import standing_of
from plans.papers import AllotmentNotice, AllottedRow
from plans.papers.cells import ordinal
from plans.rules.measures import waits_for_acceptance
from plans.services.organs import bureau

LEVELS = FundLevel.values
REQUIREMENTS = (
    "各乡镇、各部门要严格按照本计划确定的项目、地点、内容和资金规模组织实施，不得擅自变更；确需调整的，按方案调整程序报批",
    "各主管部门收到本通知后5个工作日内将项目细项报财政局备案，督促项目按期开工、完工",
    "资金实行专账核算、专款专用，严格执行负面清单，按绩效目标开展监控，接受监督检查",
)
"""What every batch asks of those who get the money, until its drafter writes otherwise."""


def called(seq: int) -> str:
    """第一批, as papers and the ledger have it."""
    return f"第{ordinal(seq)}批"


def named(seq: int) -> str:
    """The same in the reader's language."""
    return _("第%(seq)d批") % {"seq": seq} if (get_language() or "").startswith("en") else called(seq)


def lead_of(batch: AllotmentBatch) -> Organisation:
    """The finance bureau, whose number the notice bears."""
    return bureau(batch.plan.county, Sector.FINANCE)


def signers(batch: AllotmentBatch) -> list[Organisation]:
    """Who signs with the finance bureau: the poverty office, then every competent department of a row, in their order."""
    county = batch.plan.county
    lead, first = lead_of(batch), bureau(county, Sector.POVERTY)
    competent = Organisation.objects.filter(pk__in=batch.rows.values("item__project__competent"))
    others = [one for one in competent.order_by("path") if one.pk not in (lead.pk, first.pk)]
    return [first, *others]


@official
def notice_of(batch: AllotmentBatch) -> AllotmentNotice:
    """D21. The batch comes with its plan's county and its version's document. Where its rows concern the finance bureau
    alone it goes to the units of the county."""
    rows, plan = _rows(batch), standing_of(batch.version)
    planned = batch.version.items.aggregate(sum=Sum("amount"))["sum"]
    return AllotmentNotice(
        issuers=tuple(one.official_name for one in [lead_of(batch), *signers(batch)]),
        year=batch.plan.year,
        batch=batch.seq,
        plan_title=plan.whole.title,
        plan_number=plan.number,
        plan_on=plan.issued_on,
        changed_by=plan.numbers,
        recipients=(*_townships(batch), *_departments(batch)) or (words(batch.plan.county.name).units,),
        copied_to=(),
        rows=tuple(map(_row, rows)),
        before=sum(allotted(batch.plan_id, but=batch.pk).values(), Decimal(0)),
        planned=planned or Decimal(0),
        requirements=tuple(line.strip() for line in batch.requirements.splitlines() if line.strip()),
    )


def _rows(batch: AllotmentBatch) -> list[BatchItem]:
    found = batch.rows.select_related("item__project__competent", "source", "budget_subject")
    return sorted(
        found.order_by("item__seq", "source__doc_no", "source"),
        key=lambda row: (row.item.seq, LEVELS.index(row.source.level)),
    )


def _townships(batch: AllotmentBatch) -> tuple[str, ...]:
    """Those in which a row is carried out, singly: of a department's own project those of its villages."""
    of_villages = Organisation.objects.filter(pk__in=batch.rows.values("item__project__villages")).values("parent")
    found = Organisation.objects.filter(
        Q(pk__in=batch.rows.values("item__project__township")) | Q(pk__in=of_villages), kind=OrganisationKind.TOWNSHIP
    )
    return tuple(found.order_by("path").values_list("official_name", flat=True))


def _departments(batch: AllotmentBatch) -> tuple[str, ...]:
    """Those that are competent for a row or cooperate in it, singly; the bureau that issues the notice sends it to no
    other."""
    rows = batch.rows.values("item__project__competent"), batch.rows.values("item__project__cooperating")
    found = Organisation.objects.filter(Q(pk__in=rows[0]) | Q(pk__in=rows[1]), kind=OrganisationKind.DEPARTMENT)
    return tuple(found.exclude(pk=lead_of(batch).pk).order_by("path").values_list("official_name", flat=True))


def _row(row: BatchItem) -> AllottedRow:
    item, project, source = row.item, row.item.project, row.source
    return AllottedRow(
        code=project.code, name=project.name, place=project.location, content=item.content,
        department=project.competent.name, responsible_unit=item.responsible_unit, source=source.name,
        level=str(source.get_level_display()), number=source.doc_no, subject=str(row.budget_subject), amount=row.amount,
        target=project.target, rank=LEVELS.index(source.level), waits=waits_for_acceptance(project.support_mode),
    )  # fmt: skip
