"""D08 of a province and D17 to D20: the filing and its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from documents import codes
from documents.models import IssuedDocument
from documents.papers import Paper
from plans.drafting.adjustment import adjusted_words
from plans.drafting.language import official
from plans.drafting.money import PlanMoney
from plans.drafting.plan import meetings_of, passed_by, telephone
from plans.enums import AnswerState, NoticeKind, VersionKind
from plans.models import FilingAddressee, FilingFinding, Notice, PlanVersion, TownshipRound, VillageRound
from plans.papers import (
    Answered,
    FilingLetter,
    FilingOpinion,
    FilingReceipt,
    FilingReport,
    FindingRow,
    Material,
    RectificationReply,
    RectificationRow,
    SupplementNotice,
)
from plans.papers.cells import money_text
from roles.county import COUNTY_DEPARTMENTS
from workflows.desk.enums import MeetingState
from workflows.desk.models import Meeting


@official
def filing_letter(
    version: PlanVersion, addressees: Sequence[Organisation], money: PlanMoney, contact: User
) -> FilingLetter:
    """D17."""
    return FilingLetter(
        **filed_facts(version, money, contact) | {"recipients": tuple(o.official_name for o in addressees)}
    )


@official
def filing_report(version: PlanVersion, superior: Organisation, money: PlanMoney, contact: User) -> Paper:
    """D17b, to the one superior; nobody is copied."""
    told = {"recipients": (superior.official_name,), "copied_to": ()}
    return FilingReport(**filed_facts(version, money, contact) | told)


def materials(version: PlanVersion) -> list[IssuedDocument]:
    """What goes with a filing (B28): the issued plan, the proofs of notices and announcements, the minutes."""
    return [_document(version), *_proofs(version), *_minutes(version)]


def enclosures(version: PlanVersion) -> dict[str, tuple[str, ...]]:
    """The same by the piece that B28 asks for, and the tables of the plan."""
    document = _document(version)
    return {
        "plan": (document.title,) if document.number else (),
        "tables": tuple(annex["label"] for annex in document.content["annexes"]),
        "notices": tuple(proof.title for proof in _proofs(version)),
        "minutes": tuple(minutes.title for minutes in _minutes(version)),
    }


def _proofs(version: PlanVersion) -> QuerySet[IssuedDocument]:
    """Of a single change its own announcement; of a whole plan also what was posted of its projects below."""
    if version.kind == VersionKind.ITEM_CHANGE:
        own = IssuedDocument.objects.in_force().filter(kind="D04b", dossier=version.dossier_id)
        return own.defer("content").order_by("pk")
    below = [
        rounds.objects.filter(projects__plan_items__version=version).order_by().values("dossier")
        for rounds in (VillageRound, TownshipRound)
    ]
    its_own = Dossier.objects.filter(pk=version.dossier_id).order_by().values("pk")
    proofs = IssuedDocument.objects.in_force().filter(kind__in=("D05", "D04b"), dossier__in=its_own.union(*below))
    return proofs.defer("content").order_by("-kind", "issuer__path", "pk")


def _minutes(version: PlanVersion) -> QuerySet[IssuedDocument]:
    """Of every meeting that had the plan before it; of a single change those that its notice cites."""
    held = Meeting.objects.filter(agenda__work_item__dossier=version.dossier_id, state=MeetingState.CONCLUDED)
    if version.kind == VersionKind.ITEM_CHANGE:
        held = passed_by(version)
    numbered = IssuedDocument.objects.in_force().numbered().filter(pk__in=held.values("minutes"))
    return numbered.defer("content").order_by("document_date", "pk")


def _listed(version: PlanVersion) -> Iterator[Material]:
    """The materials as the letter's annex lists them."""
    for document in materials(version):
        tables = [annex["label"] for annex in document.content["annexes"]] if document.pk == version.document_id else []
        yield Material(
            title=document.title,
            issuer=document.issuer_name,
            day=document.document_date,
            number=document.number,
            code=codes.spoken(document.verification_code),
            note=f"含{tables[0]}至{tables[-1]}" if len(tables) > 1 else "",
        )


