"""Taking back answers to a countersign: it asks again, waits for all of them and forgets nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from core.errors import Conflict, DomainError, Stale
from tests.engine.test_withdrawing import withdraw
from workflows.engine import reconciling, replaying, services, turn
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Opinion, Proceeding, TurnTask, WorkItem
from workflows.engine.nodes.countersign import AHEAD
from workflows.engine.trials import returns, stage
from workflows.engine.trials.flows import TRIALS

APPROVE, OBJECT = Decision.APPROVE, Decision.OBJECT
ASKING = ("department_opines", "department_votes", "department_agrees", "department_consents", "department_reads")
WATER = "420301-water"

pytestmark = pytest.mark.usefixtures("on_stage")


def asked(flow: str) -> tuple[Proceeding, list[WorkItem]]:
    """The seats of a countersign that has just begun."""
    process = stage.begin(flow)
    while (items := stage.open_items(process))[0].step not in ASKING:
        stage.decide(items[0])
    return process, items


def add(beside: WorkItem) -> WorkItem:
    actor = stage.holder(beside.organisation_id)
    return services.add_seat(actor=actor, beside=beside.pk, organisation=stage.organisation(WATER))


def remove(item: WorkItem) -> None:
    services.remove_seat(actor=stage.holder(item.organisation_id), work_item=item.pk)


def fits(process: Proceeding) -> None:
    found = [Proceeding.objects.select_related("dossier").get(pk=process.pk)]
    assert [*map(str, replaying.deviations(found)), *map(str, reconciling.differences(found))] == []


def gathered(process: Proceeding) -> int:
    """How many gathers have closed and not been undone: each opens the next step once."""
    return len([item for item in stage.open_items(process) if item.step not in ASKING])


@pytest.mark.parametrize("flow", ["trial_plan", "trial_veto"])
def test_who_had_answered_before_the_last_takes_it_back_too_once_that_one_was(flow: str) -> None:
    """The last answer had closed the countersign; since it was taken back a seat is open, and nothing is gathered."""
    process, (first, second, third) = asked(flow)
    for item in (first, second, third):
        stage.decide(item)
    with pytest.raises(Conflict, match="会签意见已汇总"):
        withdraw(first)
    last = withdraw(third)
    again = withdraw(first)
    assert stage.open_items(process) == [last, again]
    fits(process)
    stage.decide(last)
    assert stage.open_items(process) == [again], "nothing goes on without the answer that was taken back"
    stage.decide(again)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).closed_at


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_all_are_taken_back_and_answered_again_in_any_order(order: tuple[int, ...]) -> None:
    process, items = asked("trial_plan")
    for item in items:
        stage.decide(item)
    again = [withdraw(item) for item in reversed(items)]
    assert stage.open_items(process) == again
    for n in order:
        assert gathered(process) == 0
        stage.decide(again[n])
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


def test_a_seat_added_meanwhile_is_waited_for() -> None:
    process, items = asked("trial_plan")
    for item in items:
        stage.decide(item)
    last = withdraw(items[2])
    added, again = add(last), withdraw(items[0])
    stage.decide(again)
    stage.decide(last)
    assert stage.open_items(process) == [added]
    remove(added)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


def test_the_last_open_seat_is_taken_away_where_answers_of_others_stand() -> None:
    process, (first, second, third) = asked("trial_plan")
    for item in (first, second, third):
        stage.decide(item)
    last = withdraw(third)
    remove(last)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


def test_and_kept_where_every_answer_was_taken_back() -> None:
    process, items = asked("trial_plan")
    for item in items:
        stage.decide(item)
    last, second, first = [withdraw(item) for item in reversed(items)]
    remove(last)
    remove(first)
    with pytest.raises(Conflict, match="至少保留"):
        remove(second)
    assert stage.open_items(process) == [second]
    fits(process)


@pytest.mark.parametrize(("said", "goes_on"), [(OBJECT, "department_votes"), (APPROVE, "leading_group_signs")])
def test_who_is_still_to_be_asked_is_not_forgotten(said: Decision, goes_on: str) -> None:
    """Two are asked side by side and two after them; it is the one who does not know of those that takes his answer
    back, whether it had called the next or ended the asking."""
    process, (first,) = asked("trial_in_turn")
    added = add(first)
    stage.decide(first, said)
    stage.decide(added, said)
    assert stage.open_steps(process) == [goes_on]
    again = withdraw(added)
    assert stage.open_items(process) == [again]
    stage.decide(again, OBJECT)
    (second,) = stage.open_items(process)
    assert second.seat.endswith("_2")
    stage.decide(second, OBJECT)
    if said == APPROVE:
        (third,) = stage.open_items(process)
        assert third.seat.endswith("_3")
        stage.decide(third)
        assert stage.open_steps(process) == ["leading_group_signs"]
    else:
        assert Proceeding.objects.get(pk=process.pk).outcome == "stopped", "one that is left cannot make it two"
    fits(process)


def test_both_that_were_asked_together_are_taken_back_and_the_rest_asked_after_them() -> None:
    process, (first,) = asked("trial_in_turn")
    added = add(first)
    stage.decide(first)
    stage.decide(added)
    last, again = withdraw(added), withdraw(first)
    assert stage.open_items(process) == [last, again]
    stage.decide(again, OBJECT)
    assert stage.open_items(process) == [last]
    stage.decide(last, OBJECT)
    (second,) = stage.open_items(process)
    stage.decide(second)
    (third,) = stage.open_items(process)
    assert [second.seat[-1], third.seat[-1]] == ["2", "3"]
    stage.decide(third)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


def test_asked_in_turn_the_one_before_stands_once_the_next_has_answered() -> None:
    process, (first,) = asked("trial_in_turn")
    stage.decide(first)
    (second,) = stage.open_items(process)
    stage.decide(second)
    again = withdraw(second)
    with pytest.raises(Stale, match="下一环节已办理"):
        withdraw(first)
    assert stage.open_items(process) == [again]


def test_a_seat_that_somebody_added_stays_when_the_asking_of_the_next_is_taken_back() -> None:
    process, (first,) = asked("trial_in_turn")
    stage.decide(first, OBJECT)
    (second,) = stage.open_items(process)
    added = add(second)
    again = withdraw(first)
    assert stage.open_items(process) == [added, again]
    fits(process)
    stage.decide(added)
    stage.decide(again, OBJECT)
    assert [item.seat[-1] for item in stage.open_items(process)] == ["2"]
    fits(process)


def test_a_seat_that_somebody_added_goes_when_the_calling_of_the_countersign_is_taken_back() -> None:
    process = stage.begin("trial_plan")
    (called,) = stage.open_items(process)
    stage.decide(called)
    added = add(stage.open_items(process)[0])
    again = withdraw(called)
    assert stage.open_items(process) == [again]
    fits(process)
    with pytest.raises(Stale):
        stage.decide(added)
    stage.run_through(process)
    fits(process)


def test_what_was_closed_beside_in_another_seat_is_not_ones_own_doing() -> None:
    process, (first, second, _third) = asked("trial_nested")
    stage.decide(first)
    stage.decide(second)
    withdraw(second)
    withdraw(first)
    assert stage.open_steps(process) == ["department_reads"] * 3
    fits(process)


def test_of_an_inner_countersign_both_are_taken_back() -> None:
    process, items = asked("trial_nested")
    for item in items:
        stage.decide(item)
    inner = stage.open_items(process)
    for item in inner:
        stage.decide(item)
    last = withdraw(inner[5])
    again = withdraw(inner[4])
    assert stage.open_items(process) == [last, again]
    with pytest.raises(Conflict, match="会签意见已汇总"):
        withdraw(inner[0])
    stage.decide(last)
    stage.decide(again)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


@pytest.fixture
def back_again() -> Iterator[tuple[Proceeding, list[WorkItem]]]:
    """The second seat returned it after the first had answered; mended, it went straight back to the two that were open."""
    with returns.every_way_back(TRIALS["trial_plan"]):
        process, (first, second, _third) = asked("trial_plan")
        stage.decide(first)
        stage.send_back(second, "township_reviews", straight_back=True)
        stage.decide(stage.open_items(process)[0])
        yield process, [first, *stage.open_items(process)]


def test_an_answer_of_an_earlier_round_stands(back_again: tuple[Proceeding, list[WorkItem]]) -> None:
    process, (first, second, third) = back_again
    with pytest.raises(Conflict, match="新一轮"):
        withdraw(first)
    stage.decide(second)
    stage.decide(third)
    withdraw(third)
    again = withdraw(second)
    with pytest.raises(Conflict, match="新一轮"):
        withdraw(first)
    fits(process)
    remove(again)
    assert len(stage.open_items(process)) == 1


def test_and_counts_when_those_that_are_open_again_are_taken_away(
    back_again: tuple[Proceeding, list[WorkItem]],
) -> None:
    process, (_first, second, third) = back_again
    remove(second)
    remove(third)
    assert stage.open_steps(process) == ["leading_group_signs"]
    fits(process)


@pytest.mark.parametrize("flow", ["trial_plan", "trial_ballot"])
def test_a_return_is_no_answer_for_which_the_last_seat_might_go(flow: str) -> None:
    with returns.every_way_back(TRIALS[flow]):
        process, (first, second, _third) = asked(flow)
        remove(first)
        stage.send_back(second, "township_reviews", straight_back=True)
        stage.decide(stage.open_items(process)[0])
        again, last = stage.open_items(process)
        remove(again)
        with pytest.raises(Conflict, match="至少保留"):
            remove(last)
        assert stage.open_items(process) == [last]
        fits(process)


def test_a_return_is_no_answer_that_weighs_beside_the_seat_that_is_open_again() -> None:
    """Finance weighs two of four, two thirds pass it: with one more it has passed, whoever had returned it."""
    with returns.every_way_back(TRIALS["trial_ballot"]):
        process, (_finance, housing, _land) = asked("trial_ballot")
        stage.send_back(housing, "township_reviews", straight_back=True)
        stage.decide(stage.open_items(process)[0])
        finance, _housing, land = stage.open_items(process)
        stage.decide(finance)
        stage.decide(land)
        assert stage.open_steps(process) == ["leading_group_signs"]
        fits(process)


RULES = {"trial_plan": None, "trial_vote": 2, "trial_in_turn": 2}
"""How many consents each asks for; None where it waits for all and their answers advise."""


@pytest.mark.parametrize("flow", RULES)
@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_answered_taken_back_added_and_removed_nobody_is_forgotten(flow: str, seed: int) -> None:
    """Everybody asked has answered, is open or is asked later; and it goes on when the answers that stand settle it."""
    dice = random.Random(seed)  # noqa: S311  a story, not a secret
    process, items = asked(flow)
    prefix = items[0].seat.rpartition("_")[0]
    everybody = {item.organisation_id for item in items} | _later(process)
    for _act in range(30):
        _one_act(process, prefix, everybody, dice)
        open_ones = {item.organisation_id for item in _seats(process, prefix)}
        answers = _answers(process, prefix)
        if open_ones:
            assert open_ones | answers.keys() | _later(process) == everybody
            assert not open_ones & answers.keys()
        settled = _settled(RULES[flow], answers, len(everybody - answers.keys()))
        assert (settled is None) == bool(open_ones)
        fits(process)


def _one_act(process: Proceeding, prefix: str, everybody: set[int], dice: random.Random) -> None:
    open_ones = _seats(process, prefix)
    act = dice.choice(["decide", "decide", "withdraw", "withdraw", "add", "remove"]) if open_ones else "withdraw"
    item = dice.choice(open_ones) if open_ones else None
    try:
        if item is None or act == "withdraw":
            written = Opinion.objects.standing().filter(proceeding=process, seat__startswith=f"{prefix}_")
            if found := list(written.order_by("pk")):
                withdraw(WorkItem.objects.get(pk=dice.choice(found).task_id))
        elif act == "decide":
            stage.decide(item, dice.choice([APPROVE, OBJECT]))
        elif act == "add":
            everybody.add(add(item).organisation_id)
        else:
            remove(item)
            everybody.discard(item.organisation_id)
    except DomainError:
        pass


def _seats(process: Proceeding, prefix: str) -> list[WorkItem]:
    return [item for item in stage.open_items(process) if item.seat.startswith(f"{prefix}_")]


def _answers(process: Proceeding, prefix: str) -> dict[int, str]:
    written = Opinion.objects.standing().filter(proceeding=process, seat__startswith=f"{prefix}_").order_by("pk")
    return dict(written.values_list("organisation", "decision"))


def _later(process: Proceeding) -> set[int]:
    """Who is asked later: whatever knows it knows the same."""
    live = TurnTask.objects.filter(process_id=process.pk).exclude(status__in=turn.ENDED).order_by("pk")
    known = [task.data[AHEAD] for task in live if task.data.get(AHEAD)]
    assert all(one == known[0] for one in known)
    return {organisation for _number, organisation in known[0]} if known else set()


def _settled(consents: int | None, answers: dict[int, str], missing: int) -> bool | None:
    if not answers:  # the rule is asked of answers; a seat taken away before there are any settles nothing
        return None
    if consents is None:
        return None if missing else True
    given = sum(said in CONSENTS for said in answers.values())
    return True if given >= consents else False if given + missing < consents else None
