"""The supervisor's list as a file: the same filter and the same permission, and nothing in it that runs."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.models import Dossier
from oversight import waiting
from tests.oversight.conftest import Watch

STATEMENTS = 6


def lines(client: Client, form: str, **asked: str) -> list[list[str]]:
    answer = client.get(f"/oversight/export/{form}/", asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    if form == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_filter_gives_the_same_rows(client: Client, watch: Watch, form: str) -> None:
    client.force_login(watch.provincial_supervisor)
    head, *rows = lines(client, form)
    assert head[:4] == ["县", "办理机关", "环节", "事项"]
    assert [row[0] for row in rows] == [watch.county.name, watch.neighbour.name]
    _head, *narrow = lines(client, form, county=str(watch.neighbour.pk))
    assert [row[1] for row in narrow] == [watch.next_door.organisation.name]
    assert lines(client, form, overdue="1") == [head]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_county_supervisor_takes_his_county_and_no_other(client: Client, watch: Watch, form: str) -> None:
    client.force_login(watch.supervisor)
    assert [row[0] for row in lines(client, form)[1:]] == [watch.county.name]
    assert len(lines(client, form, county=str(watch.neighbour.pk))) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_is_refused_to_others(client: Client, watch: Watch, form: str) -> None:
    address = f"/oversight/export/{form}/"
    assert client.get(address).status_code == 302
    for actor in (watch.clerk, watch.auditor):
        client.force_login(actor)
        assert client.get(address).status_code == 403
    client.force_login(watch.supervisor)
    assert client.post(address).status_code == 405
    assert client.get("/oversight/export/exe/").status_code == 404


@pytest.mark.parametrize("title", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "控制\x07符"])
def test_what_looks_like_a_formula_is_text(client: Client, watch: Watch, title: str) -> None:
    Dossier.objects.filter(pk=watch.item.dossier_id).update(title=title)
    client.force_login(watch.supervisor)
    cell = lines(client, "csv")[1][3]
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    answer = client.get("/oversight/export/xlsx/")
    written = load_workbook(io.BytesIO(answer.content)).worksheets[0]["D2"]
    assert written.data_type == "s"
    assert written.value == title.replace("\x07", "")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_that_was_cut_says_so_and_what_to_do(
    client: Client, watch: Watch, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(watch.provincial_supervisor)
    monkeypatch.setattr(waiting, "EXPORTED", 2)
    assert len(lines(client, form)) == 3
    monkeypatch.setattr(waiting, "EXPORTED", 1)
    _head, first, last = lines(client, form)
    assert first[0] == watch.county.name
    assert last[0] == "仅列出期限最早的1项，其余未列入；请缩小筛选范围后再次导出"


def test_however_long_in_few_statements(client: Client, watch: Watch) -> None:
    client.force_login(watch.provincial_supervisor)
    lines(client, "csv")
    with CaptureQueriesContext(connection) as queries:
        lines(client, "csv")
    assert len(queries) <= STATEMENTS, "\n".join(query["sql"][:200] for query in queries)


def test_the_page_offers_both_with_its_filter(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    shown = client.get("/oversight/", {"county": watch.county.pk}).content.decode()
    for form in ("csv", "xlsx"):
        assert f'href="/oversight/export/{form}/?county={watch.county.pk}"' in shown
