"""With whom a draft rests: with its drafter, and once he has left with whoever has his duty; where nobody has it, the
government office is told, so that somebody is appointed."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.models import Organisation
from oversight.bulletins.acts import DRAFTER, may_draft
from oversight.models import Bulletin, BulletinKind, BulletinState
from roles import origins
from roles.asking import Asker
from roles.duties import Duty
from roles.models import OrganisationUserPermission


def left_behind(asker: Asker) -> Q:
    """Drafts whose drafter has left, for his colleagues; for the office's checker where there are none. A condition
    without a statement of its own."""
    found = Q(pk__in=())
    for kind, duty in DRAFTER.items():
        drafters = _drafters(duty, OuterRef("county"), asker.now, asker.today)
        colleague = Q(Exists(drafters.filter(user=asker.person)))
        nobody = ~Q(Exists(drafters)) & Q(asker.has(Duty.EDIT_CHECK, "office"))
        gone = ~Q(Exists(drafters.filter(user=OuterRef("drafted_by"))))
        found |= Q(kind=kind) & gone & (colleague | nobody)
    return Q(state=BulletinState.DRAFT) & found


def left_by(bulletin: Bulletin) -> str:
    """That the drafter has left and who goes on, in words; empty while he is there and for what is no draft. Two
    statements at most."""
    kind, county = BulletinKind(bulletin.kind), bulletin.county
    if bulletin.state != BulletinState.DRAFT or may_draft(bulletin.drafted_by, kind, county):
        return ""
    told = {"name": bulletin.drafted_by.name, "duty": DRAFTER[kind].label}
    if _drafters(DRAFTER[kind], county).exists():
        return _("拟稿人%(name)s已不在岗，由本县其他有“%(duty)s”职责的人员接手。") % told
    return _("拟稿人%(name)s已不在岗，本县现在无人有“%(duty)s”职责：请系统管理员和安全管理员先任命，再接手。") % told


def _drafters(
    duty: Duty, county: Organisation | OuterRef, now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[OrganisationUserPermission]:  # fmt: skip
    """Who has the duty at an organ of the very county."""
    held = origins.held(None, now, today)
    return held.filter(permission__codename=duty.value, content_object__parent=county)
