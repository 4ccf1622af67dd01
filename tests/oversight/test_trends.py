"""The monthly counts beside the plain query, the quantiles beside PostgreSQL's, and the pages made of them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict

import pytest
from django.db import connection
from django.db.models import Min, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock, deadlines
from core.enums import OrganisationKind
from core.models import Organisation
from core.working_days import current
from oversight import counting, flow_pictures, provincial, waiting
from oversight.areas import areas_of
from oversight.counting import first_of
from oversight.models import StepMonth, WayMonth
from oversight.periods import Period, Times
from oversight.trends import Count, trends
from oversight.waiting import Asked
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.enums import Decision, Stop
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.trials import stage

DAY = datetime.timedelta(days=1)


@pytest.fixture
def year(watch: Watch) -> Watch:
    """Proceedings in both counties over three months: returned, late, over weekends, one with a pause."""
    for number, county in enumerate(("420301", "420302", "420301", "420301")):
        with clock.shifted(number * 17 * DAY):
            process = stage.begin("trial_plan", county)
            with clock.shifted((2 + number) * DAY):
                stage.decide(stage.open_items(process)[0])
            with clock.shifted((9 + number) * DAY):
                for item in stage.open_items(process):
                    stage.decide(item)
                [leading] = stage.open_items(process)
                if number == 2:
                    stage.send_back(leading, "township_reviews")
                    stage.run_through(process, until="leading_group_signs")
                if number == 3:
                    WorkItem.objects.filter(pk=leading.pk).update(
                        pauses=[[(clock.now() + DAY).isoformat(), (clock.now() + 4 * DAY).isoformat(), Stop.RETURNED]],
                        due_at=clock.now() + 2 * DAY,
                    )
            with clock.shifted((20 + number) * DAY):
                stage.run_through(process)
    with clock.shifted(75 * DAY):
        counting.count_since()
    return watch


def plainly(place: Organisation) -> dict[tuple[datetime.date, str], tuple[int, int, int, Counter[int]]]:
    """The same figures item by item, in Python, from the deadline's own way of counting."""
    found: dict[tuple[datetime.date, str], tuple[int, int, int, Counter[int]]] = {}
    returned = set(Opinion.objects.filter(decision=Decision.RETURN).values_list("task", flat=True))
    for item in WorkItem.objects.filter(organisation__path__startswith=place.path, decided_at__isnull=False):
        assert item.closed_at is not None
        start, end = deadlines.day_of(item.counted_from or item.opened_at), deadlines.day_of(item.closed_at)
        paused: set[datetime.date] = set()
        for since, until, why in item.pauses:
            first, last = (deadlines.day_of(datetime.datetime.fromisoformat(moment)) for moment in (since, until))
            paused |= {first + n * DAY for n in range(why == Stop.WITHDRAWN, (last - first).days + 1)}
        days = [start + n * DAY for n in range(1, (end - start).days + 1)]
        took = sum(current().is_working(day) for day in days if day not in paused)
        key = end.replace(day=1), item.step
        decided, late, back, times = found.get(key, (0, 0, 0, Counter()))
        times[took] += 1
        found[key] = decided + 1, late + (item.closed_at > item.due_at), back + (item.pk in returned), times
    return found


def test_the_monthly_counts_are_what_the_plain_query_finds(year: Watch) -> None:
    for place in (year.county, year.neighbour, stage.organisation("42")):
        kept = {
            (row.month, row.step): (row.decided, row.late, row.returned, Counter({int(d): n for d, n in row.times.items()}))
            for row in StepMonth.objects.filter(place=place, decided__gt=0)
        }  # fmt: skip
        assert kept == plainly(place)
    assert {n for row in StepMonth.objects.all() for n in (row.late, row.returned)} >= {0, 1}


def test_what_was_given_back_before_its_notice_ran_out_is_counted_with_no_day(year: Watch) -> None:
    """Its first day lies after the last day that anything was counted until."""
    item = WorkItem.objects.filter(decided_at__isnull=False, organisation__path__startswith=year.county.path).first()
    assert item is not None
    assert item.closed_at is not None
    closed = deadlines.day_of(item.closed_at)
    decided = StepMonth.objects.filter(place=year.county, month=closed.replace(day=1), step=item.step)
    before = decided.get().decided
    with clock.shifted(75 * DAY):
        WorkItem.objects.filter(pk=item.pk).update(not_before=clock.today() + 30 * DAY)
        counting.count_since()
    assert decided.get().decided == before
    assert decided.get().times["0"] >= 1


