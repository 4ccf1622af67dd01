"""Filing an issued plan with the province: one addressee, one answer, no veto (steps 18 to 21, 五（一）)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min, OuterRef, Subquery
from django.utils.translation import gettext as _

from core import clock, deadlines, printable, working_days
from core.enums import DossierKind, OrganisationKind, Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.templatetags.words import cn_date
from documents import intake, signing
from documents import services as documents
from documents.enums import Intake
from documents.models import IncomingDocument, IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.enums import AddresseeState, AnswerState, VersionKind, VersionState
from plans.models import Filing, FilingAddressee, FilingFinding, PlanItem, PlanVersion
from plans.rules import refuse
from plans.rules.answers import answer_refusal
from plans.rules.filing import change_filing_refusals, filing_refusals
from plans.services import cover_sheets
from plans.services.dossiers import open_dossier
from plans.services.plan_versions import advance
from roles import policies
from workflows.engine import services as engine

ASKING_KINDS = ("D08", "D19")
"""The letters by which the province names a day to the county."""


@dataclass(frozen=True)
class Raised:
    """One finding or missing piece as the addressee writes it."""

    text: str
    requested: str
    clause: str = ""
    item: PlanItem | None = None


@dataclass(frozen=True)
class Answer:
    """The county's answer to one finding: how far it is, what was done or why not, by when, and what shows it."""

    state: AnswerState
    text: str
    done_by: datetime.date | None = None
    evidence: str = ""


def addressees_of(version: PlanVersion) -> list[Organisation]:
    """省财政厅、省扶贫办, and every provincial department competent for an item (五（一）·5); of a single change for an item
    or a source that it concerns (四（一）)."""
    if version.kind == VersionKind.ITEM_CHANGE:
        sectors = set(version.single_change.sectors)
    else:
        sectors = set(version.items.values_list("project__competent__sector", flat=True)) - {""}
    sectors |= {Sector.FINANCE, Sector.POVERTY}
    province = version.plan.county.path.split("/")[0]
    found = Organisation.objects.filter(
        parent__code=province, kind=OrganisationKind.DEPARTMENT, sector__in=sectors, is_active=True
    ).in_order()
    return sorted(found, key=lambda o: (o.sector != Sector.FINANCE, o.sector != Sector.POVERTY, o.path))


def submit(*, actor: User, version: PlanVersion, money: drafting.PlanMoney) -> None:
    """Send the filing letter, and the report where one is due, for signature; their drafter is the contact they
    name. Raises Invalid with every mandatory enclosure that is missing (B28)."""
    for paper in _papers(version, money, actor):
        signing.submit(actor=actor, paper=paper, dossier=version.dossier)


def send(
    *,
    actor: User,
    version: PlanVersion,
    signatory: User,
    signed_on: datetime.date,
    money: drafting.PlanMoney,
    contact: User,
    trace: drafting.Trace,
) -> Filing:
    """Issue the filing letter (D17), and the report (D17b) where one is due, each with its draft cover sheet (D12);
    hand the letter to every addressee, each of which begins its own proceeding."""
    addressees = _require_addressees(version)
    letter, *report = [
        documents.issue(
            actor=actor, paper=paper, dossier=version.dossier, issuer=version.plan.county,
            signatory=signatory, signed_on=signed_on, carried=drafting.materials(version),
        )
        for paper in _papers(version, money, contact)
    ]  # fmt: skip
    for document in (letter, *report):
        cover_sheets.keep(actor=actor, document=document, trace=trace)
    filing = Filing.objects.create(version=version, letter=letter, sent_at=clock.now())
    for organisation in addressees:
        _hand_over(actor, filing, organisation)
    advance(version, VersionState.FILED)
    return filing


def letter_drafts(version: PlanVersion, money: drafting.PlanMoney, contact: User) -> list[Paper]:
    """The letter (D17), and the report (D17b) where one is due, as they would be sent for signature; nothing is kept."""
    return _papers(version, money, contact)


def receive(*, actor: User, addressee: FilingAddressee) -> None:
    """Sign for receipt; the letter stands in the addressee's incoming register from now on."""
    intake.receive(actor=actor, organisation=addressee.organisation, documents=[addressee.filing.letter])
    addressee.received_at = clock.now()
    _move(addressee, AddresseeState.RECEIVED, "received_at")


def note_answers(*, actor: User, addressee: FilingAddressee) -> None:
    """What the county has answered since is signed for by whoever checks it (条例 第二十四条)."""
    answers = IssuedDocument.objects.filter(dossier=addressee.dossier_id)
    intake.receive(actor=actor, organisation=addressee.organisation, documents=answers.order_by("pk"))


