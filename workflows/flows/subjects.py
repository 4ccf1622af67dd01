"""What a dossier is about, as its pages show it beside the opinion box."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.enums import DossierKind
from core.errors import DomainError
from core.models import Dossier, User
from core.prepared import PreparedModels
from documents import previews
from documents.models import IssuedDocument
from documents.readers import carried_by
from funds import adjusting, batch_rows, changing
from funds.models import AllotmentBatch
from plans.drafting.standing import standing_of
from plans.drawable import listed_projects
from plans.enums import ReviewPoint, VersionKind, VersionState
from plans.listed import listed
from plans.models import (
    Adjustment,
    FilingAddressee,
    LibraryRound,
    Notice,
    PlanVersion,
    Project,
    ProjectReview,
    SingleChange,
    TownshipRound,
    VillageRound,
)
from plans.services import filings, village_rounds
from workflows.desk import citing
from workflows.desk.subjects import register
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows import amendments, differences, filing_acts, planning_subjects, settlements

EXCHANGED = ("D08", "D18", "D19", "D20")
"""Notice to supplement, receipt, opinion, answer."""


def register_all() -> None:
    """At start-up."""
    register(
        DossierKind.VILLAGE_ROUND, "flows/village_round.html", _village_round, _page("village_round", VillageRound)
    )
    register(DossierKind.TOWNSHIP_ROUND, "flows/round.html", _round, _page("township_round", TownshipRound))
    register(
        DossierKind.LIBRARY_ROUND, "flows/library_round.html", _library_round, _page("library_round", LibraryRound)
    )
    register(DossierKind.PLAN, "flows/plan.html", _plan, _page("plan", PlanVersion))
    register(DossierKind.ALLOTMENT, "flows/batch.html", _batch, _batch_page)
    register(DossierKind.FILING, "flows/filing.html", _filing, _filing_page)
    planning_subjects.register_all()


def _page(name: str, model: type[Any]) -> Any:
    return lambda dossier: reverse(
        f"plans:{name}", args=[model.objects.values_list("pk", flat=True).get(dossier=dossier)]
    )


def _filing_page(dossier: Dossier) -> str:
    filing = FilingAddressee.objects.values_list("filing", flat=True).get(dossier=dossier)
    return reverse("plans:filing", args=[filing])


def _batch_page(dossier: Dossier) -> str:
    return reverse("funds:batch", args=[AllotmentBatch.objects.values_list("pk", flat=True).get(dossier=dossier)])


def _batch(dossier: Dossier, reader: User) -> dict[str, Any]:
    batch = AllotmentBatch.objects.select_related("version", "document").get(dossier=dossier)
    return {"batch": batch, "listed": batch_rows.rows_of(batch)}


def _projects(dossier: Dossier) -> QuerySet[Project]:
    return Project.objects.travelled_in(dossier.pk).select_related("proposer", "competent")


def _notices(dossier: Dossier) -> QuerySet[Notice]:
    return Notice.objects.filter(dossier=dossier).with_objections().order_by("pk")


def _village_round(dossier: Dossier, reader: User) -> dict[str, Any]:
    held = VillageRound.objects.select_related("village").get(dossier=dossier)
    return {
        "round": held,
        "returned": _returned(held),
        "projects": _projects(dossier),
        "to_correct": citing.to_correct(dossier),
        "notices": _notices(dossier),
    }


def _returned(held: VillageRound) -> list[tuple[ProjectReview, str]]:
    """Why each project lies with the village again: the township's last word, and the points that it found wanting."""
    said = ProjectReview.objects.filter(project__in=village_rounds.to_correct(held.dossier_id))
    last = {review.project_id: review for review in said.select_related("project", "organisation").order_by("pk")}
    points = {review: [str(ReviewPoint(point).label) for point in review.failed_points] for review in last.values()}
    return sorted(((review, "、".join(found)) for review, found in points.items()), key=lambda row: row[0].project.code)


def _round(dossier: Dossier, reader: User) -> dict[str, Any]:
    return {
        "projects": _projects(dossier),
        "to_correct": citing.to_correct(dossier),
        "notices": _notices(dossier),
    }


def _library_round(dossier: Dossier, reader: User) -> dict[str, Any]:
    return {
        "round": LibraryRound.objects.get(dossier=dossier),
        "listed": listed_projects(_projects(dossier), {}),
        "to_correct": citing.to_correct(dossier),
        "notices": _notices(dossier),
    }


