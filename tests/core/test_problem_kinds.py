"""What type of problem a refusal is for programs."""

from __future__ import annotations

import pytest

from core import errors, problems


@pytest.mark.parametrize(
    ("refusal", "kind"), [(errors.Stale, "stale"), (errors.Busy, "stale"), (errors.DomainError, "malformed")]
)
def test_a_closer_refusal_is_of_the_kind_of_the_wider_one(refusal: type[errors.DomainError], kind: str) -> None:
    assert problems.kind_of(refusal("请稍后再试")) == kind
