"""The demonstration: made once, by the services, with work of every kind waiting, on whatever day it is made."""

from __future__ import annotations

import datetime
import re
from functools import cache
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from core import clock, divisions, ledger, ledger_words, lights, planner
from core.lights import Light
from core.models import LedgerEntry, Organisation, User
from core.pages import demo_accounts
from documents.enums import Intake
from documents.models import IncomingDocument, NumberReservation
from funds import year_end
from funds.enums import YearEndState
from funds.models import Payment, YearEndStatement
from funds.reconciling import reconciled
from oversight.models import Slip, Urge
from plans.enums import AddresseeState, ProjectState, VersionKind, VersionState
from plans.models import FilingAddressee, Notice, Objection, PlanVersion, Project
from roles import asking, policies
from roles.projection import strays
from tests.desk.called import called, compiled
from tests.factories.flows import hubei
from workflows.desk import batches, calls, elapsed
from workflows.desk.models import Reminder
from workflows.engine.enums import TERMINATED
from workflows.engine.models import CountyLimit, Opinion, Suspension, Termination, WorkItem
from workflows.engine.models.work_items import told_apart
from workflows.engine.services import receivers
from workflows.flows.demonstration import stage, tampering, wishes
from workflows.flows.demonstration.days import Days
from workflows.flows.rehearsal.people import holder

STEPS = {
    "village_deliberates", "village_submits", "village_corrects", "village_takes_note", "township_reviews", "township_confirms_notice",
    "township_head_signs", "department_appraises", "leading_group_admits", "department_countersigns",
    "province_receives", "province_checks", "province_signs", "county_answers", "head_signs_answer",
}  # fmt: skip
IN_THE_YEAR = {"finance_drafts_batch"}
"""What waits as well while the year of the plan that is being spent goes on."""

IDENTIFIERS = {"username", "sha256", "manifest"}
"""Facts that are identifiers and no words in any language."""
TYPED = {("attachment.added", "name")}
"""Facts of an act that somebody named, in whatever language."""


@pytest.fixture
def zhushan(db: None, settings: Settings) -> Organisation:
    """The province, the prefecture and the county's own places: the rest of Hubei has no part in it."""
    settings.DEMO = True
    planner.learn()
    kept = ("42", "4203", stage.COUNTY)
    divisions.load(row for row in hubei() if row.code in kept or row.code.startswith(stage.COUNTY))
    return Organisation.objects.get(code=stage.COUNTY)


def make() -> str:
    told = StringIO()
    call_command("make_demo", stdout=told)
    return told.getvalue()


def test_work_of_every_kind_waits(zhushan: Organisation, client: Client) -> None:
    told = make()
    assert set(WorkItem.objects.open().values_list("step", flat=True)) == STEPS
    assert Project.objects.count() == sum(len(asked) for wished in wishes.EVERYTHING for asked in wished.values())
    assert Objection.objects.filter(closed_at__isnull=True).count() == 1
    assert set(PlanVersion.objects.values_list("state", flat=True)) == {
        VersionState.FILED, VersionState.CONSULTING, VersionState.SUPERSEDED,
    }  # fmt: skip
    states = set(FilingAddressee.objects.values_list("state", flat=True))
    assert states >= {AddresseeState.SENT, AddresseeState.RECEIVED, AddresseeState.REGISTERED}
    assert list(IncomingDocument.objects.filter(document=None).order_by("seq").values_list("intake", flat=True)) == [
        Intake.ACCEPTED, "",
    ]  # fmt: skip
    assert NumberReservation.objects.waiting().count() == 1
    assert all(ledger.verify(chain).holds for chain in ledger.chains())
    assert Urge.objects.get().work_item.step == "department_countersigns"
    assert set(Slip.objects.values_list("colour", flat=True)) == {"blue", "orange", "red"}
    assert set(Slip.objects.values_list("state", flat=True)) == {
        "issued", "signed", "drafted", "escalated", "archived",
    }  # fmt: skip
    _what_a_newcomer_would_ask_about()
    _somebody_has_several_of_one_step()
    _people_have_looked_at_what_lies_with_them()
    _every_light_is_seen()
    _every_entry_reads_as_words()
    _somebody_may_be_handed_to()
    _calls_reach_only_whom_they_name()
    _one_deviation_is_to_be_found()
    _money_is_paid_and_the_year_is_to_be_closed()
    _nothing_from_the_future()
    _every_account_comes_in(told, client)
    _a_second_call_changes_nothing()


