"""D08 of a province and D17 to D20: the filing and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core import clock
from core.models import Organisation, User
from documents.models import IssuedDocument
from documents.papers import Paper
from plans.drafting.language import official
from plans.drafting.money import PlanMoney
from plans.drafting.plan import HOTLINE, items_of, meetings_of
from plans.enums import NoticeKind
from plans.models import FilingAddressee, FilingFinding, Notice, PlanVersion
from plans.papers import (
    FilingLetter,
    FilingOpinion,
    FilingReceipt,
    FindingRow,
    RectificationReply,
    RectificationRow,
    SupplementNotice,
)

ENCLOSED = ("资金来源表", "分类安排表", "项目明细表", "公示公告证明", "会议纪要")


@official
def filing_letter(version: PlanVersion, addressees: Sequence[Organisation], money: PlanMoney, contact: User) -> Paper:
    """D17."""
    county, document = version.plan.county, _document(version)
    prefecture = county.parent.name if county.parent else ""
    justified = [i.project.name for i in items_of(version) if i.justification.strip()]
    statement = "经逐项核查，方案未涉及负面清单禁止事项。"
    if justified:
        statement += f"有{len(justified)}个项目涉及提示事项，已作说明并经领导小组审议。"
    return FilingLetter(
        government=county.official_name,
        year=version.plan.year,
        plan_title=version.title,
        plan_number=document.number,
        plan_date=document.document_date,
        recipients=tuple(o.official_name for o in addressees),
        copied_to=(f"{prefecture}财政局", f"{prefecture}扶贫办") if prefecture else (),
        projects=version.items.count(),
        amount=version.dossier.amount or Decimal(0),
        meetings=tuple(meetings_of(version)),
        notice_statement=_notices(version),
        negative_list_statement=statement,
        enclosed=ENCLOSED,
        contact=contact.name,
        phone=contact.phone or HOTLINE,
        **money.by_level(),
    )


@official
def filing_receipt(addressee: FilingAddressee, registrar: User) -> Paper:
    """D18."""
    filing = addressee.filing
    version, letter = filing.version, filing.letter
    received = addressee.received_at or clock.now()
    return FilingReceipt(
        receiver=addressee.organisation.official_name,
        sender=version.plan.county.official_name,
        letter_number=letter.number,
        plan_title=version.title,
        plan_number=_document(version).number,
        projects=version.items.count(),
        amount=version.dossier.amount or Decimal(0),
        received_on=received.astimezone(clock.SHANGHAI).date(),
        registered_on=clock.today(),
        pages=(letter.pages or 0) + (_document(version).pages or 0),
        registrar=registrar.name,
    )


@official
def filing_supplement(addressee: FilingAddressee, written: Sequence[FilingFinding], clerk: User) -> Paper:
    """D08 from a provincial department."""
    return SupplementNotice(
        sender=addressee.organisation.official_name,
        recipient=addressee.filing.version.plan.county.official_name,
        subject=(f"《{addressee.filing.version.title}》备案材料"),
        missing=tuple(f"{f.text}：{f.requested}" for f in written),
        reason="；".join(dict.fromkeys(f.clause for f in written if f.clause)) or ("备案材料不齐全"),
        due_on=min(f.due_on for f in written),
        handler=clerk.name,
        sent_on=clock.today(),
    )


@official
def filing_findings(addressee: FilingAddressee, written: Sequence[FilingFinding]) -> Paper:
    """D19."""
    version = addressee.filing.version
    return FilingOpinion(
        issuer=addressee.organisation.official_name,
        addressee=version.plan.county.official_name,
        letter_number=addressee.filing.letter.number,
        plan_title=version.title,
        plan_number=_document(version).number,
        findings=tuple(
            FindingRow(item=_subject(f), clause=f.clause, text=f.text, requested=f.requested, due_on=f.due_on)
            for f in written
        ),
    )


@official
def filing_answer(addressee: FilingAddressee, answered: Sequence[FilingFinding]) -> Paper:
    """D20."""
    version = addressee.filing.version
    opinion = IssuedDocument.objects.filter(dossier=addressee.dossier_id, kind__in=("D19", "D08")).latest("pk")
    return RectificationReply(
        government=version.plan.county.official_name,
        addressee=addressee.organisation.official_name,
        opinion_number=opinion.number,
        plan_title=version.title,
        rows=tuple(RectificationRow(finding=f.text, action=f.response, evidence="") for f in answered),
    )


def _document(version: PlanVersion) -> IssuedDocument:
    if version.document is None:
        raise ValueError("a plan is filed after it was issued")
    return version.document


def _subject(finding: FilingFinding) -> str:
    return finding.item.project.name if finding.item else ("方案整体")


def _notices(version: PlanVersion) -> str:
    """How the public was told: announcement dates of the plan."""
    posted = Notice.objects.filter(dossier=version.dossier_id, kind=NoticeKind.PLAN).order_by("-pk").first()
    start = "项目经村级、乡镇两级公示各不少于10日，入库项目已公告。"
    if posted is None:
        return start
    day = f"{posted.posted_on.year}年{posted.posted_on.month}月{posted.posted_on.day}日"
    return start + (f"方案于{day}在{posted.place}公告。")
