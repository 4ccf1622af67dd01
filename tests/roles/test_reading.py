"""Who may read which dossier: reads follow the tree."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from core import clock
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Dossier, Organisation, User
from roles import policies, reach, rows
from roles.duties import ADMINISTRATIVE, Duty
from roles.models import DossierUserPermission
from roles.services import end_reading, name_reader
from tests.factories.roles import dossier, give, person, place
from tests.roles.conftest import Province


@pytest.fixture
def dossiers(hubei: Province) -> dict[str, Dossier]:
    """One dossier at each height."""
    return {
        "village": dossier(hubei.village),
        "township": dossier(hubei.township),
        "plan": dossier(hubei.organs["working-group"]),
        "zhuxi": dossier(hubei.organs_zhuxi["working-group"]),
        "badong": dossier(hubei.badong),
    }


def read_by(user: User, dossiers: dict[str, Dossier]) -> set[str]:
    """Names of the dossiers the user may read; the list, the rows of a list, the single question, the one compiled once and
    the one of several people must agree."""
    listed = set(policies.readable(user, Dossier.objects.all()).values_list("pk", flat=True))
    his = reach.reach_of(user)
    assert listed == set(Dossier.objects.filter(his.dossiers()).values_list("pk", flat=True))
    for asked in (
        rows.rows_read(user, Dossier.objects.all(), "pk"),
        rows.rows_read(user, Dossier.objects.all(), "pk", is_dense=True),
        Dossier.objects.filter(rows.is_read(his, "pk")),
    ):
        assert listed == set(asked.values_list("pk", flat=True))
    besides = set(rows.beside_the_tree(user, Dossier.objects.all()).values_list("pk", flat=True))
    assert besides <= listed
    assert besides == listed or his.is_wide
    assert listed == {found.pk for found in dossiers.values() if policies.may_read(user, found)}
    other = person()
    for found in dossiers.values():
        among = policies.readers_among([user, other], found)
        assert among == frozenset({one.pk for one in (user, other) if policies.may_read(one, found)})
        assert (user.pk in among) == (found.pk in listed)
    return {name for name, found in dossiers.items() if found.pk in listed}


COUNTY = {"village", "township", "plan"}
ALL = COUNTY | {"zhuxi", "badong"}


@pytest.mark.parametrize(
    ("duty", "where", "expected"),
    [
        (Duty.PROPOSE_PROJECTS, "village", {"village"}),
        (Duty.REVIEW_PROPOSALS, "township", {"village", "township"}),
        (Duty.APPRAISE_PROJECTS, "organs.water", set()),
        (Duty.COMPILE_PLAN, "organs.working-group", COUNTY),
        (Duty.MANAGE_SOURCES, "organs.finance", COUNTY),
        (Duty.MANAGE_LIBRARY, "organs.poverty", COUNTY),
        (Duty.CHAIR_LEADING_GROUP, "organs.leading-group", COUNTY),
        (Duty.EDIT_CHECK, "organs.government-office", COUNTY),
        (Duty.REGISTER_DOCUMENT, "organs.government-office", COUNTY),
        (Duty.SUPERVISE, "organs.supervision", COUNTY),
        (Duty.AUDIT, "organs.audit", COUNTY),
        (Duty.EVALUATE, "organs.working-group", COUNTY),
        (Duty.EVALUATE, "provincial.finance", set()),
        (Duty.SIGN_OFF, "zhushan", COUNTY),
        (Duty.READ_TERRITORY, "prefectural.finance", COUNTY | {"zhuxi"}),
        (Duty.AUDIT, "provincial.audit", ALL),
        (Duty.SUPERVISE, "provincial.supervision", ALL),
        (Duty.ACKNOWLEDGE_FILING, "provincial.finance", set()),
        *[(duty, "organs.administration", set()) for duty in sorted(ADMINISTRATIVE)],
    ],
)
def test_reach(
    hubei: Province, clerk: User, dossiers: dict[str, Dossier], duty: Duty, where: str, expected: set[str]
) -> None:
    group, _dot, slug = where.partition(".")
    found = getattr(hubei, group)
    give(clerk, duty, found[slug] if slug else found)
    assert read_by(clerk, dossiers) == expected


def test_an_administrator_reads_no_dossier_wherever_he_sits(
    hubei: Province, clerk: User, dossiers: dict[str, Dossier]
) -> None:
    give(clerk, Duty.ADMINISTER_SYSTEM, hubei.zhushan)
    assert read_by(clerk, dossiers) == set()


def test_nobody_reads_by_default(clerk: User, dossiers: dict[str, Dossier]) -> None:
    assert read_by(clerk, dossiers) == set()
    with pytest.raises(Refused, match="无权查阅"):
        policies.require_read(clerk, dossiers["plan"])


def test_reading_ends_with_the_appointment(hubei: Province, clerk: User, dossiers: dict[str, Dossier]) -> None:
    give(clerk, Duty.AUDIT, hubei.organs["audit"], ends_on=clock.today())
    assert read_by(clerk, dossiers) == COUNTY
    with time_machine.travel(clock.now() + datetime.timedelta(days=1)):
        assert read_by(clerk, dossiers) == set()


def test_the_auditor_reads_all_and_edits_nothing(hubei: Province, clerk: User, dossiers: dict[str, Dossier]) -> None:
    give(clerk, Duty.AUDIT, hubei.provincial["audit"])
    assert read_by(clerk, dossiers) == ALL
    assert policies.may_read_ledger(clerk, hubei.zhushan)
    assert policies.may_read_ledger(clerk, hubei.province)
    acts = [duty for duty in Duty if duty != Duty.AUDIT]
    assert not any(policies.scope(clerk, duty, Organisation.objects.all(), field="pk").exists() for duty in acts)


def test_a_county_auditor_reads_the_ledger_of_his_county_only(hubei: Province, clerk: User) -> None:
    give(clerk, Duty.AUDIT, hubei.organs["audit"])
    assert policies.may_read_ledger(clerk, hubei.zhushan)
    assert not policies.may_read_ledger(clerk, hubei.zhuxi)
    assert not policies.may_read_ledger(clerk, hubei.province)


def test_those_who_act_do_not_read_the_ledger(hubei: Province, clerk: User) -> None:
    give(clerk, [Duty.SIGN_OFF, Duty.SUPERVISE, Duty.COMPILE_PLAN], hubei.zhushan)
    assert not policies.may_read_ledger(clerk, hubei.zhushan)


@pytest.fixture
def own_grounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grounds registered in the test end with it."""
    monkeypatch.setattr(reach, "_grounds", [])


