"""D01, D04b, D10 to D12 and D15: what the year's plan puts on paper."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet

from core.county_words import words
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents.enums import Disclosure
from documents.models import IssuedDocument
from documents.papers import Paper
from plans.drafting import justifications
from plans.drafting.adjustment import adjusted_words, adjustment_fields
from plans.drafting.language import official
from plans.drafting.minutes import cited
from plans.drafting.money import PlanMoney
from plans.drafting.rows import item_row
from plans.enums import Category, VersionKind
from plans.models import MasterPlanVersion, Notice, PlanItem, PlanVersion
from plans.papers import (
    AdjustmentIssuance,
    Announcement,
    ArrangementRow,
    ConsultationLetter,
    ConsultationReply,
    Manuscript,
    ManuscriptStep,
    PlanIssuance,
    PlanningCall,
    ProjectRow,
    TerminationNotice,
)
from workflows.desk.enums import PASSING, MeetingState
from workflows.desk.models import AgendaItem, Meeting
from workflows.engine.models import Opinion

Trace = Sequence[tuple[str, str, str, str, datetime.date]]
"""Step, organisation, person, opinion and day of everything that was done to a document, in order."""

LEVELS = ("amount", "central", "provincial", "prefecture", "county", "other")


@official
def standard_texts(county: Organisation, year: int) -> dict[str, str]:
    """What a drafter starts from; he edits all of it."""
    return {
        "goals": f"统筹整合{year}年度各级财政资金，集中用于产业发展、基础设施和公共服务短板，"
                 f"确保{county.name}年度脱贫任务如期完成。",
        "management": "实行国库集中支付和报账制，按项目进度拨付；严格执行政府采购和招投标规定；"
                      "项目实施前、完工后均须公示，接受群众监督。",
        "safeguards": f"{words(county.name).leading_group}负总责，工作专班跟踪督办，审计、监察机关全程监督；"
                      "资金只能用于精准扶贫，违反负面清单的严肃追责。",
    }  # fmt: skip


@official
def start_notice(version: PlanVersion, reply_by: datetime.date) -> Paper:
    """D01."""
    county = version.plan.county
    group = Organisation.objects.get(county=county, kind=OrganisationKind.LEADING_GROUP)
    day = datetime.timedelta(days=1)
    return PlanningCall(
        issuer=group.official_name,
        county=county.name,
        year=version.plan.year,
        recipients=("各乡镇人民政府", words(county.name).units),
        village_due=reply_by,
        township_due=reply_by + 15 * day,
        appraisal_due=reply_by + 30 * day,
        categories=tuple(str(label) for label in Category.labels),
        contact=version.dossier.opened_by.name,
        phone=telephone(version.dossier.owner, group),
    )


@official
def termination_notice(
    version: PlanVersion,
    issuer: Organisation,
    reason: str,
    *,
    call: IssuedDocument | None,
    letters: Sequence[IssuedDocument],
    projects: int,
    amount: Decimal,
) -> Paper:
    """D01b, to those whom the call went to; of an adjustment, which has none, to those whom the letters went to.
    `projects` and `amount` (yuan) are free again."""
    consulted = tuple(dict.fromkeys(name for letter in letters for name in letter.addressees))
    return TerminationNotice(
        issuer=issuer.official_name,
        plan_title=version.title,
        recipients=("各乡镇人民政府", words(version.plan.county.name).units) if call else consulted,
        reason=reason,
        call_number=call.number if call else "",
        letter_numbers=tuple(letter.number for letter in letters),
        is_adjustment=version.kind == VersionKind.ADJUSTMENT,
        projects=projects,
        amount=amount,
        contact=version.dossier.opened_by.name,
        phone=telephone(version.dossier.owner, issuer),
    )


@official
def consultation_letter(
    version: PlanVersion,
    reply_by: datetime.date,
    departments: Iterable[Organisation],
    issuer: Organisation,
    contact: User,
    money: PlanMoney,
) -> Paper:
    """D10, with the whole draft as its annex."""
    return ConsultationLetter(
        issuer=issuer.official_name,
        departments=tuple(d.official_name for d in departments),
        plan=plan_document(version, money),
        projects=version.items.count(),
        amount=version.dossier.amount or Decimal(0),
        reply_by=reply_by,
        contact=contact.name,
        phone=telephone(version.dossier.owner, issuer),
    )


@official
def countersign_reply(
    version: PlanVersion, department: Organisation, letter_number: str, addressee: str, decision: str, remarks: str
) -> Paper:
    """D11."""
    return ConsultationReply(
        department=department.official_name,
        addressee=addressee,
        letter_number=letter_number,
        plan_title=version.title,
        decision=decision,
        remarks=tuple(line.strip() for line in remarks.splitlines() if line.strip()) if decision != "同意" else (),
    )


@official
def cover_sheet(document: IssuedDocument, trace: Trace) -> Paper:
    """D12 of a numbered document, with every opinion and its day; who acted first has drafted it."""
    _step, unit, drafter, *_said = trace[0]
    content = document.content
    tables = tuple(f"{annex['label']} {annex['title']}" for annex in content["annexes"])
    return Manuscript(
        issuer=document.issuer_name,
        document_title=document.title,
        genre_name=document.genre,
        recipients=tuple(document.addressees),
        copied_to=tuple(document.cc),
        drafting_unit=unit,
        drafter=drafter,
        number=document.number,
        disclosure_name=str(Disclosure(document.disclosure).label),
        urgency=content.get("issue", {}).get("urgency") or "平件",
        enclosed=tuple(content["attachments"]) or tables,
        steps=tuple(ManuscriptStep(step=s, organisation=o, name=n, opinion=w, day=d) for s, o, n, w, d in trace),
    )


@official
def plan_document(version: PlanVersion, money: PlanMoney) -> PlanIssuance:
    """D15; of an adjustment D16, with what changed."""
    county = version.plan.county
    items = list(items_of(version))
    rows = [item_row(item, money.of(item.pk)) for item in items]
    said = justifications.of(version, items)
    adjusted = adjustment_fields(version, money.compared) if money.compared else {}
    issuance = AdjustmentIssuance if adjusted else PlanIssuance
    return issuance(
        government=county.official_name,
        county=county.name,
        year=version.plan.year,
        plan_title=version.title,
        recipients=("各乡镇人民政府", words(county.name).departments),
        copied_to=copied(county),
        meetings=tuple(meetings_of(version)),
        goals=version.goals,
        management=version.management,
        safeguards=version.safeguards,
        sources=money.sources,
        arrangements=_arrangements(rows),
        projects=tuple(rows),
        justifications=said.listed,
        warnings=said.further,
        standards=said.standards,
        **adjusted,
    )


@official
def plan_announcement(posted: Notice, version: PlanVersion) -> Paper:
    """D04b of the plan."""
    document = version.document
    adjusts = adjusted_words(version)
    return Announcement(
        organisation=posted.organisation.official_name,
        subject=f"《{version.title}》",
        decision=f"《{version.title}》已经{version.plan.county.official_name}印发{f'，{adjusts}' if adjusts else ''}",
        document_number=document.number if document else "",
        document_date=document.document_date if document else None,
        where_to_read=f"{version.plan.county.official_name}门户网站，各乡镇政务公开栏",
        contact=posted.organisation.name,
        phone=posted.contact,
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
    )


def telephone(*offices: Organisation) -> str:
    """The own telephone of the first office that has registered one; never a person's (everyone may read it)."""
    return next((office.phone for office in offices if office.phone), "")


