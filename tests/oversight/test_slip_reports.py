"""Reports on a slip: drafted, signed by the organisation's head, verified or sent back; every round is kept."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Conflict, Invalid, Refused
from documents.enums import CodeUse, Layout
from documents.models import DocumentCode, IncomingDocument
from oversight import slip_calls, slip_story, slips
from oversight.models import Slip, SlipReport, SlipState
from tests.oversight.chase import DAY, LATER, Chase, on
from tests.oversight.conftest import Watch
from workflows.engine.trials import stage


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


def test_the_head_signs_what_the_clerk_drafted(chase: Chase) -> None:
    slip = chase.drafted(evidence="报送回执")
    assert (slip.state, slip.answer) == (SlipState.DRAFTED, "")
    assert [one.pk for one in slip_calls.waiting_for(chase.head)] == [slip.pk]
    for other in (chase.clerk, chase.supervisor, chase.stranger):
        with pytest.raises(Refused):
            slips.sign_report(actor=other, slip=slip.pk)
    signed = slips.sign_report(actor=chase.head, slip=slip.pk)
    report = SlipReport.objects.get()
    assert (signed.state, signed.answer, report.signed_by) == (SlipState.ANSWERED, "已报送。", chase.head)
    paper = report.document
    assert paper
    assert (paper.kind, paper.layout, paper.number) == ("D28", Layout.UPWARD, "中心镇文〔2026〕1号")
    assert (paper.signatory, paper.addressees) == (chase.head, [chase.office.official_name])


def test_the_head_writes_and_signs_in_one(chase: Chase) -> None:
    slip = slips.answer(actor=chase.head, slip=chase.signed().pk, text="已办结。")
    assert slip.state == SlipState.ANSWERED


def test_the_head_gives_a_draft_back_and_it_is_kept(chase: Chase) -> None:
    slip = chase.drafted()
    with pytest.raises(Invalid):
        slips.give_back(actor=chase.head, slip=slip.pk, reason=" ")
    with pytest.raises(Refused):
        slips.give_back(actor=chase.clerk, slip=slip.pk, reason="不全")
    assert slips.give_back(actor=chase.head, slip=slip.pk, reason="请补报送时间。").state == SlipState.SIGNED
    slips.answer(actor=chase.clerk, slip=slip.pk, text="已于3月2日报送。")
    slips.sign_report(actor=chase.head, slip=slip.pk)
    told = SlipReport.objects.in_order().values_list("round", "result", "given_back_because")
    assert list(told) == [(1, "已报送。", "请补报送时间。"), (2, "已于3月2日报送。", "")]


def test_every_answer_and_every_verification_is_kept(chase: Chase) -> None:
    slip = chase.answered()
    back = slips.verify(actor=chase.supervisor, slip=slip.pk, holds=False, remark="附件不全。", due_on=LATER)
    assert (back.state, back.due_on) == (SlipState.SIGNED, LATER)
    slips.answer(actor=chase.head, slip=slip.pk, text="已补齐。")
    slips.verify(actor=chase.supervisor, slip=slip.pk, holds=True, remark="属实。")
    kept = SlipReport.objects.in_order().values_list("result", "holds", "remark", "due_on")
    assert list(kept) == [("已报送。", False, "附件不全。", LATER), ("已补齐。", True, "属实。", None)]
    told = slip_story.rounds(Slip.objects.select_related("office", "organisation", "document", "issued_by").get())
    assert [one.label for one in told] == ["交办", "第1次反馈", "第2次反馈"]
    words = " ".join(f"{act.act}{act.text}" for one in told for act in one.acts)
    for said in ("已报送。", "附件不全。", "已补齐。", "属实。"):
        assert said in words


def test_what_goes_back_late_gets_a_new_day(chase: Chase) -> None:
    """A report in time is verified late: the slip is not past its day the moment it goes back."""
    slip = chase.answered()
    for day in (DAY, LATER):
        with on(day), pytest.raises(Invalid, match="须另定重办期限") as refused:
            slips.verify(actor=chase.supervisor, slip=slip.pk, holds=False, remark="附件不全。")
        assert refused.value.field == "due_on"
    assert SlipReport.objects.get().verified_at is None
    with on(LATER):
        later = LATER + datetime.timedelta(days=3)
        back = slips.verify(actor=chase.supervisor, slip=slip.pk, holds=False, remark="附件不全。", due_on=later)
        assert not slip_calls.ran_out(chase.supervisor).exists()
    assert back.due_on == later


def test_an_agency_whose_code_ended_reports_without_a_number(chase: Chase) -> None:
    DocumentCode.objects.filter(use=CodeUse.REPORT).update(ends_on=clock.today() - datetime.timedelta(days=1))
    slips.sign_report(actor=chase.head, slip=chase.drafted().pk)
    paper = SlipReport.objects.get().document
    assert paper
    assert paper.number == ""


def test_what_was_written_is_never_written_again(chase: Chase) -> None:
    chase.answered()
    report = SlipReport.objects.get()
    for change in ({"result": "改过"}, {"signed_by": chase.clerk}, {"round": 7}):
        with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
            SlipReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(IntegrityError, match="不得删除"), transaction.atomic():
        report.delete()


def test_an_unfinished_matter_says_why_and_by_when(chase: Chase) -> None:
    slip = chase.signed()
    for told in ({}, {"reasons": "连续降雨"}, {"reasons": "连续降雨", "done_by": datetime.date(2026, 3, 2)}):
        with pytest.raises(Invalid):
            slips.answer(actor=chase.clerk, slip=slip.pk, text="正在办理。", is_done=False, **told)
    assert not SlipReport.objects.exists()
    told = {"reasons": "连续降雨", "done_by": LATER}
    slips.answer(actor=chase.head, slip=slip.pk, text="正在办理。", is_done=False, **told)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="尚未办结"):
        slips.verify(actor=chase.supervisor, slip=slip.pk, holds=True, remark="属实")
    content = str(SlipReport.objects.get().document.content)  # type: ignore[union-attr]
    assert "三、未办结原因及办结日期" in content
    assert "预计于2026年3月20日前办结" in content


def test_a_report_asks_for_nothing(chase: Chase) -> None:
    slip = chase.drafted(text="已报送，妥否，请批示。")
    with pytest.raises(Invalid, match="夹带请示"):
        slips.sign_report(actor=chase.head, slip=slip.pk)
    slip.refresh_from_db()
    assert slip.state == SlipState.DRAFTED


def test_no_paper_waits_for_ever_to_be_signed_for(chase: Chase) -> None:
    slip = chase.answered()
    waiting = IncomingDocument.objects.awaiting()
    assert [row.organisation for row in waiting.select_related("organisation")] == [chase.office]
    slips.verify(actor=chase.supervisor, slip=slip.pk, holds=False, remark="附件不全。")
    assert not waiting.exists()
    assert IncomingDocument.objects.get(organisation=chase.office).note == "附件不全。"
    assert IncomingDocument.objects.get(organisation=chase.item.organisation).received_by == chase.clerk


def test_a_decided_matter_is_closed_without_a_report(chase: Chase) -> None:
    slip = chase.signed()
    with pytest.raises(Conflict, match="尚未办结"):
        slips.conclude(actor=chase.supervisor, slip=slip.pk, remark="已办结")
    stage.decide(chase.item)
    with pytest.raises(Refused):
        slips.conclude(actor=chase.clerk, slip=slip.pk, remark="已办结")
    assert slips.conclude(actor=chase.supervisor, slip=slip.pk, remark="已办结").state == SlipState.CLOSED


def test_a_closed_slip_is_filed_away_with_those_before_it(chase: Chase) -> None:
    blue = chase.issue()
    orange = chase.issue(colour="orange", ground="urgent", reason="汛期临近。", due_on=DAY)
    slips.sign_for(actor=chase.clerk, slip=orange.pk)
    slips.answer(actor=chase.head, slip=orange.pk, text="已办结。")
    for actor, error in ((chase.supervisor, Conflict), (chase.clerk, Refused)):
        with pytest.raises(error):
            slips.archive(actor=actor, slip=orange.pk)
    slips.verify(actor=chase.supervisor, slip=orange.pk, holds=True, remark="属实。")
    slips.archive(actor=chase.supervisor, slip=orange.pk)
    assert set(Slip.objects.values_list("state", flat=True)) == {SlipState.ARCHIVED}
    with pytest.raises(Conflict):
        slips.archive(actor=chase.supervisor, slip=orange.pk)
    blue.refresh_from_db()
    assert blue.archived_by == chase.supervisor
