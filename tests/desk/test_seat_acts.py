"""加签 and 减签 on the page of a countersign seat; allowed and refused."""

from __future__ import annotations

import pytest

from core.enums import OrganisationKind
from core.models import Organisation, User
from roles.duties import Duty
from tests.desk.conftest import logged_in
from workflows.desk import subjects
from workflows.engine import registry
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.flows import open_trials


@pytest.fixture
def seat(db: None, monkeypatch: pytest.MonkeyPatch) -> WorkItem:
    """One open seat of a countersign under way."""
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    monkeypatch.setattr(subjects, "_subjects", {})
    open_trials()
    stage._code.cache_clear()
    stage.raise_stage()
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    return stage.open_items(process)[0]


@pytest.fixture
def office(seat: WorkItem) -> Organisation:
    """A further organisation of the county, with somebody who has the seat's duty."""
    county = seat.county
    made = Organisation.objects.create(
        code=f"{county.code}-culture", name="文化局", kind=OrganisationKind.DEPARTMENT, parent=county, county=county,
        path=f"{county.path}{county.code}-culture/",
    )  # fmt: skip
    stage.appoint(User.objects.create_user("culture", name="文化局承办"), made, [Duty(seat.duty)])
    return made


def add(actor: User, seat: WorkItem, organisation: Organisation) -> int:
    asked = {"act": "add_seat", "seat-organisation": str(organisation.pk)}
    return logged_in(actor).post(f"/tasks/{seat.pk}/", asked).status_code


def convener(seat: WorkItem) -> User:
    assert seat.cause is not None
    return stage.holder(seat.cause.organisation_id)


def seated(seat: WorkItem) -> set[int]:
    return set(WorkItem.objects.seats_beside(seat).values_list("organisation", flat=True))


def test_who_called_the_countersign_asks_one_more_and_takes_it_away(seat: WorkItem, office: Organisation) -> None:
    actor = convener(seat)
    browser = logged_in(actor)
    assert "文化局" in browser.get(f"/tasks/{seat.pk}/").content.decode()
    assert add(actor, seat, office) == 302
    assert office.pk in seated(seat)
    added = WorkItem.objects.get(organisation=office)
    page = browser.get(f"/tasks/{added.pk}/").content.decode()
    assert 'value="remove_seat"' in page
    assert browser.post(f"/tasks/{added.pk}/", {"act": "remove_seat"}).status_code == 302
    assert office.pk not in seated(seat)


def test_whom_the_regulation_asks_is_not_taken_away(seat: WorkItem) -> None:
    browser = logged_in(convener(seat))
    assert 'value="remove_seat"' not in browser.get(f"/tasks/{seat.pk}/").content.decode()
    assert browser.post(f"/tasks/{seat.pk}/", {"act": "remove_seat"}).status_code == 409
    assert seat.organisation_id in seated(seat)


def test_nobody_else_adds_and_nobody_twice(seat: WorkItem, office: Organisation) -> None:
    stranger = User.objects.create_user("stranger", name="外人")
    assert add(stranger, seat, office) == 403
    assert add(User.objects.get(username="culture"), seat, office) == 403
    assert office.pk not in seated(seat)
    assert add(convener(seat), seat, office) == 302
    assert add(convener(seat), seat, office) == 422


def test_not_of_another_county_and_not_without_somebody_to_answer(seat: WorkItem, office: Organisation) -> None:
    empty = Organisation.objects.exclude(county=seat.county).order_by("pk").first()
    assert empty is not None
    assert add(convener(seat), seat, empty) == 422
    office.code, office.name = "nobody", "空局"
    office.pk = None
    office.path = f"{seat.county.path}nobody/"
    office.save()
    assert add(convener(seat), seat, office) == 422


def test_the_tab_of_countersigns_holds_the_seats_alone(seat: WorkItem) -> None:
    """The same rows and counts as the inbox, narrowed; its address keeps every other facet."""
    browser = logged_in(stage.holder(seat.organisation_id))
    page = browser.get("/").content.decode()
    assert 'href="/?seat=1"' in page
    seats = browser.get("/?seat=1").content.decode()
    assert f"/tasks/{seat.pk}/" in seats
    assert 'name="seat" value="1"' in seats
    other = logged_in(convener(seat))
    assert "没有待您会签的事项" in other.get("/?seat=1").content.decode()
    begun = stage.open_items(stage.begin())[0]
    assert f"/tasks/{begun.pk}/" in other.get("/").content.decode()
    assert f"/tasks/{begun.pk}/" not in other.get("/?seat=1").content.decode()


def test_what_the_page_offers_to_take_back_is_taken_back(seat: WorkItem) -> None:
    """Before the last answer, after it, and once that one was taken back: the page and the service say the same."""
    first, second, last = WorkItem.objects.seats_beside(seat).order_by("pk")

    def taken_back(item: WorkItem) -> bool:
        browser, address = logged_in(stage.holder(item.organisation_id)), f"/tasks/{item.pk}/"
        offered = 'value="withdraw"' in browser.get(address).content.decode()
        done = browser.post(address, {"act": "withdraw", "reason": "误办了此件。"}).status_code == 302
        assert offered == done
        return done

    for item in (first, second, last):
        stage.decide(item)
    assert not taken_back(first), "gathered"
    assert taken_back(last)
    assert taken_back(first)
    again = WorkItem.objects.open().filter(proceeding=seat.proceeding_id).order_by("pk")
    assert [item.organisation_id for item in again] == [last.organisation_id, first.organisation_id]
    for item in again:
        stage.decide(item)
    (following,) = WorkItem.objects.open().filter(proceeding=seat.proceeding_id)
    assert following.step == "leading_group_signs"
