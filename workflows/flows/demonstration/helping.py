"""Whom people ask while they have something in hand: one matter that is entrusted, one that waits for a sign before, and
one that goes through a step that was added."""

from __future__ import annotations

from core.deadlines import day_of
from core.models import User
from roles.duties import Duty
from workflows.desk import assistance
from workflows.desk.assistance import Askable, Asking
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

CHECK_LIST = "请到村核对受益户名单和概算明细，提出审核意见。"
CHECK_MONEY = "请从资金渠道和拼盘比例方面签署意见。"
ADDED, ADDED_FOR = "资金条款复核", "请核对方案中的资金管理条款是否符合专项资金管理规定。"
"""A step that the flow does not know, and what is asked in it."""


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


def add_step(item: WorkItem, code: str) -> None:
    """Whoever has it in hand puts in a step at another organisation, by the end of its code."""
    actor = holder(Duty(item.duty), item.organisation)
    unit = next(one for one in engine.askable(actor=actor, item=item) if one.code.endswith(code))
    engine.add_step(actor=actor, work_item=item.pk, name=ADDED, organisation=unit, days=2, words=ADDED_FOR)
    pause()


def _beside(askable: Askable) -> User:
    """A colleague who is not the head: the last by the number of his account."""
    return max(askable.entrusted, key=lambda person: person.username)
