"""The posts that a county, a prefecture and the province need, by kind of organisation (actors A1 to A17).

Data only. What several posts share is the separation of duties made visible: who drafts, who reviews, who signs
and who registers sit in different seats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.county_words import words
from core.enums import OrganisationKind, Sector
from core.models import Organisation
from roles.duties import Duty


@dataclass(frozen=True, slots=True)
class StandardPost:
    """A seat with its title and duties."""

    title: str
    duties: tuple[Duty, ...]
    is_head: bool = False


def head(title: str, *duties: Duty) -> StandardPost:
    return StandardPost(title, duties, is_head=True)


def seat(title: str, *duties: Duty) -> StandardPost:
    return StandardPost(title, duties)


BY_KIND: dict[str, tuple[StandardPost, ...]] = {
    OrganisationKind.VILLAGE: (
        head("村委会主任", Duty.HANDLE_OBJECTION),
        seat("村级经办人", Duty.PROPOSE_PROJECTS),
    ),
    OrganisationKind.TOWNSHIP: (
        head("乡镇长", Duty.SIGN_TOWNSHIP_REPORT),
        seat("分管副乡镇长", Duty.REVIEW_PROPOSALS, Duty.HANDLE_OBJECTION),
        seat("扶贫专干", Duty.REPORT_PROJECTS),
    ),
    OrganisationKind.COUNTY: (
        head("县长", Duty.SIGN_OFF, Duty.CHAIR_EXECUTIVE_MEETING),
        seat("常务副县长", Duty.ATTEND_EXECUTIVE_MEETING),
        seat("副县长", Duty.ATTEND_EXECUTIVE_MEETING),
    ),
    OrganisationKind.LEADING_GROUP: (
        head("组长", Duty.CHAIR_LEADING_GROUP, Duty.DECIDE_LIBRARY, Duty.SIGN_OFF),
        seat("副组长", Duty.ATTEND_LEADING_GROUP),
        seat("成员", Duty.ATTEND_LEADING_GROUP),
        seat("会议秘书", Duty.CONVENE_MEETING),
    ),
    OrganisationKind.WORKING_GROUP: (
        head("专班主任", Duty.SUPERVISE),
        seat("方案编制员", Duty.COMPILE_PLAN, Duty.ANSWER_FILING),
        seat("公告公示员", Duty.ANNOUNCE, Duty.HANDLE_OBJECTION),
        seat("考评员", Duty.EVALUATE),
    ),
    OrganisationKind.GOVERNMENT_OFFICE: (
        head("办公室主任", Duty.SIGN_OFF),
        seat("核稿员", Duty.EDIT_CHECK),
        seat("复核员", Duty.PRE_ISSUE_CHECK),
        seat("机要文书", Duty.REGISTER_DOCUMENT),
        seat("会务秘书", Duty.CONVENE_MEETING),
        seat("综合文秘", Duty.SEND_FILING),
    ),
    OrganisationKind.SUPERVISION_OFFICE: (
        head("督查室主任", Duty.SUPERVISE),
        seat("督查员", Duty.SUPERVISE),
    ),
    OrganisationKind.AUDIT_OFFICE: (
        head("审计局长", Duty.AUDIT),
        seat("审计员", Duty.AUDIT),
    ),
    OrganisationKind.ADMINISTRATION: (
        seat("系统管理员", Duty.ADMINISTER_SYSTEM),
        seat("安全管理员", Duty.ADMINISTER_SECURITY),
        seat("审计管理员", Duty.ADMINISTER_AUDIT),
    ),
}

COUNTY_DEPARTMENT = (
    head("局长", Duty.COUNTERSIGN_PLAN),
    seat("项目股长", Duty.APPRAISE_PROJECTS),
    seat("项目经办人", Duty.PROPOSE_DEPARTMENT_PROJECTS),
)
COUNTY_EXTRA: dict[str, tuple[StandardPost, ...]] = {
    # the bureau leads when the plan's money is allotted: its head signs that document (条例 第十七、二十二条)
    Sector.FINANCE: (head("局长", Duty.COUNTERSIGN_PLAN, Duty.SIGN_OFF), seat("预算股长", Duty.MANAGE_SOURCES)),
    Sector.POVERTY: (seat("项目库管理员", Duty.MANAGE_LIBRARY),),
}
PREFECTURE_DEPARTMENT = (head("局长", Duty.READ_TERRITORY), seat("科长", Duty.READ_TERRITORY))
PROVINCE_DEPARTMENT = (
    head("处长", Duty.SIGN_FILING),
    seat("备案经办人", Duty.ACKNOWLEDGE_FILING),
)
PROVINCE_EXTRA: dict[str, tuple[StandardPost, ...]] = {
    Sector.FINANCE: (seat("考评专员", Duty.EVALUATE),),
    Sector.POVERTY: (seat("考评专员", Duty.EVALUATE),),
}


def standard_posts(organisation: Organisation) -> tuple[StandardPost, ...]:
    """The posts an organisation of this kind, sector and level needs; none for provinces and prefectures themselves."""
    if organisation.kind == OrganisationKind.COUNTY:
        title = words(organisation.name).head
        return tuple(replace(post, title=post.title.replace("县长", title)) for post in BY_KIND[organisation.kind])
    if organisation.kind != OrganisationKind.DEPARTMENT:
        return BY_KIND.get(organisation.kind, ())
    if organisation.county_id is not None:
        own = COUNTY_EXTRA.get(organisation.sector, ())
        return tuple({post.title: post for post in (*COUNTY_DEPARTMENT, *own)}.values())
    if organisation.path.count("/") == PROVINCE_DEPTH:
        return PROVINCE_DEPARTMENT + PROVINCE_EXTRA.get(organisation.sector, ())
    return PREFECTURE_DEPARTMENT


PROVINCE_DEPTH = 2
"""Codes in the path of a provincial organ: the province and itself."""
