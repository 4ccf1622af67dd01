"""What differs between two texts, and every tag that a changed row bears."""

from __future__ import annotations

from decimal import Decimal

from plans.changed_words import parts
from plans.comparing import SAID, WORDED, ChangeKind, Line, compare


def test_the_changed_words_are_marked_on_either_side() -> None:
    before, after = "硬化通组公路1.2公里，路面宽4.5米", "硬化通组公路2.5公里，路面宽4.5米"
    assert [part for part, is_changed in parts(after, before) if is_changed] == ["2.5"]
    assert "".join(part for part, _is_changed in parts(before, after)) == before
    assert parts(before, before) == ((before, False),)
    assert parts("亮化工程", "硬化公路") == (("亮化工程", True),)
    assert parts("", before) == ()


def line(**changed: object) -> Line:
    given: dict[str, object] = {
        "project": 1, "code": "P1", "name": "路", "category": "公共服务", "amount": Decimal(2), "paid": {"中央": Decimal(2)},
        "content": "修路", "platform": "平台", "schedule": "3月-5月", "responsible_unit": "甲局", **changed,
    }  # fmt: skip
    return Line(**given)  # type: ignore[arg-type]


def test_a_row_bears_a_tag_for_everything_that_changed() -> None:
    lowered = {"amount": Decimal(1), "paid": {"中央": Decimal(1)}}
    [change] = compare([line()], [line(content="亮化", schedule="6月", responsible_unit="乙局", **lowered)]).changes
    assert change.kinds == (
        ChangeKind.LOWERED, ChangeKind.REWORDED, ChangeKind.RESCHEDULED, ChangeKind.REASSIGNED,
    )  # fmt: skip
    [paid] = compare([line()], [line(paid={"县": Decimal(2)}, platform="另一平台")]).changes
    assert paid.kinds == (ChangeKind.RESOURCED, ChangeKind.REPLATFORMED)
    [scaled] = compare([line(scale="10座")], [line(scale="12座")]).changes
    assert scaled.kinds == (ChangeKind.REWORDED,)
    [both] = compare([line(scale="10座")], [line(scale="12座", content="修桥")]).changes
    assert both.kinds == (ChangeKind.REWORDED,)
    [gone] = compare([line()], []).changes
    assert gone.kinds == (ChangeKind.REMOVED,)


def test_every_word_of_a_row_has_a_tag() -> None:
    assert WORDED.keys() == set(SAID)
