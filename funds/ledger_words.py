"""The words of what the batches of a plan's money write into the ledger."""

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
}
FACTS: dict[str, StrOrPromise] = {
    "allotment_batch": _("批次"),
    "rows": _("行数"),
}


def give() -> None:
    """At start-up."""
    register(actions=ACTIONS, facts=FACTS)
