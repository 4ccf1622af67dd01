"""委派, 加签 and their answers in words: a line of the story each, and what the task page says above the material."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.models import Dossier, User
from core.pages.parts import Act
from core.templatetags.words import cn_date
from workflows.desk import assistance, steps
from workflows.engine.enums import Assist, Ending
from workflows.engine.models import Assistance, WorkItem

MEMBER, TITLE = "assistances.json", "委派和加签"
COLUMNS = (
    "work_item", "work_item__step", "kind", "asked_by__name", "asked_on_behalf_of__name", "asked_at", "organisation__name",
    "asked_of__name", "words", "until", "consents", "answer", "ended_how", "ended_by__name", "ended_on_behalf_of__name",
    "ended_at", "ended_because", "hindered",
)  # fmt: skip
"""Of a dossier's package."""


def asked_of(row: Assistance) -> str:
    """Whose answer is waited for: a person, or the head of an organisation."""
    return row.asked_of.name if row.asked_of else _("%(organisation)s负责人") % {"organisation": row.organisation.name}


def acts(row: Assistance, item: WorkItem) -> Iterator[tuple[datetime.datetime, Act]]:
    """That it was asked, and how it ended, each at its moment."""
    yield row.asked_at, _asking(row, item)
    if row.ended_at:
        yield row.ended_at, _ending(row, item)


def _asking(row: Assistance, item: WorkItem) -> Act:
    told = {"kind": row.get_kind_display(), "name": asked_of(row)}
    said = [
        row.words,
        *([_("请于%(day)s前答复") % {"day": cn_date(row.until)}] if row.until else []),
        *intended(row, item),
    ]
    return Act(
        at=row.asked_at,
        who=str(row.asked_by),
        organisation=item.organisation.name,
        act=_("%(kind)s：%(name)s") % told,
        step=steps.title_of(item),
        text="\n".join(said),
        on_behalf_of=_name(row.asked_on_behalf_of),
    )


def _ending(row: Assistance, item: WorkItem) -> Act:
    answered = row.ended_how == Ending.ANSWERED
    who = str(row.ended_by) if row.ended_by else _("系统")
    return Act(
        at=row.ended_at or row.asked_at,
        who=who,
        organisation=row.organisation.name if answered else item.organisation.name,
        act=ending_words(row),
        step=steps.title_of(item),
        text="\n".join(filter(None, [row.answer, row.ended_because, hindrance(row)])),
        on_behalf_of=_name(row.ended_on_behalf_of),
        tone="" if row.consents is None else "success" if row.consents else "danger",
    )


def ending_words(row: Assistance) -> str:
    """How it ended: 办结委派, 加签同意, 收回委派, 收回前加签 and the like."""
    if row.ended_how == Ending.ANSWERED:
        if row.consents is None:
            return _("办结委派")
        said = _("同意") if row.consents else _("不同意")
        return _("%(kind)s：%(said)s") % {"kind": row.get_kind_display(), "said": said}
    if row.ended_how == Ending.RECALLED:
        return _("收回委派") if row.kind == Assist.ENTRUST else _("收回%(kind)s") % {"kind": row.get_kind_display()}
    told = {"kind": row.get_kind_display(), "how": row.get_ended_how_display(), "name": asked_of(row)}
    return _("%(kind)s（%(name)s）终止：%(how)s") % told


def intended(row: Assistance, item: WorkItem) -> list[str]:
    """What was decided with an after-sign, in one line; none of anything else."""
    if row.kind != Assist.AFTER:
        return []
    said = row.intended["opinion"]
    decision = steps.name_of(item.flow_key, item.step, row.intended["decision"])
    return [_("拟作决定：%(decision)s") % {"decision": f"{decision}。{said}" if said else decision}]


def hindrance(row: Assistance) -> str:
    """Why what was decided could not take effect after a yes; empty where it did."""
    return _("对方已同意，但所作决定未能生效：%(why)s") % {"why": row.hindered} if row.hindered else ""


@dataclass(frozen=True)
class Came:
    """What the holder of an open item reads of what he asked: whose answer it is, when, what was asked and said."""

    act: Act
    words: str
    tone: str
    is_owed: bool = False
    """Whether what was decided is still to take effect."""

    @property
    def who(self) -> str:
        """With his organisation, where his name does not say it already."""
        said = self.act.organisation in self.act.who
        return self.act.who if said else f"{self.act.organisation}{self.act.who}"


def came_back(rows: list[Assistance], item: WorkItem, reader: User) -> list[Came]:
    """Of an item that is open, everything that ended on it but by his own hand, the last first; to its holder alone as something new."""
    if not item.is_open or item.claimed_by_id != reader.pk:
        return []
    ended = [row for row in reversed(rows) if row.ended_at and row.ended_how != Ending.RECALLED]
    tones = {True: "success", False: "warning", None: "info"}
    return [
        Came(
            _ending(row, item), row.words, "warning" if row.hindered else tones[row.consents],
            is_owed=number == 0 and assistance.is_owed(row, item),
        )
        for number, row in enumerate(ended)
    ]  # fmt: skip


def kept(dossier: Dossier, _reader: User | None, within: frozenset[int] | None) -> list[dict[str, Any]]:
    """Everything asked and answered, for the package of a dossier; of these work items alone, or of all."""
    asked = Assistance.objects.filter(dossier=dossier)
    asked = asked if within is None else asked.filter(work_item__in=within)
    return list(asked.in_order().values(*COLUMNS))


def _name(person: User | None) -> str:
    return str(person) if person else ""
