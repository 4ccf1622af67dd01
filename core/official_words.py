"""What words must say at least that are printed in a paper or stay in the file as a ground: a reason more than a sign of
one, a ground the document that it rests on. One setting for all that ask here (`REASON_LEAST_CHARACTERS`): 终止, 调整,
议定事项, 采纳情况, 退回, 撤回, 转办. What else is said in the course of the work (不同意, 暂停, 收回) must be there, of any
length."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Invalid

NUMBER = re.compile(r"[^\s，、；。（）《》]{1,20}〔(?:19|20)\d{2}〕[^\s，、；]{0,5}?[1-9]\d*号")
"""A document's number as it is written: 竹政发〔2026〕1号."""
UNNUMBERED = re.compile(r"\S纪要")
"""Minutes, which may have no number, by the name of their meeting."""
_NOTHING = re.compile(r"[\W_]+")


def mistake(label: str, text: str) -> str:
    """What is wrong with the text as an official reason; empty where it says enough. Marks and blanks say nothing."""
    said = len(_NOTHING.sub("", text))
    if said >= settings.REASON_LEAST_CHARACTERS:
        return ""
    told = {"label": label, "least": settings.REASON_LEAST_CHARACTERS, "said": said}
    return _("“%(label)s”至少写%(least)d个字，写明具体情况，现有%(said)d个字：它将载入公文和案卷") % told


def require(label: str, text: str, *, field: str = "") -> None:
    """Raises Invalid for a text that says too little."""
    if found := mistake(label, text):
        raise Invalid(found, field=field)


def ground_mistake(label: str, text: str) -> str:
    """What is wrong with the text as a ground; empty where it names a document by its number, or minutes."""
    if NUMBER.search(text) or UNNUMBERED.search(text):
        return ""
    return _("“%(label)s”请写明发文字号，如竹政发〔2026〕1号；没有文号的会议纪要写明会议名称") % {"label": label}


def require_ground(label: str, text: str, *, field: str = "") -> None:
    """Raises Invalid for a ground that names no document."""
    if found := ground_mistake(label, text):
        raise Invalid(found, field=field)
