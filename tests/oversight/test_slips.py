"""A blue slip: issued, signed for, answered, verified; one a matter, by those whose duty each act is."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from documents.enums import CodeUse
from documents.models import DocumentCode
from oversight import slip_calls, slip_list, slips
from oversight.models import Slip, SlipState
from roles.duties import Duty
from tests.desk.called import whom_it_names
from tests.factories import roles as make
from tests.oversight.chase import on
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

WORDS = "请于三日内办结。"
DAY = datetime.date(2026, 3, 9)
FIRST = {"colour": "blue", "ground": "reminder"}


@pytest.fixture(autouse=True)
def office(watch: Watch) -> Organisation:
    office = Organisation.objects.get(code="420301-supervision")
    DocumentCode.objects.create(organisation=office, use=CodeUse.FORM, code="竹督办")
    make.lead(watch.clerk, watch.item.organisation)
    return office


def issued(watch: Watch) -> Slip:
    return slips.issue(actor=watch.supervisor, work_item=watch.item.pk, requirement=WORDS, due_on=DAY)


def answered(watch: Watch) -> Slip:
    made = issued(watch)
    slips.sign_for(actor=watch.clerk, slip=made.pk)
    return slips.answer(actor=watch.clerk, slip=made.pk, text="已报送。")


def test_it_is_a_numbered_document_and_on_record(watch: Watch, office: Organisation) -> None:
    made = issued(watch)
    assert made.document
    assert (made.state, made.office, made.document.number) == (SlipState.ISSUED, office, "竹督办〔2026〕1号")
    assert (made.document.kind, made.document.dossier_id) == ("D26", watch.item.dossier_id)
    assert WORDS in str(made.document.content)
    entry = LedgerEntry.objects.get(action="slip.issued")
    assert (entry.chain, entry.actor, entry.detail["slip"]) == (watch.county, watch.supervisor, made.pk)


def test_from_issue_to_close(watch: Watch) -> None:
    made = answered(watch)
    closed = slips.verify(actor=watch.supervisor, slip=made.pk, holds=True, remark="情况属实。")
    assert (closed.state, closed.verified_by) == (SlipState.CLOSED, watch.supervisor)
    told = LedgerEntry.objects.filter(action__startswith="slip.").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["slip.issued", "slip.signed", "slip.answered", "slip.closed"]
    issued(watch)  # the matter may be chased again


def test_an_answer_that_does_not_hold_goes_back(watch: Watch) -> None:
    made = answered(watch)
    back = slips.verify(actor=watch.supervisor, slip=made.pk, holds=False, remark="附件不全。")
    assert (back.state, back.remark, back.closed_at) == (SlipState.SIGNED, "附件不全。", None)
    slips.answer(actor=watch.clerk, slip=made.pk, text="已补齐。")
    assert Slip.objects.get().answer == "已补齐。"


def test_one_matter_one_slip(watch: Watch) -> None:
    issued(watch)
    with pytest.raises(Conflict, match="一事一单"):
        issued(watch)
    again = Slip.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_an_open_slip_is_linked_where_another_would_be_refused(watch: Watch, client: Client) -> None:
    client.force_login(watch.supervisor)
    issuing = f"/oversight/items/{watch.item.pk}/slip/"
    assert issuing in client.get("/oversight/").content.decode()
    standing = reverse("oversight:slip", args=[issued(watch).pk])
    page = client.get("/oversight/").content.decode()
    assert issuing not in page
    assert standing in page
    assert client.get(issuing).headers["Location"] == standing
    assert client.post(issuing, FIRST | {"requirement": WORDS, "due_on": DAY.isoformat()}).status_code == 422


def test_nobody_issues_or_verifies_outside_his_area(watch: Watch) -> None:
    for actor in (watch.clerk, watch.auditor):
        with pytest.raises(Refused):
            slips.issue(actor=actor, work_item=watch.item.pk, requirement=WORDS, due_on=DAY)
    with pytest.raises(Refused):
        slips.issue(actor=watch.supervisor, work_item=watch.next_door.pk, requirement=WORDS, due_on=DAY)
    assert not Slip.objects.exists()
    made = answered(watch)
    for actor in (watch.clerk, watch.auditor, stage.holder("420302100")):
        with pytest.raises(Refused):
            slips.verify(actor=actor, slip=made.pk, holds=True, remark="属实")
    assert Slip.objects.get().state == SlipState.ANSWERED


def test_nobody_signs_or_answers_for_another_office(watch: Watch) -> None:
    made = issued(watch)
    for actor in (watch.supervisor, stage.holder("420302100")):
        with pytest.raises(Refused):
            slips.sign_for(actor=actor, slip=made.pk)
    slips.sign_for(actor=watch.clerk, slip=made.pk)
    for actor in (watch.supervisor, stage.holder("420302100")):
        with pytest.raises(Refused):
            slips.answer(actor=actor, slip=made.pk, text="已办")
    assert Slip.objects.get().state == SlipState.SIGNED


def test_nothing_is_done_out_of_turn(watch: Watch) -> None:
    made = issued(watch)
    with pytest.raises(Conflict):
        slips.answer(actor=watch.clerk, slip=made.pk, text="已办")
    with pytest.raises(Conflict):
        slips.verify(actor=watch.supervisor, slip=made.pk, holds=True, remark="属实")
    slips.sign_for(actor=watch.clerk, slip=made.pk)
    with pytest.raises(Conflict):
        slips.sign_for(actor=watch.clerk, slip=made.pk)
    with pytest.raises(Invalid):
        slips.answer(actor=watch.clerk, slip=made.pk, text=" ")


def test_it_names_a_day_ahead_and_a_matter_that_is_open(watch: Watch) -> None:
    with pytest.raises(Invalid):
        slips.issue(actor=watch.supervisor, work_item=watch.item.pk, requirement=WORDS, due_on=clock.today())
    with pytest.raises(Invalid):
        slips.issue(actor=watch.supervisor, work_item=watch.item.pk, requirement=" ", due_on=DAY)
    stage.decide(watch.item)
    with pytest.raises(Conflict):
        issued(watch)
    assert not Slip.objects.exists()


def test_it_stands_in_the_inbox_until_it_is_answered(watch: Watch) -> None:
    made = issued(watch)
    assert [one.pk for one in slip_calls.waiting_for(watch.clerk)] == [made.pk]
    assert not slip_calls.waiting_for(watch.supervisor).exists()
    slips.sign_for(actor=watch.clerk, slip=made.pk)
    slips.answer(actor=watch.clerk, slip=made.pk, text="已办")
    assert not slip_calls.waiting_for(watch.clerk).exists()


def test_the_office_hears_of_what_nobody_signs_for(client: Client, watch: Watch) -> None:
    """From the day after the one for it until it is signed for, stands still or runs out."""
    made = issued(watch)
    assert made.sign_by
    late = made.sign_by + datetime.timedelta(days=1)
    with on(made.sign_by):
        assert not slip_calls.unsigned(watch.supervisor).exists()
    with on(late):
        assert list(slip_calls.unsigned(watch.supervisor)) == [made]
        assert whom_it_names("slips_unsigned") == {watch.supervisor}
        for other in (watch.clerk, watch.provincial_supervisor, watch.auditor):
            assert not slip_calls.unsigned(other).exists()
        client.force_login(watch.supervisor)
        told = client.get("/").content.decode()
        assert "1份督办单逾期未签收" in told
        assert f"{watch.item.organisation.name}未签收" in told
        WorkItem.objects.update(suspended_at=clock.now())
        assert not slip_calls.unsigned(watch.supervisor).exists()
        WorkItem.objects.update(suspended_at=None)
    with on(DAY + datetime.timedelta(days=1)):
        assert not slip_calls.unsigned(watch.supervisor).exists()
        assert slip_calls.ran_out(watch.supervisor).exists()
    slips.sign_for(actor=watch.clerk, slip=made.pk)
    with on(late):
        assert not slip_calls.unsigned(watch.supervisor).exists()


def test_who_is_asked_for_help_finds_it_in_the_list(watch: Watch) -> None:
    made = slips.issue(
        actor=watch.supervisor, work_item=watch.item.pk, requirement=WORDS, due_on=DAY,
        co_handler=stage.organisation("420301-finance"),
    )  # fmt: skip
    helper, stranger = make.person("股长"), make.person("别人")
    make.give(helper, Duty.MANAGE_SOURCES, stage.organisation("420301-finance"))
    make.give(stranger, Duty.MANAGE_SOURCES, stage.organisation("420302-finance"))
    assert list(slip_list.visible_to(helper)) == [made]
    assert not slip_list.visible_to(stranger).exists()


def test_the_pages(client: Client, watch: Watch, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client.force_login(watch.supervisor)
    form = f"/oversight/items/{watch.item.pk}/slip/"
    assert client.post(form, FIRST | {"requirement": "", "due_on": "2026-03-09"}).status_code == 422
    page = client.post(form, FIRST | {"requirement": WORDS, "due_on": "2026-03-09"}, follow=True).content.decode()
    assert "竹督办〔2026〕1号" in page
    made = Slip.objects.get()
    address = f"/oversight/slips/{made.pk}/"
    assert 'value="sign"' not in page
    client.force_login(watch.clerk)
    assert "督办单待签收或反馈" in client.get("/").content.decode()
    client.post(address, {"act": "sign"})
    kept = client.post(address, {"act": "answer", "text": " ", "is_done": "done"})
    assert kept.status_code == 422
    client.post(address, {"act": "answer", "text": "已报送。", "is_done": "done"})
    assert client.post(address, {"act": "close", "text": "属实"}).status_code == 403
    client.force_login(watch.supervisor)
    assert "已报送。" in client.get(address).content.decode()
    client.post(address, {"act": "close", "text": "属实"})
    assert Slip.objects.get().state == SlipState.CLOSED
    with django_assert_max_num_queries(8):
        assert "已销号" in client.get("/oversight/slips/").content.decode()
    client.force_login(stage.holder("420302100"))
    assert client.get(address).status_code == 403
    assert "竹督办" not in client.get("/oversight/slips/").content.decode()


def test_each_act_says_what_was_done_and_whose_turn_it_is(client: Client, watch: Watch) -> None:
    address = f"/oversight/slips/{issued(watch).pk}/"
    steps = (
        (watch.clerk, "sign", "", "督办单已签收", None),
        (watch.clerk, "answer", "已报送。", "督办单已反馈", watch.supervisor),
        (watch.supervisor, "return", "附件不全。", "督办单已退回", watch.clerk),
        (watch.clerk, "answer", "已补齐。", "督办单已反馈", watch.supervisor),
        (watch.supervisor, "close", "属实。", "督办单已销号", None),
    )
    for actor, act, text, told, next_one in steps:
        client.force_login(actor)
        assert told in client.post(address, {"act": act, "text": text, "is_done": "done"}, follow=True).content.decode()
        assert slip_calls.to_verify(watch.supervisor).exists() == (next_one == watch.supervisor)
        assert whom_it_names("slips_to_verify") == ({watch.supervisor} if next_one == watch.supervisor else set())
        for other in (watch.clerk, watch.provincial_supervisor, watch.auditor):
            assert not slip_calls.to_verify(other).exists()
        if next_one:
            client.force_login(next_one)
            page = client.get("/").content.decode()
            assert ("1份督办单待核查" in page, text in page) == (act == "answer", True)
            assert ("被退回：" in page) == (act == "return")
