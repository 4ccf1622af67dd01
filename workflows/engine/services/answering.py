"""Answering what one was entrusted with or asked to sign, and taking back what one has asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from core import printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import User
from workflows.engine import answering_people, assisted, separation, turn
from workflows.engine.enums import SIGNS, Act, Assist, Ending
from workflows.engine.models import Assistance, WorkItem
from workflows.engine.services import seating

LONGEST_ANSWER, LONGEST_REASON = 4000, 200


def answer(*, actor: User, work_item: int, text: str, consents: bool | None = None) -> Assistance:
    """办结委派, or sign: the item is again with whoever asked. A sign says yes or no, and a no says why.

    Raises Refused for anybody but whoever was asked and his deputy, and for whoever asked, Stale when it was answered or taken back,
    Conflict while the dossier stands still, Invalid without the words.
    """
    with _waiting(work_item) as (t, item, row):
        if answering_people.is_asker(actor, row):
            raise Refused(_("不能答复本人提出的委派或加签"))
        authority = answering_people.authority(actor, row)
        if authority is None:
            raise Refused(_("该事项没有委派给您，也没有请您加签"))
        if row.kind == Assist.ENTRUST:
            separation.require(actor, item, authority.on_behalf_of)
            if against := seating.added_by_himself(actor, item, authority.on_behalf_of):
                raise Refused(against)
        said = _answered(row, text, consents)
        t.occasion.actor = actor
        ended = assisted.end(
            item, Ending.ANSWERED, consents=consents if row.kind in SIGNS else None, answer=said, ended_by=actor,
            ended_on_behalf_of_id=authority.on_behalf_of,
        )  # fmt: skip
        t.record(Act.ANSWER, on_behalf_of=authority.on_behalf_of, consents=ended.consents, **assisted.told(item, ended))
        return ended


def recall(*, actor: User, work_item: int, reason: str) -> Assistance:
    """收回 what was entrusted, or an added sign, before it is answered, saying why.

    Raises Refused for anybody but whoever asked or without its duty, Stale when it was answered, Invalid without a reason.
    """
    because = reason.strip()
    if not because:
        raise Invalid(_("请写明收回理由"), field="reason")
    if len(because) > LONGEST_REASON:
        told = {"longest": LONGEST_REASON, "length": len(because)}
        raise Invalid(_("收回理由最多%(longest)d字，现有%(length)d字") % told, field="reason")
    printable.require(_("收回理由"), because)
    with _waiting(work_item) as (t, item, row):
        if row.asked_by_id != actor.pk:
            raise Refused(_("只能收回本人提出的委派或加签"))
        authority = seating.entitled(actor, item)
        t.occasion.actor = actor
        ended = assisted.end(
            item, Ending.RECALLED, ended_by=actor, ended_on_behalf_of_id=authority.on_behalf_of, ended_because=because
        )
        t.record(Act.RECALL, reason=because, on_behalf_of=authority.on_behalf_of, **assisted.told(item, ended))
        return ended


@contextmanager
def _waiting(work_item: int) -> Iterator[tuple[turn.Turn, WorkItem, Assistance]]:
    with turn.take(task=work_item) as t:
        item: Any = seating.opened(t, work_item).task.work_item
        if not item.waits:
            raise Stale(_("该委派或加签已答复、收回或终止"))
        yield t, item, assisted.asked_on(item)


def _answered(row: Assistance, text: str, consents: bool | None) -> str:
    said = text.strip()
    if row.kind in SIGNS and consents is None:
        raise Invalid(_("请选择同意或不同意"), field="consents")
    if row.kind not in SIGNS and consents is not None:
        raise Conflict(_("委派只填写意见，由委派人作出决定"))
    if not said and not consents:
        raise Invalid(_("不同意的须写明理由") if row.kind in SIGNS else _("请填写意见，交回委派人"), field="text")
    if len(said) > LONGEST_ANSWER:
        told = {"longest": LONGEST_ANSWER, "length": len(said)}
        raise Invalid(_("意见最多%(longest)d字，现有%(length)d字") % told, field="text")
    printable.require(_("意见"), said)
    return said