def _plan(dossier: Dossier, reader: User) -> dict[str, Any]:
    version = PlanVersion.objects.select_related("plan__county", "document").get(dossier=dossier)
    if version.kind == VersionKind.ITEM_CHANGE:
        return _change(version, reader)
    settled = settlements.settled(dossier.pk)
    return {
        "version": version,
        **_amended(version),
        "settled": settled if any(answer for _remark, answer in settled) else [],
        "listed": listed(version, {}),
        "to_correct": citing.to_correct(dossier),
    }


def _change(version: PlanVersion, reader: User) -> dict[str, Any]:
    """What was applied for beside what is in force, and whether the reader may write it anew."""
    single = SingleChange.objects.select_related("applicant", "project").get(version=version)
    lies_there = version.state == VersionState.DRAFTING
    adjustment = Adjustment.objects.select_related("adjusts__document").get(version=version)
    return {
        "version": version,
        "change": single,
        "adjustment": adjustment,
        "plan": standing_of(adjustment.adjusts),
        "compared": adjusting.difference(version),
        "may_amend": lies_there and changing.may_apply(reader, single.applicant),
    }


def _amended(version: PlanVersion) -> dict[str, Any]:
    """What a meeting wanted amended while that is done, and what was amended while its secretary compares."""
    lies = WorkItem.objects.open().filter(dossier=version.dossier_id, step__in=amendments.DECIDED_AT)
    step = lies.values_list("step", flat=True).first()
    if step is None:
        return {}
    is_comparing = step not in amendments.COMPARING
    return {
        "asked": amendments.asked(version.dossier_id, step),
        "sent_back": amendments.sent_back(version.dossier_id, step),
        "is_comparing": is_comparing,
        "differences": differences.since_decided(version) if is_comparing else [],
    }


def _filing(dossier: Dossier, reader: User) -> dict[str, Any]:
    addressee = _ADDRESSEE.get(dossier=dossier.pk)
    findings = addressee.findings.select_related("item__project__proposer").order_by("pk")
    letter, against = _to_sign(addressee, reader)
    return {
        "addressee": addressee,
        "version": addressee.filing.version,
        "listed": listed(addressee.filing.version, {}),
        "findings": findings,
        "letter": letter,
        "against": against,
        "shows_unsent": filings.shows_unsent_answers(reader, addressee.filing.version.plan.county),
        "carried": carried_by(addressee.filing.letter),
        "exchanged": _exchanged(dossier),
    }


def _addressee(*, dossier: int) -> QuerySet[FilingAddressee]:
    addressees = FilingAddressee.objects.select_related(
        "organisation", "filing__version__plan__county", "filing__version__document", "filing__letter", "receipt"
    )
    return addressees.filter(dossier=dossier)


_ADDRESSEE: PreparedModels[FilingAddressee] = PreparedModels(_addressee, dossier=int)


def _exchanged(dossier: Dossier) -> QuerySet[IssuedDocument]:
    """What the two sides wrote to each other over this filing: the letter to answer, and the answer."""
    letters = IssuedDocument.objects.filter(dossier=dossier, kind__in=EXCHANGED, voided_at__isnull=True)
    return letters.only("number", "title", "issued_at").order_by("issued_at", "pk")


def _to_sign(addressee: FilingAddressee, reader: User) -> tuple[list[str], str]:
    """Pictures of what waits for a signature, for whoever is asked to sign it, and what stands in the way of signing
    or of drawing it; the page itself is never refused for it, since it offers the way back."""
    steps = ("head_signs_answer", filing_acts.SIGNING)
    waiting = WorkItem.objects.open().filter(dossier=addressee.dossier_id, step__in=steps).first()
    if waiting is None or not engine.is_offered(reader, waiting):
        return [], ""
    try:
        return _prepared(addressee, reader) if waiting.step == filing_acts.SIGNING else (_answer(addressee), "")
    except DomainError as refusal:
        return [], refusal.message


def _prepared(addressee: FilingAddressee, reader: User) -> tuple[list[str], str]:
    """What the clerk of the province prepared."""
    prepared = filing_acts.to_sign(addressee, reader)
    return previews.pictures(prepared.paper, issuer_name=addressee.organisation.official_name), prepared.against


def _answer(addressee: FilingAddressee) -> list[str]:
    """The county's answer."""
    county = addressee.filing.version.plan.county
    return previews.pictures(filings.answer_draft(addressee), issuer_name=county.official_name)
