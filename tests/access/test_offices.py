"""Everyone x every meeting, register, code, limit, calendar, bulletin and watcher's list: what the product lets read and
keep beside what the text says. Questions that a service answers are asked of many, pages of a few of every kind."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import agency_codes, registries
from documents import services as documents
from documents.models import IssuedDocument
from documents.readers import readable
from oversight import calendars
from oversight.models import Beside, Bulletin, Deviation
from tests.access import oracle_offices
from tests.access.agencies import PATHS
from tests.access.conftest import World
from tests.access.oracle import Seat
from tests.access.oracle_documents import Agency
from tests.access.sheets import ClosedSheet
from tests.access.test_matrix import Tally, everyone
from tests.access.things import HOME, Things
from workflows.desk import bodies
from workflows.desk.models import Attendance, Meeting
from workflows.engine.models import WorkItem
from workflows.engine.services import limit_setting

pytestmark = pytest.mark.django_db

Person = tuple[User, Seat | None, str]
WATCHERS = {"supervise", "audit", "read_territory", "administer_system", "administer_audit", "evaluate"}


def some(world: World) -> list[Person]:
    """The home county's organs, everybody who watches, administers or evaluates anywhere, the province, and others."""
    known = list(everyone(world))
    near = [one for one in known if one[1] and _is_near(one[1])]
    rest = [one for one in known if one not in near]
    return near + random.Random(63).sample(rest, 16)  # noqa: S311


def _is_near(seat: Seat) -> bool:
    is_organ_at_home = seat.path.startswith(HOME) and seat.kind not in {"village", "township"}
    return is_organ_at_home or bool(seat.duties & WATCHERS) or seat.path.count("/") == 2


def one_of_each(world: World, duties: set[str]) -> Iterator[Person]:
    """Of each kind of organ at each height in each place one who has one of these duties, and of the others a few."""
    seen, chance = set[object](), random.Random(63)  # noqa: S311
    known = list(everyone(world))
    for person in known:
        seat = person[1]
        place = (seat.place, seat.kind, frozenset(seat.duties & duties)) if seat and seat.duties & duties else None
        if place and place not in seen:
            seen.add(place)
            yield person
    yield from chance.sample([one for one in known if not (one[1] and one[1].duties & duties)], 6)


def browser_of(user: User) -> Client:
    found = Client()
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def test_who_looks_into_which_meeting(world: World) -> None:
    """Those that were held, and one that is called and not yet held."""
    tally = Tally()
    held = list(Meeting.objects.select_related("body", "county").order_by("pk"))
    called = Meeting.objects.get(pk=held[0].pk)
    called.pk, called.ordinal, called.state, called.minutes = None, 99, "convened", None
    called.conclusion_id = called.concluded_at = called.chair = None
    called.save(force_insert=True)
    sat = set(Attendance.objects.values_list("meeting", "user"))
    for user, seat, name in some(world):
        found = set(bodies.visible(user).values_list("pk", flat=True))
        for one in (*held, called):
            told = oracle_offices.reads_meeting(
                seat, one.body.path, one.county.path, took_part=(one.pk, user.pk) in sat
            )
            tally.hold(told, one.pk in found, str(one.state), name, "of", one.body.path)
    tally.judge("meetings", 500)


def agencies() -> list[tuple[Organisation, Agency]]:
    """Every organisation of both provinces."""
    return [(one, Agency(one.kind, one.path)) for one in Organisation.objects.order_by("path")]


def test_whose_registers_who_reads(world: World) -> None:
    """发文登记簿 and 收文登记簿, with the numbers beside them."""
    tally, known = Tally(), agencies()
    for user, seat, name in some(world):
        found = set(registries.readable_by(user).order_by().values_list("pk", flat=True))
        for organisation, agency in known:
            told = oracle_offices.reads_register(seat, agency)
            tally.hold(told, organisation.pk in found, agency.kind, name, "of", agency.path)
    tally.judge("registers", 10_000)


def test_whose_codes_who_keeps(world: World) -> None:
    tally, known = Tally(), [one for one in agencies() if one[1].kind != "village"]
    for user, seat, name in some(world):
        found = set(agency_codes.registrable_by(user).order_by().values_list("pk", flat=True))
        for organisation, agency in known:
            told = oracle_offices.keeps_codes(seat, agency)
            tally.hold(told, organisation.pk in found, agency.kind, name, "of", agency.path)
    tally.judge("agencies' codes", 5_000)


def test_who_reads_a_paper_without_a_dossier(world: World) -> None:
    """A printed register, a bulletin: whoever reads the register of its issuer."""
    tally = Tally()
    papers: dict[int, Agency] = {}
    for path in PATHS.values():
        issuer = Organisation.objects.get(path=path)
        made = documents.issue(actor=None, paper=ClosedSheet(), dossier=None, issuer=issuer, signed_on=clock.today())
        papers[made.pk] = Agency(issuer.kind, path)
    for user, seat, name in some(world)[::2]:
        found = set(readable(user).filter(pk__in=papers).order_by().values_list("pk", flat=True))
        for pk, agency in papers.items():
            told = oracle_offices.reads_register(seat, agency)
            if agency.kind == "village" and seat and seat.path == agency.path:
                told = True
            tally.hold(told, pk in found, agency.rank, name, "of", agency.path)
    assert IssuedDocument.objects.filter(pk__in=papers, disclosure="closed").count() == len(papers)
    tally.judge("papers without a dossier", 800)


