"""Returning from every step to every earlier one: a few here, all of it by `manage.py prove returns`."""

from __future__ import annotations

import datetime
import random
from unittest import mock

import pytest

from core import clock, proofs
from core.proofs import ProofFailed
from workflows.engine import services, soundness
from workflows.engine.models import Proceeding
from workflows.engine.services import returning
from workflows.engine.trials import returns, stage
from workflows.engine.trials.flows import NestedTrial, PlanTrial
from workflows.engine.trials.returns import ANSWERED, LATE, OPEN, Return
from workflows.flows.annual_plan import AnnualPlan2015
from workflows.flows.library_round import LibraryRound2015
from workflows.flows.returning import Returning

INNER = Return("trial_nested", "leading_group_signs", "province_advises", straight_back=False)
FROM_A_SEAT = Return("trial_plan", "department_opines", "township_reviews", True, ANSWERED, 1)
FROM_AN_ADDED_SEAT = Return("trial_in_turn", "department_votes", "township_reviews", True, LATE, 1)


@pytest.mark.proof
@pytest.mark.django_db
def test_a_few_returns_and_those_of_villages_end_as_they_should() -> None:
    proofs.discover()
    seed = random.randrange(2**31)  # noqa: S311  printed, so that a failure can be repeated
    print(f"seed {seed}")
    lines = list(proofs.proofs["returns"](seed=seed, short=True))
    print("\n".join(lines))
    assert any(line.startswith("VillageRound2015: 4 x 4, 6 of 6 pairs tried: 2 again") for line in lines)


def test_what_lies_before_a_step_and_what_lies_around_it() -> None:
    assert soundness.earlier(AnnualPlan2015, "office_director_signs_letter") == [
        "working_group_drafts_call", "group_head_signs_call", "finance_confirms_sources", "working_group_drafts",
    ]  # fmt: skip
    assert soundness.earlier(PlanTrial, "township_reviews") == [], "a way back leads to nothing earlier"
    assert soundness.earlier(LibraryRound2015, "village_resubmits")[-1] == "working_group_sends_back"
    around = {name: node.name for name, node in soundness.enclosing(NestedTrial).items()}
    assert around == {"department_reads": "asks_departments", "province_advises": "asks_departments"}


@pytest.mark.usefixtures("on_stage")
class TestOnTheTrialFlows:
    def test_a_dossier_goes_back_into_an_inner_countersign_by_the_outer_one(self) -> None:
        returns.prepare()
        list(returns.tried([INNER], 1))

    def test_the_proof_sees_one_that_goes_into_the_inner_countersign_alone(self) -> None:
        returns.prepare()
        inner = NestedTrial.instance.node("asks_province")
        with mock.patch.object(returning, "_target", return_value=inner), pytest.raises(ProofFailed):
            list(returns.tried([INNER], 1))

    def test_the_proof_sees_seats_that_are_not_opened_again(self) -> None:
        returns.prepare()
        usual = returning._seat
        lost = lambda task: usual(task) | {"step": "leading_group_signs"}  # noqa: E731
        with mock.patch.object(returning, "_seat", lost), pytest.raises(ProofFailed, match="open is"):
            list(returns.tried([FROM_A_SEAT], 1))

    def test_a_return_that_is_refused_for_another_reason_proves_nothing(self) -> None:
        item = stage.open_items(stage.begin("trial_notice"))[0]
        driver = Returning(follow=lambda _version: None)
        driver._require_refused(item, "county_signs", straight_back=False)
        driver._require_refused(item, "county_signs", straight_back=True)
        services.suspend(
            actor=stage.holder("420301"), dossier=item.dossier, reason="换届",
            expected_on=clock.today() + datetime.timedelta(days=30),
        )  # fmt: skip
        with pytest.raises(ProofFailed, match="暂停办理"):
            driver._require_refused(item, "county_signs", straight_back=False)

    def test_the_proof_sees_a_queue_that_is_lost(self) -> None:
        returns.prepare()
        list(returns.tried([FROM_AN_ADDED_SEAT], 1))
        with mock.patch.object(returning, "_keep_queues"), pytest.raises(ProofFailed, match="asked later"):
            list(returns.tried([FROM_AN_ADDED_SEAT], 1))

    def test_the_proof_sees_a_return_that_never_ends(self) -> None:
        process = stage.begin("trial_veto")
        with pytest.raises(ProofFailed, match="does not end"):
            returns.ended_well(Proceeding.objects.get(pk=process.pk), OPEN)