def filed_facts(version: PlanVersion, money: PlanMoney, contact: User) -> dict[str, Any]:
    """What every filing letter says of an issued version, by the fields of `FilingLetter`; addressees apart."""
    county, document = version.plan.county, _document(version)
    justified = document.content["fields"].get("justifications")
    statement = "经逐项核查，方案未涉及负面清单禁止事项。"
    if justified:
        statement += f"有{len({row['project'] for row in justified})}个项目涉及提示事项，已作说明并经领导小组审议。"
    if warned := document.content["fields"].get("warnings"):
        statement += f"其他合规警示事项{len(warned)}项，已作说明并经领导小组审议。"
    return {
        "government": county.official_name,
        "year": version.plan.year,
        "plan_title": version.title,
        "adjusts": adjusted_words(version),
        "plan_number": document.number,
        "plan_date": document.document_date,
        "copied_to": _copied(county),
        "projects": version.items.count(),
        "amount": version.dossier.amount or Decimal(0),
        "meetings": tuple(meetings_of(version)),
        "notice_statement": _notices(version),
        "negative_list_statement": statement,
        "materials": tuple(_listed(version)),
        "contact": contact.name,
        "phone": telephone(*Organisation.objects.of_county(county, OrganisationKind.GOVERNMENT_OFFICE)[:1], county),
        **money.by_level(),
    }


def _copied(county: Organisation) -> tuple[str, ...]:
    """The finance bureau and the poverty office of the prefecture, by their full names; nobody where the county stands
    right below the province (六（二）)."""
    prefecture = county.parent
    if prefecture is None or not prefecture.official_name.endswith("人民政府"):
        return ()
    organs = Organisation.objects.filter(parent=prefecture, kind=OrganisationKind.DEPARTMENT, is_active=True)
    names = dict(organs.order_by("-path").values_list("sector", "official_name"))
    return tuple(
        names.get(sector, f"{prefecture.name}{COUNTY_DEPARTMENTS[sector]}")
        for sector in (Sector.FINANCE, Sector.POVERTY)
    )


@official
def filing_receipt(
    addressee: FilingAddressee, registrar: User, *, signer: User | None = None, remarks: str = ""
) -> Paper:
    """D18, with what is known of the materials: whole from the beginning or supplemented, and what was answered."""
    filing = addressee.filing
    version, letter = filing.version, filing.letter
    received, carried = addressee.received_at or clock.now(), materials(version)
    states = addressee.findings.filter(answered_at__isnull=False).values_list("is_supplement", "state")
    answered = Counter(states.order_by("pk"))
    is_change = version.kind == VersionKind.ITEM_CHANGE
    arranged = version.items.aggregate(sum=Sum("amount"))["sum"] if is_change else version.dossier.amount
    return FilingReceipt(
        receiver=addressee.organisation.official_name,
        sender=version.plan.county.official_name,
        letter_number=letter.number,
        plan_title=_document(version).title if is_change else version.title,
        plan_number=_document(version).number,
        projects=_rows(version),
        amount=arranged or Decimal(0),
        is_change=is_change,
        received_on=received.astimezone(clock.SHANGHAI).date(),
        registered_on=clock.today(),
        enclosures=len(carried),
        pages=_pages(letter, *carried),
        registrar=registrar.name,
        signer=signer.name if signer else "",
        remarks=remarks,
        supplements=_answered(answered, is_supplement=True),
        findings=_answered(answered, is_supplement=False),
        county_code=version.plan.county.code,
    )


def _rows(version: PlanVersion) -> int:
    """Of how many items a filing tells."""
    is_change = version.kind == VersionKind.ITEM_CHANGE
    return version.changes.count() if is_change else version.items.count()


