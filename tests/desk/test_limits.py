"""Limits within the province's bounds, dated: what runs keeps the limit it began with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from roles.duties import Duty
from tests.desk.conftest import logged_in
from tests.factories import roles as make
from workflows.engine import limit_records, limits, services
from workflows.engine.models import CountyLimit, LimitBounds, Proceeding, WorkItem
from workflows.engine.services import limit_setting
from workflows.engine.trials import stage

KEY = "trial_review"
NEXT_WEEK = datetime.date(2026, 3, 9)
PAGE = f"/limits/{KEY}/"


@pytest.fixture(autouse=True)
def on_stage(db: None) -> Iterator[None]:
    stage._code.cache_clear()
    stage.raise_stage(counties=2)
    yield
    limit_records.forget()


def administrator(place: str) -> User:
    at = make.place(f"{place}-administration", "系统管理组", OrganisationKind.ADMINISTRATION, stage.organisation(place))
    user = make.person(f"{place}系统管理员")
    make.give(user, Duty.ADMINISTER_SYSTEM, at)
    return user


@pytest.fixture
def province() -> User:
    return administrator("42")


@pytest.fixture
def keeper() -> User:
    return administrator("420301")


@pytest.fixture
def county() -> Organisation:
    return stage.organisation("420301")


def lay_down(actor: User, **other: object) -> LimitBounds:
    asked: dict[str, object] = {
        "key": KEY, "lowest": 3, "usual": 6, "highest": 10, "starts_on": NEXT_WEEK, "basis": "鄂政办发〔2015〕63号",
    }  # fmt: skip
    return limit_setting.set_bounds(actor=actor, **{**asked, **other})  # type: ignore[arg-type]


def set_here(actor: User, county: Organisation, **other: object) -> CountyLimit:
    asked: dict[str, object] = {"key": KEY, "days": 8, "starts_on": datetime.date(2026, 3, 16), "basis": "县政府文件"}
    return limit_setting.set_county_limit(actor=actor, county=county, **{**asked, **other})  # type: ignore[arg-type]


def on(day: str) -> datetime.timedelta:
    return datetime.datetime.fromisoformat(f"{day}T10:00:00+08:00") - clock.now()


def limit_of(county: str = "420301") -> int | None:
    return stage.open_items(stage.begin(county=county))[0].limit_days


def test_each_deadline_begins_with_the_limit_of_its_day_and_keeps_it(
    province: User, keeper: User, county: Organisation
) -> None:
    before = stage.open_items(stage.begin())[0]
    lay_down(province)
    set_here(keeper, county)
    assert limit_of() == 5  # nothing has begun yet
    with clock.shifted(on("2026-03-09")):
        assert (limit_of(), limit_of("420302")) == (6, 6)
    with clock.shifted(on("2026-03-16")):
        assert (limit_of(), limit_of("420302")) == (8, 6)
        services.recompute_deadlines()
    kept = WorkItem.objects.get(pk=before.pk)
    assert (kept.limit_days, kept.due_at) == (5, before.due_at)


def test_whole_flows_have_limits_too_and_keep_them(
    province: User, keeper: User, county: Organisation, settings: Settings
) -> None:
    settings.FLOW_LIMITS, settings.OVERALL_LIMITS = {"trial_plan": 20}, {"trial_plan": 30}
    lay_down(province, key="flow:trial_plan", lowest=10, usual=15, highest=25)
    set_here(keeper, county, key="flow:trial_plan", days=12)
    before = stage.begin()
    with clock.shifted(on("2026-03-16")):
        here, there = stage.begin(), stage.begin(county="420302")
    assert [one.limit_days for one in (before, here, there)] == [20, 12, 15]
    assert [one.overall_days for one in (before, here, there)] == [30, 30, 30]
    kept = Proceeding.objects.get(pk=before.pk)
    assert kept.due_at
    assert kept.due_at.date() == datetime.date(2026, 3, 30)


def test_outside_the_bounds_it_is_refused_and_the_bounds_are_named(
    province: User, keeper: User, county: Organisation
) -> None:
    with pytest.raises(Invalid, match="省级尚未规定该期限的幅度"):
        set_here(keeper, county)
    lay_down(province)
    for days in (2, 11):
        with pytest.raises(Invalid, match=f"省定幅度为3至10个工作日，不能设为{days}个工作日"):
            set_here(keeper, county, days=days)
    assert not CountyLimit.objects.exists()
    assert set_here(keeper, county, days=3).days == 3
    with pytest.raises(Conflict, match="同一日"):
        set_here(keeper, county, days=4)


def test_bounds_drawn_narrower_later_win(province: User, keeper: User, county: Organisation) -> None:
    lay_down(province)
    set_here(keeper, county, days=10)
    lay_down(province, highest=7, starts_on=datetime.date(2026, 3, 23))
    with clock.shifted(on("2026-03-20")):
        assert limit_of() == 10
    with clock.shifted(on("2026-03-23")):
        assert limit_of() == 7


def test_who_may_and_who_may_not(province: User, keeper: User, county: Organisation) -> None:
    neighbour, clerk = administrator("420302"), stage.holder("420301100")
    for actor in (keeper, neighbour, clerk):
        with pytest.raises(Refused, match="省级系统管理员"):
            lay_down(actor)
    lay_down(province)
    for actor in (neighbour, clerk, province):
        with pytest.raises(Refused, match="420301县的系统管理员或工作专班"):
            set_here(actor, county)
    working = make.place("420301-working-group", "工作专班", OrganisationKind.WORKING_GROUP, county)
    drafter = make.person("编制员")
    make.give(drafter, Duty.COMPILE_PLAN, working)
    assert set_here(drafter, county).set_by == drafter
    told = LedgerEntry.objects.get(action="limit.county")
    assert (told.chain, told.actor, told.detail["days"], told.detail["in_force_from"]) == (
        county, drafter, 8, "2026-03-16",
    )  # fmt: skip
    assert LedgerEntry.objects.get(action="limit.bounds").detail["highest"] == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"lowest": 0}, {"usual": 2}, {"highest": 5}, {"highest": 366}, {"starts_on": datetime.date(2026, 3, 2)},
        {"basis": " "}, {"key": "no_such"},
    ],
)  # fmt: skip
def test_what_the_province_lays_down_makes_sense(province: User, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        lay_down(province, **wrong)
    assert not LimitBounds.objects.exists()


def test_a_county_sets_no_limit_of_the_province(
    province: User, keeper: User, county: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"province_checks", "flow:filing"} <= limit_setting.of_the_province()
    assert not {"county_answers", "flow:annual_plan"} & limit_setting.of_the_province()
    monkeypatch.setattr(limit_setting, "of_the_province", lambda: frozenset({KEY}))
    lay_down(province)
    with pytest.raises(Refused, match="由省规定"):
        set_here(keeper, county)


def test_the_pages(province: User, keeper: User, county: Organisation) -> None:
    above, here = logged_in(province), logged_in(keeper)
    stranger = logged_in(stage.holder("420301100"))
    asked = {"lowest": 3, "usual": 6, "highest": 10, "starts_on": "2026-03-09", "basis": "鄂政办发〔2015〕63号"}
    assert stranger.get(PAGE).status_code == 403
    assert stranger.post(PAGE, asked).status_code == 403
    wrong = above.post(PAGE, {**asked, "usual": 2})
    assert wrong.status_code == 422
    assert "鄂政办发〔2015〕63号" in wrong.content.decode()
    assert above.post(PAGE, asked).status_code == 302
    own = {"days": 12, "starts_on": "2026-03-16", "basis": "县政府文件"}
    refused = here.post(PAGE, own)
    assert refused.status_code == 422
    assert "省定幅度为3至10个工作日，不能设为12个工作日" in refused.content.decode()
    assert here.post(PAGE, {**own, "days": 8}).status_code == 302
    with clock.shifted(on("2026-03-16")):
        page = here.get("/limits/").content.decode()
        assert "3—10（6）" in page
        assert "8个工作日" in page
        assert "6个工作日" in above.get("/limits/").content.decode()
    assert "县政府文件" in here.get(PAGE).content.decode()
    assert Client().get("/limits/").status_code == 302
    assert above.get("/limits/no_such/").status_code == 404


def test_who_sets_them_elsewhere_may_look_and_no_more() -> None:
    hunan = make.place("43", "湖南省", OrganisationKind.PROVINCE)
    at = make.place("43-administration", "系统管理组", OrganisationKind.ADMINISTRATION, hunan)
    user = make.person("外省系统管理员")
    make.give(user, Duty.ADMINISTER_SYSTEM, at)
    elsewhere = logged_in(user)
    page = elsewhere.get(PAGE)
    assert page.status_code == 200
    assert 'name="basis"' not in page.content.decode()
    assert elsewhere.post(PAGE, {"days": 4}).status_code == 403


def test_everyone_may_look_and_only_keepers_find_it_in_the_navigation(keeper: User) -> None:
    clerk = logged_in(stage.holder("420301100")).get("/limits/")
    assert clerk.status_code == 200
    assert 'href="/limits/"' not in clerk.content.decode()
    assert 'href="/limits/"' in logged_in(keeper).get("/").content.decode()


def test_the_command_has_the_same_rights(province: User, keeper: User) -> None:
    told = ["--from", "2026-03-09", "--basis", "鄂政办发〔2015〕63号"]
    with pytest.raises(CommandError, match="省级系统管理员"):
        call_command("set_limit", KEY, "--as", keeper.username, "--bounds", "3", "6", "10", *told)
    call_command("set_limit", KEY, "--as", province.username, "--bounds", "3", "6", "10", *told, stdout=StringIO())
    with pytest.raises(CommandError, match="不能设为12个工作日"):
        call_command("set_limit", KEY, "--as", keeper.username, "--county", "420301", "--days", "12", *told)
    call_command(
        "set_limit", KEY, "--as", keeper.username, "--county", "420301", "--days", "8", *told, stdout=StringIO()
    )
    assert CountyLimit.objects.get().days == 8
    out = StringIO()
    call_command("set_limit", "--list", stdout=out)
    assert "plan_announced 7 calendar" in out.getvalue()
    assert "flow:annual_plan 90" in out.getvalue()


def test_what_is_set_is_read_once(county: Organisation) -> None:
    limit_records.remember(limit_records.Records(own={(county.pk, KEY): [(datetime.date(2026, 1, 1), 4)]}))
    assert limits.length(KEY, county.pk) == 5  # no bounds, so nothing of the county's holds
