"""What the worker does for messages. The facts say what is to be told and the rows what is to be sent; the bell only makes
it sooner, and a duty rings it for whatever is still owed."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from core.messages_out import collecting, forgetting, missed, overtaking, sending


@jobs.periodic("core.collect_messages", every=datetime.timedelta(seconds=10), title=_("生成消息"))
def collect() -> None:
    """Ring for what is due, then tell people what happened since the last run (which rings for what is new): so what
    waits goes out though no fact can be read."""
    if sending.is_owed() and not jobs.is_rung(collecting.SEND):
        jobs.ring(collecting.SEND)
    collecting.collect()


@jobs.periodic("core.find_missed", every=datetime.timedelta(minutes=10), title=_("补发无人在岗的消息"))
def find_missed() -> None:
    """Have told what nobody could be told of and somebody can be now."""
    missed.find()


@jobs.periodic("core.settle_messages", every=datetime.timedelta(minutes=2), title=_("清理失效的消息"))
def settle() -> None:
    """Note which unread messages are overtaken."""
    overtaking.settle()


@jobs.periodic("core.forget_messages", every=datetime.timedelta(days=1), title=_("删除过期的消息"))
def forget() -> None:
    """Delete what was read or settled long ago, with how it went out."""
    forgetting.forget_old()


@jobs.job(collecting.SEND, is_first=True)
def send() -> None:
    """Send what is due; another ring finds it sent."""
    sending.send_due()
