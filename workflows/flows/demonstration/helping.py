"""Whom people ask while they have something in hand: one matter that is entrusted, and one that waits for a sign before."""

from __future__ import annotations

from core.deadlines import day_of
from core.models import User
from roles.duties import Duty
from workflows.desk import assistance
from workflows.desk.assistance import Askable, Asking
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

CHECK_LIST = "请到村核对受益户名单和概算明细，提出审核意见。"
CHECK_MONEY = "请从资金渠道和拼盘比例方面签署意见。"


def entrust(item: WorkItem) -> None:
    """Whoever has it in hand lets a colleague look into it first."""
    actor = holder(Duty(item.duty), item.organisation)
    receiver = _beside(Askable(actor, item))
    assistance.entrust(actor=actor, work_item=item.pk, receiver=receiver, words=CHECK_LIST, until=day_of(item.due_at))
    pause()


def ask_before(item: WorkItem, code: str) -> None:
    """Whoever has it in hand asks the head of another organisation, by the end of its code, to sign first."""
    actor = holder(Duty(item.duty), item.organisation)
    unit = next(one for one in Askable(actor, item).organisations if one.code.endswith(code))
    asking = Asking(of=None, organisation=unit, words=CHECK_MONEY, until=day_of(item.due_at))
    assistance.sign_before(actor=actor, work_item=item.pk, asking=asking)
    pause()


def _beside(askable: Askable) -> User:
    """A colleague who is not the head: the last by the number of his account."""
    return max(askable.entrusted, key=lambda person: person.username)
