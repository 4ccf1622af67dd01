"""Where the time of a dossier went: every minute in exactly one state."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import Dossier, User
from core.templatetags.words import time_spent
from tests.desk.conftest import County, logged_in, raise_county
from workflows.desk import elapsed
from workflows.desk.elapsed import Elapsed, State, Stretch
from workflows.engine import services
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage as trial

HOUR = datetime.timedelta(hours=1)


def spent(told: Elapsed) -> dict[str, float]:
    return {state.value: part / HOUR for state, part in told.parts if part}


@pytest.fixture
def stage(trial_flow: None) -> County:
    """The county of a test's own: others here are on another stage."""
    return raise_county()


@pytest.fixture
def on_stage(db: None) -> None:
    trial.raise_stage()


@pytest.fixture
def process(on_stage: None) -> Proceeding:
    return trial.begin()


def at(hours: int) -> datetime.timedelta:
    return hours * HOUR


def account(process: Proceeding) -> elapsed.Account:
    found = elapsed.account(Dossier.objects.get(pk=process.dossier_id), User.objects.order_by("pk")[0])
    assert found
    assert found.dossier.whole == sum((part for _state, part in found.dossier.parts), datetime.timedelta())
    return found


def test_pool_then_hand_then_pool_again(process: Proceeding) -> None:
    item = trial.open_items(process)[0]
    holder = trial.holder(item.organisation_id)
    with clock.shifted(at(2)):
        services.claim(actor=holder, work_item=item.pk)
    with clock.shifted(at(5)):
        services.release(actor=holder, work_item=item.pk)
    with clock.shifted(at(6)):
        told = account(process)
        assert spent(told.dossier) == {"pool": 3, "held": 3}
        services.claim(actor=holder, work_item=item.pk)
    with clock.shifted(at(10)):
        trial.decide(item)
        told = account(process)
        assert spent(told.items[0]) == {"pool": 3, "held": 7}
        assert told.dossier.whole == at(10)


def test_one_decided_without_taking_it_first_lay_in_the_pool(process: Proceeding) -> None:
    with clock.shifted(at(4)):
        trial.decide(trial.open_items(process)[0])
        assert spent(account(process).items[0]) == {"pool": 4}


def test_seats_side_by_side_count_once_for_the_dossier(process: Proceeding) -> None:
    trial.decide(trial.open_items(process)[0])
    first = trial.open_items(process)[0]
    with clock.shifted(at(1)):
        services.claim(actor=trial.holder(first.organisation_id), work_item=first.pk)
    with clock.shifted(at(4)):
        trial.decide(first)
    with clock.shifted(at(6)):
        told = account(process)
        assert spent(told.dossier) == {"waiting": 6}
        seats = [spent(item) for item in told.items if item.whole]
        assert sorted(seats, key=len) == [{"pool": 6}, {"pool": 6}, {"pool": 1, "held": 3}]
        assert sum(item.whole / HOUR for item in told.items) == 4 + 6 + 6


def test_whoever_opened_it_first_has_it_in_hand(process: Proceeding) -> None:
    item = trial.open_items(process)[0]
    with clock.shifted(at(3)):
        services.note_opened(actor=trial.holder(item.organisation_id), work_item=item.pk)
    with clock.shifted(at(8)):
        trial.decide(item)
        told = account(process)
        assert spent(told.dossier) == {"pool": 3, "held": 5}


def test_what_is_given_back_after_it_was_opened_lies_in_the_pool_again(process: Proceeding) -> None:
    item = trial.open_items(process)[0]
    holder = trial.holder(item.organisation_id)
    with clock.shifted(at(1)):
        services.note_opened(actor=holder, work_item=item.pk)
    with clock.shifted(at(2)):
        services.claim(actor=holder, work_item=item.pk)
    with clock.shifted(at(4)):
        services.release(actor=holder, work_item=item.pk)
    with clock.shifted(at(9)):
        assert spent(account(process).dossier) == {"pool": 6, "held": 3}


