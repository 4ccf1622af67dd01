"""What a slip's page says before anybody verifies: how the chased step ended, in what order things went, who may go on."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.errors import Invalid, Refused
from core.models import Organisation
from oversight import slip_acts, slip_calls, slip_list, slip_outcome, slip_story, slips
from oversight.enums import SlipAct
from oversight.models import Slip
from oversight.slips import extending, helping
from tests.factories import roles as make
from tests.oversight.chase import DAY, LATER, Chase, on
from tests.oversight.conftest import Watch
from workflows.desk import borders
from workflows.engine.trials import stage

AFTER = DAY + datetime.timedelta(days=1)


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


def page(client: Client, slip: Slip) -> str:
    return client.get(f"/oversight/slips/{slip.pk}/").content.decode()


def test_who_decided_the_step_is_read_before_the_slip_is_closed(chase: Chase, client: Client) -> None:
    slip = chase.signed()
    client.force_login(chase.supervisor)
    assert "该环节尚未办结" in page(client, slip)
    written = stage.decide(chase.item, opinion="资料齐全，同意上报。")
    told = page(client, slip)
    assert "该环节已办结" in told
    for said in ("资料齐全，同意上报。", str(written.actor), f'href="/tasks/{chase.item.pk}/"'):
        assert said in told
    assert 'value="conclude"' in told


def test_a_report_that_the_record_contradicts_is_marked(chase: Chase) -> None:
    slip = chase.answered()
    found = slip_outcome.outcome(chase.supervisor, slip)
    assert found is not None
    assert found.tone == "warning"
    assert "与系统记录不一致" in found.said
    stage.decide(chase.item)
    slip.work_item.refresh_from_db()
    agreed = slip_outcome.outcome(chase.supervisor, slip)
    assert agreed is not None
    assert agreed.tone == ""


def test_what_a_reader_may_not_read_is_not_told(chase: Chase, monkeypatch: pytest.MonkeyPatch) -> None:
    helper, finance = make.person("财政局经办人"), stage.organisation("420301-finance")
    slip = chase.issue(co_handler=finance)
    assert slip_outcome.outcome(helper, slip) is None
    stage.decide(chase.item)
    slip.work_item.refresh_from_db()
    monkeypatch.setattr(borders, "reads_within", lambda *_told: False)
    monkeypatch.setattr(borders, "goes_out", lambda *_told: False)
    assert slip_outcome.outcome(chase.supervisor, slip) is None


def test_it_costs_three_statements(chase: Chase, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    slip = chase.signed()
    stage.decide(chase.item)
    found = Slip.objects.select_related("work_item__dossier").get(pk=slip.pk)
    with django_assert_max_num_queries(3):
        assert slip_outcome.outcome(chase.supervisor, found)


def test_the_story_is_told_in_the_order_of_time(chase: Chase) -> None:
    slip = chase.signed()
    hour = datetime.timedelta(hours=1)
    acts: tuple[Callable[[], object], ...] = (
        lambda: slips.answer(actor=chase.clerk, slip=slip.pk, text="已报送。"),
        lambda: extending.ask(actor=chase.head, slip=slip.pk, reason="降雨", progress="过半", wanted=LATER),
        lambda: slips.sign_report(actor=chase.head, slip=slip.pk),
        lambda: slips.verify(actor=chase.supervisor, slip=slip.pk, holds=False, remark="附件不全。", due_on=DAY),
        lambda: slips.answer(actor=chase.clerk, slip=slip.pk, text="附件已补。"),
    )
    for number, act in enumerate(acts, 1):
        with clock.shifted(hour * number):
            act()
    told = slip_story.rounds(Slip.objects.get(pk=slip.pk))
    moments = [act.at for part in told for act in part.acts]
    assert moments == sorted(moments)
    assert [part.label for part in told] == ["交办", "第1次反馈", "第2次反馈"]
    assert "申请延期" in [act.act for act in told[1].acts]


def test_the_story_says_how_it_was_closed_or_followed(chase: Chase, client: Client) -> None:
    slip = chase.issue()
    with on(AFTER):
        warned = chase.issue(colour="orange", ground="unanswered", due_on=LATER)
        client.force_login(chase.supervisor)
        assert "升级为橙色督办单" in page(client, slip)
        stage.decide(chase.item)
        slips.conclude(actor=chase.supervisor, slip=warned.pk, remark="已按期上报。")
        assert "事项已办结，直接销号" in page(client, warned)


def test_red_is_offered_to_the_head_of_the_office_alone(chase: Chase, client: Client) -> None:
    chase.office.phone = "0719-0000000"
    chase.office.save(update_fields=["phone"])
    chase.issue()
    with on(AFTER):
        warned = chase.issue(colour="orange", ground="unanswered", due_on=LATER)
    address = f"/oversight/items/{chase.item.pk}/slip/?follow=1"
    with on(LATER + datetime.timedelta(days=1)):
        for actor, is_head in ((chase.supervisor, False), (chase.chief, True)):
            client.force_login(actor)
            assert (SlipAct.ESCALATE in slip_acts.open_to(actor, warned)) == is_head
            told, form = page(client, warned), client.get(address).content.decode()
            assert ("升级督办" in told) == is_head
            assert ("督查室主任，电话0719-0000000" in told) == (not is_head)
            assert ('value="red"' in form) == is_head
            assert ("督查室主任，电话0719-0000000" in form) == (not is_head)
        with pytest.raises(Refused, match="主要负责人下达"):
            chase.issue(chase.supervisor, colour="red", ground="unanswered", due_on=LATER + datetime.timedelta(days=9))
        assert slip_calls.what_follows("orange", is_open=True) == "应升级为红色督办单，由督查室主要负责人下达"


def test_a_first_red_one_that_is_not_his_says_whose(chase: Chase, client: Client) -> None:
    client.force_login(chase.supervisor)
    address = f"/oversight/items/{chase.item.pk}/slip/"
    assert 'value="red"' not in client.get(address).content.decode()
    typed = {"colour": "red", "ground": "special", "reason": "限时", "requirement": "请办结。", "due_on": f"{DAY:%F}"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "红色督办单由督查室主要负责人下达：督查室主任" in answer.content.decode()
    assert "请办结。" in answer.content.decode()
    assert not Slip.objects.exists()


def test_who_handles_or_watches_is_no_helper(chase: Chase) -> None:
    offered = set(helping.of(chase.item).values_list("kind", flat=True))
    assert offered
    assert not offered & helping.NEVER
    assert not helping.of(chase.item).filter(pk=chase.item.organisation_id).exists()
    for helper, why in (
        (chase.item.organisation, "协办单位不能是承办单位"),
        (chase.office, "督查室负责监督，不能作协办单位"),
        (stage.organisation("420302"), "不能协办该事项"),
    ):
        with pytest.raises(Invalid, match=why) as refused:
            chase.issue(co_handler=Organisation.objects.get(pk=helper.pk))
        assert refused.value.field == "co_handler"
    assert not Slip.objects.exists()
    finance = stage.organisation("420301-finance")
    assert chase.issue(co_handler=finance).co_handler == finance


def test_a_date_says_whose_it_is(chase: Chase, client: Client) -> None:
    client.force_login(chase.supervisor)
    slip = chase.signed()
    assert slip_list.row(slip).whose == "承办单位反馈期限"
    slips.answer(actor=chase.head, slip=slip.pk, text="已报送。")
    row = slip_list.row(Slip.objects.get(pk=slip.pk))
    assert row.whose == "督查室核查期限"
    assert row.due is not None
    assert slip.due_on != row.due.day
    for address in ("/oversight/slips/", f"/oversight/slips/{slip.pk}/"):
        assert "督查室核查期限" in client.get(address).content.decode()
    client.get("/")
    assert "右侧为本室核查期限" in client.get("/").content.decode()
