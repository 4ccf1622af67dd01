"""The words of what compliance and the planning of several years write into the ledger."""

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
    "master_plan.arranged": _("安排规划资金"),
    "master_plan.compiled": _("汇总规划需求"),
    "master_plan.ended": _("终止规划编制"),
    "master_plan.issued": _("印发规划"),
    "master_plan.passed_down": _("下达规划编制任务"),
    "master_plan.texts": _("编辑规划文本"),
    "needs.ended": _("终止乡镇规划需求上报"),
    "needs.given_back": _("退回村级规划需求"),
    "needs.line_added": _("添加规划需求"),
    "needs.line_changed": _("修改规划需求"),
    "needs.line_removed": _("删除规划需求"),
    "needs.meeting": _("登记规划需求议事会议"),
    "needs.reported": _("上报村级规划需求"),
    "payee.recorded": _("登记代领"),
    "payee.revoked": _("撤销代领"),
    "project.told_apart_withdrawn": _("撤销不重复核定"),
    "poor_villages.listed": _("登记贫困村名单"),
    "rule.negative_line": _("更改负面清单"),
    "rule.threshold": _("设定合规标准"),
    "standard.ended": _("停用补助标准"),
    "standard.laid_down": _("制定补助标准"),
}
FACTS: dict[str, StrOrPromise] = {
    "applies_to": _("适用范围"),
    "beneficiary": _("受益人"),
    "last_day": _("停用日期"),
    "measure": _("补助内容"),
    "payee": _("代领人"),
    "relation": _("与受益人关系"),
    "subsidy_standard": _("补助标准"),
    "check_stage": _("检查环节"),
    "consequence": _("后果"),
    "line": _("名称"),
    "lines": _("项数"),
    "need": _("需求"),
    "period": _("规划期"),
    "reason_given": _("理由"),
    "rules_on": _("规则日期"),
    "rules_in_the_way": _("待处理规则"),
    "rules_justified": _("已说明规则"),
    "threshold": _("标准"),
    "target": _("绩效目标"),
    "document_named": _("依据文件"),
    "villages_listed": _("列入的村"),
    "villages_struck_off": _("移出的村"),
    "township": _("乡镇"),
    "townships": _("参加编制的乡镇"),
    "unreported": _("未报的村"),
    "value": _("数值"),
    "version_number": _("版次"),
    "village": _("村"),
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