def test_what_was_returned_counts_as_returned_until_it_comes_again(process: Proceeding) -> None:
    trial.decide(trial.open_items(process)[0])
    with clock.shifted(at(2)):
        trial.send_back(trial.open_items(process)[0], "township_reviews")
        back = trial.open_items(process)[0]
    with clock.shifted(at(3)):
        services.claim(actor=trial.holder(back.organisation_id), work_item=back.pk)
    with clock.shifted(at(9)):
        trial.decide(back)
    with clock.shifted(at(10)):
        assert spent(account(process).dossier) == {"returned": 7, "waiting": 3}


def test_what_lies_behind_a_notice_waits(process: Proceeding) -> None:
    item = trial.open_items(process)[0]
    free = clock.today() + datetime.timedelta(days=3)
    WorkItem.objects.filter(pk=item.pk).update(not_before=free)
    with clock.shifted(at(80)):  # 2 March, 9:00, to 5 March, 17:00
        assert spent(account(process).dossier) == {"waiting": 63, "pool": 17}


def test_between_two_proceedings_it_waits() -> None:
    first = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    lain = [Stretch(first + at(n), first + at(n + 1), State.HELD) for n in (0, 4)]
    told = list(elapsed._merged((first, first + at(5)), lain))
    assert [(one.state.value, (one.last - one.first) / HOUR) for one in told] == [
        ("held", 1),
        ("waiting", 3),
        ("held", 1),
    ]


@given(st.lists(st.tuples(st.integers(-3, 15), st.integers(0, 9), st.sampled_from(State)), max_size=8))
def test_the_sweep_agrees_with_trying_every_stretch_at_every_hour(spans: list[tuple[int, int, State]]) -> None:
    first = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    lain = [Stretch(first + at(begins), first + at(begins + long), state) for begins, long, state in spans]
    told = elapsed._merged((first, first + at(12)), lain)
    by_hour = [one.state for one in told for _hour in range(round((one.last - one.first) / HOUR))]
    lying = [{state for begins, long, state in spans if begins <= hour < begins + long} for hour in range(12)]
    assert by_hour == [next((state for state in State if state in here), State.WAITING) for here in lying]


def test_hundreds_of_seats_are_swept_once() -> None:
    """Each stretch is looked at twice, where it begins and where it ends, not once for every cut."""
    looked_at: Counter[str] = Counter()

    class Watched(Stretch):
        __slots__ = ()

        def __getattribute__(self, name: str) -> Any:
            looked_at[name] += 1
            return super().__getattribute__(name)

    first = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    lain = [Watched(first + n * elapsed.MINUTE, first + at(10) + n * elapsed.MINUTE, State.POOL) for n in range(300)]
    told = list(elapsed._merged((first, first + at(20)), lain))
    assert len(told) == 600
    assert sum(looked_at[name] for name in ("first", "last", "state")) <= 4 * len(lain)


def test_the_items_come_by_the_page(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elapsed, "ROWS", 1)
    dossier = stage.at_meeting().dossier
    whole = elapsed.account(dossier, stage.drafter)
    assert whole
    pages = whole.page.paginator.num_pages
    assert pages > 1
    last = elapsed.account(dossier, stage.drafter, str(pages))
    assert last
    assert (len(whole.items), len(last.items), last.dossier) == (1, 1, whole.dossier)
    assert last.page[0] != whole.page[0]
    page = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/?tab=progress&page=2").content.decode()
    assert f"各环节用时（{pages}项）" in page
    assert "tab=progress&amp;page=1" in page


def test_the_words() -> None:
    assert time_spent(datetime.timedelta(days=2, hours=3, minutes=5)) == "2天3小时5分"
    assert time_spent(datetime.timedelta()) == "0"


def test_a_meeting_is_waited_for_and_the_page_shows_it(stage: County) -> None:
    item = stage.at_meeting()
    with clock.shifted(at(5)):
        told = elapsed.account(item.dossier, stage.drafter)
        assert told
        assert spent(told.dossier) == {"waiting": 5}
        page = logged_in(stage.drafter).get(f"/dossiers/{item.dossier_id}/?tab=progress").content.decode()
    assert "等待其他" in page
    assert "5小时" in page
