"""Votes that weigh, a veto, a quorum, seats asked one after the other, and the result in one sentence."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from core.enums import OrganisationKind
from core.errors import Conflict
from core.models import LedgerEntry, Organisation
from tests.engine.statements import counted
from workflows.desk import timeline
from workflows.engine import reconciling, replaying, services, settled
from workflows.engine.enums import CONSENTS, Act, Decision
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.nodes.votes import OPEN, Ballot, Cast, read, recount
from workflows.engine.trials import stage

APPROVE, OBJECT = Decision.APPROVE, Decision.OBJECT
GIVEN = (APPROVE, Decision.APPROVE_WITH_CHANGES, OBJECT, Decision.LAPSED)
SEATS = st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.sampled_from([OPEN, *GIVEN])), min_size=1, max_size=4)
RULES = st.builds(Ballot, st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
                  st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]))  # fmt: skip


def cast_of(seats: Sequence[tuple[int, bool, str]]) -> list[Cast]:
    return [Cast(n, weight, vetoes, str(answer)) for n, (weight, vetoes, answer) in enumerate(seats)]


def by_hand(rule: Ballot, cast: list[Cast]) -> bool:
    """Of seats that have all answered: counted without the rule."""
    total = given = yes = 0
    for one in cast:
        total += one.weight
        given += one.weight * (one.answer != Decision.LAPSED)
        yes += one.weight * (one.answer in CONSENTS)
    vetoed = any(one.vetoes and one.answer == OBJECT for one in cast)
    return not vetoed and yes >= rule.passes_at * total and given >= rule.quorum * total


@given(RULES, SEATS)
@example(Ballot(Fraction(1, 2)), [(2, False, APPROVE), (1, False, OPEN)])
@example(Ballot(Fraction(1, 2)), [(2, False, OBJECT), (1, False, OPEN)])
@example(Ballot(Fraction(1, 2)), [(2, False, APPROVE), (1, True, OPEN)])
@example(Ballot(Fraction(1, 2), quorum=Fraction(1)), [(2, False, APPROVE), (1, False, OPEN)])
def test_a_ballot_is_decided_exactly_when_nothing_open_can_change_it(
    rule: Ballot, seats: list[tuple[int, bool, str]]
) -> None:
    open_seats = [n for n, (_weight, _vetoes, answer) in enumerate(seats) if answer == OPEN]
    ends = set()
    for answers in itertools.product((APPROVE, OBJECT, Decision.LAPSED), repeat=len(open_seats)):
        filled = list(seats)
        for n, answer in zip(open_seats, answers, strict=True):
            filled[n] = (*seats[n][:2], answer)
        ends.add(by_hand(rule, cast_of(filled)))
    said = rule.of(cast_of(seats))
    assert (said is None) == (len(ends) == 2)
    if said is not None:
        assert ends == {said}


def seats(flow: str) -> tuple[Proceeding, list[WorkItem]]:
    process = stage.begin(flow)
    if stage.open_steps(process) == ["township_reviews"]:
        stage.decide(stage.open_items(process)[0])
    return process, stage.open_items(process)


def told(process: Proceeding) -> str:
    """The sentence of the last countersign that closed."""
    entry = LedgerEntry.objects.filter(dossier=process.dossier_id, action=Act.GATHER).latest("seq")
    return settled.sentence(entry.detail["tally"], settled.names_in([entry.detail["tally"]]))


def fits(process: Proceeding) -> None:
    found = Proceeding.objects.select_related("dossier").get(pk=process.pk)
    assert list(replaying.deviations([found])) == []
    assert list(reconciling.differences([found])) == []


@pytest.mark.usefixtures("on_stage")
class TestOnStage:
    def test_finance_and_one_other_make_two_thirds_of_three_departments(self) -> None:
        """Finance weighs two of four: with one more it is three of four."""
        process, (finance, housing, _land) = seats("trial_ballot")
        stage.decide(finance)
        assert stage.open_steps(process).count("department_votes") == 2
        stage.decide(housing)
        assert stage.open_steps(process) == ["leading_group_signs"]
        assert told(process) == (
            "会签3个单位，共4票：同意3（财政2、住房城乡建设1），未答复1（自然资源1）。"
            "规则：同意须达总票数的2/3，参加表决须达1/2（实到3票），有否决权的单位不同意即不通过。结果：通过。"
        )
        fits(process)

    def test_changing_one_vote_changes_the_line(self) -> None:
        process, (finance, housing, land) = seats("trial_ballot")
        stage.decide(land, OBJECT)
        stage.decide(housing)
        stage.decide(finance)
        entry = LedgerEntry.objects.filter(dossier=process.dossier_id, action=Act.GATHER).latest("seq")
        kept = entry.detail["tally"]
        before = told(process)
        assert before.endswith("结果：通过。")
        (of_housing,) = [one for one in kept["seats"] if one["organisation"] == housing.organisation_id]
        of_housing["said"] = str(OBJECT)
        after = settled.sentence(kept, settled.names_in([kept]))
        assert after != before
        assert "同意2（" in after
        assert after.endswith("结果：不通过。")

    def test_a_veto_ends_it_at_once_whatever_the_others_weigh(self) -> None:
        process, (finance, housing, land) = seats("trial_ballot")
        stage.decide(housing)
        stage.decide(land)
        assert stage.open_steps(process) == ["department_votes"], "finance may still veto"
        stage.decide(finance, OBJECT)
        assert [(i.step, i.round) for i in stage.open_items(process)] == [("township_reviews", 2)]
        assert told(process).endswith("结果：财政行使否决权，不通过。")
        fits(process)

    def test_silence_makes_no_quorum(self) -> None:
        process, (finance, housing, land) = seats("trial_ballot")
        WorkItem.objects.filter(pk=finance.pk).update(due_at=finance.opened_at - datetime.timedelta(days=9))
        services.lapse(work_item=finance.pk)
        assert stage.open_steps(process) == ["township_reviews"], "two of four are no two thirds"
        for item in (housing, land):
            item.refresh_from_db()
            assert (item.is_open, item.decided_at) == (False, None)
        assert "逾期未回复2" in told(process)

    def test_they_are_asked_one_after_the_other(self) -> None:
        process, (first,) = seats("trial_in_turn")
        stage.decide(first, OBJECT)
        (second,) = stage.open_items(process)
        assert second.cause_id == first.pk
        stage.decide(second)
        (third,) = stage.open_items(process)
        assert [first.seat[-1], second.seat[-1], third.seat[-1]] == ["1", "2", "3"]
        stage.decide(third)
        assert stage.open_steps(process) == ["leading_group_signs"]
        assert told(process) == "会签3个单位：同意2，不同意1。规则：至少2个单位同意。结果：通过。"
        fits(process)

    def test_nobody_is_asked_once_it_is_decided(self) -> None:
        process, (first,) = seats("trial_in_turn")
        stage.decide(first)
        stage.decide(stage.open_items(process)[0])
        assert stage.open_steps(process) == ["leading_group_signs"]
        assert WorkItem.objects.filter(proceeding=process, step="department_votes").count() == 2
        assert "未答复1" in told(process)

    def test_a_seat_added_beside_is_waited_for_and_the_queue_goes_on(self) -> None:
        process, (first,) = seats("trial_in_turn")
        who = stage.holder(first.organisation_id)
        added = services.add_seat(actor=who, beside=first.pk, organisation=stage.organisation("420301-water"))
        assert added.seat.endswith("_4"), "the numbers of those still to be asked are theirs"
        fits(process)
        stage.decide(added, OBJECT)
        stage.decide(first, OBJECT)
        (second,) = stage.open_items(process)
        assert second.seat.endswith("_2")
        fits(process)

    def test_who_is_still_to_be_asked_is_not_added(self) -> None:
        """Whether a seat that is open knows who that is, or the gather; both would count the organisation twice."""
        process, (first,) = seats("trial_in_turn")
        convener = stage.holder(first.organisation_id)
        inside = Organisation.objects.filter(county=first.county_id, kind=OrganisationKind.DEPARTMENT)
        later = inside.exclude(code="420301-water").exclude(pk=first.organisation_id).order_by("code")
        assert len(later) == 2
        for organisation in later:
            with pytest.raises(Conflict, match="已在会签单位之列"):
                services.add_seat(actor=convener, beside=first.pk, organisation=organisation)
        added = services.add_seat(actor=convener, beside=first.pk, organisation=stage.organisation("420301-water"))
        stage.decide(first, OBJECT)
        actor = stage.holder(added.organisation_id)
        for organisation in later:
            with pytest.raises(Conflict, match="已在会签单位之列"):
                services.add_seat(actor=actor, beside=added.pk, organisation=organisation)
        assert stage.open_items(process) == [added]

    def test_a_seat_taken_away_hands_on_who_is_asked_later(self) -> None:
        process, (first,) = seats("trial_in_turn")
        who = stage.holder(first.organisation_id)
        added = services.add_seat(actor=who, beside=first.pk, organisation=stage.organisation("420301-water"))
        services.remove_seat(actor=who, work_item=first.pk)
        stage.decide(added)
        (second,) = stage.open_items(process)
        assert second.seat.endswith("_2")
        fits(process)

    def test_one_who_takes_his_answer_back_is_asked_again_and_the_rest_after_him(self) -> None:
        process, (first,) = seats("trial_in_turn")
        stage.decide(first)
        services.withdraw(actor=stage.holder(first.organisation_id), work_item=first.pk, reason="误办。")
        (again,) = stage.open_items(process)
        assert again.organisation_id == first.organisation_id
        stage.decide(again, OBJECT)
        stage.decide(stage.open_items(process)[0], OBJECT)
        assert Proceeding.objects.get(pk=process.pk).outcome == "stopped"
        fits(process)

    def test_what_advises_only_says_so(self) -> None:
        process, items = seats("trial_plan")
        for item in items:
            stage.decide(item, OBJECT)
        assert told(process) == "会签3个单位：不同意3。规则：各单位意见供汇总，不以票数决定。结果：会签完毕。"

    def test_what_was_kept_gives_the_same_result_again(self) -> None:
        for flow in ("trial_vote", "trial_veto", "trial_unanimous", "trial_ballot", "trial_in_turn"):
            process, items = seats(flow)
            stage.decide(items[0], OBJECT)
            while (item := next(iter(stage.open_items(process)), None)) and item.seat != "start":
                stage.decide(item)
            entry = LedgerEntry.objects.filter(dossier=process.dossier_id, action=Act.GATHER).latest("seq")
            assert bool(recount(*read(entry.detail["tally"]))) == entry.detail["tally"]["passed"], flow

    def test_the_story_of_the_dossier_tells_it_in_both_languages(self) -> None:
        process, (finance, housing, _land) = seats("trial_ballot")
        stage.decide(finance)
        stage.decide(housing)
        for language, says in (
            ("zh-hans", "会签3个单位，共4票"),
            ("en", "Countersigned by 3 organisations with 4 votes"),
        ):
            reader = stage.holder("420301")
            with translation.override(language), counted() as seen:
                told = [act for one in timeline.rounds(process.dossier, reader) for act in one.acts]
            assert len(seen) == 3  # opinions, ledger and seats, which have the names
            assert [act.text for act in told if act.text.startswith(says)], [act.text for act in told]