def _answered(states: Counter[tuple[bool, str]], *, is_supplement: bool) -> Answered:
    """An answer of before its state was asked for counts as done."""
    return Answered(
        done=states[is_supplement, AnswerState.DONE] + states[is_supplement, ""],
        under_way=states[is_supplement, AnswerState.UNDER_WAY],
        not_adopted=states[is_supplement, AnswerState.NOT_ADOPTED],
    )


def _pages(*documents: IssuedDocument) -> int:
    """Of all together; 0 as long as one of them is not printed."""
    counted = [document.pages or 0 for document in documents]
    return sum(counted) if all(counted) else 0


@official
def filing_supplement(
    addressee: FilingAddressee,
    written: Sequence[FilingFinding],
    clerk: User,
    reason: str = "",
    signer: User | None = None,
) -> Paper:
    """D08 from a provincial department, for the reason that its clerk gave, signed by the head of his division."""
    clauses = "；".join(dict.fromkeys(f.clause for f in written if f.clause))
    return SupplementNotice(
        sender=addressee.organisation.official_name,
        recipient=addressee.filing.version.plan.county.official_name,
        subject=(f"《{addressee.filing.version.title}》备案材料"),
        missing=tuple(f"{_of_project(f)}{f.text}：{f.requested}" for f in written),
        reason="。".join([*([reason.rstrip("。")] if reason else []), *([f"依据：{clauses}"] if clauses else [])]),
        due_on=min(f.due_on for f in written),
        handler=clerk.name,
        sent_on=clock.today(),
        holds_up=False,
        signer=signer.name if signer else "",
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
        is_supplement=opinion.kind == "D08",
        plan_title=version.title,
        rows=tuple(
            RectificationRow(
                subject=_subject(f), finding=f.text, action=f.response, evidence=f.evidence, done_by=f.done_by,
                is_done=f.state == AnswerState.DONE if f.state else None,
                is_adopted=f.state != AnswerState.NOT_ADOPTED,
            )
            for f in answered
        ),
    )  # fmt: skip


def _document(version: PlanVersion) -> IssuedDocument:
    if version.document is None:
        raise ValueError("a plan is filed after it was issued")
    return version.document


def _subject(finding: FilingFinding) -> str:
    """The project that it concerns, where it lies and what it costs; else the plan as a whole."""
    if finding.item is None:
        return "方案整体"
    project = finding.item.project
    return f"{project.name}（{project.proposer.name}，{money_text(finding.item.amount)}）"


def _of_project(finding: FilingFinding) -> str:
    return f"{_subject(finding)}，" if finding.item else ""


def _shown_below(version: PlanVersion) -> str:
    """Which projects stood on notices of village and township; a township's own stood on its own, a department's on
    none."""
    proposers = version.items.order_by("seq").values_list("project__proposer__kind", flat=True)
    counts = Counter(proposers)
    villages, townships = counts[OrganisationKind.VILLAGE], counts[OrganisationKind.TOWNSHIP]
    others = len(proposers) - villages - townships
    if villages == len(proposers):
        return "项目经村级、乡镇两级公示各不少于10日"
    told = []
    if villages:
        told.append(f"村级申报的{villages}个项目经村级、乡镇两级公示各不少于10日")
    if townships:
        told.append(f"乡镇申报的{townships}个项目经乡镇公示不少于10日")
    if others:
        told.append(f"部门申报的{others}个项目不经村级、乡镇公示，理由见项目申报表")
    return "，".join(told)


def _notices(version: PlanVersion) -> str:
    """How the public was told: of the projects by whoever proposed them, and of the plan."""
    posted = Notice.objects.filter(dossier=version.dossier_id, kind=NoticeKind.PLAN).order_by("-pk").first()
    start = f"{_shown_below(version)}，入库项目已公告。"
    if posted is None:
        return start
    day = f"{posted.posted_on.year}年{posted.posted_on.month}月{posted.posted_on.day}日"
    return start + (f"方案于{day}在{posted.place}公告。")
