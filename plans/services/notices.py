"""Posting notices, taking objections, and the gate between them and the next step (六（四）)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid
from core.models import Dossier, Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from documents.papers import Paper
from plans.enums import ANNOUNCEMENTS, NoticeKind
from plans.models import MasterPlanVersion, Notice, Objection, PlanVersion
from plans.rules import told
from plans.rules.notices import gate_refusals, last_day
from plans.services import upheld as upholding
from roles.duties import Duty
from roles.policies import require


class Posting(TypedDict):
    """What is posted, by whom and where."""

    kind: NoticeKind
    dossier: Dossier
    organisation: Organisation
    title: str
    place: str


def drafted(
    *, kind: NoticeKind, dossier: Dossier, organisation: Organisation, title: str, place: str, contact: str = ""
) -> Notice:
    """A notice from today for the days that its kind asks (setting NOTICE_DAYS), not yet posted."""
    posted_on = clock.today()
    return Notice(
        dossier=dossier,
        county=dossier.county,
        organisation=organisation,
        kind=kind,
        title=title,
        place=place,
        contact=contact or _supervision_phone(organisation, dossier.county),
        posted_on=posted_on,
        closes_on=last_day(posted_on, settings.NOTICE_DAYS[kind]),
    )


def _supervision_phone(organisation: Organisation, county: Organisation) -> str:
    """The number of whoever posts, else of the county; empty where neither has registered one."""
    return organisation.supervision_phone or county.supervision_phone


def post_notice(
    *,
    actor: User,
    kind: NoticeKind,
    dossier: Dossier,
    organisation: Organisation,
    title: str,
    place: str,
    draft: Callable[[Notice], Paper],
    contact: str = "",
) -> Notice:
    """Post a notice from today for the days that its kind asks (setting NOTICE_DAYS), and print what `draft` writes.

    One that was posted before for the same decision ends with it, whatever days it still had. Raises Conflict when an
    objection to it was upheld and what it concerns is posted again unchanged.
    """
    notice = drafted(kind=kind, dossier=dossier, organisation=organisation, title=title, place=place, contact=contact)
    printable.require_row(notice)
    earlier, paper = _standing(dossier, kind), draft(notice)
    upholding.require_answered(Notice.objects.filter(dossier=dossier, kind=kind), paper)
    notice.save()
    notice.document = documents.issue(
        actor=actor, paper=paper, dossier=dossier, issuer=organisation,
        replaces=earlier.document if earlier else None,
    )  # fmt: skip
    notice.save(update_fields=["document"])
    if earlier:
        earlier.replaced_by = notice
        earlier.save(update_fields=["replaced_by"])
    ledger.record(
        actor=actor,
        action="notice.posted",
        chain=dossier.county,
        dossier=dossier,
        kind=kind,
        closes_on=notice.closes_on.isoformat(),
    )
    return notice


def _standing(dossier: Dossier, kind: NoticeKind) -> Notice | None:
    """The notice of this kind that the dossier has now."""
    posted = Notice.objects.filter(dossier=dossier, kind=kind, replaced_by__isnull=True)
    return posted.select_related("document").order_by("-pk").first()


def pass_gate(notice: Notice) -> None:
    """Refuse to go on while the notice runs, while an objection is open (B05), to it or to one that it replaced, or
    where one to a replaced notice was upheld and what it concerns stands unchanged: posting again answers no citizen."""
    objections = Objection.objects.filter(notice__dossier=notice.dossier_id, notice__kind=notice.kind)
    still_open = objections.filter(closed_at__isnull=True).count()
    refusals = gate_refusals(notice.closes_on, still_open, clock.today())
    if refusals:
        raise Conflict(told(refusals), clause=refusals[0].clause)
    replaced = Notice.objects.filter(dossier=notice.dossier_id, kind=notice.kind).exclude(pk=notice.pk)
    upholding.require_answered(replaced, notice)


def takes_objections(notice: Notice) -> bool:
    """Whether it invites objections, runs today and was neither posted again nor ended."""
    runs = notice.posted_on <= clock.today() <= notice.closes_on
    stands = notice.replaced_by_id is None and notice.ended_on is None
    return runs and notice.kind not in ANNOUNCEMENTS and stands


def announced_document(notice: Notice) -> IssuedDocument | None:
    """The issued plan that a county announces, where everyone may read it; None of other notices. One statement."""
    papers = IssuedDocument.objects.open_to_public().defer("content")
    if notice.kind == NoticeKind.PLAN:
        return papers.filter(pk__in=PlanVersion.objects.filter(dossier=notice.dossier_id).values("document")).first()
    if notice.kind == NoticeKind.MASTER_PLAN:
        issued = MasterPlanVersion.objects.filter(dossier=notice.dossier_id).values("document")
        return papers.filter(pk__in=issued).first()
    return None


@transaction.atomic
def object_to(*, notice: Notice, text: str, name: str = "", contact: str = "") -> Objection:
    """Take a citizen's objection while the notice runs; the public has no account."""
    if notice.replaced_by_id is not None:
        raise Conflict(_("该公示已由重新发布的公示代替，不再受理异议；请对新公示提出异议"))
    if notice.ended_on is not None:
        told = {"because": notice.ended_because}
        raise Conflict(_("该公示已终止（%(because)s），不再受理异议；可拨打监督电话12317反映") % told)
    if not takes_objections(notice):
        raise Conflict(_("该公示已截止，不再受理异议；可拨打监督电话12317反映"))
    if not text.strip():
        raise Invalid(_("请写明异议内容"))
    objection = Objection(notice=notice, text=text.strip(), name=name.strip(), contact=contact.strip())
    printable.require_row(objection)
    objection.save()
    ledger.record(
        actor=None,
        action="objection.received",
        chain=notice.county_id,
        dossier=notice.dossier_id,
        objection=objection.pk,
    )
    return objection


@transaction.atomic
def close_objection(
    *, actor: User, objection: int, upheld: bool, finding: str, projects: Iterable[int] = ()
) -> Objection:
    """Record what the investigation found, and which projects an upheld one concerns; the organisation that posted the
    notice answers for it."""
    locked = Objection.objects.select_for_update(of=("self",))
    found = locked.select_related("notice__organisation", "notice__document").get(pk=objection)
    require(actor, Duty.HANDLE_OBJECTION, found.notice.organisation)
    if found.closed_at:
        raise Conflict(_("该异议已由%(name)s办结") % {"name": found.handler})
    if not finding.strip():
        raise Invalid(_("请写明调查情况和处理意见"))
    printable.require(_("调查情况和处理意见"), finding)
    concerned = upholding.concerned(found.notice, projects) if upheld else []
    found.handler, found.upheld, found.finding, found.closed_at = actor, upheld, finding.strip(), clock.now()
    found.save(update_fields=["handler", "upheld", "finding", "closed_at"])
    found.projects.set(concerned)
    ledger.record(
        actor=actor,
        action="objection.closed",
        chain=found.notice.county_id,
        dossier=found.notice.dossier_id,
        objection=found.pk,
        upheld=upheld,
        projects=[project.code for project in concerned],
    )
    return found
