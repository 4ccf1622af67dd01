"""What the plan room frees when a plan version or a round is ended before its end (domain a.3 取消、终止).

Nothing is deleted: the rows of a terminated version stay as they were, and bind neither projects nor sources; what a
round had gathered may be gathered by a later one. Papers that were issued stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, QuerySet, Sum

from core import clock, ledger
from core.enums import OrganisationKind
from core.models import Dossier, Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from plans import drafting
from plans.enums import ANNOUNCEMENTS, FREED, GONE, GONE_BY, CheckStage, ProjectState, VersionKind, VersionState
from plans.models import AnnualPlan, LibraryRound, Notice, PlanItem, PlanVersion, Project, TownshipRound, VillageRound
from plans.services import compliance, locks, projects, resubmissions


def standing_versions(plan: AnnualPlan) -> QuerySet[PlanVersion]:
    """The versions of a plan that were not ended early: while there is one, the year's plan is not begun again."""
    return plan.versions.exclude(state=VersionState.TERMINATED).order_by("seq")


def next_seq(plan: AnnualPlan) -> int:
    """The number of the version after those that the plan has had."""
    last: int | None = plan.versions.aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def bound_by(version: PlanVersion) -> QuerySet[Project]:
    """The projects that are in a plan because of this version alone."""
    others = PlanItem.objects.filter(project=OuterRef("pk")).exclude(version=version)
    carried = others.exclude(version__state__in=GONE_BY)
    listed = Project.objects.filter(plan_items__version=version, state=ProjectState.IN_PLAN)
    return listed.exclude(Exists(carried)).order_by("code")


def end_version(*, actor: User, version: PlanVersion, reason: str) -> None:
    """The version binds nothing any more: its projects are free in the library unless another version carries them, and
    its sources pay for nothing of it. What the rules say of a draft is kept as it is then."""
    if version.state == VersionState.DRAFTING:
        compliance.keep(version=version, stage=CheckStage.ENDED)
    freed = _set(bound_by(version), state=ProjectState.IN_LIBRARY)
    version.state = VersionState.TERMINATED
    version.save(update_fields=["state"])
    _record(actor, version.dossier, reason, freed, str(arranged(version)))


def arranged(version: PlanVersion) -> Decimal:
    """What the version arranges in all, in yuan."""
    total: Decimal | None = version.items.aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


def notify(*, actor: User, version: PlanVersion, issuer: int, reason: str) -> IssuedDocument | None:
    """Tell in writing whoever was called upon to work on the plan (D01b), naming every letter that is carried out no
    more: by the organ (`issuer`) whose head decided. A first plan calls the county (D01) and consults the departments (D10), an
    adjustment consults alone. None where neither has gone out. Ask it before the version is ended."""
    in_force = IssuedDocument.objects.in_force().filter(dossier=version.dossier_id).order_by("pk")
    call, letters = in_force.filter(kind="D01").last(), list(in_force.filter(kind="D10"))
    if call is None and not letters:
        return None
    is_adjustment = version.kind == VersionKind.ADJUSTMENT
    organ = Organisation.objects.get(pk=issuer)
    paper = drafting.termination_notice(
        version, organ, reason, call=call, letters=letters, amount=arranged(version),
        projects=bound_by(version).count() if is_adjustment else version.items.count(),
    )  # fmt: skip
    return documents.issue(
        actor=actor, paper=paper, dossier=version.dossier, issuer=organ, signatory=actor, signed_on=clock.today()
    )


def end_village_round(*, actor: User, village_round: VillageRound, reason: str) -> None:
    """The village's proposals go no further, each with the reason; its notice ends."""
    held = locks.hold_projects(of_village(village_round))
    for project in held:
        projects.note_withdrawn(actor, project, reason)
    end_notices(village_round.dossier, reason)
    _record(actor, village_round.dossier, reason, held)


def end_township_round(*, actor: User, township_round: TownshipRound, reason: str) -> None:
    """What the township had gathered waits to be gathered again, its own proposals as its drafts; its notice ends."""
    gathered = of_township(township_round)
    own = gathered.filter(proposer=township_round.township_id)
    held = [
        *_set(own, state=ProjectState.DRAFT, township_round=None),
        *_set(gathered, state=ProjectState.TOWNSHIP_PASSED, township_round=None),
    ]
    end_notices(township_round.dossier, reason)
    _record(actor, township_round.dossier, reason, held)


def end_library_round(*, actor: User, library_round: LibraryRound, reason: str) -> None:
    """What lay before the departments waits for a later round, the departments' own proposals as their drafts; what one
    of them sent back is not reported again, but lies with its proposer."""
    back = resubmissions.hand_back(actor=actor, library_round=library_round)
    gathered = of_library(library_round)
    own = gathered.filter(proposer__kind=OrganisationKind.DEPARTMENT)
    held = [
        *back,
        *_set(own, state=ProjectState.DRAFT, library_round=None),
        *_set(gathered, state=ProjectState.REPORTED, library_round=None),
    ]
    _record(actor, library_round.dossier, reason, held)


def of_village(village_round: VillageRound) -> QuerySet[Project]:
    """What the end of a village's round takes out: what travels in it and was not let pass by the township."""
    still = Project.objects.filter(village_round=village_round, township_round__isnull=True)
    return still.exclude(state__in=(*GONE, ProjectState.TOWNSHIP_PASSED)).order_by("code")


def of_township(township_round: TownshipRound) -> QuerySet[Project]:
    """What the end of a township's round sets free."""
    return Project.objects.filter(township_round=township_round).exclude(state__in=GONE).order_by("code")


def of_library(library_round: LibraryRound) -> QuerySet[Project]:
    """What the end of a library round sets free."""
    return Project.objects.filter(library_round=library_round).exclude(state__in=GONE).order_by("code")


def running_notices(dossier: Dossier) -> QuerySet[Notice]:
    """The notices that run for it now; announcements stand for good."""
    return Notice.objects.current(clock.today()).filter(dossier=dossier).exclude(kind__in=ANNOUNCEMENTS)


def end_notices(dossier: Dossier, reason: str) -> None:
    """They take no objections from now on, and say why; what was objected before is still to be answered."""
    running = Notice.objects.filter(pk__in=[notice.pk for notice in running_notices(dossier)])
    running.update(ended_on=clock.today(), ended_because=reason)


def _set(found: QuerySet[Project], **facts: object) -> list[Project]:
    """Lock them, and set the same of all; those of a former call are found no more."""
    held = locks.hold_projects(found)
    Project.objects.filter(pk__in=[project.pk for project in held]).update(**facts)
    return held


def _record(actor: User, dossier: Dossier, reason: str, freed: Iterable[Project], amount: str = "") -> None:
    codes = sorted(project.code for project in freed)
    ledger.record(
        actor=actor,
        action=FREED,
        chain=dossier.county_id,
        dossier=dossier,
        reason=reason,
        projects=codes,
        amount=amount,
    )
