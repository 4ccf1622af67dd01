"""Keys that pages send back."""

from __future__ import annotations

import pytest

from core.pages.keys import LAST, key


@pytest.mark.parametrize("typed", ["0", "7", "007", str(LAST)])
def test_what_may_be_a_key_is_read(typed: str) -> None:
    assert key(typed) == int(typed)


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "²", " 7", str(LAST + 1), "9" * 30, "9" * 5000, "x", "7\0"])
def test_what_can_be_no_key_is_none(typed: str) -> None:
    assert key(typed) is None