def test_a_pause_does_not_count(year: Watch) -> None:
    item = WorkItem.objects.exclude(pauses=[]).get()
    [row] = StepMonth.objects.filter(place=year.county, month=deadlines.day_of(item.closed_at).replace(day=1),
                                     step=item.step) if item.closed_at else []  # fmt: skip
    assert sum(row.times.values()) == row.decided
    assert row.late == 1


def test_what_arrives_counts_in_its_month_and_what_is_open_is_not_decided(year: Watch) -> None:
    for place in (year.county, stage.organisation("42")):
        items = WorkItem.objects.filter(organisation__path__startswith=place.path)
        opened = Counter(deadlines.day_of(item.opened_at).replace(day=1) for item in items)
        kept: dict[datetime.date, int] = defaultdict(int)
        for row in StepMonth.objects.filter(place=place):
            kept[row.month] += row.opened
        assert {month: n for month, n in kept.items() if n} == opened


def test_the_ways_are_counted_once_a_decision_and_a_return_leads_back(year: Watch) -> None:
    ways = {
        (row.step, row.to_step): (row.taken, row.back)
        for row in WayMonth.objects.filter(place=year.county).order_by("month")
        if row.back or row.to_step == "department_opines"
    }
    assert ways["leading_group_signs", "township_reviews"] == (1, 1)
    opened = WayMonth.objects.filter(place=year.county, to_step="department_opines")
    decided = WorkItem.objects.filter(
        county=year.county, step="township_reviews", followers__isnull=False, decided_at__isnull=False
    )
    assert sum(row.taken for row in opened) == decided.distinct().count()


def test_the_hourly_count_finds_what_changed_lately_and_the_daily_one_everything(year: Watch) -> None:
    with clock.shifted(75 * DAY):
        StepMonth.objects.filter(place=year.county).update(decided=99)
        counting.count_lately()
        stale = StepMonth.objects.filter(decided=99)
        assert {row.month for row in stale} == {
            row.month for row in stale if row.month < first_of(clock.today(), counting.MONTHS_BACK)
        }
        assert stale.exists()
    with clock.shifted(76 * DAY):
        counting.count_lately()
    assert not StepMonth.objects.filter(decided=99).exists()


def test_the_months_are_owed_from_the_midnight_after_the_day_of_the_last_count(year: Watch) -> None:
    StepMonth.objects.all().delete()
    assert counting.owed_since() == WorkItem.objects.aggregate(first=Min("opened_at"))["first"]
    counting.count_lately()
    assert counting.owed_since() is None
    with clock.shifted(datetime.timedelta(days=2)):
        midnight = datetime.datetime.combine(clock.today(), datetime.time(), clock.SHANGHAI)
        assert counting.owed_since() == midnight


def test_quantiles_are_those_of_the_database() -> None:
    for values in ([0], [1, 1, 2], [0, 0, 0, 5], list(range(10)), [3, 9, 9, 9, 9, 9, 9, 9, 9, 40]):
        times = Times.of([{str(days): number} for days, number in Counter(values).items()])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY v), percentile_disc(0.9) WITHIN GROUP (ORDER BY v) "
                "FROM unnest(%s::int[]) AS v", [values],
            )  # fmt: skip
            assert (times.median, times.p90) == cursor.fetchone()
    assert Times().median is None


test_quantiles_are_those_of_the_database = pytest.mark.django_db(test_quantiles_are_those_of_the_database)


def test_a_period_is_read_from_the_address_and_nonsense_is_what_is_usual(db: None) -> None:
    read = Period.read({"months": "3", "until": "2026-02", "place": "7", "flow": "annual_plan"})
    assert [f"{month:%Y-%m}" for month in read.each] == ["2025-12", "2026-01", "2026-02"]
    assert (read.before.first, read.before.last) == (datetime.date(2025, 9, 1), datetime.date(2025, 11, 1))
    assert read.address() == "?place=7&flow=annual_plan&months=3&until=2026-02"
    assert Period.read({"months": "5", "until": "2026-13", "place": "x"}) == Period(first_of(clock.today()))
    assert Period(first_of(clock.today())).after is None


