"""Which organisation meets, who calls it together, who chairs and who is a member."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment
from workflows.desk.enums import MeetingKind
from workflows.desk.models import Attendance, Meeting


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How one kind of meeting is composed. `convened_by` is the kind of the organ that keeps its agenda and
    minutes; None means the body itself."""

    body: OrganisationKind
    convened_by: OrganisationKind | None
    chair: Duty
    member: Duty


RULES = {
    MeetingKind.LEADING_GROUP: Rules(
        body=OrganisationKind.LEADING_GROUP,
        convened_by=None,
        chair=Duty.CHAIR_LEADING_GROUP,
        member=Duty.ATTEND_LEADING_GROUP,
    ),
    MeetingKind.EXECUTIVE: Rules(
        body=OrganisationKind.COUNTY,
        convened_by=OrganisationKind.GOVERNMENT_OFFICE,
        chair=Duty.CHAIR_EXECUTIVE_MEETING,
        member=Duty.ATTEND_EXECUTIVE_MEETING,
    ),
}


def rules_of(kind: MeetingKind | str, body: Organisation) -> Rules:
    """The rules of a kind of meeting. Raises Invalid when that body holds no such meeting."""
    rules = RULES[MeetingKind(kind)]
    if body.kind != rules.body:
        raise Invalid(_("%(body)s不召开%(kind)s") % {"body": body.name, "kind": MeetingKind(kind).label})
    return rules


def convening_organ(kind: MeetingKind | str, body: Organisation) -> Organisation:
    """The organ whose duty CONVENE_MEETING calls the meeting and keeps its minutes."""
    rules = rules_of(kind, body)
    if rules.convened_by is None:
        return body
    organ = Organisation.objects.of_county(body, rules.convened_by).first()
    if organ is None:
        raise Conflict(_("%(body)s尚未设立政府办公室") % {"body": body.name})
    return organ


def convenable(actor: User) -> list[tuple[MeetingKind, Organisation]]:
    """The meetings that the actor may call: kind and body."""
    found: list[tuple[MeetingKind, Organisation]] = []
    organs = policies.scope(actor, Duty.CONVENE_MEETING, Organisation.objects.all(), field="pk")
    for organ in organs.select_related("county").order_by("path"):
        for kind, rules in RULES.items():
            if rules.convened_by is None and organ.kind == rules.body:
                found.append((kind, organ))
            elif organ.kind == rules.convened_by and organ.county:
                found.append((kind, organ.county))
    return found


def observers(body: Organisation) -> list[User]:
    """Who may sit in without a vote: the heads of the county's departments and of its working group."""
    kinds = [OrganisationKind.DEPARTMENT, OrganisationKind.WORKING_GROUP]
    heads = Appointment.objects.in_force(clock.today()).filter(
        post__is_head=True, post__organisation__county=body.county_id or body.pk, post__organisation__kind__in=kinds
    )
    return list(User.objects.filter(is_active=True, pk__in=heads.values("user")).order_by("pk"))


def visible(actor: User) -> QuerySet[Meeting]:
    """The meetings that the actor may look into: of the bodies all of whose affairs he reads (their own people, the
    county's organs and those above the county that watch it), and those that he attended."""
    attended = Attendance.objects.filter(user=actor, meeting=OuterRef("pk"))
    bodies = policies.places_read(actor, Organisation.objects.all())
    return Meeting.objects.filter(Q(body__in=bodies.order_by().values("pk")) | Exists(attended))


def members(kind: MeetingKind | str, body: Organisation) -> list[User]:
    """Who is a member today: the chair and those whose own post attends; a deputy by delegation is none."""
    rules = rules_of(kind, body)
    posts = Appointment.objects.in_force(clock.today()).filter(
        post__organisation=body, post__duties__duty__in=[rules.chair, rules.member]
    )
    seated = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return list(seated.order_by("pk"))


def chairs(kind: MeetingKind | str, body: Organisation) -> list[User]:
    """Who may chair today and sign: by a post of his own or by an acting appointment (代理), never by a delegation."""
    posts = Appointment.objects.in_force(clock.today()).filter(
        post__organisation=body, post__duties__duty=rules_of(kind, body).chair
    )
    return list(User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("pk"))


def require_chair(actor: User, kind: MeetingKind | str, body: Organisation) -> None:
    """Raises Refused unless the actor chairs that body by his own post or by an acting appointment (代理): a mere
    delegation does not make a chair."""
    duty = rules_of(kind, body).chair
    authority = policies.authority(actor, duty, body)
    if authority is None:
        policies.require(actor, duty, body)
    if authority is None or authority.on_behalf_of is not None:
        raise Refused(_("主持会议须由本人任职或经任命代理，不得仅凭委托"))
