"""A refusal of a meeting cites the law for the rule that stands there, and nothing for a sum that does not add up."""

from __future__ import annotations

import datetime
from decimal import Decimal

from plans.models import VillageRound
from plans.rules.bounds import project_misfits
from plans.rules.rounds import deliberation_refusals

RULE = "村民委员会组织法第二十六条"


def test_presence_and_majority_cite_their_article_and_a_sum_none() -> None:
    held = VillageRound(
        held_on=datetime.date(2016, 1, 5), representatives=30, present=18, votes_for=9, votes_against=5,
        votes_abstained=0, resolution="同意申报。",
    )  # fmt: skip
    absent, lost, wrong_sum = deliberation_refusals(held)
    assert (absent.clause, lost.clause, wrong_sum.clause) == (RULE, RULE, "")
    assert str(wrong_sum) == "表决票数合计14，与实到人数18不符"
    assert str(absent).endswith(f"（{RULE}）")


def test_more_poor_people_than_people_cites_nothing() -> None:
    [(field, refusal)] = project_misfits({"people": 3, "poor_people": 4}, None, largest=Decimal(1), most=9)
    assert (field, refusal.clause) == ("poor_people", "")
    assert str(refusal).endswith("（现填4和3）")
