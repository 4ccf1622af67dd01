"""What people did at random fits the net of its flow; an act that could not have been is named."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from core import clock, ledger
from core.errors import DomainError
from core.models import User
from roles.duties import Duty
from workflows.engine import services
from workflows.engine.enums import Act, Assist, Decision
from workflows.engine.models import Assistance, Opinion, Proceeding, UnplannedStep, WorkItem
from workflows.engine.registry import flow
from workflows.engine.replaying import deviations, path
from workflows.engine.trials import stage
from workflows.engine.trials.flows import TRIALS, PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")

MOST_ACTS = 14
SEEDS = range(4)


@pytest.fixture(autouse=True)
def straight_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service leaves it to the page whether a return may skip steps; these walks make use of it."""
    monkeypatch.setattr(PlanTrial, "may_go_straight_back", True)


def any_act(process: Proceeding, dice: random.Random) -> None:
    """One act of somebody, lawful or not."""
    item = dice.choice(stage.open_items(process))
    if flow(process.flow_key).unplanned_node() and dice.random() < 0.4:
        _added(item, dice)
    else:
        _of_the_flow(process, item, dice)


def _of_the_flow(process: Proceeding, item: WorkItem, dice: random.Random) -> None:
    step = flow(process.flow_key).step(item.step)
    match dice.choice(["decide", "decide", "decide", "return", "add", "remove", "withdraw", "lapse", "help", "help"]):
        case "return" if step.returns_to:
            stage.send_back(item, dice.choice(step.returns_to), straight_back=dice.random() < 0.5)
        case "add":
            services.add_seat(actor=_convener(item), beside=item.pk, organisation=stage.organisation("420301-water"))
        case "remove":
            services.remove_seat(actor=_convener(item), work_item=item.pk)
        case "withdraw":
            last = Opinion.objects.standing().filter(proceeding=process).order_by("-pk").first()
            if last and last.actor:
                services.withdraw(actor=last.actor, work_item=last.task_id, reason="误办。")
        case "lapse":
            WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() - datetime.timedelta(minutes=1))
            services.lapse(work_item=item.pk)
        case "help":
            _help(item, dice)
        case _:
            stage.decide(item, dice.choice(step.decisions))


def _added(item: WorkItem, dice: random.Random) -> None:
    """Put a step in, take one back, or return from one."""
    actor, last = stage.holder(item.organisation_id), UnplannedStep.objects.order_by("-number").first()
    if item.unplanned and last and dice.random() < 0.5:
        stage.send_back(item, last.after.step, straight_back=dice.random() < 0.5)
    elif last and dice.random() < 0.2:
        services.recall_step(actor=last.added_by, step=last.pk, reason="不需要")
    else:
        at = stage.organisation(dice.choice(["420301-land", "420301-finance"]))
        services.add_step(actor=actor, work_item=item.pk, name="法制审核", organisation=at, days=2, words="请审核")


def _help(item: WorkItem, dice: random.Random) -> None:
    """Entrust the item, or ask for a sign before it is decided; of one that waits, answer or take that back."""
    actor = stage.holder(item.organisation_id)
    row = Assistance.objects.open().select_related("asked_of").filter(work_item=item.pk).first()
    if row is not None and row.asked_of and dice.random() < 0.7:
        consents = None if row.kind == Assist.ENTRUST else dice.random() < 0.5
        services.answer(actor=row.asked_of, work_item=item.pk, text="已核对", consents=consents)
    elif row is not None:
        services.recall(actor=actor, work_item=item.pk, reason="自行办理")
    elif dice.random() < 0.5:
        services.entrust(actor=actor, work_item=item.pk, receiver=_beside(item), words="请核对")
    else:
        asked: dict[str, Any] = {"of": _beside(item), "organisation": None, "words": "请签署", "until": clock.today()}
        services.sign_before(actor=actor, work_item=item.pk, **asked)


def _beside(item: WorkItem) -> User:
    """A colleague at the item's organisation."""
    beside, is_new = User.objects.get_or_create(username=f"beside-{item.organisation_id}", defaults={"name": "同事"})
    if is_new:
        stage.appoint(beside, item.organisation, [Duty.REPORT_PROJECTS])
    return beside


