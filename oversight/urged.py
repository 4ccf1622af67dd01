"""How whoever is urged meets it: in his inbox, on the page of the task, and noted once he has looked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import User
from core.templatetags.words import cn_moment
from oversight import services
from oversight.models import Urge
from roles import asking
from roles.asking import Asker
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left
from workflows.desk.remarks import Remark
from workflows.engine.models import WorkItem

FACTS = {
    "item": F("work_item"), "title": F("work_item__dossier__title"), "due": F("work_item__due_at"), "text": F("text"),
    "by": F("actor__name"), "at": F("at"),
}  # fmt: skip


def waiting_for(actor: User | Asker) -> QuerySet[Urge]:
    """The last urge of each urged step that lies with the actor: his to decide and in nobody else's hands."""
    mine = WorkItem.objects.inbox_for(asking.of(actor))
    later = Urge.objects.filter(work_item=OuterRef("work_item"), at__gt=OuterRef("at"))
    return Urge.objects.filter(~Exists(later), work_item__in=mine.values("pk"))


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s件待办被催办，请先办理", "%(number)s件待办被催办，请先办理", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One urged step in the inbox."""
    return Line(
        words=facts["title"],
        url=reverse("desk:task", args=[facts["item"]]),
        said=facts["text"],
        by=_sent(facts["by"], datetime.datetime.fromisoformat(facts["at"])),
        due=time_left(datetime.datetime.fromisoformat(facts["due"])),
        work_item=facts["item"],
        mark=_("被催办"),
    )


def about(item: WorkItem) -> Iterator[Line]:
    """Every urge of a step, the last first; nothing of a step that is decided."""
    if item.is_open:
        for urge in item.urges.select_related("actor").newest_first():
            yield Line(words=_("催办"), url="", said=urge.text, by=_sent(urge.actor.name, urge.at))


def _sent(name: str, at: datetime.datetime) -> str:
    return _("%(name)s于%(moment)s催办") % {"name": name, "moment": cn_moment(at)}


CALL = Call("urged", waiting_for, words, "desk:inbox", facts=FACTS, line=line, by="at", order=10, tone="slip")
REMARK = Remark(about=about, seen=services.note_seen)