@pytest.mark.usefixtures("own_grounds")
def test_a_registered_ground_lets_read(hubei: Province, clerk: User, dossiers: dict[str, Dossier]) -> None:
    policies.register_read_ground(lambda _places: Q(pk=dossiers["badong"].pk))
    give(clerk, Duty.ACKNOWLEDGE_FILING, hubei.provincial["finance"])
    assert read_by(clerk, dossiers) == {"badong"}


@pytest.mark.usefixtures("own_grounds")
def test_however_many_cannot_read_they_are_told_apart_by_few_questions(
    hubei: Province, dossiers: dict[str, Dossier]
) -> None:
    people = []
    for number in range(32):
        people.append(person())
        office = place(f"420000-{number}", f"省直第{number}单位", OrganisationKind.DEPARTMENT, hubei.province)
        give(people[-1], Duty.ACKNOWLEDGE_FILING, office)
    reader, theirs = people[20], policies.organisations_of(people[20])

    def asked(*, by_ground: bool) -> tuple[frozenset[int], int]:
        reach._grounds[:] = [lambda places: Q(pk__gt=0) if by_ground and set(theirs) <= set(places) else Q(pk__lt=0)]
        with CaptureQueriesContext(connection) as seen:
            return policies.readers_among(people, dossiers["plan"]), len(seen)

    assert asked(by_ground=False) == (frozenset(), 3)
    found, statements = asked(by_ground=True)
    assert found == {reader.pk}
    assert statements <= 2 + 1 + 2 * 5


def test_a_named_reader_reads_one_dossier_for_a_time(
    hubei: Province, clerk: User, dossiers: dict[str, Dossier]
) -> None:
    evaluator = person()
    give(evaluator, Duty.EVALUATE, hubei.organs["working-group"])
    until = clock.now() + datetime.timedelta(days=5)
    reader = name_reader(actor=evaluator, dossier=dossiers["plan"], user=clerk, reason="第三方评估", ends_at=until)
    assert read_by(clerk, dossiers) == {"plan"}
    with time_machine.travel(until, tick=False):
        assert read_by(clerk, dossiers) == set()
    end_reading(actor=evaluator, reader=reader)
    assert read_by(clerk, dossiers) == set()
    assert not DossierUserPermission.objects.filter(user=clerk).exists()


def test_who_serves_in_a_county_reads_beyond_it_what_he_is_named_to_read(
    hubei: Province, clerk: User, dossiers: dict[str, Dossier]
) -> None:
    evaluator = person()
    give(evaluator, Duty.EVALUATE, hubei.organs_zhuxi["working-group"])
    give(clerk, Duty.REVIEW_PROPOSALS, hubei.township)
    name_reader(actor=evaluator, dossier=dossiers["zhuxi"], user=clerk, reason="第三方评估")
    assert read_by(clerk, dossiers) == {"village", "township", "zhuxi"}


def test_who_does_not_watch_the_place_names_no_reader(hubei: Province, dossiers: dict[str, Dossier]) -> None:
    stranger, clerk = person(), person()
    give(stranger, Duty.EVALUATE, hubei.organs_zhuxi["working-group"])
    with pytest.raises(Refused):
        name_reader(actor=stranger, dossier=dossiers["plan"], user=clerk, reason="第三方评估")


def test_nobody_names_a_reader_of_what_he_may_not_read(hubei: Province, dossiers: dict[str, Dossier]) -> None:
    """A province's evaluator is over the place, and reads only what he is named to read."""
    evaluator = person()
    give(evaluator, Duty.EVALUATE, hubei.provincial["finance"])
    with pytest.raises(Refused):
        name_reader(actor=evaluator, dossier=dossiers["plan"], user=evaluator, reason="考评")


@pytest.mark.parametrize("few", [40, 0])
def test_reading_is_two_statements_however_many_grants(
    hubei: Province, clerk: User, dossiers: dict[str, Dossier], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Both ways of asking the tree give the same answer."""
    monkeypatch.setattr(reach, "FEW", few)
    give(clerk, Duty.REVIEW_PROPOSALS, hubei.township)
    give(clerk, Duty.COMPILE_PLAN, hubei.organs_zhuxi["working-group"])
    with CaptureQueriesContext(connection) as captured:
        found = set(policies.readable(clerk, Dossier.objects.all()))
    assert found == {dossiers["village"], dossiers["township"], dossiers["zhuxi"]}
    assert len(captured.captured_queries) == 2


def test_outermost_paths() -> None:
    paths = ["42/4203/", "42/4203/420323/", "42/4203/420324/", "42/4228/422823/", "42/4228/4228231/"]
    assert reach.outermost(reversed(paths)) == ["42/4203/", "42/4228/422823/", "42/4228/4228231/"]