def _calls_reach_only_whom_they_name() -> None:
    """What a call says of the duties it is for is true of everybody, or his inbox would leave something out; so would the
    question compiled for people of his duties if it did not offer what the whole one does."""
    told, offered = set(), compiled(WorkItem.objects.inbox_for)
    trimmed = cache(lambda among: compiled(WorkItem.objects.inbox_for, among=among))
    named = [(call, call.duties, called(call)) for call in calls.registered() if call.duties is not None]
    for user in User.objects.filter(is_active=True):
        asker = asking.of(user)
        asked = trimmed(told_apart().intersection(asker.duties))
        assert set(asked.rows(**asker.values())) == set(offered.rows(**asker.values())), user
        for call, duties, waits in named:
            if waits(asker):
                assert not duties.isdisjoint(asker.duties), (user, call.key)
                told.add(call.key)
    assert told >= {"objections", "slips_ran_out"}, told


def _what_a_newcomer_would_ask_about() -> None:
    """A notice that was posted again, a draft that a round left behind, a project of last year's that still waits, a round
    that was ended early and one that is proposed to be."""
    [replaced] = Notice.objects.filter(replaced_by__isnull=False)
    assert replaced.replaced_by is not None
    assert replaced.replaced_by.posted_on > replaced.posted_on
    [left] = LedgerEntry.objects.filter(action="project.left_behind")
    assert Project.objects.get(code=left.detail["project"]).state == ProjectState.DRAFT
    [ended] = Termination.objects.agreed().select_related("dossier")
    assert (ended.dossier.outcome, bool(ended.dossier.closed_at)) == (TERMINATED, True)
    [proposed] = Termination.objects.standing().select_related("dossier")
    assert proposed.dossier.closed_at is None
    waiting = Project.objects.get(name=wishes.WAITS_IN_LIBRARY)
    assert waiting.state == ProjectState.IN_LIBRARY
    assert waiting.year < max(Project.objects.values_list("year", flat=True))


def _somebody_has_several_of_one_step() -> None:
    """批量办理 can be tried: three items of a step that takes them lie with one clerk."""
    clerk = User.objects.get(username=f"{stage.COUNTY}{stage.CLERK_OF_THREE}.2")
    lying = WorkItem.objects.inbox_of(clerk).filter(step="village_takes_note")
    choice = batches.choose(clerk, list(lying.order_by("pk").values_list("pk", flat=True)))
    assert [one.hindrance for one in choice.items] == ["", "", ""]


def _people_have_looked_at_what_lies_with_them() -> None:
    """Where the time went is told of hands, not of desks that nobody came to."""
    plan = PlanVersion.objects.get(state=VersionState.SUPERSEDED, kind=VersionKind.INITIAL).dossier
    account = elapsed.account(plan, User.objects.get(username=f"{stage.COUNTY}-audit.2"))
    assert account is not None
    spent = dict(account.dossier.parts)
    assert spent[elapsed.State.HELD] > spent[elapsed.State.POOL] > elapsed.NONE, spent


def _every_light_is_seen() -> None:
    """Something near, something late, something that stands still, and somebody who was told."""
    seen = {lights.shown(item.due_at, item.suspended_at).light for item in WorkItem.objects.open().order_by("pk")}
    assert {Light.NEAR, Light.OVERDUE, Light.SUSPENDED} <= seen
    [still] = Suspension.objects.standing()
    assert still.dossier.work_items.get(closed_at__isnull=True).step == "township_reviews"
    assert {"before", "head"} <= set(Reminder.objects.order_by("pk").values_list("stage", flat=True))
    assert CountyLimit.objects.get().days == 7


def _every_entry_reads_as_words() -> None:
    entries = LedgerEntry.objects.order_by("pk").values_list("action", "detail")
    assert {action for action, _detail in entries if not ledger_words.has_words(action)} == set()
    assert {name for _action, detail in entries for name in detail if not ledger_words.has_fact(name)} == set()
    for language, foreign in (("zh-hans", r"[A-Za-z]{2,}"), ("en", r"[a-z]+_[a-z]+|[a-z]\.[a-z]")):
        with translation.override(language):
            told = [(action, *fact) for action, detail in entries for fact in ledger_words.told(detail)]
        words = [row for row in told if row[1] not in IDENTIFIERS and row[:2] not in TYPED]
        bare = {row for row in words if re.search(foreign, f"{row[2]}{row[3]}")}
        assert bare == set(), f"program words on the ledger page, {language}"


