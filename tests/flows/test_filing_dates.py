"""By when a plan is filed, counted from its issue, and by when the county answers, as the province's letter says."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, working_days
from core.errors import Invalid
from core.models import CalendarDay, Dossier
from documents.models import IssuedDocument
from plans.models import FilingFinding
from roles.duties import Duty
from tests.engine.statements import counted
from tests.flows.halts import GoesTo
from tests.flows.test_signed_text import approve, current, send_back
from workflows.desk import chips, timeline
from workflows.desk import services as desk
from workflows.desk.why_due import why_due
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.services.deadlines import moved_by, recompute_deadlines
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
HALTS_AT = "office_drafts_filing"


def test_a_plan_is_filed_within_ten_working_days_of_its_issue_whatever_came_between(goes_to: GoesTo) -> None:
    item = goes_to("office_drafts_filing")
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


def test_the_county_answers_by_the_earliest_day_that_the_province_named(goes_to: GoesTo) -> None:
    item = goes_to("province_checks")
    _one_statement_counts_the_limits_of_all()
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
    _its_story_costs_no_statement_a_signature(rest)
    _opened_too_late(rest)
    _a_day_that_is_named_after_a_suspension_stands(current(item))


def _a_day_that_is_named_after_a_suspension_stands(item: WorkItem) -> None:
    head, dossier = holder(Duty.SIGN_FILING, item.organisation), Dossier.objects.get(pk=item.dossier_id)
    expected_on = clock.today() + datetime.timedelta(days=9)
    engine.suspend(actor=head, dossier=dossier, reason="等待省级政策解释。", expected_on=expected_on)
    clock.advance(by=datetime.timedelta(days=7))
    engine.resume(actor=head, dossier=dossier)
    named = clock.today() + datetime.timedelta(days=12)
    assert chips.chip(_asked(item, named)).day == named


def _its_story_costs_no_statement_a_signature(item: WorkItem) -> None:
    dossier = Dossier.objects.select_related("county").get(pk=item.dossier_id)
    reader = holder(item.duty, item.organisation)
    assert Opinion.objects.filter(dossier=dossier, step="province_signs").count() > 2
    with counted() as seen:
        story = timeline.rounds(dossier, reader)
    assert "发出补正通知书" in str(story)
    assert len(seen) <= 4, "\n".join(sql[:150] for sql in seen)


def _opened_too_late(item: WorkItem) -> None:
    """The head who comes once the day has arrived sees the letter and the way out, and can only give it back."""
    with pytest.raises(Invalid, match="答复期限须晚于今天"):
        _proposed(item, clock.today(), Decision.SUPPLEMENT)
    _proposed(item, clock.today() + datetime.timedelta(days=1), Decision.SUPPLEMENT)
    signing = current(item)
    clock.advance(by=datetime.timedelta(days=1))
    head = Client()
    head.force_login(holder(signing.duty, signing.organisation), backend="django.contrib.auth.backends.ModelBackend")
    for address in (reverse("desk:task", args=[signing.pk]), reverse("desk:dossier", args=[item.dossier_id])):
        page = head.get(address)
        assert page.status_code == 200
        assert "不能签发；请退回经办人修改期限后再送签" in page.content.decode()
        assert "待签文书预览" in page.content.decode()
    with pytest.raises(Invalid, match="请退回经办人修改期限后再送签"):
        approve(signing)
    assert current(item).pk == signing.pk
    send_back(signing, "province_checks")
    assert current(item).step == "province_checks"


def _one_statement_counts_the_limits_of_all() -> None:
    for other in WorkItem.objects.open().filter(step="province_receives").select_related("organisation"):
        approve(other)
    assert WorkItem.objects.open().filter(step="province_checks").count() > 1
    with counted() as seen:
        assert moved_by(working_days.current()) == []
    assert len([sql for sql in seen if "engine_opinion" in sql]) == 1, "\n".join(sql[:150] for sql in seen)


def _answer(item: WorkItem) -> None:
    told = {"state": "done", "text": "已说明。", "evidence": "情况说明"}
    said = {"responses": {str(one.pk): told for one in FilingFinding.objects.filter(answered_at__isnull=True)}}
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision="approve", opinion="拟复。",
        request_id=uuid4(), data=said,
    )  # fmt: skip


def _asked(item: WorkItem, due_on: datetime.date, decision: Decision = Decision.OBJECT) -> WorkItem:
    _proposed(item, due_on, decision)
    approve(current(item))
    return current(item)


def _proposed(item: WorkItem, due_on: datetime.date, decision: Decision) -> None:
    row = {"text": "支出内容不明", "requested": "请说明", "clause": "", "item": ""}
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision=decision, opinion="见附件。",
        request_id=uuid4(), data={"findings": [row], "due_on": due_on.isoformat()},
    )  # fmt: skip


def _later(days: int) -> datetime.datetime:
    return working_days.due_at(clock.now(), days)
