"""预算科目: entered and ended by the finance bureaus, never under what is being allotted."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from funds import batches, subjects
from funds.batch_forms import BatchForm
from funds.enums import BatchState
from funds.models import AllotmentBatch, BudgetSubject
from plans.services.organs import bureau
from tests.factories import flows as make
from tests.funds.allotting import drafted
from tests.funds.money import at, treasurer
from tests.plans.services.test_adjusting import Filed, filed, prepared
from tests.plans.services.test_refusals import drafter

__all__ = ["filed", "prepared"]

pytestmark = pytest.mark.django_db


def test_a_bureau_enters_what_is_missing_and_renames_from_a_day_on(county: Organisation) -> None:
    lead, keeper, today = bureau(county, Sector.FINANCE), treasurer(county), clock.today()
    made = subjects.add(actor=keeper, bureau=lead, code="2130701", name="对村级公益事业建设的补助", valid_from=today)
    with pytest.raises(Conflict, match="请先停用原科目"):
        subjects.add(actor=keeper, bureau=lead, code="2130701", name="别名", valid_from=today)
    with pytest.raises(Invalid, match="七位数字"):
        subjects.add(actor=keeper, bureau=lead, code="21307", name="农村综合改革", valid_from=today)
    with pytest.raises(Invalid, match="不得早于今天"):
        subjects.end(actor=keeper, bureau=lead, subject=made.pk, last_day=today - datetime.timedelta(days=1))
    subjects.end(actor=keeper, bureau=lead, subject=made.pk, last_day=today)
    with pytest.raises(Conflict, match="已有停用日期"):
        subjects.end(actor=keeper, bureau=lead, subject=made.pk, last_day=today)
    tomorrow = today + datetime.timedelta(days=1)
    subjects.add(actor=keeper, bureau=lead, code="2130701", name="别名", valid_from=tomorrow)
    for day, name in ((today, "对村级公益事业建设的补助"), (tomorrow, "别名")):
        assert BudgetSubject.objects.on(day).get(code="2130701").name == name
    assert list(LedgerEntry.objects.filter(action__startswith="subject.").values_list("action", flat=True).order_by("seq")) == [
        "subject.added", "subject.ended", "subject.added"
    ]  # fmt: skip


def test_what_a_batch_lists_is_not_ended_under_it(filed: Filed, county: Organisation) -> None:
    lead, keeper = bureau(county, Sector.FINANCE), treasurer(county)
    usual = BudgetSubject.objects.on(clock.today()).get(code=batches.USUAL_SUBJECT)
    batch = drafted(county, filed.version, {1: "50"})
    with pytest.raises(Refused):
        subjects.end(actor=filed.actor, bureau=lead, subject=usual.pk, last_day=clock.today())
    with pytest.raises(Conflict, match="第一批列有该科目"):
        subjects.end(actor=keeper, bureau=lead, subject=usual.pk, last_day=clock.today())
    with pytest.raises(Conflict, match="该年度最后一天"):
        subjects.end(actor=keeper, bureau=lead, subject=usual.pk, last_day=datetime.date(make.YEAR, 12, 30))
    with transaction.atomic():
        subjects.end(actor=keeper, bureau=lead, subject=usual.pk, last_day=datetime.date(make.YEAR, 12, 31))
        transaction.set_rollback(True)
    AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.TERMINATED)
    subjects.end(actor=keeper, bureau=lead, subject=usual.pk, last_day=clock.today())
    with at(clock.today() + datetime.timedelta(days=1)), pytest.raises(Invalid, match="不在现行科目表中"):
        drafted(county, filed.version, {1: "50"})
    with at(clock.today() + datetime.timedelta(days=1)):
        offered = batches.offered(batch)
        name = f"{offered[1].funding.item_id}-{offered[1].funding.source_id}"
        form = BatchForm({f"amount-{name}": "0.001", "requirements": "专款专用"}, batch=batch, offered=offered)
        assert list(form.errors) == [f"subject-{name}"]


def test_by_pages(county: Organisation, client: Client) -> None:
    lead = bureau(county, Sector.FINANCE)
    add = reverse("funds:add_subject", args=[lead.pk])
    client.force_login(treasurer(county))
    assert "登记预算科目" in client.get(reverse("funds:subjects")).content.decode()
    typed = {"code": "21307", "name": "农村综合改革", "valid_from": str(clock.today())}
    refused = client.post(add, typed)
    assert (refused.status_code, 'value="农村综合改革"' in refused.content.decode()) == (422, True)
    assert client.post(add, typed | {"code": "2130799"}).status_code == 302
    made = BudgetSubject.objects.get(code="2130799")
    end = reverse("funds:end_subject", args=[made.pk, lead.pk])
    assert f'href="{end}"' in client.get(reverse("funds:subjects")).content.decode()
    assert client.post(end, {"last_day": str(clock.today())}).status_code == 302
    client.force_login(drafter(county))
    shown = client.get(reverse("funds:subjects")).content.decode()
    assert ("农村综合改革" in shown, add in shown) == (True, False)
    assert client.get(add).status_code == 403
    assert client.post(end, {"last_day": str(clock.today())}).status_code == 403