def register(*, actor: User, addressee: FilingAddressee, clerk: User, remarks: str = "") -> None:
    """Register the filing as the clerk prepared it and give the receipt its number (D18), signed by the actor;
    remarks go with it, open findings are no bar."""
    _note_intake(addressee, Intake.ACCEPTED)
    addressee.receipt = documents.issue(
        actor=actor,
        paper=drafting.filing_receipt(addressee, clerk, signer=actor, remarks=remarks),
        dossier=addressee.dossier,
        issuer=addressee.organisation,
    )
    addressee.registered_at = clock.now()
    _move(addressee, AddresseeState.REGISTERED, "receipt", "registered_at")


def raise_findings(
    *,
    actor: User,
    addressee: FilingAddressee,
    clerk: User,
    raised: Sequence[Raised],
    due_on: datetime.date,
    is_supplement: bool,
    reason: str = "",
) -> None:
    """Ask for missing pieces (D08, for the reason that the clerk gave) or raise findings (D19), as the clerk prepared
    and the actor signs them; the plan stays in force meanwhile (六（六）). Raises Invalid once their day has come."""
    if late := against_sending(due_on):
        raise Invalid(late)
    drafted = _findings(addressee, raised, due_on, is_supplement=is_supplement)
    _note_intake(addressee, Intake.SUPPLEMENT if is_supplement else Intake.ACCEPTED)
    written = FilingFinding.objects.bulk_create(drafted)
    paper = _asking(addressee, written, clerk, reason, actor)
    documents.issue(
        actor=actor,
        paper=paper,
        dossier=addressee.dossier,
        issuer=addressee.organisation,
        signatory=None if is_supplement else actor,
        signed_on=None if is_supplement else clock.today(),
    )
    _move(addressee, AddresseeState.SUPPLEMENT_REQUESTED if is_supplement else AddresseeState.FINDINGS_RAISED)


def asking_draft(
    *,
    addressee: FilingAddressee,
    clerk: User,
    raised: Sequence[Raised],
    due_on: datetime.date,
    is_supplement: bool,
    reason: str = "",
    signer: User | None = None,
) -> Paper:
    """The request for missing pieces (D08) or the findings (D19) as they stand, also once their day has come; nothing
    is kept."""
    return _asking(addressee, _findings(addressee, raised, due_on, is_supplement=is_supplement), clerk, reason, signer)


def require_later(due_on: datetime.date) -> None:
    """Raises Invalid for a day by which the county could not answer any more."""
    if due_on <= clock.today():
        raise Invalid(_("答复期限须晚于今天"))


def against_sending(due_on: datetime.date) -> str:
    """Why what was prepared cannot be sent any more, and what to do; empty where it can."""
    if due_on > clock.today():
        return ""
    told = {"day": cn_date(due_on)}
    return _("答复期限%(day)s不晚于今天，不能签发；请退回经办人修改期限后再送签") % told


def _asking(
    addressee: FilingAddressee, written: Sequence[FilingFinding], clerk: User, reason: str, signer: User | None
) -> Paper:
    if written[0].is_supplement:
        return drafting.filing_supplement(addressee, written, clerk, reason, signer)
    return drafting.filing_findings(addressee, written)


def _findings(
    addressee: FilingAddressee, raised: Sequence[Raised], due_on: datetime.date, *, is_supplement: bool
) -> list[FilingFinding]:
    """As they would be recorded. Raises Invalid for one that says nothing, cannot be printed or is of another plan."""
    if not raised or any(not r.text.strip() or not r.requested.strip() for r in raised):
        raise Invalid(_("请逐条写明问题和要求"))
    for number, row in enumerate(raised, start=1):
        for label, text in ((_("问题"), row.text), (_("要求"), row.requested), (_("依据条款"), row.clause)):
            printable.require(_("第%(number)d条：%(label)s") % {"number": number, "label": label}, text)
    if any(r.item and r.item.version_id != addressee.filing.version_id for r in raised):
        raise Invalid(_("所指项目不在本次备案的方案之内"))
    return [
        FilingFinding(
            addressee=addressee,
            item=r.item,
            is_supplement=is_supplement,
            clause=r.clause,
            text=r.text.strip(),
            requested=r.requested.strip(),
            due_on=due_on,
        )
        for r in raised
    ]


def answer(*, addressee: FilingAddressee, answers: Mapping[int, Answer]) -> None:
    """The county's draft answer to every open finding. Raises Invalid naming the finding and what its answer lacks."""
    still_open = _open_findings(addressee)
    for number, finding in enumerate(still_open, 1):
        if (said := answers.get(finding.pk)) is None:
            raise Invalid(_("请逐条答复：%(text)s") % {"text": finding.text})
        if lacking := answer_refusal(said.state, said.text, said.done_by, said.evidence, clock.today()):
            told = {"number": number, "text": finding.text, "why": lacking[1]}
            raise Invalid(_("第%(number)d条（%(text)s）：%(why)s") % told, field=f"{lacking[0]}-{finding.pk}")
        printable.require(_("答复"), said.text)
        printable.require(_("佐证材料"), said.evidence)
        _answered(finding, said)
    FilingFinding.objects.bulk_update(still_open, ["state", "response", "done_by", "evidence"])


