"""Whether a performance target names a year."""

from __future__ import annotations

import pytest

from plans.rules.targets import names_year


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("2026年底前户均增收500元", True), ("２０２６年完成", True), ("二〇二六年完成", True), ("二零二六年", True), ("至2026.12.31", True),
        ("户均增收500元", False), ("2027年完成", False), ("新建管道12026米", False), ("投资20260元", False), ("", False),
    ],
)  # fmt: skip
def test_a_year_is_found_however_it_is_written(text: str, is_named: bool) -> None:
    assert names_year(text, 2026) is is_named
