"""What an answer to a finding or a remark must say; one that adopts nothing gives its reason (domain step 21; 条例 第二十条)."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

from core import official_words
from plans.enums import AnswerState

_REFUSAL = re.compile(r"(?:未|暂不|不能|无法|没有|不)(?:予以?)?(?:采纳|接受|认可)的?|不同意(?!见)|部分采纳")
_TAKEN_UP = re.compile(r"采纳|同意|接受|照办")
_AROUND = re.compile(r"[\s\W_]|对?[该此本](?:条意见|条|项|意见|建议)|经研究|我[县市区局]|理由|原因|意见|如下")


def is_bare_refusal(text: str) -> bool:
    """Whether the words say that something is not adopted, or only in part, and not why."""
    return bool(_REFUSAL.search(text)) and not _has_reason(text)


def begins_with_refusal(text: str) -> bool:
    """Whether the first thing said is that it is not adopted, or only in part; set phrases may go before."""
    return bool(_REFUSAL.match(_AROUND.sub("", text)))


def too_little(text: str) -> bool:
    """Whether the words neither say that something is taken up nor say enough to be a reason."""
    return not _TAKEN_UP.search(text) and bool(official_words.mistake("", text))


def _has_reason(text: str) -> bool:
    """Something, and as much as an official reason has at least, beside the refusal itself and the set phrases around it."""
    rest = _AROUND.sub("", _REFUSAL.sub(" ", text))
    return bool(rest) and not official_words.mistake("", rest)


def answer_refusal(
    state: AnswerState, text: str, done_by: datetime.date | None, evidence: str, today: datetime.date
) -> tuple[str, str] | None:
    """What an answer lacks, as the field and the message; None for a whole one."""
    if not text.strip():
        return "response", _("请写明办理情况，或不采纳的理由")
    if is_bare_refusal(text) or (state == AnswerState.NOT_ADOPTED and not _has_reason(text)):
        return "response", _("不采纳的，请写明理由")
    if state == AnswerState.UNDER_WAY and done_by is None:
        return "done_by", _("正在办理的，请填写完成时限")
    if state == AnswerState.UNDER_WAY and done_by is not None and done_by < today:
        return "done_by", _("完成时限不得早于今天")
    if state == AnswerState.DONE and not evidence.strip():
        return "evidence", _("已完成的，请写明佐证材料")
    return None
