"""机关代字: registered by whoever keeps an agency's papers or administers its place, corrected before the first use,
ended with a day. A real agency's code is entered, never made up."""

from __future__ import annotations

import datetime
import re

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from documents import registries
from documents.enums import CodeUse
from documents.models import DocumentCode, IssuedDocument, NumberReservation
from roles import policies
from roles.duties import Duty

WRITTEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,15}")


def may_register(actor: User, organisation: Organisation) -> bool:
    """Whoever keeps the papers of the agency, and the system administrator of the place it lies in; of an agency that may
    number."""
    return _numbers(organisation) and may_keep(actor, organisation)


def _numbers(organisation: Organisation) -> bool:
    """Villages number nothing, nor does what was dissolved."""
    return organisation.is_active and organisation.kind != OrganisationKind.VILLAGE


def may_keep(actor: User, organisation: Organisation) -> bool:
    """Whoever corrects and ends its codes: the same persons, of what numbers no more too."""
    return registries.keeps(actor, organisation) or policies.governs(actor, Duty.ADMINISTER_SYSTEM, organisation)


def registrable_by(actor: User) -> QuerySet[Organisation]:
    """The agencies whose codes the actor may register; villages number nothing."""
    kept = registries.kept_by(actor, registries.readable_by(actor))
    found = Q(pk__in=kept)
    for place in policies.places_watched(actor, (Duty.ADMINISTER_SYSTEM,)):
        found |= Q(path__startswith=place)
    return Organisation.objects.filter(found, is_active=True).exclude(kind=OrganisationKind.VILLAGE).in_order()


@transaction.atomic
def register(*, actor: User, organisation: Organisation, use: CodeUse, code: str) -> DocumentCode:
    """Let the agency number that use with the code. Raises Refused without the right, Invalid for what is no code or
    is taken, Conflict while another is in force for that use and for an agency that numbers nothing."""
    _require(actor, organisation)
    if not _numbers(organisation):
        raise Conflict(
            _("%(name)s是村（社区）或已停用，不编文号，不登记机关代字") % {"name": organisation.official_name}
        )
    code = _written(code)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    present = organisation.document_codes.in_force(clock.today()).filter(use=use).first()
    if present is not None:
        told = {"issuer": organisation.name, "use": CodeUse(use).label, "code": present.code}
        raise Conflict(_("%(issuer)s已有用于“%(use)s”的代字“%(code)s”，须先停用再登记新的") % told)
    made = _kept(DocumentCode(organisation=organisation, use=use, code=code))
    _tell(actor, "code.registered", made)
    return made


@transaction.atomic
def correct(*, actor: User, code: DocumentCode, written: str) -> DocumentCode:
    """Mend a code that nothing was numbered with. Raises Conflict once it was used."""
    found = _locked(actor, code)
    if _is_used(found):
        raise Conflict(_("代字“%(code)s”已经编号，不得更正；确需更换的，停用后登记新的代字") % {"code": found.code})
    before, found.code = found.code, _written(written, found)
    _kept(found)
    _tell(actor, "code.corrected", found, before=before)
    return found


@transaction.atomic
def end(*, actor: User, code: DocumentCode, ends_on: datetime.date) -> DocumentCode:
    """Let a code be used until the end of that day and never again; its numbers stay used. Raises Conflict while a
    reserved number of it waits."""
    found = _locked(actor, code)
    if ends_on < clock.today():
        raise Invalid(_("停用日期不得早于今天"), field="ends_on")
    if waiting := NumberReservation.objects.waiting().filter(code=found).in_order().first():
        raise Conflict(_("预留文号%(number)s尚未使用，请先使用或在文号页面注销，再停用代字") % {"number": waiting})
    if found.ends_on:
        raise Conflict(_("代字“%(code)s”已定于%(day)s停用") % {"code": found.code, "day": found.ends_on})
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _tell(actor, "code.ended", found, ends_on=str(ends_on))
    return found


def _require(actor: User, organisation: Organisation) -> None:
    if not may_keep(actor, organisation):
        told = {"name": registries.registry_of(organisation).name}
        raise Refused(_("机关代字由%(name)s的收发文经办人或者所在地的系统管理员登记") % told)


def _locked(actor: User, code: DocumentCode) -> DocumentCode:
    found = DocumentCode.objects.select_for_update(of=("self",)).select_related("organisation__county").get(pk=code.pk)
    _require(actor, found.organisation)
    return found


def _written(code: str, own: DocumentCode | None = None) -> str:
    """The code as it may be printed; no other agency's, in force or ended."""
    code = code.strip()
    if not WRITTEN.fullmatch(code):
        raise Invalid(_("机关代字由2至15个汉字组成，不含年份、序号、括号和空格，如：竹政发"), field="code")
    if wrong := printable.mistake(code):
        raise Invalid(_("机关代字%(wrong)s") % {"wrong": wrong}, field="code")
    taken = DocumentCode.objects.filter(code=code)
    if own is not None:
        taken = taken.exclude(pk=own.pk)
    if other := taken.select_related("organisation").first():
        raise _taken(other)
    return code


def _kept(found: DocumentCode) -> DocumentCode:
    """The code as it is stored. Raises Invalid where another agency registered the same since it was asked."""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise _taken(DocumentCode.objects.select_related("organisation").get(code=found.code)) from error
    return found


def _taken(by: DocumentCode) -> Invalid:
    told = {"code": by.code, "name": by.organisation.official_name}
    return Invalid(_("代字“%(code)s”已由%(name)s登记，文号会与之重复") % told, field="code")


def _is_used(code: DocumentCode) -> bool:
    return (
        IssuedDocument.objects.filter(code=code.code).exists() or NumberReservation.objects.filter(code=code).exists()
    )


def _tell(actor: User, action: str, code: DocumentCode, *, before: str = "", ends_on: str = "") -> None:
    told = {"before": before} if before else {"ends_on": ends_on} if ends_on else {}
    ledger.record(
        actor=actor, action=action, chain=code.organisation.county or code.organisation, dossier=None,
        agency=code.organisation.name, use=str(CodeUse(code.use).label), code=code.code, **told,
    )  # fmt: skip
