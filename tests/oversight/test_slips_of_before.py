"""Slips from before there were rounds keep what was said: it becomes their first round."""

from __future__ import annotations

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core import clock
from oversight.models import Slip, SlipReport, SlipState
from tests.oversight.conftest import Watch

DAY = datetime.date(2026, 3, 9)


@pytest.mark.parametrize(
    ("state", "remark", "holds"),
    [
        (SlipState.ISSUED, "", None),
        (SlipState.ANSWERED, "", None),
        (SlipState.SIGNED, "附件不全。", False),
        (SlipState.CLOSED, "属实。", True),
    ],
)
def test_what_was_said_becomes_the_first_round(watch: Watch, state: str, remark: str, holds: bool | None) -> None:
    is_closed, is_answered = state == SlipState.CLOSED, state != SlipState.ISSUED
    slip = Slip.objects.create(
        work_item=watch.item, county=watch.county, organisation=watch.item.organisation, office=watch.county,
        state=state, requirement="请办结。", due_on=DAY, issued_by=watch.supervisor, issued_at=clock.now(),
        answer="已报送。" if is_answered else "", answered_by=watch.clerk if is_answered else None,
        answered_at=clock.now() if is_answered else None, remark=remark,
        verified_by=watch.supervisor if is_closed else None, closed_at=clock.now() if is_closed else None,
    )  # fmt: skip
    first_rounds = import_module("oversight.migrations.0007_slip_rounds").first_rounds
    for _time in ("upgraded", "brought back to 0006 and upgraded again"):
        with connection.schema_editor() as editor:
            first_rounds(apps, editor)
    kept = SlipReport.objects.values_list("slip", "round", "result", "holds", "remark", "signed_by")
    told = [(slip.pk, 1, "已报送。", holds, remark, watch.clerk.pk)] if is_answered else []
    assert list(kept) == told
    slip.refresh_from_db()
    assert slip.sign_by == DAY


def test_there_is_no_way_back_once_something_was_reported(watch: Watch) -> None:
    way_back = import_module("oversight.migrations.0006_slip_ladder").NOTHING_SAID
    slip = Slip.objects.create(
        work_item=watch.item, county=watch.county, organisation=watch.item.organisation, office=watch.county,
        requirement="请办结。", due_on=DAY, issued_by=watch.supervisor, issued_at=clock.now(),
    )  # fmt: skip
    _take(way_back)
    SlipReport.objects.create(
        slip=slip, round=1, result="已报送。", is_done=True, drafted_by=watch.clerk, drafted_at=clock.now()
    )
    with pytest.raises(IntegrityError, match="请用升级前的备份恢复"), transaction.atomic():
        _take(way_back)


def _take(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
