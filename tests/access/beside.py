"""What goes on beside the home county's plan, made once for the access tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from core import clock
from core.models import Dossier, Organisation, User
from documents import archive, thumbnails
from plans.enums import CheckStage
from plans.models import Adjustment, ComplianceCheck, PayeeConsent, PlanVersion, Project, SingleChange, SubsidyStandard
from plans.services import compliance
from tests.factories import roles as people
from workflows.desk.models import Attachment, Circulation, Comment, Consultation, Consulted
from workflows.engine.models import EditionMove, EditionRun, WorkItem

TASK = (
    "desk:task desk:return_rows desk:aside desk:consult oversight:urge oversight:urge_one oversight:issue_slip "
    "oversight:letter "
    "api:task api:decide api:return api:claim api:release api:transfer api:entrust api:sign api:answer api:add_step "
    "api:recall_step "
    "api:recall api:consult api:consultations api:withdraw api:attach api:detach api:aside api:urge"
)
"""The addresses that are about one task."""
CONSULTATION = "desk:consultation desk:remind_consulted"
"""The addresses that are about one question put to others."""
ADJUSTING = "funds:compare funds:compare_sheet funds:explain funds:restore funds:emergency"
"""The addresses that are about an adjustment."""
OTHERS: dict[str, Callable[[Any], dict[str, object]]] = {
    "desk:limit": lambda things: {"key": "department_countersigns"},
    "desk:flow_bpmn": lambda things: {"key": "annual_plan"},
    "oversight:flow": lambda things: {"key": "annual_plan"},
    "plans:negative_line": lambda things: {"code": "N2"},
    "plans:threshold": lambda things: {"key": "village_share"},
    "plans:county_standards": lambda things: {"county": things.county.pk},
    "plans:lay_down_standard": lambda things: {"county": things.county.pk},
    "plans:end_standard": lambda things: {"pk": standard(things.county, things.drafter.user).pk},
    "plans:revoke_payee": lambda things: {"pk": payee(things.project, things.drafter.user).pk},
    "plans:payee_consent": lambda things: {"pk": payee(things.project, things.drafter.user).pk},
    "plans:project_payees": lambda things: {"pk": things.project.pk},
    "plans:justify": lambda things: {"pk": things.version.pk, "code": "B21"},
    "funds:apply_change": lambda things: {"item": things.version.items.order_by("seq")[0].pk},
    "funds:amend_change": lambda things: {"pk": single_change(things.version, things.project).pk},
}
"""What addresses by a name need."""
VERSION = "plans:plan plans:texts plans:draw plans:compliance funds:preview funds:open_adjustment funds:coverage"
"""Those that are about the version."""


def attachment(dossier: Dossier, by: User) -> Attachment:
    """A text with one picture, at the first step of the plan."""
    sha256 = archive.store(b"minutes", "txt")
    thumbnails.keep_picture(sha256, b"\x89PNG")
    item = WorkItem.objects.filter(dossier=dossier).order_by("pk")[0]
    known = Attachment.objects.filter(work_item=item, sha256=sha256).first()
    return known or Attachment.objects.create(
        work_item=item, dossier=dossier, name="会议记录.txt", kind="txt", size=7, sha256=sha256, uploaded_by=by,
        uploaded_at=clock.now(),
    )  # fmt: skip


def circulation(dossier: Dossier, by: User) -> Circulation:
    """The plan, sent for reading by its drafter to nobody yet."""
    now = clock.now()
    known = Circulation.objects.filter(dossier=dossier).first()
    return known or Circulation.objects.create(
        dossier=dossier, sent_by=by, sent_at=now, fades_at=now + datetime.timedelta(days=30)
    )


def comment(dossier: Dossier, by: User) -> Comment:
    """What its drafter said of the plan."""
    organisation = WorkItem.objects.filter(dossier=dossier).order_by("pk")[0].organisation
    known = Comment.objects.filter(dossier=dossier).first()
    return known or Comment.objects.create(
        dossier=dossier, organisation=organisation, author=by, text="附表待核", written_at=clock.now()
    )


def single_change(version: PlanVersion, project: Project) -> PlanVersion:
    """What its township applied for on a row of the plan and was ended since, as far as an address needs it: beside the
    adjustment nothing else of the plan is under way."""
    known = PlanVersion.objects.filter(plan=version.plan_id, kind="item_change").first()
    if known:
        return known
    made = PlanVersion.objects.create(
        dossier=people.dossier(version.dossier.owner), plan=version.plan, seq=3, kind="item_change", title="单项变更",
        goals="一", management="二", safeguards="三", state="terminated",
    )  # fmt: skip
    Adjustment.objects.create(version=made, adjusts=version, reason="结余", ground="1号")
    SingleChange.objects.create(version=made, applicant=project.proposer.parent or project.proposer, project=project)
    return made


def adjustment(version: PlanVersion) -> PlanVersion:
    """The next version of the plan, opened and still empty."""
    known = PlanVersion.objects.filter(plan=version.plan_id, seq=2).first()
    if known:
        return known
    made = PlanVersion.objects.create(
        dossier=people.dossier(version.dossier.owner), plan=version.plan, seq=2, kind="adjustment", title="调整方案",
        goals="一", management="二", safeguards="三",
    )  # fmt: skip
    Adjustment.objects.create(version=made, adjusts=version, reason="新下达", ground="1号")
    return made


def standard(county: Organisation, by: User) -> SubsidyStandard:
    """One of the county's, in force."""
    known = SubsidyStandard.objects.filter(county=county).first()
    return known or SubsidyStandard.objects.create(
        county=county, category="industry", measure="大棚", unit="座", amount=5000, approval_document="纪要1号",
        valid_from=clock.today(), set_by=by,
    )  # fmt: skip


def payee(project: Project, by: User) -> PayeeConsent:
    """Of the project, with its paper."""
    known = PayeeConsent.objects.filter(project=project).first()
    return known or PayeeConsent.objects.create(
        project=project, beneficiary="张*", household_kind="five_guarantees", payee="李某", relation="寄养户",
        consented_on=clock.today(), consent_name="同意书.pdf", consent_kind="pdf",
        consent_sha256=archive.store(b"%PDF-consent", "pdf"), recorded_by=by,
    )  # fmt: skip


def compliance_check(version: PlanVersion) -> ComplianceCheck:
    """The verdicts on the plan, kept once."""
    known = ComplianceCheck.objects.filter(version=version).first()
    return known or compliance.keep(version=version, stage=CheckStage.CONSULTED)


def consultation(dossier: Dossier, by: User) -> Consulted:
    """What its drafter asked of the organisation that has the plan's first step."""
    item = WorkItem.objects.filter(dossier=dossier).order_by("pk")[0]
    known = Consulted.objects.filter(consultation__dossier=dossier).first()
    if known is not None:
        return known
    asked = Consultation.objects.create(
        work_item=item, dossier=dossier, asked_by=by, words="附表是否齐全？", asked_at=clock.now()
    )
    return Consulted.objects.create(consultation=asked, organisation=item.organisation)


def edition_run(dossier: Dossier) -> EditionRun:
    """One that moved the plan's proceeding."""
    proceeding = WorkItem.objects.filter(dossier=dossier).order_by("pk")[0].proceeding
    known = EditionRun.objects.filter(moves__proceeding=proceeding).first()
    if known is None:
        known = EditionRun.objects.create(from_key=proceeding.flow_key, to_key="later")
        EditionMove.objects.create(run=known, proceeding=proceeding, is_moved=True)
    return known
