"""来文登记: papers from outside in the incoming register; who enters them, what is refused, what is printed."""

from __future__ import annotations

import datetime
import functools
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, DomainError, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from documents import books, intake, outside
from documents.enums import Intake, Secrecy, Urgency
from documents.models import IncomingDocument
from documents.outside import Outside
from roles.duties import Duty
from tests.factories.roles import give, person, place

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def township(county: Organisation) -> Organisation:
    return place("420323100", "城关镇", OrganisationKind.TOWNSHIP, county)


@pytest.fixture
def keeper(township: Organisation) -> User:
    clerk = person("何芳")
    give(clerk, Duty.REPORT_PROJECTS, township)
    return clerk


def paper(**told: Any) -> Outside:
    usual = {"sender": "省水利厅", "number": "鄂水利函〔2026〕7号", "title": "关于报送饮水安全材料的通知"}
    return Outside(**{"received_on": clock.today(), **usual, **told})


def typed(township: Organisation, **told: object) -> dict[str, object]:
    usual = {"sender": "省水利厅", "number": "鄂水利函〔2026〕7号", "title": "关于报送饮水安全材料的通知"}
    return {"organisation": township.pk, "received_on": clock.today().isoformat(), **usual, **told}


def test_what_is_sent_and_what_comes_from_outside_share_one_series(township: Organisation, keeper: User) -> None:
    first = outside.register(actor=keeper, organisation=township, paper=paper(urgency=Urgency.MOST, pages=3))
    second = outside.register(actor=keeper, organisation=township, paper=paper(number="", title="邀请信"))
    assert (first.seq, second.seq) == (1, 2)
    assert intake.next_seq(township, clock.today().year) == 3
    entry = LedgerEntry.objects.filter(action="incoming.registered").earliest("pk")
    assert entry.detail["register"] == 1
    assert entry.detail["sender"] == "省水利厅"


@pytest.mark.parametrize(
    ("told", "error", "why"),
    [
        ({"sender": ""}, Invalid, "来文机关"),
        ({"title": ""}, Invalid, "写明来文标题"),
        ({"secrecy": Secrecy.SECRET}, Invalid, "不得录入本系统"),
        ({"received_on": datetime.date(2099, 1, 1)}, Invalid, "不能晚于今天"),
        ({"dated": datetime.date(2099, 1, 1)}, Invalid, "不能晚于收到日期"),
        ({}, Conflict, "已于.*登记，收文编号1"),
    ],
)
def test_what_is_refused_leaves_no_entry(
    township: Organisation, keeper: User, told: dict[str, Any], error: type[DomainError], why: str
) -> None:
    if error is Conflict:
        outside.register(actor=keeper, organisation=township, paper=paper())
    before = IncomingDocument.objects.count()
    with pytest.raises(error, match=why):
        outside.register(actor=keeper, organisation=township, paper=paper(**told))
    assert IncomingDocument.objects.count() == before


def test_only_the_keeper_of_that_register_enters_and_examines(township: Organisation, keeper: User) -> None:
    stranger, other = person(), place("420323101", "溢水镇", OrganisationKind.TOWNSHIP, township.county)
    give(stranger, Duty.REPORT_PROJECTS, other)
    with pytest.raises(Refused, match="收发文经办人"):
        outside.register(actor=stranger, organisation=township, paper=paper())
    entered = outside.register(actor=keeper, organisation=township, paper=paper())
    with pytest.raises(Refused, match="收发文经办人"):
        outside.examine(actor=stranger, incoming=entered, found=Intake.ACCEPTED)
    entered.refresh_from_db()
    assert entered.intake == ""


def test_a_secret_paper_is_entered_without_its_title(township: Organisation, keeper: User) -> None:
    entered = outside.register(actor=keeper, organisation=township, paper=paper(title="", secrecy=Secrecy.SECRET))
    assert entered.shown_title == "（涉密文件）"
    with pytest.raises(IntegrityError, match="secret_is_not_named"), transaction.atomic():
        IncomingDocument.objects.create(
            organisation=township, sender="省水利厅", title="标题", secrecy=Secrecy.SECRET, received_at=clock.now(),
            handler="何芳", year=2026, seq=9,
        )  # fmt: skip