def _answered(finding: FilingFinding, said: Answer) -> None:
    """A day only where something is still under way."""
    finding.state, finding.response, finding.evidence = said.state, said.text.strip(), said.evidence.strip()
    finding.done_by = said.done_by if said.state == AnswerState.UNDER_WAY else None


def _open_findings(addressee: FilingAddressee) -> list[FilingFinding]:
    still_open = addressee.findings.filter(answered_at__isnull=True)
    return list(still_open.select_related("item__project__proposer").order_by("pk"))


@dataclass(frozen=True)
class AnswerDue:
    """By when the county answers, and the day of the letter that says so; None of findings that came without one."""

    at: datetime.datetime
    named_on: datetime.date | None


def answer_due(dossiers: Collection[int]) -> dict[int, AnswerDue]:
    """The end of the earliest day that the open findings ask for, by the dossier of the filing; one statement."""
    still_open = FilingFinding.objects.filter(addressee__dossier__in=dossiers, answered_at__isnull=True)
    letters = IssuedDocument.objects.filter(dossier=OuterRef("addressee__dossier"), kind__in=ASKING_KINDS)
    sent = Subquery(letters.order_by("-issued_at", "-pk").values("issued_at")[:1])
    asked = (
        still_open.order_by("addressee__dossier").values("addressee__dossier").annotate(first=Min("due_on"), sent=sent)
    )
    return {
        dossier: AnswerDue(working_days.closing(day), deadlines.day_of(sent_at) if sent_at else None)
        for dossier, day, sent_at in asked.values_list("addressee__dossier", "first", "sent")
    }


def answer_draft(addressee: FilingAddressee, answers: Mapping[int, Answer] | None = None) -> Paper:
    """The answer (D20) as the head would sign it now, or with `answers` as they are typed; nothing is kept."""
    still_open = _open_findings(addressee)
    for finding in still_open if answers is not None else []:
        if said := (answers or {}).get(finding.pk):
            _answered(finding, said)
    return drafting.filing_answer(addressee, still_open)


def shows_unsent_answers(reader: User, county: Organisation) -> bool:
    """Whether he may see what the county answers before its head has signed it: its own people, not those above."""
    return policies.has_office_in(reader, county)


def send_answer(*, actor: User, addressee: FilingAddressee) -> None:
    """The head signs the answer (D20); it goes back to the addressee."""
    still_open = _open_findings(addressee)
    documents.issue(
        actor=actor,
        paper=drafting.filing_answer(addressee, still_open),
        dossier=addressee.dossier,
        issuer=addressee.filing.version.plan.county,
        signatory=actor,
        signed_on=clock.today(),
    )
    for finding in still_open:
        finding.answered_at = clock.now()
    FilingFinding.objects.bulk_update(still_open, ["answered_at"])
    _move(addressee, AddresseeState.ANSWERED)


def _papers(version: PlanVersion, money: drafting.PlanMoney, contact: User) -> list[Paper]:
    """The letter to the departments of the province; the report to the prefecture's government where it wants one
    (setting FILING_REPORTED_UPWARD). A single change is filed by letter alone."""
    is_change = version.kind == VersionKind.ITEM_CHANGE
    draft, owed = (
        (drafting.change_filing_letter, change_filing_refusals)
        if is_change
        else (drafting.filing_letter, filing_refusals)
    )
    letter = draft(version, _require_addressees(version), money, contact)
    refuse(owed(drafting.enclosures(version), letter.negative_list_statement))
    if is_change:
        return [letter]
    superior = version.plan.county.parent
    if not settings.FILING_REPORTED_UPWARD or superior is None:
        return [letter]
    return [letter, drafting.filing_report(version, superior, money, contact)]


def _note_intake(addressee: FilingAddressee, found: Intake) -> None:
    """What the first check of the letter found."""
    received = IncomingDocument.objects.filter(document=addressee.filing.letter, organisation=addressee.organisation)
    intake.note_intake(received.order_by("pk"), found)


def _require_addressees(version: PlanVersion) -> list[Organisation]:
    addressees = addressees_of(version)
    if not addressees:
        raise Conflict(_("未找到省级备案收文机关，请联系系统管理员"))
    return addressees


def _hand_over(actor: User, filing: Filing, organisation: Organisation) -> None:
    version = filing.version
    dossier = open_dossier(
        actor=actor,
        kind=DossierKind.FILING,
        title=f"{version.title}备案（{organisation.name}）",
        owner=version.dossier.owner,
        year=version.plan.year,
        amount=version.dossier.amount,
    )
    FilingAddressee.objects.create(filing=filing, dossier=dossier, organisation=organisation)
    engine.start(actor=actor, flow="filing", dossier=dossier)


def _move(addressee: FilingAddressee, state: AddresseeState, *changed: str) -> None:
    addressee.state = state
    addressee.save(update_fields=["state", *changed])
