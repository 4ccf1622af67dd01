"""A bulletin from its frozen draft to its number: by four persons, once a month, a correction naming the former."""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, LedgerEntry, Organisation, User
from documents import previews
from documents.enums import CodeUse
from documents.models import DocumentCode, IncomingDocument
from oversight import bulletin_calls
from oversight.bulletins import acts, blank, counting, drafting, resting, spending
from oversight.bulletins.acts import Told
from oversight.bulletins.tables import SpendingTable, UnitSpending
from oversight.models import Bulletin, BulletinKind, BulletinState
from oversight.papers import SupervisionBulletin
from roles.duties import Duty
from roles.models import Appointment
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine import services
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

MARCH = datetime.date(2026, 3, 1)
PAGE = "/oversight/bulletins/"


@dataclass(frozen=True)
class Office:
    """The government office and the finance bureau of the county."""

    watch: Watch
    checker: User
    director: User
    registrar: User
    budget: User


@pytest.fixture
def office(watch: Watch) -> Office:
    found = make.place("420301-office", "政府办公室", OrganisationKind.GOVERNMENT_OFFICE, watch.county)
    DocumentCode.objects.create(organisation=found, use=CodeUse.BULLETIN, code="竹政办通报")
    people = []
    for name, duty, where in (
        ("核稿员", Duty.EDIT_CHECK, found),
        ("办公室主任", Duty.SIGN_OFF, found),
        ("机要文书", Duty.REGISTER_DOCUMENT, found),
        ("预算股长", Duty.MANAGE_SOURCES, stage.organisation("420301-finance")),
    ):
        people.append(make.person(name))
        make.give(people[-1], duty, where)
    return Office(watch, *people)


def told(office: Office, **other: object) -> Told:
    return Told(**{"county": office.watch.county, "month": MARCH, "requirement": "请抓紧办理。", **other})  # type: ignore[arg-type]


def drafted(office: Office, **other: object) -> Bulletin:
    return acts.draft_supervision(actor=office.watch.supervisor, told=told(office, **other))


def issued(office: Office, **other: object) -> Bulletin:
    made = drafted(office, **other)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.check(actor=office.checker, bulletin=made.pk)
    acts.sign(actor=office.director, bulletin=made.pk)
    return acts.issue(actor=office.registrar, bulletin=made.pk)


def test_it_is_a_numbered_document_of_the_office_sent_to_all_units(office: Office) -> None:
    made = issued(office)
    assert made.document
    paper = made.document
    assert (made.state, paper.number, paper.kind) == (BulletinState.ISSUED, "竹政办通报〔2026〕1号", "D30")
    assert (paper.issuer, paper.signatory, paper.signed_on) == (made.office, office.director, clock.today())
    assert paper.title == f"{made.office.official_name}关于2026年3月统筹整合资金事项督办情况的通报"
    assert paper.content["annexes"][0]["rows"]
    assert IncomingDocument.objects.filter(document=paper, organisation=office.watch.item.organisation).exists()
    told_of = LedgerEntry.objects.filter(action__startswith="bulletin.").order_by("pk").values_list("action", flat=True)
    assert list(told_of) == [f"bulletin.{act}" for act in ("drafted", "submitted", "checked", "signed", "issued")]


def test_the_table_is_frozen_when_it_is_drafted(office: Office) -> None:
    made = drafted(office)
    before = drafting.paper(made).content()
    stage.begin("trial_plan")
    stage.decide(office.watch.item)
    made.refresh_from_db()
    assert drafting.paper(made).content() == before
    again = drafted(office)
    assert again.pk == made.pk
    assert drafting.paper(again).content() != before


def test_the_figures_are_those_of_the_month(office: Office) -> None:
    stage.decide(office.watch.item)
    [department, *_rest] = stage.open_items(office.watch.item.proceeding)
    WorkItem.objects.filter(pk=department.pk).update(due_at=clock.now() - datetime.timedelta(days=1))
    table = drafting.paper(drafted(office))
    assert isinstance(table, SupervisionBulletin)
    rows = {row.unit: row for row in table.rows}
    town = rows[office.watch.item.organisation.name]
    assert (town.opened, town.decided, town.on_time, town.open) == ("1", "1", "100%", "0")
    late = rows[department.organisation.name]
    assert (late.rank, late.decided, late.on_time, late.open, late.overdue) == ("—", "0", "—", "1", "1")
    assert office.watch.clerk.name not in str(table.content())
    assert office.watch.neighbour.name not in str(table.content())


