"""Which two steps one person must not both take."""

from __future__ import annotations

import pytest

from roles.duties import Duty
from roles.separation import PAIRS, Pair, conflict, excluded_by


@pytest.mark.parametrize("pair", PAIRS)
def test_each_pair_holds_both_ways(pair: Pair) -> None:
    for first, second in ((pair.one, pair.other), (pair.other, pair.one)):
        assert conflict(second, {first: 7}, 7)
        assert conflict(second, {first: [3, 7]}, 7)
        assert conflict(second, {first: 7}, 8) is None
        assert first.value in excluded_by(second)


def test_who_drafts_does_not_check_and_does_not_sign() -> None:
    previous = {Duty.COMPILE_PLAN.value: 1, Duty.EDIT_CHECK.value: 2}
    assert conflict(Duty.EDIT_CHECK, previous, 1) == "职责分离：拟稿人不得核稿"
    assert conflict(Duty.SIGN_OFF, previous, 2)
    assert conflict(Duty.SIGN_OFF, previous, 3) is None


def test_who_numbers_does_not_sign() -> None:
    assert conflict("register_document", {"sign_off": 5}, 5)


def test_a_deputy_counts_as_his_principal_too() -> None:
    assert conflict(Duty.SIGN_OFF, {Duty.COMPILE_PLAN: 1}, 2, on_behalf_of=1)
    assert conflict(Duty.SIGN_OFF, {Duty.COMPILE_PLAN: [2, 1]}, 1)


def test_other_steps_are_free() -> None:
    assert conflict(Duty.ANNOUNCE, {Duty.COMPILE_PLAN: 1}, 1) is None
    assert conflict(Duty.SIGN_OFF, {}, 1) is None
