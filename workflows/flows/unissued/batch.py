"""D21: what a batch of the plan's money puts on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Conflict
from core.models import User
from documents import signing
from documents.drafts import Draft
from documents.models import SubmittedDraft
from funds import batches
from funds.batch_drafting import lead_of, notice_of
from funds.models import AllotmentBatch
from workflows.desk import unissued
from workflows.engine.models import WorkItem

FLOW, KIND = "fund_allotment", "D21"


def register_all() -> None:
    """At start-up."""
    label = gettext_lazy("资金下达通知")
    unissued.register(FLOW, ("finance_drafts_batch",), KIND, label, as_it_stands)
    unissued.register(FLOW, ("department_head_signs", "finance_head_signs"), KIND, label, as_sent)


def as_it_stands(item: WorkItem, _reader: User) -> Sequence[Draft]:
    batch = _batch(item)
    if not batch.rows.exists():
        raise Conflict(_("本批尚未列入项目，请先填写下达金额"))
    return [Draft.of(notice_of(batch), issuer_name=lead_of(batch).name_on(clock.today()))]


def as_sent(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """Word for word as the bureau sent it; it says so when what the registers would print now is something else."""
    batch = _batch(item)
    sent = SubmittedDraft.objects.of(batch.dossier, KIND).first()
    if sent is None:
        raise Conflict(_("该公文尚未送签，请退回送签环节"))
    remark = signing.changed(sent, notice_of(batch).content())
    return [Draft.submitted(sent, issuer_name=lead_of(batch).name_on(clock.today()), day=None, remark=remark)]


def _batch(item: WorkItem) -> AllotmentBatch:
    return batches.select(AllotmentBatch.objects.values_list("pk", flat=True).get(dossier=item.dossier_id))