def test_a_supervisor_sees_the_places_of_his_area_and_asks_for_no_other(year: Watch) -> None:
    with clock.shifted(75 * DAY):
        county = areas_of(year.supervisor).supervised
        here = trends(county, Period(first_of(clock.today()), place=str(year.neighbour.pk)))
        assert (here.place, here.places) == (year.county, (year.county,))
        province = trends(areas_of(year.provincial_supervisor).supervised, Period(first_of(clock.today())))
    assert province.place is not None
    assert province.place.code == "42"
    assert province.whole.decided == WorkItem.objects.filter(decided_at__isnull=False).count()
    assert [month.first for month in province.months] == Period(datetime.date(2026, 5, 1)).each
    assert sum(month.count.decided for month in province.months) == province.whole.decided


def test_the_flow_is_drawn_with_its_figures_and_its_returns(year: Watch) -> None:
    rows = WayMonth.objects.filter(place=year.county).order_by("month")
    taken = flow_pictures.ways(rows, "trial_plan")
    count = Count(opened=3, decided=3, returned=1, times=Times.of([{"1": 2, "7": 1}]))
    drawn = flow_pictures.picture("trial_plan", {"leading_group_signs": count}, taken)
    [box] = [box for box in drawn.boxes if box.name == "leading_group_signs"]
    assert "3件" in box.figures
    assert "中位1日" in box.figures
    assert "33.3%" in box.note
    assert [line.kind for line in drawn.lines].count("back") == 1
    steps = [box for box in drawn.boxes if box.kind == "step"]
    assert len({(box.x, box.y) for box in steps}) == len(steps)
    assert all(box.x >= 0 and box.x + box.width <= drawn.width and box.bottom <= drawn.height for box in drawn.boxes)


def test_every_registered_flow_can_be_drawn() -> None:
    from workflows.engine import registry

    for entry in registry.registered():
        drawn = flow_pictures.picture(entry.key, {}, [])
        assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)


def test_the_pages_cost_at_most_eight_statements_and_name_no_person(client: Client, year: Watch) -> None:
    client.force_login(year.provincial_supervisor)
    with clock.shifted(75 * DAY):
        for page in ("/oversight/trends/?months=6", "/oversight/trends/trial_plan/"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page)
            assert answer.status_code == 200
            assert len(queries) <= 8, "\n".join(query["sql"][:200] for query in queries)
            assert year.clerk.name not in answer.content.decode()
        assert client.get("/oversight/trends/no_such_flow/").status_code == 404
    client.force_login(year.clerk)
    assert client.get("/oversight/trends/").status_code == 403
    assert client.get("/oversight/trends/trial_plan/").status_code == 403


def test_nobody_was_asked_for_a_filing_and_so_no_department_is_measured(watch: Watch) -> None:
    assert provincial.responses(watch.county, Period(first_of(clock.today()))) == []


def test_a_supervisor_of_a_prefecture_sees_its_counties_alone(year: Watch) -> None:
    province = stage.organisation("42")
    prefecture = make.place("4203", "十堰市", OrganisationKind.PREFECTURE, province)
    for place in Organisation.objects.filter(path__startswith=year.county.path).order_by("path"):
        Organisation.objects.filter(pk=place.pk).update(path=place.path.replace("42/", "42/4203/", 1))
    Organisation.objects.filter(pk=year.county.pk).update(parent=prefecture)
    supervisor = make.person("市督查员")
    make.give(supervisor, Duty.SUPERVISE, make.place("4203-supervision", "市督查室", OrganisationKind.SUPERVISION_OFFICE,
                                                    prefecture))  # fmt: skip
    with clock.shifted(75 * DAY):
        counting.count_since()
        areas = areas_of(supervisor).supervised
        found = trends(areas, Period(first_of(clock.today())))
    assert found.place == prefecture
    assert {place.pk for place in found.places} == {prefecture.pk, year.county.pk}
    assert found.whole.decided == StepMonth.objects.filter(place=year.county).aggregate(n=Sum("decided"))["n"]
    assert {row.item.county_id for row in waiting.overview(areas, Asked()).rows} <= {year.county.pk}