def copied(county: Organisation) -> tuple[str, ...]:
    """The organs beside the government of the county, and the auditors."""
    spoken = words(county.name)
    return *spoken.beside_the_government, f"{spoken.level}审计局"


def items_of(version: PlanVersion) -> QuerySet[PlanItem]:
    """The items in order, with what their rows print."""
    items = version.items.select_related("project__competent", "project__proposer").prefetch_related(
        "project__villages"
    )
    return items.order_by("seq")


def printed_items(
    version: PlanVersion, levels: Mapping[int, dict[str, Decimal]]
) -> Iterator[tuple[PlanItem, ProjectRow]]:
    """Each item with its row of 附表3; `levels` as PlanMoney gives them. Two statements."""
    for item in items_of(version):
        yield item, item_row(item, levels.get(item.pk, {}))


def meetings_of(version: PlanVersion | MasterPlanVersion) -> list[str]:
    """The meetings that passed the plan, in order, each by the full name of its body (finding 12)."""
    return [cited(meeting) for meeting in passed_by(version).select_related("body").order_by("held_at")]


def passed_by(version: PlanVersion | MasterPlanVersion) -> QuerySet[Meeting]:
    """The meetings that passed the plan. One that deferred it or gave it back passed nothing, nor did one whose decision
    was taken back; a single change may be written anew after a meeting, which then saw another text: of it the last
    round's, and none where the head of the group decides by paper."""
    standing = Opinion.objects.standing().filter(dossier=version.dossier_id)
    passed = AgendaItem.objects.filter(result__in=PASSING, work_item__task__opinion__in=standing)
    if isinstance(version, PlanVersion) and version.kind == VersionKind.ITEM_CHANGE:
        if version.single_change.is_light:
            return Meeting.objects.none()
        last = passed.aggregate(last=Max("work_item__round"))["last"]
        passed = passed.filter(work_item__round=last)
    return Meeting.objects.filter(state=MeetingState.CONCLUDED, pk__in=passed.values("meeting"))


def _arrangements(rows: Sequence[ProjectRow]) -> tuple[ArrangementRow, ...]:
    """附表2: by category, in order of first appearance."""
    by_category: dict[str, list[ProjectRow]] = defaultdict(list)
    for row in rows:
        by_category[row.category].append(row)
    return tuple(
        ArrangementRow(
            category=category,
            projects=len(listed),
            lead=listed[0].competent,
            **_sums(listed),
        )
        for category, listed in by_category.items()
    )


def _sums(rows: Sequence[ProjectRow]) -> dict[str, Any]:
    """Yuan by column of 附表2."""
    return {level: sum((getattr(row, level) for row in rows), Decimal(0)) for level in LEVELS}
