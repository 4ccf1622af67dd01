"""Changing the negative list: a line is never edited, its successor begins on a day and the old one ends the day before
(五（二）), so that what was judged before is judged the same again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused
from core.models import User
from plans.compliance import registry
from plans.enums import Severity
from plans.models import NegativeListEntry
from plans.services.thresholds import province
from workflows.engine.services.limit_setting import may_set_bounds

OWN = re.compile(r"X[1-9]\d{0,3}")
"""Codes under which the province enters lines of its own, judged by N12."""
WITHOUT_WORDS = frozenset({"N1", "N7", "N10", "N11", "N12"})
"""What is judged by figures, or binds the province: it has no words to look for."""


@transaction.atomic
def change_line(
    *,
    actor: User,
    code: str,
    name: str,
    keywords: Sequence[str],
    exclude_words: Sequence[str],
    severity: Severity,
    clause: str,
    starts_on: datetime.date,
) -> NegativeListEntry:
    """The text of a line from a day on; a code of the province's own (X1) begins a new one.

    Raises Refused for others than the province's system administrators, Invalid for a code that looks for no words, no
    words, no clause or a day that is not ahead, Conflict where a later text is laid down already.
    """
    if not may_set_bounds(actor):
        raise Refused(_("只有省级系统管理员可以更改负面清单"))
    if not is_changeable(code):
        raise Invalid(_("这一条不按词语对照，不能在此更改"))
    if starts_on <= clock.today():
        raise Invalid(_("施行日期须晚于今天；已经作出的合规结论不受影响"), field="starts_on")
    words = [word for word in keywords if word.strip()]
    if not words:
        raise Invalid(_("请填写查找的词"), field="keywords")
    for label, text in ((_("名称"), name), (_("依据"), clause), (_("查找的词"), "、".join([*words, *exclude_words]))):
        printable.require(label, text)
    _end_before(code, starts_on)
    made = NegativeListEntry.objects.create(
        code=code, name=name.strip(), keywords=words, exclude_words=list(exclude_words), severity=severity,
        clause=clause.strip(), valid_from=starts_on,
    )  # fmt: skip
    ledger.record(
        actor=actor, action="rule.negative_line", chain=province(), rule=code, line=made.name, words_sought=words,
        words_not_counted=list(exclude_words), consequence=severity.value, ground=made.clause, in_force_from=starts_on,
    )  # fmt: skip
    return made


def is_changeable(code: str) -> bool:
    """Whether the code looks for words: one of the list, or one of the province's own."""
    if OWN.fullmatch(code):
        return True
    return code not in WITHOUT_WORDS and any(rule.code == code for rule in registry.RULES if code.startswith("N"))


def next_code() -> str:
    """The next free code of the province's own lines: X1, X2."""
    codes = NegativeListEntry.objects.filter(code__startswith="X").order_by("code").values_list("code", flat=True)
    return f"X{max((int(code[1:]) for code in codes if OWN.fullmatch(code)), default=0) + 1}"


def texts_of(code: str) -> list[NegativeListEntry]:
    """Every text of a line, the last first."""
    return list(NegativeListEntry.objects.filter(code=code).order_by("-valid_from"))


def _end_before(code: str, starts_on: datetime.date) -> None:
    """The text in force gets its last day."""
    last = NegativeListEntry.objects.select_for_update().filter(code=code).order_by("-valid_from").first()
    if last is None:
        return
    if last.valid_from >= starts_on:
        raise Conflict(_("该条目在同一日已另有规定"), field="starts_on")
    if last.valid_to is None or last.valid_to >= starts_on:
        last.valid_to = starts_on - datetime.timedelta(days=1)
        last.save(update_fields=["valid_to"])
