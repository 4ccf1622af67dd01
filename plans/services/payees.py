"""Recording that somebody receives money for another, with the other's consent (四（三）·5; B24)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from documents import archive
from documents.screening.kinds import Kind
from documents.screening.names import tidy
from documents.screening.screen import screen
from plans.enums import GONE
from plans.models import PayeeConsent, Project
from plans.rules.payees import masked, payee_refusals
from plans.services.projects import PROPOSING_DUTY
from roles.duties import Duty
from roles.policies import may, require, scope

SIGNED = frozenset({Kind.PDF, Kind.OFD, Kind.JPEG, Kind.PNG})
"""As what a signed paper comes: a scan or a photograph."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is written down; `beneficiary` as on the paper, of which only the masked name is kept."""

    beneficiary: str
    household_kind: str
    payee: str
    relation: str
    consented_on: datetime.date
    consent: UploadedFile[bytes] | None


def record(*, actor: User, project: int, asked: Asked) -> PayeeConsent:
    """Write down who receives a beneficiary's money, with the scan of his consent.

    Raises Refused for others than who writes for the project's proposer, Conflict for a project that goes no further or
    one for whom another receives already, Invalid without the consent or for a file that is no scan.
    """
    content, name, kind = _looked_at(asked.consent)
    with transaction.atomic():
        found = Project.objects.select_for_update(of=("self",), no_key=True).select_related("proposer").get(pk=project)
        require_may_record(actor, found)
        if found.state in GONE:
            raise Conflict(_("项目“%(name)s”%(state)s，不能登记代领") % {"name": found, "state": found.state_label})
        wrong = payee_refusals(
            beneficiary=asked.beneficiary, payee=asked.payee, relation=asked.relation, consented_on=asked.consented_on,
            has_consent=bool(content), today=clock.today(),
        )  # fmt: skip
        for field, refusal in wrong:
            raise Invalid(str(refusal), field=field, clause=refusal.clause)
        made = PayeeConsent(
            project=found, beneficiary=masked(asked.beneficiary), household_kind=asked.household_kind,
            payee=asked.payee.strip(), relation=asked.relation.strip(), consented_on=asked.consented_on,
            consent_name=name, consent_kind=kind, consent_sha256=archive.digest(content), recorded_by=actor,
        )  # fmt: skip
        printable.require_row(made)
        if PayeeConsent.objects.filter(
            project=found, consent_sha256=made.consent_sha256, revoked_at__isnull=True
        ).exists():
            raise Conflict(_("该同意书已登记过代领"), field="consent")
        archive.store(content, kind)
        made.save()
        ledger.record(
            actor=actor, action="payee.recorded", chain=found.county_id, project=found.code,
            beneficiary=made.beneficiary, payee=masked(made.payee), relation=made.relation, sha256=made.consent_sha256,
        )  # fmt: skip
    return made


@transaction.atomic
def revoke(*, actor: User, consent: int, reason: str) -> PayeeConsent:
    """The beneficiary receives his own money again; the record stays. Raises Refused like `record`, Conflict for one that
    was taken back, Invalid without a reason or for one that names who received it: others read it."""
    locked = PayeeConsent.objects.select_for_update(of=("self",))
    found = locked.select_related("project__proposer").get(pk=consent)
    require_may_record(actor, found.project)
    if found.revoked_at is not None:
        raise Conflict(_("该代领已经撤销"))
    said = reason.strip()[:200]
    if not said:
        raise Invalid(_("请写明撤销理由"), field="reason")
    if found.payee in said:
        raise Invalid(_("撤销理由对外可见，请不要写出代领人姓名"), field="reason")
    printable.require(_("理由"), said)
    found.revoked_at, found.revoked_because = clock.now(), said
    found.save(update_fields=["revoked_at", "revoked_because"])
    ledger.record(
        actor=actor, action="payee.revoked", chain=found.project.county_id, project=found.project.code,
        beneficiary=found.beneficiary, payee=masked(found.payee), reason=said,
    )  # fmt: skip
    return found


def may_record(actor: User, project: Project) -> bool:
    """Whether he writes for the project's proposer."""
    return may(actor, PROPOSING_DUTY[OrganisationKind(project.proposer.kind)], project.proposer)


def require_may_record(actor: User, project: Project) -> None:
    """Raises Refused for everyone else."""
    require(actor, PROPOSING_DUTY[OrganisationKind(project.proposer.kind)], project.proposer)


def sees_names(actor: User, project: Project) -> bool:
    """Whether he has to know whom the money goes to: who recorded it, and the county's finance, which pays."""
    if may_record(actor, project):
        return True
    payers = Organisation.objects.filter(county=project.county_id, sector=Sector.FINANCE)
    return scope(actor, Duty.MANAGE_SOURCES, payers, "pk").exists()


def readable(*, actor: User, consent: int) -> PayeeConsent | None:
    """The record with its paper, for those who see the names; None where there is none. Raises Refused for others."""
    found = PayeeConsent.objects.select_related("project__proposer").filter(pk=consent).first()
    if found is not None and not sees_names(actor, found.project):
        raise Refused(_("同意书载有个人信息，只有申报单位经办人和县财政部门可以查阅"))
    return found


def _looked_at(file: UploadedFile[bytes] | None) -> tuple[bytes, str, Kind]:
    """The content, name and kind of what was brought; nothing where nothing was."""
    if file is None:
        return b"", "", Kind.PDF
    name, largest = tidy(file.name or "") or _("未命名"), settings.ATTACHMENT_LARGEST
    if (file.size or 0) > largest:
        told = {"name": name, "largest": filesizeformat(largest)}
        raise Invalid(_("“%(name)s”没有收下：超过%(largest)s，请压缩或拆分后上传") % told, field="consent")
    content = file.read()
    kind = screen(name, content).kind
    if kind not in SIGNED:
        raise Invalid(_("同意书须是本人签字（按印）的扫描件或照片：PDF、OFD、JPG 或 PNG"), field="consent")
    return content, name, kind
