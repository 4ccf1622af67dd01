"""The first three administrators of a place; after them, every grant takes two persons."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from roles.duties import ADMINISTRATIVE, Duty
from roles.models import Appointment, Post
from roles.services.appointments import appoint
from roles.services.posts import staff


@dataclass(frozen=True, slots=True)
class Administrators:
    """三员: three different people."""

    system: User
    security: User
    audit: User


@transaction.atomic
def set_up_first_administrators(
    *, administration: Organisation, people: Administrators, basis: str
) -> list[Appointment]:
    """Appoint the first three of an administration office; refused once it has any, so it works only once."""
    if administration.kind != OrganisationKind.ADMINISTRATION:
        raise Invalid(_("三员岗位只设在系统管理机构"))
    if len({people.system.pk, people.security.pk, people.audit.pk}) < 3:
        raise Invalid(_("系统管理员、安全管理员、审计管理员须为三人"))
    staff(administration)
    held = Appointment.objects.filter(post__organisation=administration, post__duties__duty__in=sorted(ADMINISTRATIVE))
    if held.exists():
        raise Conflict(_("该机构已设置管理员，此后授权须由两人办理"))
    pairs = (
        (people.system, Duty.ADMINISTER_SYSTEM),
        (people.security, Duty.ADMINISTER_SECURITY),
        (people.audit, Duty.ADMINISTER_AUDIT),
    )
    posts = {duty: Post.objects.get(organisation=administration, duties__duty=duty) for _user, duty in pairs}
    today = clock.today()
    return [appoint(actor=None, user=user, post=posts[duty], starts_on=today, basis=basis) for user, duty in pairs]
