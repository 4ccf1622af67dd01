"""The words of what compliance writes into the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.ledger_words import named, register
from plans.compliance import registry
from plans.enums import CheckStage, Severity

ACTIONS: dict[str, StrOrPromise] = {
    "plan.judged": _("方案合规检查"),
    "plan.justified": _("填写全案说明"),
    "rule.negative_line": _("更改负面清单"),
    "rule.threshold": _("设定合规标准"),
}
FACTS: dict[str, StrOrPromise] = {
    "check_stage": _("检查环节"),
    "consequence": _("后果"),
    "line": _("名称"),
    "reason_given": _("理由"),
    "rules_on": _("规则日期"),
    "rules_in_the_way": _("待处理规则"),
    "rules_justified": _("已说明规则"),
    "threshold": _("标准"),
    "value": _("数值"),
    "words_not_counted": _("不计的词"),
    "words_sought": _("查找的词"),
}


def give() -> None:
    """At start-up."""
    register(
        actions=ACTIONS,
        facts=FACTS,
        values={
            "check_stage": named(dict(CheckStage.choices)),
            "consequence": named(dict(Severity.choices)),
            "threshold": _threshold,
        },
    )


def _threshold(kept: str, _whole: Mapping[str, object]) -> StrOrPromise:
    found = registry.parameters().get(kept)
    return found[0].title if found else kept
