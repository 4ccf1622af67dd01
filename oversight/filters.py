"""Saved filters of the supervisor's page: kept, shared with the office, given up."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import User
from oversight.areas import areas_of
from oversight.models import SavedFilter
from oversight.waiting import Asked

MOST = 30
"""So many fit above a list; whoever needs another gives one up."""


@transaction.atomic
def save(*, actor: User, name: str, asked: Asked, shared: bool) -> SavedFilter:
    """Keep what a page was asked under a name. One's own name again takes the new question.

    Raises Refused for who does not supervise, Invalid without a name or a question, Conflict when there are too many.
    """
    if not areas_of(actor).supervised:
        raise Refused(_("只有督查人员可以保存督办筛选"))
    named = name.strip()[:30]
    if not named:
        raise Invalid(_("请填写常用筛选的名称"), field="name")
    if not asked.is_narrow:
        raise Invalid(_("请先选择筛选条件，再保存"), field="name")
    own = SavedFilter.objects.select_for_update().filter(owner=actor)
    if own.exclude(name=named).count() >= MOST:
        raise Conflict(_("常用筛选最多%(most)d个，请先删除不用的") % {"most": MOST})
    told = {
        "question": asked.address(),
        "saved_at": clock.now(),
        "office_id": areas_of(actor).offices[0] if shared else None,
    }
    return SavedFilter.objects.update_or_create(owner=actor, name=named, defaults=told)[0]


@transaction.atomic
def give_up(*, actor: User, saved: int) -> str:
    """Delete one's own filter and answer its name. Raises Refused for another's."""
    found = SavedFilter.objects.select_for_update().get(pk=saved)
    if found.owner_id != actor.pk:
        raise Refused(_("常用筛选由保存人本人删除"))
    found.delete()
    return found.name
