"""常用视图: what somebody asks of his inbox again and again, kept under a name and offered as a link above the list.

They are read in the inbox's own statement, as lines that are shown nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core import clock, printable
from core.errors import Conflict, Invalid
from core.models import User
from roles.asking import Asker
from workflows.desk import calls
from workflows.desk.calls import Call
from workflows.desk.facets import Filter
from workflows.desk.models import SavedView
from workflows.desk.waiting_rows import Number

KEY = "views"
MOST = calls.SHOWN
"""So many are read with the inbox."""
LONGEST = 20
"""Letters of a name."""


@dataclass(frozen=True)
class Kept:
    """One saved view as the inbox shows it; `is_current` where its question is the one that stands in the address."""

    pk: int
    name: str
    question: str
    is_current: bool


@transaction.atomic
def save(*, actor: User, name: str, asked: Filter) -> SavedView:
    """Keep what the inbox was asked; one's own name again takes the new question.

    Raises Invalid without a name, for one that is too long and without a question, Conflict when there are too many.
    """
    named = name.strip()
    if not named:
        raise Invalid(_("请填写常用视图的名称"), field="name")
    if len(named) > LONGEST:
        raise Invalid(_("常用视图的名称最多%(longest)d字") % {"longest": LONGEST}, field="name")
    printable.require(_("名称"), named)
    if not asked.is_narrow():
        raise Invalid(_("请先选择筛选条件，再保存"), field="name")
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    own = SavedView.objects.filter(owner=actor)
    if own.exclude(name=named).count() >= MOST:
        raise Conflict(_("常用视图最多%(most)d个，请先删除不用的") % {"most": MOST})
    told = {"question": asked.question(page=1), "saved_at": clock.now()}
    return SavedView.objects.update_or_create(owner=actor, name=named, defaults=told)[0]


def is_taken(actor: User, name: str) -> bool:
    """Whether the actor has a view of that name, which `save` would replace."""
    return SavedView.objects.filter(owner=actor, name=name.strip()).exists()


def give_up(*, actor: User, view: int) -> str:
    """Delete one's own and answer its name; empty where there is none any more."""
    found = SavedView.objects.filter(pk=view, owner=actor).first()
    if found is None:
        return ""
    found.delete()
    return found.name


def kept(rows: Iterable[Number], asked: Filter) -> list[Kept]:
    """What the inbox's statement brought of them, by name."""
    told = [row.told for row in rows if row.told]
    now = asked.question(page=1)
    found = [Kept(one["view"], one["name"], one["question"], one["question"] == now) for one in told]
    return sorted(found, key=lambda one: one.name)


def rows_of(asker: Asker) -> QuerySet[SavedView]:
    """The asker's own."""
    return SavedView.objects.filter(owner=asker.person)


CALL = Call(
    KEY, rows_of, str, "desk:inbox", by="name", facts={"view": F("pk"), "name": F("name"), "question": F("question")}
)
"""Registered with the calls for the sake of the one statement; the inbox takes its lines out before it shows any."""
