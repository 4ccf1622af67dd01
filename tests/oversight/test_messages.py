"""Every event of every room, told in words that hold no amount, beneficiary or opinion; and what the administrator sees."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock, ledger
from core.enums import DeliveryState, OrganisationKind, Sector, Untold
from core.messages_out import addressing, collecting, events, missed, overtaking, parcels
from core.models import Delivery, Dossier, LedgerEntry, Message, MessageSettings, Occurrence, Organisation, User
from funds import accounts
from funds.models import FundMovement, FundSource, YearEndStatement
from oversight import services as oversight
from oversight import slips
from plans.enums import VersionKind
from plans.models import AnnualPlan, PlanVersion
from roles import policies
from roles.duties import Duty
from roles.services import delegate
from tests.factories import roles as make
from tests.oversight.chase import WORDS, Chase, on
from tests.oversight.conftest import Watch
from workflows.desk import circulations, consultations, reminding
from workflows.desk.models import Invitation, Meeting
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

SECRET = ("只看这一句", "张贫困", "7654321", "765.4321", WORDS)
"""An opinion, a beneficiary, an amount in yuan and in 万元, and what a slip asks."""
OPINION = "只看这一句，张贫困，7654321元。"


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


@pytest.fixture
def everything(chase: Chase) -> Iterator[None]:
    """One thing of every kind that people are told of, each with words and figures that no message may hold."""
    Dossier.objects.update(amount=Decimal("7654321"))
    item, township = chase.item, chase.item.organisation
    colleague, deputy = make.person("同事"), make.person("代办员")
    stage.appoint(colleague, township, (Duty.REVIEW_PROPOSALS,))
    make.give(deputy, Duty.HANDLE_OBJECTION, township)
    delegate(
        actor=chase.clerk, principal=chase.clerk.appointments.order_by("pk")[0], deputy=deputy, starts_at=clock.now(),
        ends_at=clock.now() + datetime.timedelta(days=30), reason=OPINION,
    )  # fmt: skip
    engine.transfer(actor=chase.clerk, work_item=item.pk, receiver=colleague, reason=OPINION)
    oversight.urge(actor=chase.supervisor, work_item=item.pk, text=OPINION)
    made = chase.issue()
    returned, gone = stage.begin(), stage.open_items(stage.begin())[0]
    stage.decide(stage.open_items(returned)[0], opinion=OPINION)
    stage.send_back(stage.open_items(returned)[0], "township_reviews", opinion=OPINION)
    WorkItem.objects.filter(pk=gone.pk).update(
        closed_at=clock.now(), claimed_by=colleague, claimed_at=clock.now()
    )  # fmt: skip
    _meeting(chase)
    _vacant(chase)
    _asked(colleague)
    _circulated(chase)
    _ended()
    _consulted(chase)
    _moved(chase)
    _closing(chase)
    collecting.collect()
    with on(datetime.date(2026, 3, 9)):
        reminding.remind()
        collecting.collect()
    with on(datetime.date(2026, 3, 12)):
        reminding.remind()
        slips.sign_for(actor=colleague, slip=made.pk)
        slips.answer(actor=colleague, slip=made.pk, text=OPINION)
        slips.sign_report(actor=chase.head, slip=made.pk)
        collecting.collect()
        yield


def _vacant(chase: Chase) -> None:
    empty = make.place("420301-empty", "县空岗局", OrganisationKind.DEPARTMENT, chase.item.county)
    make.lead(make.person("空岗局长"), empty)
    [item] = stage.open_items(stage.begin())
    later = clock.now() + datetime.timedelta(days=60)
    WorkItem.objects.filter(pk=item.pk).update(organisation=empty, due_at=later)


def _asked(colleague: User) -> None:
    """What a colleague was asked to work on, and what he has answered."""
    for is_answered in (True, False):
        [item] = stage.open_items(stage.begin())
        asker = stage.holder(item.organisation_id)
        engine.entrust(actor=asker, work_item=item.pk, receiver=colleague, words=OPINION)
        if is_answered:
            engine.answer(actor=colleague, work_item=item.pk, text=OPINION)


def _ended() -> None:
    """What is proposed to be ended, and what was."""
    for is_decided in (True, False):
        process = stage.begin()
        asker, head = stage.holder(process.dossier.owner_id), stage.holder("420301")
        row = engine.propose_termination(
            actor=asker, dossier=process.dossier, reason=OPINION, request_id=uuid.uuid4()
        )  # fmt: skip
        if is_decided:
            told = {"termination": row.pk, "agrees": True, "words": OPINION, "request_id": uuid.uuid4()}
            engine.decide_termination(actor=head, **told)  # type: ignore[arg-type]


def _circulated(chase: Chase) -> None:
    circulations.circulate(actor=chase.clerk, dossier=chase.item.dossier, people=[chase.head], words=OPINION)


def _consulted(chase: Chase) -> None:
    """Of what was asked of the head, one thing waits, one is answered and one was taken back."""
    for end in ("", "answered", "recalled"):
        [item] = stage.open_items(stage.begin())
        asker = stage.holder(item.organisation_id)
        reached = next(person for person in circulations.colleagues(asker) if policies.may_read(person, item.dossier))
        asked = consultations.ask(actor=asker, work_item=item.pk, people=[reached], words=OPINION)
        if end == "answered":
            consultations.answer(actor=reached, consulted=asked.asked.get().pk, text=OPINION)
        if end == "recalled":
            consultations.recall(actor=asker, consulted=asked.asked.get().pk)


def _moved(chase: Chase) -> None:
    county = chase.item.county
    make.give(chase.chief, Duty.COMPILE_PLAN, make.place("420301-wg", "县专班", OrganisationKind.WORKING_GROUP, county))
    source = FundSource.objects.create(
        county=county, year=2026, name="水利资金", doc_no="1号", level="province", received_on=clock.today(),
        amount=Decimal("7654321"), integrable=Decimal("7654321"),
    )  # fmt: skip
    accounts.opened(source, chase.clerk)
    back = FundMovement(
        source=source, kind="recovered", doc_no="2号", dated=clock.today(), amount=Decimal(-1), integrated=Decimal(-1),
        reason=OPINION, entered_by=chase.clerk,
    )  # fmt: skip
    accounts.post(back)


def _closing(chase: Chase) -> None:
    """Of two years, one statement waits for the head of the bureau, one was given back."""
    county = chase.item.county
    lead = Organisation.objects.get(code="420301-finance")
    Organisation.objects.filter(pk=lead.pk).update(sector=Sector.FINANCE)
    make.give(chase.chief, Duty.SIGN_OFF, lead)
    for year, state, action in ((2024, "drawing", "year_end.given_back"), (2025, "waiting", "year_end.submitted")):
        plan, dossier = AnnualPlan.objects.create(county=county, year=year), make.dossier(lead)
        texts = {"title": "方案", "goals": OPINION, "management": OPINION, "safeguards": OPINION}
        version = PlanVersion.objects.create(dossier=dossier, plan=plan, kind=VersionKind.INITIAL, **texts)
        statement = YearEndStatement.objects.create(
            plan=plan, version=version, doc_no="1号", dated=clock.today(), drawn_by=chase.clerk, drawn_at=clock.now(),
            given_back_because=OPINION,
        )  # fmt: skip
        YearEndStatement.objects.filter(pk=statement.pk).update(state=state)  # each is drawn first
        ledger.record(actor=chase.chief, action=action, chain=county, dossier=dossier, reason=OPINION)


def _meeting(chase: Chase) -> None:
    group = make.place("420301-leading-group", "县领导小组", OrganisationKind.LEADING_GROUP, chase.item.county)
    held = Meeting.objects.create(
        body=group, kind="leading_group", county=chase.item.county, year=2026, ordinal=1, secretary=chase.chief,
        held_at=datetime.datetime(2026, 3, 20, 9, tzinfo=clock.SHANGHAI), place=OPINION,
    )  # fmt: skip
    make.give(chase.chief, Duty.ATTEND_LEADING_GROUP, group)
    for called in (chase.chief, chase.stranger):  # who sits there no more is not told
        Invitation.objects.create(meeting=held, user=called, told_at=clock.now())


def test_no_message_of_any_event_says_more_than_who_what_and_when(everything: None) -> None:
    kinds = set(Message.objects.order_by().values_list("event", flat=True))
    assert kinds == {event.key for event in events.registered()}
    for message in Message.objects.select_related("person", "for_whom").order_by("pk"):
        parcel = parcels.packed([message], key=message.pk, address="")  # type: ignore[arg-type]  # only printed here
        with translation.override("en"):
            english = parcels.said(message)
        for words in (parcels.said(message), english, str(message.content), *parcel.lines, parcel.subject):
            assert not any(secret in words for secret in SECRET), (message.event, words)
        assert set(message.content) == {"who", "what", "code", "by_when", "link", "many"}


def test_every_event_says_anew_whom_it_concerns_and_finds_again_what_it_missed(everything: None) -> None:
    collecting.collect()
    overtaking.settle()
    holding = list(Message.objects.filter(overtaken_at=None).order_by("pk"))
    kinds = {message.event for message in holding}
    assert len(kinds) >= 11  # all but the two of slips, which were answered
    assert addressing.strangers(holding) == set()
    Occurrence.objects.update(remark=Untold.NOBODY, noted_at=clock.now() - datetime.timedelta(minutes=1))
    noted = set(Occurrence.objects.order_by().values_list("event", "key"))
    missed.find()
    found = noted - set(Occurrence.objects.order_by().values_list("event", "key"))
    assert {event for event, _key in found} == kinds


def test_each_is_told_to_whom_it_concerns(everything: None, chase: Chase) -> None:
    def whom(event: str) -> set[str]:
        return set(Message.objects.filter(event=event).order_by().values_list("person__name", flat=True))

    assert whom("oversight.slip_head") == {"镇长"}
    assert whom("oversight.slip") == {chase.clerk.name, "同事", "代办员"}
    assert whom("oversight.slip_asked") == {"督查员", "督查室主任"}
    assert whom("desk.overdue") == {
        "镇长",
        "督查员",
        "督查室主任",
        "省督查员",
    }  # the neighbour has no office of its own
    assert whom("oversight.urged") == {"同事"}  # who has it in hand
    assert whom("desk.meeting") == {"督查室主任"}
    assert whom("funds.moved") == {"督查室主任"}  # who has a seat in the working group as well
    assert "督查室主任" in whom("funds.year_end_waits")  # who signs for the finance bureau as well
    assert whom("funds.year_end_answered") == {chase.clerk.name}
    assert whom("desk.vacant") == {"空岗局长"}
    assert whom("roles.delegation") == {chase.clerk.name, "代办员"}


def test_a_head_who_handles_the_matter_himself_is_told_of_a_slip_once(chase: Chase) -> None:
    stage.appoint(chase.head, chase.item.organisation, (Duty.REVIEW_PROPOSALS,))
    chase.issue()
    collecting.collect()
    of_slips = Message.objects.filter(person=chase.head, event__startswith="oversight.slip").order_by("pk")
    assert [message.event for message in of_slips] == ["oversight.slip_head"]


def test_of_a_slip_that_the_head_alone_handles_nobody_is_missed(chase: Chase) -> None:
    stage.appoint(chase.head, chase.item.organisation, (Duty.REVIEW_PROPOSALS,))
    chase.issue()
    chase.clerk.appointments.update(ends_on=clock.today() - datetime.timedelta(days=1))
    collecting.collect()
    occurred = Occurrence.objects.filter(event__startswith="oversight.slip").order_by("event")
    assert list(occurred.values_list("event", "told", "remark")) == [
        ("oversight.slip", 0, ""), ("oversight.slip_head", 1, ""),
    ]  # fmt: skip


@pytest.fixture
def administrator(chase: Chase) -> User:
    office = make.place("420301-administration", "系统管理", OrganisationKind.ADMINISTRATION, chase.item.county)
    made = make.person("管理员")
    make.give(made, Duty.ADMINISTER_SYSTEM, office)
    return made


@pytest.fixture
def given_up(chase: Chase, settings: Settings) -> Delivery:
    """A mail to the clerk that was given up."""
    settings.EMAIL_HOST = "mail.example"
    MessageSettings.objects.create(person=chase.clerk, email="clerk@example.org")
    collecting.collect()
    Delivery.objects.update(state=DeliveryState.GIVEN_UP, tries=6, reason="SMTPException: no")
    return Delivery.objects.order_by("pk")[0]


def test_the_administrator_sees_states_and_no_content(
    client: Client,
    administrator: User,
    given_up: Delivery,
    chase: Chase,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(administrator)
    with django_assert_max_num_queries(14):
        page = client.get("/oversight/messages/").content.decode()
    assert chase.clerk.name in page
    assert "SMTPException: no" in page
    assert "计划" not in page
    assert given_up.message.content["link"] not in page
    client.post(f"/oversight/messages/{given_up.pk}/again/")
    given_up.refresh_from_db()
    assert (given_up.state, given_up.resent_by) == (DeliveryState.QUEUED, administrator)
    assert LedgerEntry.objects.get(action="message.resent").detail == {"channel": "email", "user": chase.clerk.pk}


def test_nobody_else_sees_them_and_a_neighbour_cannot_resend(client: Client, given_up: Delivery, watch: Watch) -> None:
    elsewhere = make.place("420302-administration", "系统管理", OrganisationKind.ADMINISTRATION, watch.neighbour)
    neighbour = make.person("邻县管理员")
    make.give(neighbour, Duty.ADMINISTER_SYSTEM, elsewhere)
    client.force_login(neighbour)
    assert watch.clerk.name not in client.get("/oversight/messages/").content.decode()
    assert client.post(f"/oversight/messages/{given_up.pk}/again/").status_code == 404
    for other in (watch.supervisor, watch.auditor, watch.clerk):
        client.force_login(other)
        assert client.get("/oversight/messages/").status_code == 403
        assert client.post(f"/oversight/messages/{given_up.pk}/again/").status_code == 403
    client.force_login(watch.supervisor)
    assert client.post(f"/messages/deliveries/{given_up.pk}/again/").status_code == 403
    given_up.refresh_from_db()
    assert given_up.state == DeliveryState.GIVEN_UP
    client.force_login(watch.clerk)
    assert "SMTPException: no" in client.get("/messages/deliveries/").content.decode()
    assert client.post(f"/messages/deliveries/{given_up.pk}/again/").status_code == 302
    given_up.refresh_from_db()
    assert given_up.state == DeliveryState.QUEUED
    refused = client.post(f"/messages/deliveries/{given_up.pk}/again/")
    assert (refused.status_code, "不必重发" in refused.content.decode()) == (409, True)
