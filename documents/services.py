"""Issuing, voiding and previewing documents."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, jobs, ledger, printable, search
from core.enums import DossierUrgency
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation, User
from documents import bounds, codes, drafts, intake, numbers, preflight, readers, reliances, rendering, rules, signing
from documents.enums import Layout, RenderState
from documents.models import Awaited, Carried, IssuedDocument
from documents.papers import Paper
from documents.signing import CoSignature

RENDER_JOB = "render_documents"


@transaction.atomic
def issue(
    *,
    actor: User | None,
    paper: Paper,
    dossier: Dossier | None,
    issuer: Organisation,
    signatory: User | None = None,
    signed_on: datetime.date | None = None,
    document_date: datetime.date | None = None,
    replaces: IssuedDocument | None = None,
    co_signatures: Sequence[CoSignature] = (),
    carried: Sequence[IssuedDocument] = (),
) -> IssuedDocument:
    """Numbers and freezes a paper in the caller's transaction; its printing is owed to a job. `carried` are issued
    documents that go along with it (随文报送).

    `document_date` is the day of the last signature where none is given (条例 第九条: 成文日期). The right to issue
    is the step's duty and has been asked there. Raises Invalid with every broken drafting rule or with the first
    character that no page carries, before a number is taken, and Conflict when the paper is not what was sent for
    signature.
    """
    day = document_date or signing.last_signature(signed_on, co_signatures) or clock.today()
    issuer_name, signatory_name = issuer.name_on(day), signatory.name if signatory else ""
    co_issuers = signing.entries(co_signatures, day)
    _require_printable([issuer_name, *paper.addressees, *paper.cc, *(c.name for c in co_issuers)])
    content = paper.content()
    preflight.refuse(content, [signatory_name, *(c.signatory_name for c in co_issuers)])
    bounds.require(
        content | {"issue": _facts(paper, issuer_name, day)},
        [issuer_name, *(c.name for c in co_issuers)],
        [signatory_name, *(c.signatory_name for c in co_issuers)],
    )
    breaches = rules.refusals(content, signing.sending(paper, issuer, (issuer_name, signatory_name), co_issuers))
    if breaches:
        raise Invalid("；".join(map(str, breaches)), clause=breaches[0].article)
    signing.require_as_signed(paper, dossier)
    taken = numbers.take(issuer, paper.code_use, day.year, dossier)
    number = paper.numbered(taken.code, taken.year, taken.seq) if taken.year and taken.seq else ""
    content["issue"] = _facts(paper, issuer_name, day) | {
        "number": number,
        "issuers": [issuer_name, *(c.name for c in co_issuers)],
        "signatories": [signatory_name, *(c.signatory_name for c in co_issuers)],
        "co_issuers": signing.frozen(co_issuers),
        "signatory_name": signatory_name,
        "signed_on": signed_on.isoformat() if signed_on else None,
        **_urgency(paper, dossier),
    }
    sha256 = rendering.digest(content)
    document = IssuedDocument.objects.create(
        county=dossier.county if dossier else issuer.county or issuer,
        dossier=dossier, kind=paper.kind, genre=paper.genre, layout=paper.layout,
        issuer=issuer, issuer_name=issuer_name, code=taken.code, year=taken.year, seq=taken.seq, number=number,
        title=paper.title, addressees=list(paper.addressees), cc=list(paper.cc),
        signatory=signatory, signatory_name=signatory_name, signed_on=signed_on, document_date=day,
        issued_at=clock.now(), issued_by=actor, disclosure=paper.disclosure,
        content=content, content_sha256=sha256, replaces=replaces,
        verification_code=_verification_code(sha256),
    )  # fmt: skip
    signing.keep(document, co_issuers)
    Carried.objects.bulk_create(Carried(letter=document, document=one) for one in carried)
    numbers.use(taken, document)
    intake.deliver(document)
    _tell(actor, document)
    return document


def _urgency(paper: Paper, dossier: Dossier | None) -> dict[str, str]:
    """紧急程度 on the head (GB/T 9704 7.2.3), of a dossier that was made urgent; a form and minutes have no such place."""
    if dossier is None or not dossier.urgency or paper.layout not in HEADED:
        return {}
    with translation.override("zh-hans"):
        return {"urgency": str(DossierUrgency(dossier.urgency).label)}


HEADED = frozenset({Layout.DOCUMENT, Layout.UPWARD, Layout.LETTER})


def _require_printable(names: Iterable[str]) -> None:
    """Raises Invalid for an agency whose name no face prints, before a number is taken for it."""
    for name in names:
        if wrong := printable.mistake(name):
            raise Invalid(
                _("机关名称“%(name)s”%(wrong)s；请系统管理员载入名称正确的行政区划表后再办理")
                % {"name": name, "wrong": wrong}
            )


def _facts(paper: Paper, issuer_name: str, day: datetime.date) -> dict[str, str | bool]:
    """What the issuer and the day put into the frozen content."""
    return {
        "issuer_name": issuer_name,
        "is_sealed": paper.is_sealed,
        "mark": drafts.mark(paper.layout, issuer_name),
        "document_date": day.isoformat(),
        "printed_by": drafts.printed_by(paper.layout, issuer_name),
        "printed_on": max(day, clock.today()).isoformat(),
    }


def _verification_code(content_sha256: str) -> str:
    """Forms without a number may be alike to the last letter; each has a code of its own."""
    return codes.code_of(content_sha256, IssuedDocument.objects.filter(content_sha256=content_sha256).count())


def _tell(actor: User | None, document: IssuedDocument) -> None:
    """Let the dossier be found by the number, tell the ledger, and owe the printing."""
    if document.dossier:
        search.note(document.dossier, document.number, document.title)
    ledger.record(
        actor=actor, action="document.issued", chain=document.county, dossier=document.dossier, document=document.pk,
        kind=document.kind, number=document.number, title=document.title, sha256=document.content_sha256,
    )  # fmt: skip
    jobs.ring(RENDER_JOB)


@transaction.atomic
def call_up(*, document: IssuedDocument, reader: User | AnonymousUser) -> None:
    """Owe the printing of a document that was to be printed when first asked for, and let an owed one come before what
    nobody waits for, after those that were asked for earlier; any other is left as it is.

    Whether the reader may see it has been asked before. Who is not signed in moves nothing in the queue.
    """
    called = IssuedDocument.objects.filter(pk=document.pk, render_state=RenderState.DEFERRED)
    if called.update(render_state=RenderState.OWED):
        document.render_state = RenderState.OWED
        jobs.ring(RENDER_JOB)
    if document.render_state == RenderState.OWED and reader.is_authenticated:
        await_listed([document])


def await_listed(documents: Iterable[IssuedDocument]) -> None:
    """Let the owed ones of a list that a reader has open be printed before what nobody looks at."""
    owed = [document for document in documents if document.render_state == RenderState.OWED]
    moment = clock.real_now()
    Awaited.objects.bulk_create([Awaited(document=one, asked_at=moment) for one in owed], ignore_conflicts=True)


@transaction.atomic
def void(*, actor: User, document: IssuedDocument, reason: str) -> IssuedDocument:
    """Records that a document no longer holds; its number stays used and is never given again. Raises Conflict while
    something in force rests on it."""
    locked = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if locked.is_void:
        raise Conflict(_("该公文已作废"))
    reliances.require_free(locked)
    if not reason.strip():
        raise Invalid(_("请写明作废原因"))
    locked.voided_at, locked.void_reason = clock.now(), reason.strip()
    locked.save(update_fields=["voided_at", "void_reason"])
    ledger.record(
        actor=actor, action="document.voided", chain=locked.county_id, dossier=locked.dossier_id,
        document=locked.pk, number=locked.number, reason=locked.void_reason,
    )  # fmt: skip
    return locked


@transaction.atomic
def print_again(*, actor: User, document: IssuedDocument) -> IssuedDocument:
    """Owes a document's printing once more after what stopped it was put right: a font, a seal service, a key."""
    locked = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if not readers.may_print(actor, locked):
        raise Refused(_("只有发文机关的人员及其收发文经办人可以重新排版"))
    if locked.render_state != RenderState.FAILED:
        raise Conflict(_("该公文没有排版失败，不需要重新排版"))
    locked.render_state, locked.render_error = RenderState.OWED, ""
    locked.save(update_fields=["render_state", "render_error"])
    ledger.record(
        actor=actor, action="document.print_asked", chain=locked.county_id, dossier=locked.dossier_id,
        document=locked.pk, number=locked.number,
    )  # fmt: skip
    jobs.ring(RENDER_JOB)
    return locked