def test_what_is_suspended_is_nobodys_delay(office: Office) -> None:
    late, end = clock.now() - datetime.timedelta(days=1), clock.now() + datetime.timedelta(days=1)
    for stopped_at, overdue in ((late, 0), (end, 1), (None, 1)):
        WorkItem.objects.filter(pk=office.watch.item.pk).update(due_at=late, suspended_at=stopped_at)
        [unit] = counting.month_of(office.watch.county, MARCH, clock.today()).units
        assert (unit.open, unit.overdue) == (1, overdue)


def test_what_went_on_after_the_month_was_nobodys_delay_at_its_end(office: Office) -> None:
    item = office.watch.item
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() - datetime.timedelta(days=1))
    dossier, head = Dossier.objects.get(pk=item.dossier_id), stage.holder("420301")
    on = datetime.date(2026, 4, 2)
    services.suspend(actor=head, dossier=dossier, reason="等待省级政策解释。", expected_on=on)
    with clock.shifted(datetime.timedelta(days=31)):
        services.resume(actor=head, dossier=dossier)
        for month, overdue in ((MARCH, 0), (datetime.date(2026, 4, 1), 1)):
            as_of = datetime.date(2026, 3, 31) if month == MARCH else clock.today()
            [unit] = counting.month_of(office.watch.county, month, as_of).units
            assert (unit.open, unit.overdue) == (1, overdue)


def test_another_goes_on_with_a_draft_whose_drafter_is_gone(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "pictures", lambda *_paper, **_issuer: ())
    made, heir = drafted(office), make.person("新督查员")
    make.give(heir, Duty.SUPERVISE, Organisation.objects.get(code="420301-supervision"))
    with pytest.raises(Conflict, match="督查员拟稿），可在该通报页面接手") as refused:
        acts.draft_supervision(actor=heir, told=told(office))
    assert refused.value.page == f"{PAGE}{made.pk}/"
    for actor in (office.watch.provincial_supervisor, office.director, office.budget):
        with pytest.raises(Refused):
            acts.take_over(actor=actor, bulletin=made.pk)
    with pytest.raises(Conflict, match="无须接手"):
        acts.take_over(actor=office.watch.supervisor, bulletin=made.pk)
    client.force_login(office.director)
    assert "接手拟稿" not in client.get(f"{PAGE}{made.pk}/").content.decode()
    client.force_login(heir)
    assert "接手拟稿" in client.get(f"{PAGE}{made.pk}/").content.decode()
    client.post(f"{PAGE}{made.pk}/", {"act": "take_over"})
    assert LedgerEntry.objects.get(action="bulletin.taken_over").detail["before"] == office.watch.supervisor.name
    with pytest.raises(Refused, match="拟稿人"):
        acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.submit(actor=heir, bulletin=made.pk)
    with pytest.raises(Conflict):
        acts.take_over(actor=office.watch.supervisor, bulletin=made.pk)


def test_what_was_signed_and_cannot_be_issued_goes_back(office: Office) -> None:
    """A name on it changed after it was signed: the registrar gives it back, and its signature falls."""
    made = drafted(office)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.check(actor=office.checker, bulletin=made.pk)
    acts.sign(actor=office.director, bulletin=made.pk)
    Organisation.objects.filter(pk=made.office_id).update(official_name="县人民政府办公室")
    with pytest.raises(Conflict, match="不一致"):
        acts.issue(actor=office.registrar, bulletin=made.pk)
    with pytest.raises(Refused):
        acts.give_back(actor=office.checker, bulletin=made.pk, reason="名称已改。")
    back = acts.give_back(actor=office.registrar, bulletin=made.pk, reason="名称已改。")
    assert (back.state, back.signed_by, back.signed_on) == (BulletinState.DRAFT, None, None)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.check(actor=office.checker, bulletin=made.pk)
    acts.sign(actor=office.director, bulletin=made.pk)
    assert acts.issue(actor=office.registrar, bulletin=made.pk).document