def test_who_sets_limits_and_keeps_the_calendar(world: World) -> None:
    tally = Tally()
    counties = list(Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("path"))
    for user, seat, name in some(world)[::2]:
        tally.hold(oracle_offices.sets_bounds(seat), limit_setting.may_set_bounds(user), "bounds", name)
        tally.hold(oracle_offices.keeps_calendar(seat), calendars.may_keep(user), "calendar", name)
        for county in counties:
            told = oracle_offices.sets_limits(seat, county.path)
            tally.hold(told, limit_setting.may_set_for(user, county), "limit", name, "of", county.path)
    tally.judge("limits and calendar", 500)


def test_what_a_page_of_limits_or_the_calendar_takes(world: World) -> None:
    """What is posted there, by one of each kind: refused to whoever only looks."""
    tally, limit = Tally(), reverse("desk:limit", kwargs={"key": "department_countersigns"})
    calendar, notice = reverse("oversight:calendar"), {"source": "文", "text": "day,working,name\n2027-01-01,0,元旦"}
    counties = {thing.county for thing in world.objects.values()}
    for user, seat, name in one_of_each(world, {"administer_system", "compile_plan"}):
        browser = browser_of(user)
        sets = any(oracle_offices.sets_limits(seat, county) for county in counties)
        tally.hold(oracle_offices.sets_bounds(seat) or sets, is_taken(browser, limit, {}), "limit", name)
        tally.hold(oracle_offices.keeps_calendar(seat), is_taken(browser, calendar, notice), "calendar", name)
    tally.judge("posted settings", 30)


def is_taken(browser: Client, address: str, typed: dict[str, str]) -> bool:
    """Whether what is posted is not refused; whatever it did is undone."""
    with transaction.atomic():
        answer = browser.post(address, typed)
        transaction.set_rollback(True)
    return answer.status_code != 403


def test_whose_bulletins_are_listed(world: World) -> None:
    """One of each of two counties, while they are drafted."""
    things, tally = Things(), Tally()
    at_home = things.bulletin
    elsewhere = Bulletin.objects.get(pk=at_home.pk)
    elsewhere.pk, elsewhere.county = None, Organisation.objects.get(code="420324")
    elsewhere.save(force_insert=True)
    for user, seat, name in one_of_each(world, oracle_offices.BULLETIN_POSTS):
        shown = {one.pk for one in browser_of(user).get(reverse("oversight:bulletins")).context["page"]}
        for one in (at_home, elsewhere):
            told = oracle_offices.reads_bulletin(seat, one.county.path)
            tally.hold(told, one.pk in shown, "bulletin", name, "of", one.county.path)
    tally.judge("bulletins", 60)


def test_what_watchers_see(world: World) -> None:
    """The wall, the nightly examination's page and the event log of one of each kind: what lies in his area, no more."""
    tally = Tally()
    for county in Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("path"):
        Deviation.objects.create(
            county=county, kind=Beside.CHAIN, key=county.path, fact="1", first_on=clock.today(), last_on=clock.today()
        )
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("path").values_list("pk", "path")
    for user, seat, name in one_of_each(world, {"supervise", "audit", "administer_audit"}):
        browser = browser_of(user)
        answer = browser.get(reverse("oversight:deviations"))
        shown = {one.county_id for one in answer.context["page"]} if answer.status_code == 200 else set()
        for place, path in counties:
            tally.hold(oracle_offices.reads_deviations(seat, path), place in shown, "deviation", name, "of", path)
        _wall(tally, browser, seat, name)
        _event_log(tally, world, browser, seat, name)
    tally.judge("watchers' lists", 300)


def _wall(tally: Tally, browser: Client, seat: Seat | None, name: str) -> None:
    """How much it counts is what is open in the area."""
    answer = browser.get(reverse("oversight:wall"))
    items = WorkItem.objects.filter(closed_at=None).values_list("organisation__path", flat=True)
    told = sum(oracle_offices.watches(seat, path) for path in items)
    shown = answer.context["board"].total if answer.status_code == 200 else 0
    tally.hold(True, told == shown, "wall", name, told, "beside", shown)


def _event_log(tally: Tally, world: World, browser: Client, seat: Seat | None, name: str) -> None:
    """Of the dossiers those with a task in the area."""
    with transaction.atomic():
        answer = browser.post(reverse("oversight:export_event_log", kwargs={"form": "csv"}))
        text = b"".join(answer).decode("utf-8-sig") if answer.status_code == 200 else ""
        transaction.set_rollback(True)
    shown = {int(row["case:dossier"]) for row in csv.DictReader(text.splitlines())}
    for pk, thing in world.objects.items():
        told = any(oracle_offices.exports_events(seat, path) for path in thing.tasks)
        tally.hold(told, pk in shown, "event log", name, "of", thing.owner)
