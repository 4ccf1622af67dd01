"""D22 and the letter that files it: a single change filled in from the registers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from documents.papers import Paper, chinese_date
from plans.comparing import Comparison
from plans.drafting.adjustment import change_rows, whole_before
from plans.drafting.filings import filed_facts
from plans.drafting.language import official
from plans.drafting.money import PlanMoney
from plans.drafting.plan import meetings_of, plan_announcement, plan_document
from plans.drafting.standing import standing_of
from plans.enums import NoticeKind, VersionKind
from plans.models import Notice, PlanVersion
from plans.papers import Announcement, ChangeFilingLetter, ChangeNotice, ChangeRow
from plans.rules.single_changes import moved_in


def version_document(version: PlanVersion, money: PlanMoney) -> Paper:
    """What a version is issued as: D15, of an adjustment D16, of a single change D22."""
    if version.kind == VersionKind.ITEM_CHANGE:
        return change_notice(version, money)
    return plan_document(version, money)


@official
def change_notice(version: PlanVersion, money: PlanMoney) -> ChangeNotice:
    """D22, to who applied and to the departments competent for the rows that change."""
    compared, asked = _compared(money), version.single_change
    stands = standing_of(version.adjustment.adjusts)
    county = version.plan.county
    group = Organisation.objects.get(county=county, kind=OrganisationKind.LEADING_GROUP, is_active=True)
    finance = Organisation.objects.filter(county=county, sector=Sector.FINANCE, kind=OrganisationKind.DEPARTMENT)
    copied = tuple(finance.order_by("pk").values_list("official_name", flat=True))
    return ChangeNotice(
        issuer=group.official_name,
        year=version.plan.year,
        plan_title=stands.whole.title,
        plan_number=stands.number,
        plan_date=stands.issued_on,
        changed_by=stands.numbers,
        applicant=asked.applicant.official_name,
        recipients=_recipients(version, asked.applicant, copied),
        copied_to=copied,
        meetings=tuple(meetings_of(version)),
        reason=version.adjustment.reason,
        ground=version.adjustment.ground,
        is_finished=asked.is_finished,
        project=asked.project.name,
        project_code=asked.project.code,
        changes=_rows(version, compared),
        moved=moved_in(compared),
        total=compared.whole.after,
        by_category=_by_category(compared),
    )


@official
def change_filing_letter(
    version: PlanVersion, addressees: Sequence[Organisation], money: PlanMoney, contact: User
) -> ChangeFilingLetter:
    """D17 of a single change; `money` comes with what was compared."""
    compared, asked = _compared(money), version.single_change
    stands, rows = standing_of(version.adjustment.adjusts), _rows(version, compared)
    others = f"等{len(rows)}个项目" if len(rows) > 1 else ""
    told: dict[str, Any] = {
        "recipients": tuple(one.official_name for one in addressees),
        "projects": len(rows),
        "amount": compared.whole.after,
        "notice_statement": _announced(version),
        "negative_list_statement": "经逐项核查，调整后的项目未涉及负面清单禁止事项。",
    }
    return ChangeFilingLetter(
        **filed_facts(version, money, contact) | told,
        whole_title=stands.whole.title,
        whole_number=stands.number,
        changed_by=stands.numbers,
        subject=f"“{asked.project.name}”{others}",
        changes=rows,
        moved=moved_in(compared),
        by_category=_by_category(compared),
    )


def version_announcement(posted: Notice, version: PlanVersion) -> Paper:
    """D04b of the version, whatever its kind."""
    draft = change_announcement if version.kind == VersionKind.ITEM_CHANGE else plan_announcement
    return draft(posted, version)


@official
def change_announcement(posted: Notice, version: PlanVersion) -> Paper:
    """D04b of a single change."""
    document, county = version.document, version.plan.county
    whole = whole_before(version)
    number = whole.document.number if whole.document else ""
    return Announcement(
        organisation=posted.organisation.official_name,
        subject=f"{version.plan.year}年度“{version.single_change.project.name}”项目计划调整",
        decision=f"《{whole.title}》（{number}）中{version.changes.count()}个项目的计划已经"
                 f"{document.issuer_name if document else ''}调整",
        document_number=document.number if document else "",
        document_date=document.document_date if document else None,
        where_to_read=f"{county.official_name}门户网站，有关乡镇、村政务公开栏",
        contact=posted.organisation.name,
        phone=posted.contact,
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
    )  # fmt: skip


def _announced(version: PlanVersion) -> str:
    posted = Notice.objects.filter(dossier=version.dossier_id, kind=NoticeKind.PLAN).order_by("-pk").first()
    if posted is None:
        return "按规定公告。"
    return f"调整事项于{chinese_date(posted.posted_on)}在{posted.place}公告。"


def _compared(money: PlanMoney) -> Comparison:
    if money.compared is None:
        raise ValueError("a single change is drafted beside the version that it follows")
    return money.compared


def _rows(version: PlanVersion, compared: Comparison) -> tuple[ChangeRow, ...]:
    return change_rows(compared, {row.project_id: row for row in version.changes.all()}, version.adjustment.ground)


def _by_category(compared: Comparison) -> tuple[tuple[str, Decimal], ...]:
    return tuple((total.name, total.difference) for total in compared.by_category if total.difference)


def _recipients(version: PlanVersion, applicant: Organisation, copied: tuple[str, ...]) -> tuple[str, ...]:
    changed = version.changes.values("project__competent")
    competent = Organisation.objects.filter(pk__in=changed).in_order().values_list("official_name", flat=True)
    named = dict.fromkeys([applicant.official_name, *competent])
    return tuple(name for name in named if name not in copied or name == applicant.official_name)
