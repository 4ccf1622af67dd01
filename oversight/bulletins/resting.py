"""With whom a draft rests: with its drafter, and once he has left with whoever has his duty; where nobody has it, the
government office is told, so that somebody is appointed."""

from __future__ import annotations

import datetime

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
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
    drafters = _drafters(asker.now, asker.today)
    gone = ~Q(Exists(drafters.filter(user=OuterRef("drafted_by"))))
    colleague = Q(pk__in=())
    for kind, duty in DRAFTER.items():
        his = Organisation.objects.filter(asker.has(duty, "pk"), parent=OuterRef("county"))
        colleague |= Q(Exists(his), kind=kind)
    nobody = Q(asker.has(Duty.EDIT_CHECK, "office")) & ~Q(Exists(drafters))
    return Q(state=BulletinState.DRAFT) & (colleague | nobody) & gone


def left_by(bulletin: Bulletin) -> str:
    """That the drafter has left and who goes on, in words; empty while he is there and for what is no draft. Two
    statements at most."""
    kind, county = BulletinKind(bulletin.kind), bulletin.county
    if bulletin.state != BulletinState.DRAFT or may_draft(bulletin.drafted_by, kind, county):
        return ""
    told = {"name": bulletin.drafted_by.name, "duty": DRAFTER[kind].label}
    if _holders(DRAFTER[kind], county).exists():
        return _("拟稿人%(name)s已不在岗，由本县其他有“%(duty)s”职责的人员接手。") % told
    return _("拟稿人%(name)s已不在岗，本县现在无人有“%(duty)s”职责：请系统管理员和安全管理员先任命，再接手。") % told


def _drafters(now: datetime.datetime, today: datetime.date) -> QuerySet[OrganisationUserPermission]:
    """Who may draft a bulletin of the outer row's kind and county."""
    kind = ExpressionWrapper(OuterRef("kind"), CharField())
    pair = Concat(kind, Value(_BETWEEN), "permission__codename", output_field=TextField())
    pairs = [f"{kind.value}{_BETWEEN}{duty.value}" for kind, duty in DRAFTER.items()]
    held = origins.held(None, now, today).annotate(pair=pair)
    return held.filter(pair__in=pairs, content_object__parent=OuterRef("county"))


def _holders(duty: Duty, county: Organisation) -> QuerySet[OrganisationUserPermission]:
    """Who has the duty at an organ of the very county."""
    return origins.held().filter(permission__codename=duty.value, content_object__parent=county)


_BETWEEN = ">"