def test_the_second_of_two_at_once_hears_of_the_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rival is stored after the month was found free."""
    found = acts._office(office.watch.county)

    def overtaken(county: Organisation) -> Organisation:
        Bulletin.objects.create(
            county=county, office=found, kind=BulletinKind.SUPERVISION, month=MARCH, as_of=MARCH, table={},
            drafted_by=office.budget, drafted_at=clock.now(),
        )  # fmt: skip
        return found

    monkeypatch.setattr(acts, "_office", overtaken)
    with pytest.raises(Conflict, match="该月已有"):
        drafted(office)


def test_every_step_is_another_persons(office: Office) -> None:
    made = drafted(office)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    for actor in (office.watch.supervisor, office.director, office.registrar, office.watch.clerk):
        with pytest.raises(Refused):
            acts.check(actor=actor, bulletin=made.pk)
    make.give(office.checker, Duty.SIGN_OFF, made.office)
    acts.check(actor=office.checker, bulletin=made.pk)
    with pytest.raises(Refused, match="不同的人"):
        acts.sign(actor=office.checker, bulletin=made.pk)
    with pytest.raises(Conflict):
        acts.issue(actor=office.registrar, bulletin=made.pk)
    acts.sign(actor=office.director, bulletin=made.pk)
    made.refresh_from_db()
    assert (made.state, made.document) == (BulletinState.SIGNED, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=made.pk).update(signed_by=office.checker)


def test_who_drafts_is_whose_figures_they_are(office: Office) -> None:
    for actor in (office.budget, office.watch.provincial_supervisor, office.watch.auditor, office.director):
        with pytest.raises(Refused):
            acts.draft_supervision(actor=actor, told=told(office))
    table = SpendingTable(2026, (UnitSpending("部门", "县水利局", Decimal(90)),), Decimal(9), Decimal(1))
    with pytest.raises(Refused):
        acts.draft_spending(
            actor=office.watch.supervisor, told=told(office), as_of=clock.today(), table=table, source="财政局"
        )
    assert not Bulletin.objects.exists()
    made = acts.draft_spending(
        actor=office.budget, told=told(office), as_of=clock.today(), table=table, source="财政局"
    )  # fmt: skip
    with pytest.raises(Refused, match="拟稿人"):
        acts.submit(actor=office.watch.supervisor, bulletin=made.pk)


def test_what_was_given_back_says_why_and_is_checked_anew(office: Office) -> None:
    made = drafted(office)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.check(actor=office.checker, bulletin=made.pk)
    with pytest.raises(Invalid, match="退回原因"):
        acts.give_back(actor=office.director, bulletin=made.pk, reason=" ")
    back = acts.give_back(actor=office.director, bulletin=made.pk, reason="请补充要求。")
    assert (back.state, back.remark, back.checked_by) == (BulletinState.DRAFT, "请补充要求。", None)
    assert list(bulletin_calls.waiting_for(office.watch.supervisor)) == [back]
    again = acts.submit(actor=office.watch.supervisor, bulletin=made.pk, requirement="请于五日内办结。")
    assert (again.state, again.remark) == (BulletinState.SUBMITTED, "")
    assert list(bulletin_calls.waiting_for(office.checker)) == [again]
    assert not bulletin_calls.waiting_for(office.watch.supervisor).exists()


def test_what_was_changed_after_it_was_sent_is_not_signed(office: Office) -> None:
    made = drafted(office)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    Bulletin.objects.filter(pk=made.pk).update(requirement="另外的话。")
    with pytest.raises(Conflict, match="不一致"):
        acts.check(actor=office.checker, bulletin=made.pk)


def test_a_month_has_one_and_a_correction_names_it_and_takes_its_place(office: Office) -> None:
    first = issued(office)
    with pytest.raises(Conflict, match="该月已有"):
        drafted(office)
    second = issued(office, corrects=first)
    assert first.document
    assert second.document
    assert second.document.replaces == first.document
    assert f"{first.document.number}数据有误，以本通报为准。" in str(second.document.content["body"])
    with pytest.raises(Conflict, match="该月已有"):
        drafted(office, corrects=first)
    with pytest.raises(Conflict, match="只能更正"):
        drafted(office, corrects=second, month=datetime.date(2026, 2, 1))
    with pytest.raises(Invalid, match="尚未开始"):
        drafted(office, month=datetime.date(2026, 4, 1))


def test_the_pages_lead_from_the_table_to_the_number(client: Client, office: Office) -> None:
    client.force_login(office.budget)
    sheet = SimpleUploadedFile("表.csv", "类别,单位,支出进度(%)\n部门,县水利局,96.74\n机关,甲,1\n".encode())
    typed = {
        "county": office.watch.county.pk, "year": 2026, "as_of": "2026-03-02", "source": "县财政局", "paid": "96.74",
        "left": "3.26", "requirement": "请加快支出。", "file": sheet,
    }  # fmt: skip
    wrong = client.post(f"{PAGE}new/spending/", typed)
    assert wrong.status_code == 422
    assert "类别须为“部门”或“乡镇”，现为“机关”" in wrong.content.decode()
    assert "县财政局" in wrong.content.decode()
    right = SimpleUploadedFile("表.csv", "类别,单位,支出进度(%)\n部门,县水利局,96.74\n".encode())
    made = client.post(f"{PAGE}new/spending/", typed | {"file": right}, follow=True)
    found = Bulletin.objects.get()
    assert (found.month, found.source) == (MARCH, "县财政局")
    assert "96.74%" in made.content.decode()
    assert "data:image/png" in made.content.decode()
    client.post(f"{PAGE}{found.pk}/", {"act": "submit", "requirement": "请加快支出。"})
    for actor in (office.checker, office.director, office.registrar):
        client.force_login(actor)
        assert "份通报待办理" in client.get("/").content.decode()
        client.post(f"{PAGE}{found.pk}/", {"act": "forward"})
    found.refresh_from_db()
    assert found.document
    assert found.document.number == "竹政办通报〔2026〕1号"
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(PAGE)
    assert len(queries) <= 8
    assert found.document.number in shown.content.decode()


def test_an_unissued_one_is_nobody_elses_business(client: Client, office: Office) -> None:
    made = drafted(office)
    neighbour = make.person("邻县督查员")
    make.give(neighbour, Duty.SUPERVISE, make.place("420302-supervision", "督查室", OrganisationKind.SUPERVISION_OFFICE,
                                                   office.watch.neighbour))  # fmt: skip
    for actor in (office.watch.clerk, neighbour):
        client.force_login(actor)
        assert client.get(f"{PAGE}{made.pk}/").status_code == 403
        assert f"{PAGE}{made.pk}/" not in client.get(PAGE).content.decode()
    client.force_login(office.director)
    assert client.get(f"{PAGE}{made.pk}/").status_code == 200
    assert client.get(f"{PAGE}new/supervision/").status_code == 403
    assert client.get(f"{PAGE}new/nonsense/").status_code == 404


def test_a_draft_whose_drafter_has_left_is_met_by_who_may_go_on_with_it(office: Office, client: Client) -> None:
    made = drafted(office)
    acts.submit(actor=office.watch.supervisor, bulletin=made.pk)
    acts.give_back(actor=office.checker, bulletin=made.pk, reason="请补充要求。")
    heir, stranger = make.person("新督查员"), make.person("邻县督查员")
    make.give(heir, Duty.SUPERVISE, Organisation.objects.get(code="420301-supervision"))
    neighbours = make.place(
        "420302-supervision", "邻县督查室", OrganisationKind.SUPERVISION_OFFICE, office.watch.neighbour
    )
    make.give(stranger, Duty.SUPERVISE, neighbours)

    def meet(actor: User) -> bool:
        return bulletin_calls.waiting_for(actor).exists()

    assert resting.left_by(made) == ""
    assert [meet(actor) for actor in (office.watch.supervisor, heir, office.checker)] == [True, False, False]
    _leave(office.watch.supervisor)
    left = Bulletin.objects.get(pk=made.pk)
    assert "由本县其他有“督办”职责的人员接手" in resting.left_by(left)
    assert [meet(actor) for actor in (heir, office.checker, office.budget, stranger)] == [True, False, False, False]
    _leave(heir)
    assert "请系统管理员和安全管理员先任命" in resting.left_by(left)
    assert [meet(actor) for actor in (heir, office.checker, office.director)] == [False, True, False]
    client.force_login(office.checker)
    assert "请系统管理员和安全管理员先任命" in client.get(f"{PAGE}{made.pk}/").content.decode()


def _leave(person: User) -> None:
    Appointment.objects.filter(user=person).update(ends_on=clock.today() - datetime.timedelta(days=1))


def test_a_month_that_has_one_is_named_before_the_form(client: Client, office: Office) -> None:
    client.force_login(office.watch.supervisor)
    address = f"{PAGE}new/supervision/"
    assert "下列月份已有" not in client.get(address).content.decode()
    first = issued(office)
    assert first.document
    told = client.get(address).content.decode()
    assert told.index("下列月份已有") < told.index('class="form stack panel"')
    for link in (f'href="{PAGE}{first.pk}/"', f'href="{address}?corrects={first.pk}"', first.document.number):
        assert link in told
    assert "下列月份已有" not in client.get(f"{address}?corrects={first.pk}").content.decode()
    client.force_login(office.budget)
    with CaptureQueriesContext(connection) as queries:
        told = client.get(f"{PAGE}new/spending/").content.decode()
    assert "下列月份已有" not in told
    assert len(queries) <= 9


def test_the_empty_table_is_one_that_is_read_once_filled_in(client: Client, office: Office) -> None:
    client.force_login(office.budget)
    county = office.watch.county
    assert f'href="{PAGE}table/{county.pk}/"' in client.get(f"{PAGE}new/spending/").content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}table/{county.pk}/").content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(blank.HEAD)
    assert sheet.max_row > 1
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, 3, 100)
        sheet.cell(number, 4, 50)
    kept = io.BytesIO()
    book.save(kept)
    found = spending.read(kept.getvalue(), "支出进度表.xlsx")
    assert not found.faults
    assert {unit.category for unit in found.units} == {"部门", "乡镇"}
    assert client.get(f"{PAGE}table/{office.watch.neighbour.pk}/").status_code == 403
    client.force_login(office.checker)
    assert client.get(f"{PAGE}table/{county.pk}/").status_code == 403
