"""Who may be asked for help with a work item, and who answers for whoever was asked.

Entrusted is a colleague with a post at the very organisation, whom separation of duties lets take the step; a sign is
asked of such a colleague or of the head of another organisation on the same side. Whoever is asked must be able to
read what he is asked about, and no administrator or auditor is. Nobody answers what he asked himself. A deputy answers for either as long as
every duty of the post is entrusted to him: nobody passes on what he was asked himself, so that the chain has one link.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from core.prepared import PreparedModels
from roles import policies
from roles.duties import ADMINISTRATIVE, SEPARATE_REALMS
from roles.models import Appointment, Delegation, DelegationDuty, PostDuty
from roles.people import deputies_in_force
from roles.reach import reading_duties
from workflows.engine import separation
from workflows.engine.enums import Assist
from workflows.engine.models import Assistance, WorkItem


def colleagues(*, actor: User, item: WorkItem, kind: Assist | str) -> list[User]:
    """Whom the actor may ask at the item's own organisation, by name; two statements, one for a sign."""
    there = _COLLEAGUES.found(organisation=item.organisation_id, today=clock.today())
    found = [person for person in there if person.pk != actor.pk]
    if kind != Assist.ENTRUST:
        return found
    kept_away = separation.refused({person.pk: None for person in found}, item)
    return [person for person in found if person.pk not in kept_away]


def organisations(*, actor: User, item: WorkItem) -> list[Organisation]:
    """Whose heads the actor may ask for a sign: the other agencies and townships of the same county, in the order of the
    tree; no village, none that he heads himself, and above the counties none, for there every agency answers for itself.
    One statement."""
    return _ORGANISATIONS.found(beside=item.organisation_id, actor=actor.pk, today=clock.today())


def authority(actor: User, row: Assistance) -> policies.Authority | None:
    """On what the actor answers: asked himself, or as deputy of whoever was; None where he may not, as with what he asked
    himself. Two statements."""
    if is_asker(actor, row):
        return None
    asked = _asked(row)
    if asked.filter(user=actor.pk).exists():
        return policies.Authority(on_behalf_of=None)
    deputised = of_whole_posts(deputies_in_force().filter(deputy=actor.pk, deputy__is_active=True, principal__in=asked))
    principal = deputised.order_by("starts_at", "pk").values_list("principal__user", flat=True).first()
    return policies.Authority(on_behalf_of=principal) if principal else None


def is_asker(actor: User, row: Assistance) -> bool:
    """Whether the actor asked it, or a deputy for him."""
    return actor.pk in (row.asked_by_id, row.asked_on_behalf_of_id)


def waiting_for(person: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Assistance]:
    """What waits for a person's answer, as himself or as a deputy: `authority` of everything that is open."""
    here = {"post__organisation": OuterRef("organisation")}
    own = _in_office(today).filter(user=person, **here)
    deputised = of_whole_posts(
        deputies_in_force(now, today).filter(
            deputy=person, deputy__is_active=True, principal__post__organisation=OuterRef("organisation")
        )
    )
    by_name = Q(Exists(own), asked_of=person) | Q(Exists(deputised.filter(principal__user=OuterRef("asked_of"))))
    as_head = Exists(own.filter(post__is_head=True)) | Exists(deputised.filter(principal__post__is_head=True))
    of_his_own = Q(asked_by=person) | Q(asked_on_behalf_of=person)
    return Assistance.objects.open().filter(by_name | Q(as_head, asked_of__isnull=True)).exclude(of_his_own)


def deputies_of(rows: Collection[Assistance]) -> dict[int, list[tuple[int, int]]]:
    """Who deputises for whoever is asked: (deputy, principal) by the number of what is asked; one statement."""
    if not rows:
        return {}
    places = {row.organisation_id for row in rows}
    named = of_whole_posts(deputies_in_force().filter(deputy__is_active=True, principal__post__organisation__in=places))
    found: dict[int, list[tuple[int, int]]] = {}
    columns = ("deputy", "principal__user", "principal__post__organisation", "principal__post__is_head")
    for deputy, principal, at, is_head in named.order_by("starts_at", "pk").values_list(*columns):
        for row in rows:
            if deputy in (row.asked_by_id, row.asked_on_behalf_of_id):
                continue
            if row.organisation_id == at and (row.asked_of_id == principal or (row.asked_of_id is None and is_head)):
                found.setdefault(row.pk, []).append((deputy, principal))
    return found


def deputised_by(person: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Delegation]:
    """The delegations by which somebody acts for whole posts at a moment: their principals are asked for him too."""
    return of_whole_posts(deputies_in_force(now, today).filter(deputy=person, deputy__is_active=True))


def is_vacant(row: Assistance) -> bool:
    """Whether nobody is left who could answer by his own post; one statement."""
    return not _asked(row).exists()


def _asked(row: Assistance) -> QuerySet[Appointment]:
    """The appointments by which it is answered."""
    there = _members(row.organisation_id)
    return there.filter(user=row.asked_of_id) if row.asked_of_id else there.filter(post__is_head=True)


def _members(organisation: int | OuterRef, today: datetime.date | None = None) -> QuerySet[Appointment]:
    """Whoever there may be asked at all."""
    return _answering(today).filter(post__organisation=organisation)


def _answering(today: datetime.date | None = None) -> QuerySet[Appointment]:
    """Who reads by his post and has no realm of his own: administrators and auditors stay out of business."""
    separate = _in_office(today).filter(user=OuterRef("user"), post__duties__duty__in=sorted(SEPARATE_REALMS))
    reads = Exists(reading_duties().filter(post=OuterRef("post")))
    return _in_office(today).filter(reads, ~Exists(separate))


def _in_office(today: datetime.date | None = None) -> QuerySet[Appointment]:
    return Appointment.objects.in_force(today or clock.today()).filter(user__is_active=True)


def of_whole_posts(delegations: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """Delegations of every duty of the principal's post that can be delegated."""
    entrusted = DelegationDuty.objects.filter(delegation=OuterRef(OuterRef("pk"))).values("duty")
    kept_back = PostDuty.objects.filter(post=OuterRef("principal__post")).exclude(
        Q(duty__in=entrusted) | Q(duty__in=sorted(ADMINISTRATIVE))
    )
    return delegations.exclude(Exists(kept_back))


def _colleagues(*, organisation: int, today: datetime.date) -> QuerySet[User]:
    return User.objects.filter(pk__in=_members(organisation, today).values("user")).order_by("name", "pk")


def _others(*, beside: int, actor: int, today: datetime.date) -> QuerySet[Organisation]:
    county = Organisation.objects.filter(pk=beside).values("county")
    others = Organisation.objects.filter(county__in=county).exclude(pk=beside).exclude(kind=OrganisationKind.VILLAGE)
    heads = _members(OuterRef("pk"), today).filter(post__is_head=True).exclude(user=actor)
    return others.filter(Exists(heads)).order_by("path")


_COLLEAGUES: PreparedModels[User] = PreparedModels(_colleagues, organisation=int, today=datetime.date)
_ORGANISATIONS: PreparedModels[Organisation] = PreparedModels(_others, beside=int, actor=int, today=datetime.date)
