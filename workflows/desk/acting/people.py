"""Who acts: two people at every organisation of the stage, so that work can be handed over and posts can end."""

from __future__ import annotations

from collections.abc import Sequence

from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment, Post
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

PLACES: dict[str, Sequence[str]] = {
    "420301": stage.COUNTY_DUTIES,
    "420301100": stage.TOWNSHIP_DUTIES,
    "420301-finance": (Duty.COUNTERSIGN_PLAN,),
    "420301-housing": (Duty.COUNTERSIGN_PLAN,),
    "420301-land": (Duty.COUNTERSIGN_PLAN,),
    "420301-water": (Duty.COUNTERSIGN_PLAN,),
    "42-agriculture": stage.PROVINCE_DUTIES,
    "42-land": stage.PROVINCE_DUTIES,
}
HEADS = ("420301", "420301-finance", "420301-water")


def settle() -> None:
    """The stage with its second people and its heads; safe to call again."""
    stage.raise_stage()
    for code, duties in PLACES.items():
        if not User.objects.filter(username=second(code)).exists():
            person = User.objects.create_user(second(code), name=f"{code}第二承办")
            stage.appoint(person, stage.organisation(code), [Duty(duty) for duty in duties])
    for code in HEADS:
        first = Post.objects.filter(organisation__code=code).order_by("pk").values("pk")[:1]
        Post.objects.filter(pk__in=first).update(is_head=True)


def second(code: str) -> str:
    """The second person's name there."""
    return f"{code}.2"


def everybody() -> list[User]:
    """All of them, in a fixed order."""
    return list(User.objects.filter(appointments__isnull=False).distinct().order_by("username"))


def who(item: WorkItem, pick: int, all_of_them: Sequence[User]) -> User:
    """Mostly one who may act on the item, by number; sometimes anybody."""
    may = policies.who_may(item.duty, item.organisation_id)
    if item.claimed_by_id and pick % 4 == 0:
        return User.objects.get(pk=item.claimed_by_id)
    if may and pick % 5:
        return may[pick % len(may)]
    return all_of_them[pick % len(all_of_them)]


def convener(item: WorkItem) -> User:
    """Who called the countersign of a seat."""
    return stage.holder(item.cause.organisation_id if item.cause else item.organisation_id)


def places() -> list[Organisation]:
    """The departments that may be asked for a further seat."""
    return [stage.organisation(code) for code in PLACES if code.startswith("420301-")]


def office(user: User) -> Appointment | None:
    """One post that a person holds."""
    return Appointment.objects.filter(user=user, ends_on__isnull=True).order_by("pk").first()