def _convener(item: WorkItem) -> User:
    return stage.holder(item.cause.organisation_id if item.cause else item.organisation_id)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", TRIALS)
def test_whatever_people_do_fits_the_net(key: str, seed: int) -> None:
    dice = random.Random(f"{key} {seed}")  # noqa: S311  a seeded walk
    process = stage.begin(key)
    done: list[str] = []
    for _act in range(MOST_ACTS):
        if not stage.open_items(process):
            break
        try:
            any_act(process, dice)
        except DomainError as refusal:
            done.append(str(refusal))
        process.refresh_from_db()
        found = list(deviations([process]))
        assert found == [], f"{found[0]}\n{done}"


@pytest.mark.parametrize("straight_back", [False, True])
def test_what_came_back_to_be_mended_may_be_returned_further(straight_back: bool) -> None:
    """Straight back to where it came from is one way of the step that mends it, and its own returns are others."""
    process = stage.begin("trial_added")
    for _step in range(2):
        stage.decide(stage.open_items(process)[0])
    stage.send_back(stage.open_items(process)[0], "township_reports", straight_back=True)
    stage.send_back(stage.open_items(process)[0], "township_drafts", straight_back=straight_back)
    came: list[str] = []
    while steps := stage.open_steps(process):
        assert list(deviations([process])) == []
        came += steps
        stage.decide(stage.open_items(process)[0])
        process.refresh_from_db()
    assert list(deviations([process])) == []
    assert came == ["township_drafts", "township_reports", "county_signs"]


def test_an_act_that_could_not_follow_is_named_with_what_came_before() -> None:
    process = stage.begin("trial_plan")
    (item,) = stage.open_items(process)
    forged(process, item, step="leading_group_signs")
    (found,) = deviations([process])
    assert found.what == "leading_group_signs: approve cannot follow"
    assert found.before == ()


def test_work_that_lies_open_without_an_act_is_named() -> None:
    process = stage.begin("trial_plan")
    (item,) = stage.open_items(process)
    WorkItem.objects.filter(pk=item.pk).update(step="leading_group_signs")
    (found,) = deviations([process])
    assert "leading_group_signs" in found.what
    assert "does not lead to" in found.what


def test_a_proceeding_closed_before_its_end_is_named() -> None:
    process = stage.begin("trial_plan")
    Proceeding.objects.filter(pk=process.pk).update(closed_at=clock.now())
    process.refresh_from_db()
    (found,) = deviations([process])
    assert found.what == "it is closed and its flow has not ended"


def test_many_proceedings_cost_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _one in range(3):
        stage.decide(stage.open_items(stage.begin("trial_plan"))[0])
    every = list(Proceeding.objects.order_by("pk"))
    with django_assert_num_queries(2):
        assert list(deviations(every)) == []


@pytest.mark.parametrize(
    ("seat", "numbers"), [("start", ()), ("start/5_2", (2,)), ("start/5_1/9_3", (1, 3)), ("/asks.1/calls.3", (1, 3))]
)
def test_a_seat_of_the_ledger_and_one_of_the_net_are_the_same_numbers(seat: str, numbers: tuple[int, ...]) -> None:
    assert path(seat) == numbers


def forged(process: Proceeding, item: WorkItem, *, step: str) -> None:
    """What somebody who writes past the engine would leave in the ledger."""
    ledger.record(
        actor=None, action=Act.DECIDE, chain=process.dossier.county_id, dossier=process.dossier_id,
        proceeding=process.pk, work_item=item.pk, step=step, seat=item.seat, decision=Decision.APPROVE,
    )  # fmt: skip


def test_the_command_lists_what_does_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    stage.begin("trial_issue")
    (item,) = stage.open_items(strange := stage.begin("trial_plan"))
    call_command("replay_flows", flow="trial_issue")
    assert capsys.readouterr().out == "1 proceedings fit their flows\n"
    forged(strange, item, step="leading_group_signs")
    with pytest.raises(CommandError, match="1 of 2 proceedings"):
        call_command("replay_flows")
    assert "leading_group_signs: approve cannot follow" in capsys.readouterr().out