def test_a_mistaken_entry_is_struck_off_once_keeps_its_number_and_makes_room(
    township: Organisation, keeper: User
) -> None:
    entered = outside.register(actor=keeper, organisation=township, paper=paper())
    with pytest.raises(Invalid, match="须说明理由"):
        outside.examine(actor=keeper, incoming=entered, found=Intake.STRUCK)
    with pytest.raises(Invalid, match="请选择"):
        outside.examine(actor=keeper, incoming=entered, found=Intake.SUPPLEMENT)
    outside.examine(actor=keeper, incoming=entered, found=Intake.STRUCK, note="来文字号录入有误")
    with pytest.raises(Conflict, match="已注销"):
        outside.examine(actor=keeper, incoming=entered, found=Intake.ACCEPTED)
    again = outside.register(actor=keeper, organisation=township, paper=paper())
    assert again.seq == 2
    with pytest.raises(IntegrityError, match="登记不得更改"), transaction.atomic():
        IncomingDocument.objects.filter(pk=entered.pk).update(sender="省农业厅")


def test_there_is_no_way_back_to_the_version_that_has_no_place_for_it(township: Organisation, keeper: User) -> None:
    way_back = import_module("documents.migrations.0010_incoming_from_outside").NONE_FROM_OUTSIDE
    _take(way_back)
    outside.register(actor=keeper, organisation=township, paper=paper())
    with pytest.raises(IntegrityError, match="请用升级前的备份恢复"), transaction.atomic():
        _take(way_back)


def _take(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_page_enters_it_and_keeps_what_was_typed(client: Client, township: Organisation, keeper: User) -> None:
    client.force_login(keeper, backend=BACKEND)
    address = reverse("documents:register_outside")
    assert "来文登记" in client.get(reverse("documents:incoming")).content.decode()
    wrong = client.post(address, typed(township, secrecy="secret"))
    assert wrong.status_code == 422
    assert "关于报送饮水安全材料的通知" in wrong.content.decode()
    assert "不得录入本系统" in wrong.content.decode()
    assert client.post(address, typed(township, sender="")).status_code == 422
    assert not IncomingDocument.objects.exists()
    answer = client.post(address, typed(township, pages="12", assigned_to="水利站", urgency="urgent"))
    assert answer["Location"] == reverse("documents:incoming")
    shown = client.get(reverse("documents:incoming"), {"words": "水利厅"}).content.decode()
    for words in ("鄂水利函〔2026〕7号", "关于报送饮水安全材料的通知", "加急", "承办：水利站", "登记有误，注销"):
        assert words in shown
    assert "鄂水利函" not in client.get(reverse("documents:incoming"), {"words": "农业厅"}).content.decode()
    row = IncomingDocument.objects.get()
    assert (row.pages, row.handler) == (12, "何芳")
    examine = reverse("documents:examine", args=[row.pk])
    assert client.post(examine, {"intake": "returned", "note": ""}).status_code == 422
    assert client.post(examine, {"intake": "accepted"}).status_code == 302
    row.refresh_from_db()
    assert row.intake == Intake.ACCEPTED


def test_nobody_else_reaches_the_form(client: Client, township: Organisation, keeper: User) -> None:
    address = reverse("documents:register_outside")
    assert client.get(address).status_code == 302
    reader = person()
    give(reader, Duty.SIGN_OFF, township)
    client.force_login(reader, backend=BACKEND)
    assert client.get(address).status_code == 403
    assert client.post(address, typed(township)).status_code == 403
    assert not IncomingDocument.objects.exists()


def test_the_printed_register_says_all_of_it(township: Organisation, keeper: User) -> None:
    outside.register(actor=keeper, organisation=township, paper=paper(urgency=Urgency.URGENT, assigned_to="水利站"))
    year = clock.today().year
    days = {"starts_on": datetime.date(year, 1, 1), "ends_on": datetime.date(year, 12, 31)}
    book = books.print_book(actor=keeper, key="received", organisation=township, **days)
    [row] = book.content["annexes"][0]["rows"]
    assert row[1:4] == ["1", "鄂水利函〔2026〕7号", "关于报送饮水安全材料的通知"]
    assert row[5] == "省水利厅"
    assert row[8] == "加急 承办：水利站"


def test_a_paper_of_last_year_stands_in_last_years_register(township: Organisation, keeper: User) -> None:
    """Come on the last day of the year, entered on the first of the next."""
    enter = functools.partial(outside.register, actor=keeper, organisation=township)
    new_years_eve = datetime.date(clock.today().year - 1, 12, 31)
    enter(paper=paper(number="鄂水利函〔2026〕8号"))
    late = enter(paper=paper(received_on=new_years_eve, dated=None))
    assert (late.year, late.seq) == (new_years_eve.year, 1)
    days = {"starts_on": datetime.date(new_years_eve.year, 1, 1), "ends_on": new_years_eve}
    printed = books.print_book(actor=keeper, key="received", organisation=township, **days)
    assert [row[1] for row in printed.content["annexes"][0]["rows"]] == ["1"]
    with pytest.raises(Invalid, match="请核对"):
        enter(paper=paper(number="", received_on=new_years_eve - datetime.timedelta(days=366), dated=None))
