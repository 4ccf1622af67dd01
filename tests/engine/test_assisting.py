"""委派, 前加签, 后加签: somebody else's word comes in, the item stays in hand, and nothing waits for nobody."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock, working_days
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation, User
from roles import separation
from roles.duties import Duty
from roles.models import Appointment, PostDuty
from roles.services import delegate, end_appointment
from workflows.engine import answering_people, services
from workflows.engine.enums import Assist, Astray, Decision, Ending
from workflows.engine.models import Assistance, Proceeding, WorkItem
from workflows.engine.reconciling import differences
from workflows.engine.replaying import deviations
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")

WORDS = "请核对分村资金，提出意见"


@pytest.fixture
def item() -> WorkItem:
    return stage.open_items(stage.begin())[0]


@pytest.fixture
def colleague(item: WorkItem) -> User:
    """Of the same organisation, with another duty."""
    user = User.objects.create_user("colleague", name="同事")
    stage.appoint(user, item.organisation, [Duty.REPORT_PROJECTS])
    return user


@pytest.fixture
def water() -> tuple[Organisation, User]:
    """Another organisation of the county, with its head."""
    at = stage.organisation("420301-water")
    head = User.objects.create_user("water-head", name="水利局局长")
    held = stage.appoint(head, at, [Duty.COUNTERSIGN_PLAN])
    held.post.is_head = True
    held.post.save()
    return at, head


def holder(item: WorkItem) -> User:
    return stage.holder(item.organisation_id)


def day(item: WorkItem) -> datetime.date:
    return item.due_at.astimezone(clock.SHANGHAI).date()


def entrust(item: WorkItem, receiver: User, **other: Any) -> Assistance:
    told = {"actor": holder(item), "words": WORDS, **other}
    return services.entrust(work_item=item.pk, receiver=receiver, **told)


def before(item: WorkItem, at: Organisation, **other: Any) -> Assistance:
    told = {"actor": holder(item), "words": WORDS, "until": clock.today(), "of": None, "organisation": at, **other}
    return services.sign_before(work_item=item.pk, **told)


def after(item: WorkItem, at: Organisation, **other: Any) -> Assistance:
    told = {"actor": holder(item), "words": WORDS, "until": clock.today(), "of": None, "organisation": at, **other}
    return services.sign_after(work_item=item.pk, decision=Decision.APPROVE, opinion="同意。", **told)


def waits(item: WorkItem) -> str:
    item.refresh_from_db()
    return item.waits


def lawful(process: Proceeding) -> bool:
    """Neither the replay nor the reconciliation has anything to say."""
    fresh = Proceeding.objects.select_related("dossier").filter(pk=process.pk)
    return not list(deviations(fresh)) and not list(differences(fresh))


def test_entrusted_it_stays_in_hand_and_comes_back_with_the_answer(item: WorkItem, colleague: User) -> None:
    due = item.due_at
    row = entrust(item, colleague, until=day(item))
    assert waits(item) == Assist.ENTRUST
    assert (item.claimed_by, item.due_at) == (holder(item), due)
    assert (row.asked_by, row.asked_of, row.words, row.county_id) == (holder(item), colleague, WORDS, item.county_id)
    assert lawful(item.proceeding)
    ended = services.answer(actor=colleague, work_item=item.pk, text="已核对，资金无误。")
    assert (waits(item), item.claimed_by) == ("", holder(item))
    assert (ended.ended_how, ended.ended_by, ended.answer) == (Ending.ANSWERED, colleague, "已核对，资金无误。")
    assert stage.decide(item).actor == holder(item)
    assert lawful(item.proceeding)
    acts = LedgerEntry.objects.filter(dossier=item.dossier_id).order_by("seq").values_list("action", "actor")
    assert list(acts)[1:] == [
        ("engine.entrust", holder(item).pk), ("engine.answer", colleague.pk), ("engine.decide", holder(item).pk)
    ]  # fmt: skip


def test_nobody_acts_on_it_while_it_is_out(item: WorkItem, colleague: User) -> None:
    peer = User.objects.create_user("peer", name="同岗")
    stage.appoint(peer, item.organisation, [Duty.REVIEW_PROPOSALS])
    entrust(item, colleague)
    for act in (
        lambda: stage.decide(item),
        lambda: services.transfer(actor=holder(item), work_item=item.pk, receiver=peer, reason="请接办"),
        lambda: services.release(actor=holder(item), work_item=item.pk),
        lambda: entrust(item, peer),
    ):
        with pytest.raises(Conflict, match="已委派（同事），尚未答复"):
            act()
    with pytest.raises(Stale, match="领取"):
        stage.decide(item, actor=peer)
    with pytest.raises(Refused, match="没有委派给您"):
        services.answer(actor=peer, work_item=item.pk, text="代答")
    assert waits(item) == Assist.ENTRUST


def test_it_is_taken_back_with_a_reason_by_whoever_asked(item: WorkItem, colleague: User) -> None:
    entrust(item, colleague)
    with pytest.raises(Invalid, match="收回理由"):
        services.recall(actor=holder(item), work_item=item.pk, reason=" ")
    with pytest.raises(Refused, match="只能收回本人"):
        services.recall(actor=colleague, work_item=item.pk, reason="不办了")
    row = services.recall(actor=holder(item), work_item=item.pk, reason="改为本人核对")
    assert (waits(item), row.ended_how, row.ended_because) == ("", Ending.RECALLED, "改为本人核对")
    with pytest.raises(Stale, match="已答复、收回或终止"):
        services.answer(actor=colleague, work_item=item.pk, text="已核对")
    with pytest.raises(Stale):
        services.recall(actor=holder(item), work_item=item.pk, reason="再收回")
    assert stage.decide(item).actor == holder(item)


def test_whom_one_may_entrust(item: WorkItem, colleague: User) -> None:
    stranger = stage.holder("420301-finance")
    for asked, refusal in ((stranger, Refused), (holder(item), Invalid)):
        with pytest.raises(refusal):
            entrust(item, asked)
    with pytest.raises(Refused):
        entrust(item, colleague, actor=stranger)
    with pytest.raises(Refused):
        entrust(item, holder(item), actor=colleague)
    for told in ({"words": " "}, {"until": day(item) + datetime.timedelta(days=1)},
                 {"until": clock.today() - datetime.timedelta(days=1)}):  # fmt: skip
        with pytest.raises(Invalid):
            entrust(item, colleague, **told)
    assert not waits(item)
    assert item.claimed_by is None
    assert not Assistance.objects.exists()


def test_administrators_and_auditors_are_not_entrusted(item: WorkItem) -> None:
    auditor = User.objects.create_user("auditor", name="审计员")
    stage.appoint(auditor, item.organisation, [Duty.AUDIT])
    with pytest.raises(Refused):
        entrust(item, auditor)


def test_whoever_cannot_read_it_is_not_asked(item: WorkItem) -> None:
    evaluator = User.objects.create_user("evaluator", name="考评员")
    stage.appoint(evaluator, item.organisation, [Duty.EVALUATE])
    with pytest.raises(Refused):
        entrust(item, evaluator)
    stage.appoint(evaluator, item.organisation, [Duty.REPORT_PROJECTS])
    assert entrust(item, evaluator).asked_of == evaluator


@pytest.mark.parametrize("duty", [Duty.AUDIT, Duty.EVALUATE])
def test_no_head_is_asked_who_audits_or_cannot_read_it(
    item: WorkItem, water: tuple[Organisation, User], duty: Duty
) -> None:
    PostDuty.objects.filter(post__appointments__user=water[1]).update(duty=duty)
    with pytest.raises(Refused, match="能查阅案卷的负责人在任"):
        before(item, water[0])


def test_nobody_signs_what_he_asked_himself(item: WorkItem, water: tuple[Organisation, User]) -> None:
    at, head = water
    land = stage.appoint(holder(item), stage.organisation("420301-land"), [Duty.COUNTERSIGN_PLAN])
    type(land.post).objects.filter(pk=land.post_id).update(is_head=True)
    with pytest.raises(Refused, match="本人以外"):
        before(item, land.post.organisation)
    row = before(item, at)
    delegate(
        actor=head, principal=Appointment.objects.get(user=head), deputy=holder(item), starts_at=clock.now(),
        ends_at=clock.now() + datetime.timedelta(days=9), reason="出差",
    )  # fmt: skip
    assert holder(item).pk not in dict(answering_people.deputies_of([row]).get(row.pk, ()))
    assert not answering_people.waiting_for(holder(item).pk, clock.now(), clock.today()).exists()
    with pytest.raises(Refused, match="本人提出"):
        services.answer(actor=holder(item), work_item=item.pk, text="同意", consents=True)
    assert waits(item) == Assist.BEFORE


def test_separation_holds_for_the_entrusted_before_and_after(item: WorkItem, colleague: User) -> None:
    excluding = Duty(min(separation.excluded_by(item.duty)))
    WorkItem.objects.filter(pk=item.pk).update(duty=excluding)
    stage.appoint(holder(item), item.organisation, [excluding])
    entrust(item, colleague)
    services.answer(actor=colleague, work_item=item.pk, text="已核对")
    later = stage.open_items(stage.begin())[0]
    WorkItem.objects.filter(pk=later.pk).update(dossier=item.dossier_id)
    later.refresh_from_db()
    stage.appoint(colleague, later.organisation, [Duty(later.duty)])
    with pytest.raises(Refused, match="职责分离"):
        services.claim(actor=colleague, work_item=later.pk)
    assert not WorkItem.objects.inbox_of(colleague).filter(pk=later.pk).exists()
    assert colleague not in answering_people.colleagues(actor=holder(later), item=later, kind=Assist.ENTRUST)
    assert colleague in answering_people.colleagues(actor=holder(later), item=later, kind=Assist.BEFORE)
    assert colleague not in services.receivers(actor=holder(later), item=later)


def test_a_sign_before_says_yes_or_no_and_the_holder_decides(item: WorkItem, water: tuple[Organisation, User]) -> None:
    at, head = water
    before(item, at)
    assert waits(item) == Assist.BEFORE
    with pytest.raises(Invalid, match="同意或不同意"):
        services.answer(actor=head, work_item=item.pk, text="阅")
    with pytest.raises(Invalid, match="须写明理由"):
        services.answer(actor=head, work_item=item.pk, text=" ", consents=False)
    with pytest.raises(Refused):
        services.answer(actor=stage.holder(at), work_item=item.pk, text="代签", consents=True)
    row = services.answer(actor=head, work_item=item.pk, text="水源保护区内不宜建设", consents=False)
    assert (waits(item), row.consents) == ("", False)
    assert stage.decide(item).decision == Decision.APPROVE
    assert lawful(item.proceeding)


def test_only_units_with_a_head_and_within_the_limit(item: WorkItem, water: tuple[Organisation, User]) -> None:
    with pytest.raises(Refused, match="负责人在任"):
        before(item, stage.organisation("420301-land"))
    with pytest.raises(Refused):
        before(item, stage.organisation("42-land"))
    village = Organisation.objects.create(
        code="420301100201", name="一村", kind=OrganisationKind.VILLAGE, parent=item.organisation, county=item.county,
        path=f"{item.organisation.path}420301100201/",
    )  # fmt: skip
    held = stage.appoint(User.objects.create_user("village", name="村主任"), village, [Duty.PROPOSE_PROJECTS])
    type(held.post).objects.filter(pk=held.post_id).update(is_head=True)
    with pytest.raises(Refused):
        before(item, village)
    with pytest.raises(Invalid, match="答复期限"):
        before(item, water[0], until=None)
    with pytest.raises(Invalid, match="请选择"):
        before(item, water[0], organisation=None)
    assert not waits(item)


def test_a_sign_after_holds_what_was_decided_until_it_is_answered(
    item: WorkItem, water: tuple[Organisation, User]
) -> None:
    with pytest.raises(Conflict, match="不能作出"):
        services.sign_after(
            actor=holder(item), work_item=item.pk, of=None, organisation=water[0], words=WORDS, until=clock.today(),
            decision=Decision.OBJECT, opinion="不同意",
        )  # fmt: skip
    row = after(item, water[0])
    assert (waits(item), row.intended["decision"]) == (Assist.AFTER, Decision.APPROVE)
    assert stage.open_steps(item.proceeding) == [item.step]
    services.answer(actor=water[1], work_item=item.pk, text="不同意，选址不当", consents=False)
    assert not waits(item)
    assert stage.open_steps(item.proceeding) == [item.step]
    assert lawful(item.proceeding)


@pytest.mark.parametrize("deed", ["return", "lapse", "remove"])
def test_it_ends_with_its_item(deed: str, water: tuple[Organisation, User]) -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    item, other, *_rest = stage.open_items(process)
    if item.organisation_id == water[0].pk:
        item, other = other, item
    before(item, water[0])
    if deed == "return":
        stage.send_back(other, "township_reviews")
    elif deed == "lapse":
        with clock.shifted(stage.past_due(item)):
            services.lapse(work_item=item.pk)
    else:
        services.remove_seat(actor=holder(item), work_item=item.pk)
    row = Assistance.objects.get()
    assert (waits(item), row.ended_how, item.is_open) == ("", Ending.CLOSED, False)
    assert LedgerEntry.objects.get(action="engine.assist_end").detail["how"] == "closed"
    assert lawful(process)


def leave(appointment: Appointment) -> None:
    end_appointment(actor=None, appointment=appointment, ends_on=clock.today() - datetime.timedelta(days=1))


def test_whoever_asked_leaves_and_the_item_is_everybodys_again(item: WorkItem, colleague: User) -> None:
    peer = User.objects.create_user("peer", name="同岗")
    held = stage.appoint(peer, item.organisation, [Duty.REVIEW_PROPOSALS])
    entrust(item, colleague, actor=peer)
    leave(held)
    assert (waits(item), item.claimed_by) == ("", None)
    assert Assistance.objects.get().ended_how == Ending.CLOSED
    assert stage.decide(item).decision == Decision.APPROVE


def test_whoever_is_asked_leaves_and_it_goes_back(item: WorkItem, colleague: User) -> None:
    entrust(item, colleague)
    leave(Appointment.objects.get(user=colleague))
    assert (waits(item), item.claimed_by) == ("", holder(item))
    assert Assistance.objects.get().ended_how == Ending.VACANT
    assert lawful(item.proceeding)
    assert stage.decide(item).decision == Decision.APPROVE


def test_of_an_organisation_the_next_head_answers_and_without_one_it_goes_back(
    item: WorkItem, water: tuple[Organisation, User]
) -> None:
    at, head = water
    first = Appointment.objects.get(user=head)
    before(item, at)
    yesterday = clock.today() - datetime.timedelta(days=1)
    Appointment.objects.filter(pk=first.pk).update(ends_on=yesterday)
    second = User.objects.create_user("second", name="新局长")
    held = Appointment.objects.create(user=second, post=first.post, starts_on=clock.today(), basis="试验")
    services.vacate(user=head, organisation=at)
    assert waits(item) == Assist.BEFORE
    assert answering_people.authority(second, Assistance.objects.get()) is not None
    assert answering_people.authority(head, Assistance.objects.get()) is None
    Appointment.objects.filter(pk=held.pk).update(ends_on=yesterday)
    services.vacate(user=second, organisation=at)
    assert not waits(item)
    assert Assistance.objects.get().ended_how == Ending.VACANT


def test_while_the_dossier_stands_still_nobody_answers_and_the_days_that_were_left_stay(
    item: WorkItem, colleague: User
) -> None:
    head, dossier = stage.holder("420301"), item.dossier
    row = entrust(item, colleague, until=working_days.add_working_days(clock.today(), 2))
    services.suspend(actor=head, dossier=dossier, reason="换届", expected_on=day(item) + datetime.timedelta(days=30))
    with pytest.raises(Conflict, match="暂停办理"):
        services.answer(actor=colleague, work_item=item.pk, text="已核对")
    with clock.shifted(datetime.timedelta(days=20)):
        services.resume(actor=head, dossier=dossier)
        row.refresh_from_db()
        assert row.until == working_days.add_working_days(clock.today(), 2)
        assert waits(item) == Assist.ENTRUST
        services.answer(actor=colleague, work_item=item.pk, text="已核对")
    assert lawful(item.proceeding)


def test_what_was_asked_in_the_moment_of_leaving_is_found_later(item: WorkItem, colleague: User) -> None:
    entrust(item, colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    services.vacate_lost()
    assert not waits(item)
    assert Assistance.objects.get().ended_how == Ending.VACANT


def test_what_the_database_says_otherwise_is_found(item: WorkItem, colleague: User) -> None:
    entrust(item, colleague)
    WorkItem.objects.filter(pk=item.pk).update(waits="")
    fresh = Proceeding.objects.select_related("dossier").filter(pk=item.proceeding_id)
    assert [found.kind for found in differences(fresh)] == [Astray.OPEN_ASTRAY]


def test_the_database_keeps_it(item: WorkItem, colleague: User) -> None:
    row = entrust(item, colleague)
    rows = Assistance.objects.filter(pk=row.pk)
    for change in ({"words": "改过"}, {"asked_of": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    services.answer(actor=colleague, work_item=item.pk, text="已核对")
    for change in ({"answer": "改过"}, {"ended_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
