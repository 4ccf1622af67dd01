"""What an answer to a finding or a remark must say; one that adopts nothing gives its reason (domain step 21; 条例 第二十条)."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

from plans.enums import AnswerState

_EMPTY = re.compile(
    r"[\s\W_]|未予采纳|不予采纳|未采纳|不采纳|不能采纳|无法采纳|暂不采纳|没有采纳|不予接受|不接受|不同意|不认可"
    r"|理由如下|理由|原因|意见|该|此|本|条|对|我县|我局|经研究|予以|的"
)


def is_bare_refusal(text: str) -> bool:
    """Whether the words only say that nothing is adopted, and not why."""
    return bool(text.strip()) and not _left(text)


def _left(text: str) -> str:
    return _EMPTY.sub("", text)


def answer_refusal(
    state: AnswerState, text: str, done_by: datetime.date | None, evidence: str, today: datetime.date
) -> tuple[str, str] | None:
    """What an answer lacks, as the field and the message; None for a whole one."""
    if not text.strip():
        return "response", _("请写明办理情况，或不采纳的理由")
    if is_bare_refusal(text) or (state == AnswerState.NOT_ADOPTED and not _left(text)):
        return "response", _("不采纳的，请写明理由")
    if state == AnswerState.UNDER_WAY and done_by is None:
        return "done_by", _("正在办理的，请填写完成时限")
    if state == AnswerState.UNDER_WAY and done_by is not None and done_by < today:
        return "done_by", _("完成时限不得早于今天")
    if state == AnswerState.DONE and not evidence.strip():
        return "evidence", _("已完成的，请写明佐证材料")
    return None
