"""Two versions side by side: what is new, gone and changed, and that every sum reconciles to the fen."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.comparing import ChangeKind, Comparison, Line, amount_of, compare

FEN = st.integers(min_value=1, max_value=10**13).map(lambda fen: Decimal(fen) / 100)
PAID = st.dictionaries(st.sampled_from(["中央（1号）", "省（2号）", "县（3号）"]), FEN, min_size=1)
CATEGORIES = st.sampled_from(["特色产业发展", "公共服务", "能力建设"])


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[Line], list[Line]]:
    """A version, and a later one that keeps, changes, drops and adds rows."""
    keys = draw(st.lists(st.integers(1, 40), unique=True, max_size=12))
    before = [line(key, draw(PAID), draw(CATEGORIES)) for key in keys]
    kept = [old for old in before if draw(st.booleans())]
    after = [line(old.project, draw(PAID), old.category) if draw(st.booleans()) else old for old in kept]
    after += [line(100 + n, draw(PAID), draw(CATEGORIES)) for n in range(draw(st.integers(0, 5)))]
    return before, after


def line(key: int, paid: dict[str, Decimal], category: str = "公共服务", content: str = "") -> Line:
    """A row whose amount is what its sources pay."""
    amount = sum(paid.values(), Decimal())
    return Line(
        project=key, code=f"P{key}", name=f"项目{key}", category=category, amount=amount, paid=paid, content=content
    )


@settings(max_examples=40)
@given(versions())
def test_every_sum_reconciles_to_the_fen(pair: tuple[list[Line], list[Line]]) -> None:
    before, after = pair
    found = compare(before, after)
    moved = found.whole.difference
    assert found.whole.before == sum((one.amount for one in before), Decimal())
    assert found.whole.after == sum((one.amount for one in after), Decimal())
    for totals in (found.by_source, found.by_category):
        assert sum((one.before for one in totals), Decimal()) == found.whole.before
        assert sum((one.after for one in totals), Decimal()) == found.whole.after
        assert sum((one.difference for one in totals), Decimal()) == moved
    assert sum((change.difference for change in found.changes), Decimal()) == moved
    assert sum(one.rows_after for one in found.by_category) == len(after)


@settings(max_examples=40)
@given(versions())
def test_every_row_is_counted_once_and_named_by_what_became_of_it(pair: tuple[list[Line], list[Line]]) -> None:
    before, after = pair
    found = compare(before, after)
    was, now = {one.project for one in before}, {one.project for one in after}
    assert len(found.changes) + found.unchanged == len(was | now)
    assert {change.line.project for change in found.of(ChangeKind.NEW)} == now - was
    assert {change.line.project for change in found.of(ChangeKind.REMOVED)} == was - now
    assert all(change.difference > 0 for change in found.of(ChangeKind.RAISED))
    assert all(change.difference < 0 for change in found.of(ChangeKind.LOWERED))


@settings(max_examples=40)
@given(versions())
def test_the_other_way_round_everything_turns_about(pair: tuple[list[Line], list[Line]]) -> None:
    there, back = compare(*pair), compare(*reversed(pair))
    assert moved(there) == {project: -amount for project, amount in moved(back).items()}
    assert compare(pair[0], pair[0]).changes == ()


def moved(found: Comparison) -> dict[int, Decimal]:
    return {change.line.project: change.difference for change in found.changes}


def test_a_source_may_change_without_the_amount_and_words_without_money() -> None:
    old = line(1, {"中央（1号）": Decimal(90)}, content="修路3公里")
    other, reworded = (
        line(1, {"县（3号）": Decimal(90)}, content="修路3公里"),
        line(1, dict(old.paid), content="修路2公里"),
    )
    [resourced], [said] = compare([old], [other]).changes, compare([old], [reworded]).changes
    assert (resourced.kind, resourced.said) == (ChangeKind.RESOURCED, ())
    assert (said.kind, said.said) == (ChangeKind.REWORDED, ("content",))
    assert amount_of(None) == 0
