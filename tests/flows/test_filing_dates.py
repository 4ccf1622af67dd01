"""By when a plan is filed, counted from its issue, and by when the county answers, as the province's letter says."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from core import clock, working_days
from core.models import CalendarDay
from documents.models import IssuedDocument
from plans.models import FilingFinding
from tests.factories import flows as make
from tests.flows.test_signed_text import approve, current, lies_at, send_back
from workflows.desk import chips
from workflows.desk import services as desk
from workflows.desk.why_due import why_due
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.engine.services.deadlines import recompute_deadlines
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


def test_a_plan_is_filed_within_ten_working_days_of_its_issue_whatever_came_between() -> None:
    with make.july():
        item = lies_at("office_drafts_filing")
        issued = IssuedDocument.objects.get(dossier=item.dossier_id, kind="D15").issued_at
        last = working_days.add_working_days(issued.astimezone(clock.SHANGHAI).date(), 10)
        limit = datetime.datetime.combine(last, datetime.time(17, 30), clock.SHANGHAI)
        assert item.due_at == working_days.due_at(item.opened_at, 3) < limit  # drafting has its own, shorter limit

        clock.advance(to=limit - datetime.timedelta(hours=8))
        approve(current(item))
        signing = current(item)
        assert (signing.step, signing.due_at) == ("head_signs_filing", limit)  # and not two days later
        approve(signing)
        sending = current(item)
        assert (sending.step, sending.due_at) == ("office_sends_filing", limit)
        send_back(sending, "office_drafts_filing")
        assert current(item).due_at == limit

        notice = CalendarDay(day=last, is_working=False, name="放假", source="通知")
        notice.save()
        working_days.forget()
        recompute_deadlines()
        assert current(item).due_at > limit
        assert current(item).due_at.astimezone(clock.SHANGHAI).date() == working_days.add_working_days(last, 1)
        working_days.forget()


def test_the_county_answers_by_the_earliest_day_that_the_province_named() -> None:
    with make.july():
        item = lies_at("province_checks")
        named = clock.today() + datetime.timedelta(days=40)
        answering = _asked(item, named)
        end = datetime.datetime.combine(named, datetime.time(17, 30), clock.SHANGHAI)
        assert (answering.step, answering.due_at) == ("county_answers", end)
        assert chips.chip(answering).day == named
        sooner = named - datetime.timedelta(days=33)
        finding = FilingFinding.objects.get()
        finding.pk, finding.due_on = None, sooner
        finding.save()
        recompute_deadlines()
        answering = current(item)
        assert answering.due_at == end - datetime.timedelta(days=33)
        recompute_deadlines()
        assert current(item).due_at == answering.due_at

        clock.advance(to=answering.due_at - datetime.timedelta(hours=1))
        told = {"state": "done", "text": "已说明。", "evidence": "情况说明"}
        said = {"responses": {str(one.pk): told for one in FilingFinding.objects.all()}}
        desk.decide(
            actor=holder(answering.duty, answering.organisation), work_item=answering.pk, decision="approve",
            opinion="拟复。", request_id=uuid4(), data=said,
        )  # fmt: skip
        signing = current(item)
        assert (signing.step, signing.due_at) == ("head_signs_answer", answering.due_at)
        approve(signing)
        checking = current(item)
        assert (checking.step, checking.due_at) == ("province_checks", _later(10))
        later = clock.today() + datetime.timedelta(days=6)
        assert _asked(checking, later).due_at.astimezone(clock.SHANGHAI).date() == later  # the answered ones are done

        clock.advance(by=datetime.timedelta(days=2))
        _answer(current(item))
        approve(current(item))
        whole, came = current(item), clock.today()
        assert whole.due_at == _later(10)  # findings are answered, and counted anew
        clock.advance(by=datetime.timedelta(days=4))
        used = working_days.working_days_between(came, clock.today() - datetime.timedelta(days=1))
        _asked(whole, clock.today() + datetime.timedelta(days=9), Decision.SUPPLEMENT)
        clock.advance(by=datetime.timedelta(days=7))
        _answer(current(item))
        approve(current(item))
        rest = current(item)
        assert (rest.step, rest.due_at) == ("province_checks", _later(10 - used))  # 补正: it goes on where it stood
        explained = why_due(rest)
        assert explained
        assert "补正期间不计" in {line.reason for line in explained.lines}


def _answer(item: WorkItem) -> None:
    told = {"state": "done", "text": "已说明。", "evidence": "情况说明"}
    said = {"responses": {str(one.pk): told for one in FilingFinding.objects.filter(answered_at__isnull=True)}}
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision="approve", opinion="拟复。",
        request_id=uuid4(), data=said,
    )  # fmt: skip


def _asked(item: WorkItem, due_on: datetime.date, decision: Decision = Decision.OBJECT) -> WorkItem:
    row = {"text": "支出内容不明", "requested": "请说明", "clause": "", "item": ""}
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision=decision, opinion="见附件。",
        request_id=uuid4(), data={"findings": [row], "due_on": due_on.isoformat()},
    )  # fmt: skip
    approve(current(item))
    return current(item)


def _later(days: int) -> datetime.datetime:
    return working_days.due_at(clock.now(), days)
