"""Movements by spreadsheet, by command and the pool by program: the same rules and readers as on the pages."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from funds.enums import MovementAct
from funds.models import FundSource
from funds.movement_sheets import MOVEMENTS
from plans.imports import preparing
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import PreparedImport
from plans.services.organs import bureau
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.factories import flows as make
from tests.factories.roles import give, person, place
from tests.funds.money import at, drawing, enter, put_in_force, source, treasurer, yuan
from tests.plans.imports.tables import confirmed, said, verdicts
from tests.plans.tables.sheets import as_xlsx

pytestmark = pytest.mark.django_db
HEADINGS = (
    "指标文号",
    "变动种类",
    "变动金额（万元）",
    "其中纳入整合（万元）",
    "未整合原因",
    "依据文号",
    "文件日期",
    "事由",
)


def sent(county: Organisation, *rows: tuple[str, ...]) -> PreparedImport:
    return preparing.receive(
        actor=treasurer(county), key="movements", organisation=bureau(county, Sector.FINANCE), year=make.YEAR,
        name="变动.xlsx", content=as_xlsx((HEADINGS, *rows)), asked={},
    )  # fmt: skip


def test_a_table_of_movements_is_entered_once(county: Organisation) -> None:
    pot = source(county, "1000000.00")
    rows = (
        ("中央1号", "追加", "8.000001", "6", "应急", "7号", "2026-07-01", ""),
        ("中央1号", "上级收回", "12.5", "", "", "8号", "2026-07-01", "上级调减"),
        ("无此文号", "追加", "1", "", "", "9号", "2026-07-01", ""),
        ("合计", "", "20.500001", "", "", "", "", ""),
    )
    prepared = sent(county, *rows)
    assert verdicts(prepared) == ["new", "new", "wrong", "left_out"]
    assert said(prepared.rows.in_order()[2], "没有该文号")
    confirmed(prepared)
    pot.refresh_from_db()
    assert (pot.amount, pot.integrable) == (yuan("955000.01"), yuan("935000.00"))
    assert verdicts(sent(county, *rows))[:2] == ["unchanged", "unchanged"]


def test_what_goes_out_comes_back_unchanged(county: Organisation) -> None:
    pot, other = source(county, "100.00"), source(county, "50.00", "省级")
    enter(county, pot, MovementAct.TRANSFER, "10.00", to=other.pk)
    enter(county, pot, MovementAct.RECOVER, "5.00")
    enter(county, pot, MovementAct.INTEGRATE_LESS, "0", "0.01", rest_because="待核定")
    with at(datetime.date(make.YEAR, 12, 1)):
        enter(county, other, MovementAct.CARRY_OUT, "1.00")
    finance = bureau(county, Sector.FINANCE)
    content = template(MOVEMENTS, Context(finance, county, make.YEAR), with_rows=True)
    back = preparing.receive(
        actor=treasurer(county), key="movements", organisation=finance, year=make.YEAR, name="变动.xlsx",
        content=content, asked={},
    )  # fmt: skip
    assert verdicts(back) == ["unchanged"] * 4


def test_two_equal_transfers_to_two_sources_are_two(county: Organisation) -> None:
    """One document allotted both that get the money: the row names which."""
    pot = source(county, "1000000.00")
    for name in ("水利", "交通"):
        source(county, "10000.00", name, doc_no="省级1号")
    headings = (
        "指标文号",
        "变动种类",
        "调入指标文号",
        "调入资金名称",
        "变动金额（万元）",
        "依据文号",
        "文件日期",
        "事由",
    )
    rows = [(pot.doc_no, "调剂", "省级1号", name, "5", "7号", "2026-07-01", "统筹") for name in ("水利", "交通", "")]
    rows.append((pot.doc_no, "调剂", "市级1号", "", "5", "7号", "2026-07-01", "统筹"))
    source(county, "10000.00", "扶贫", doc_no="市级1号")

    def send() -> PreparedImport:
        return preparing.receive(
            actor=treasurer(county), key="movements", organisation=bureau(county, Sector.FINANCE), year=make.YEAR,
            name="变动.xlsx", content=as_xlsx((headings, *rows)), asked={},
        )  # fmt: skip

    prepared = send()
    assert verdicts(prepared) == ["new", "new", "wrong", "new"]
    assert said(prepared.rows.in_order()[2], "写明调入资金名称")
    confirmed(prepared)
    assert {one.amount for one in FundSource.objects.filter(doc_no="省级1号").order_by("pk")} == {yuan("60000.00")}
    assert verdicts(send()) == ["unchanged", "unchanged", "wrong", "unchanged"]


def test_a_table_looks_the_sources_up_once(county: Organisation) -> None:
    source(county, "1000000.00")

    def asked(rows: int) -> int:
        told = [("中央1号", "追加", str(n), "", "", f"{n}号", "2026-07-01", "") for n in range(1, rows + 1)]
        with CaptureQueriesContext(connection) as seen:
            sent(county, *told)
        return sum("ORDER BY CASE" in one["sql"] and 'FROM "funds_fundsource"' in one["sql"] for one in seen)

    assert asked(4) == asked(2) > 0


def test_what_the_page_would_refuse_the_table_refuses_too(county: Organisation) -> None:
    pot = source(county, "1000.00")
    put_in_force(county, drawing(county, {pot.pk: yuan("600.00")}))
    prepared = sent(county, ("中央1号", "上级收回", "0.05", "", "", "8号", "2026-07-01", "上级调减"))
    assert verdicts(prepared) == ["wrong"]
    assert said(prepared.rows.get(), "请先调整方案")


def test_the_command_shows_checks_and_enters(county: Organisation) -> None:
    pot = source(county, "1000000.00")

    def told(*words: str) -> str:
        out = StringIO()
        call_command("pool", *words, stdout=out)
        return out.getvalue()

    where = (county.code, "--year", str(make.YEAR))
    assert "应统尽统率 100.00% = 100 / 100" in told("show", *where)
    entered = (
        "--source",
        pot.doc_no,
        "--act",
        "recovered",
        "--amount",
        "0.5万元",
        "--doc-no",
        "7号",
        "--reason",
        "调减",
    )
    assert "纳入整合 99.5" in told("enter", *where, "--as", treasurer(county).username, *entered)
    assert "各笔资金变动之和 99.5 = 各项来源下达金额之和 99.5" in told("check", *where)
    source(county, "1000000.00", "扶贫", doc_no=pot.doc_no)
    for more in (("--to", "无"), ()):
        with pytest.raises(CommandError, match="this document has"):
            told("enter", *where, "--as", treasurer(county).username, *entered, *more)
    into = ("--name", pot.name, "--to", pot.doc_no, "--to-name", "扶贫")
    told("enter", *where, "--as", treasurer(county).username, *entered, *into, "--act", "transferred")
    assert FundSource.objects.get(name="扶贫").amount == yuan("1005000.00")
    for wrong in (
        ("--as", "nobody"),
        ("--as", treasurer(county).username, "--source", "无"),
        ("--as", person().username),
    ):
        with pytest.raises(CommandError):
            told("enter", *where, *entered, *wrong)
    with pytest.raises(CommandError, match="no county"):
        told("show", "99", "--year", "2027")


def test_a_program_reads_the_pool_of_its_own_county(county: Organisation) -> None:
    pot = source(county, "100.00", vintage=make.YEAR)
    enter(county, pot, MovementAct.RECOVER, "0.01")
    program, stranger = Caller(treasurer(county)), Caller(_elsewhere())
    told = program.get(f"pools/{county.pk}/?year={make.YEAR}")
    assert (told["amount"], told["rate"], told["reconciles"]) == ("99.99", "100.00", True)
    assert told["sources"][0]["left"] == "99.99"
    program.get(f"pools/{county.pk}/", 422)
    stranger.get(f"pools/{county.pk}/?year={make.YEAR}", 404)


def _elsewhere() -> User:
    """Who keeps the funds of another place."""
    found = person()
    give(found, Duty.MANAGE_SOURCES, place("99", "外县", OrganisationKind.COUNTY))
    return found