def _one_deviation_is_to_be_found() -> None:
    """The only one, and nothing can be done with it."""
    [stray] = strays(User.objects.order_by("pk").values_list("pk", flat=True))
    clerk, township = User.objects.get(pk=stray.user), Organisation.objects.get(pk=stray.thing)
    assert (clerk.username, stray.is_missing) == (tampering.CLERK, False)
    assert not policies.may(clerk, tampering.DUTY, township)


def _money_is_paid_and_the_year_is_to_be_closed() -> None:
    """Of last year's plan: payments with one taken back and one to whoever receives for another; the year's statement
    waits for the head, one item is carried over."""
    paid = list(Payment.objects.order_by("pk").values_list("reverses", "consent"))
    assert [(bool(taken), bool(consent)) for taken, consent in paid] == [
        (False, False), (False, False), (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
    statement = YearEndStatement.objects.select_related("plan__county").get()
    returned, carried = year_end.totals(statement)
    assert (statement.state, returned > carried > 0) == (YearEndState.WAITING, True)
    assert reconciled(statement.plan.county, statement.plan.year).holds


def _somebody_may_be_handed_to() -> None:
    item = WorkItem.objects.open().select_related("organisation").get(step="county_answers")
    drafter = holder(item.duty, item.organisation)
    assert [person.username for person in receivers(actor=drafter, item=item)] == [f"{item.organisation.code}.2b"]


def _nothing_from_the_future() -> None:
    now = clock.now()
    assert not Opinion.objects.filter(written_at__gt=now).exists()
    assert not LedgerEntry.objects.filter(clock_at__gt=now).exists()


def _every_account_comes_in(told: str, client: Client) -> None:
    every = demo_accounts()
    offered = [account for account in every if not account.is_further]
    further = {account.username: account for account in every if account.is_further}
    assert {account.group.split()[0] for account in offered} == {f"A{n}" for n in range(1, 18) if n != 16}
    for account in offered:
        assert account.username in told
        assert User.objects.get(username=account.username).check_password(account.password)
    page = client.get("/login/").content.decode()
    assert offered[0].post in page
    assert f'<option value="{stage.COUNTY}-government-office.1">' in page
    assert not further.keys() & {account.username for account in offered}
    assert User.objects.filter(appointments__basis="演练任命").distinct().count() == len(every)


def _a_second_call_changes_nothing() -> None:
    before = LedgerEntry.objects.count(), User.objects.count()
    assert "未作改动" in make()
    assert (LedgerEntry.objects.count(), User.objects.count()) == before


def test_it_can_be_made_on_the_first_day_of_the_next_years_plan(zhushan: Organisation) -> None:
    """The tightest day of a year: the plan may be begun from July on and is being countersigned already.

    The planner was told that every table is empty, as on a first start.
    """
    with time_machine.travel(datetime.datetime(2026, 9, 1, 10, tzinfo=clock.SHANGHAI), tick=True):
        make()
        assert set(WorkItem.objects.open().values_list("step", flat=True)) == STEPS | IN_THE_YEAR
        _nothing_from_the_future()


def test_it_is_refused_where_the_system_is_in_earnest(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        make()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("username", ["420323-administration.1", "director"])
def test_it_is_refused_in_a_database_that_is_at_work(db: None, settings: Settings, username: str) -> None:
    """Started without --no-demo, as after a restore at night: nothing is made and nobody's password is published."""
    settings.DEMO = True
    User.objects.create_user(username, "a-password-of-its-own", name="系统管理员")
    with pytest.raises(CommandError, match="--no-demo"):
        make()
    assert not Organisation.objects.exists()
    assert User.objects.count() == 1


def test_the_log_in_page_of_a_real_system_offers_nobody(zhushan: Organisation, settings: Settings) -> None:
    stage.people(clock.today())
    assert demo_accounts()
    settings.DEMO = False
    assert demo_accounts() == ()


@pytest.mark.parametrize(("today", "year"), [("2026-08-31", 2026), ("2026-09-01", 2027), ("2027-01-01", 2027)])
def test_from_september_on_the_next_years_plan_is_made(today: str, year: int) -> None:
    assert Days(datetime.date.fromisoformat(today)).plan_year == year


def test_every_wish_is_of_its_kind_once() -> None:
    named = [wish.name for wished in wishes.EVERYTHING for asked in wished.values() for wish in asked]
    assert len(named) == len(set(named))
