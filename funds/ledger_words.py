"""The words of what the batches of a plan's money, and its year end, write into the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.ledger_words import register

ACTIONS: dict[str, StrOrPromise] = {
    "batch.followed": _("资金下达批次改按现行方案"),
    "batch.issued": _("下达资金"),
    "batch.opened": _("拟资金下达批次"),
    "batch.terminated": _("终止资金下达批次"),
    "batch.written": _("填写资金下达批次"),
    "payment.entered": _("登记资金支付"),
    "payment.reversed": _("冲销资金支付"),
    "subject.added": _("登记预算科目"),
    "subject.ended": _("停用预算科目"),
    "year_end.confirmed": _("确认年终结转收回"),
    "year_end.drawn": _("拟定年终结转收回清单"),
    "year_end.given_back": _("退回年终结转收回清单"),
    "year_end.submitted": _("送请确认年终结转收回"),
    "year_end.withdrawn": _("撤销年终结转收回清单"),
    "year_end.written": _("填写年终结转收回清单"),
}
FACTS: dict[str, StrOrPromise] = {
    "allotment_batch": _("批次"),
    "budget_subject": _("预算科目"),
    "carried_over": _("结转下年"),
    "returned_to_pool": _("收回资金池"),
    "rows": _("行数"),
    "voucher": _("支付凭证号"),
}


def give() -> None:
    """At start-up."""
    register(actions=ACTIONS, facts=FACTS)
