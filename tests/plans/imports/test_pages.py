"""The import as its pages show it: from the library's button to the report."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Organisation
from funds.imports import SOURCES
from plans.enums import ImportState
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import PreparedImport, Project
from tests.factories import flows as make
from tests.plans.imports.tables import (
    PROJECTS,
    confirmed,
    drafter,
    edited,
    finance,
    group,
    projects_sent,
    sources_sent,
    treasurer,
)
from tests.plans.services.test_refusals import clerk
from tests.plans.tables.sheets import as_xlsx

REASON_OPTIONAL = '更正理由 <span class="optional">'


def test_from_the_library_to_the_report(county: Organisation, client: Client) -> None:
    client.force_login(drafter(county))
    upload = reverse("plans:import_upload", args=["library", group(county).pk])
    assert upload in client.get(reverse("plans:library")).content.decode()
    assert "下载样表试一试" in client.get(upload).content.decode()
    sheet = SimpleUploadedFile("原项目库.xlsx", as_xlsx(PROJECTS))
    sent = client.post(upload, {"year": make.YEAR, "ground": "原项目库转入", "file": sheet})
    prepared = PreparedImport.objects.get()
    page = reverse("plans:import", args=[prepared.pk])
    assert sent.headers["Location"] == page
    shown = client.get(page).content.decode()
    sums = "可导入2行，金额合计90.3万元；已勾选2行，金额合计90.3万元"
    for words in ("通组公路硬化", "导入全部可导入的2行", "小计行，只用于核对", "E2 资金(万元)：", sums):
        assert words in shown
    keys = [row.pk for row in prepared.rows.in_order()]
    told = client.post(page, {"act": "chosen", "listed": keys[:2], "row": keys[:1], "reason": ""}, follow=True)
    assert told.content.decode().count("已导入：新增1条，更正0条") == 1
    assert told.content.decode().count('<div class="hint nowrap">未写入</div>') == 1
    assert Project.objects.get().name == "通组公路硬化"
    assert "通组公路硬化" in client.get(reverse("plans:library")).content.decode()
    report = client.get(reverse("plans:import_report", args=[prepared.pk]))
    rows = list(load_workbook(io.BytesIO(report.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[4] for row in rows] == ["是否写入", "已写入", "未写入", "未写入"]


def test_a_wrong_file_keeps_what_was_typed(county: Organisation, client: Client) -> None:
    client.force_login(drafter(county))
    upload = reverse("plans:import_upload", args=["library", group(county).pk])
    macro = SimpleUploadedFile("项目.pdf", b"%PDF-1.7")
    sent = client.post(upload, {"year": make.YEAR, "ground": "原项目库转入", "file": macro})
    assert sent.status_code == 422
    shown = sent.content.decode()
    assert "“项目.pdf”" in shown
    assert "是PDF文件" in shown
    assert 'value="原项目库转入"' in shown


def test_others_meet_no_button_and_no_page(county: Organisation, client: Client) -> None:
    prepared = projects_sent(county)
    client.force_login(clerk())
    assert client.get(reverse("plans:import", args=[prepared.pk])).status_code == 403
    assert client.post(reverse("plans:import", args=[prepared.pk]), {"act": "all"}).status_code == 403
    assert client.get(reverse("plans:import_upload", args=["library", group(county).pk])).status_code == 403
    assert client.get(reverse("plans:import_upload", args=["nothing", group(county).pk])).status_code == 404
    assert not Project.objects.exists()


def test_where_nothing_can_be_written_no_button_offers_it(county: Organisation, client: Client) -> None:
    prepared = sources_sent(county, received_on="")
    client.force_login(treasurer(county))
    shown = client.get(reverse("plans:import", args=[prepared.pk])).content.decode()
    assert 'value="discard"' in shown
    assert not any(f'value="{act}"' in shown for act in ("all", "chosen", "save"))


def test_given_up_it_is_forgotten(county: Organisation, client: Client) -> None:
    prepared = projects_sent(county)
    client.force_login(drafter(county))
    client.post(reverse("plans:import", args=[prepared.pk]), {"act": "discard"})
    assert not PreparedImport.objects.exists()


def test_the_finance_bureau_meets_it_on_the_fund_table(county: Organisation, client: Client) -> None:
    client.force_login(treasurer(county))
    upload = reverse("plans:import_upload", args=["sources", finance(county).pk])
    assert upload in client.get(reverse("funds:sources")).content.decode()
    template = client.get(reverse("plans:import_template", args=["sources", finance(county).pk]))
    book = load_workbook(io.BytesIO(template.content))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden", "veryHidden"]
    kinds = {rule.type for rule in book.worksheets[0].data_validations.dataValidation}
    assert {"list", "decimal", "date", "textLength"} <= kinds


def test_odd_numbers_in_an_address_or_a_form_are_passed_over(county: Organisation, client: Client) -> None:
    prepared = projects_sent(county)
    client.force_login(drafter(county))
    odd, kind = f"keep-{'9' * 5_000}-name=sheet", "application/x-www-form-urlencoded"
    assert client.post(reverse("plans:import", args=[prepared.pk]), odd, content_type=kind).status_code == 302
    template = reverse("plans:import_template", args=["library", group(county).pk])
    assert client.get(template, {"year": "2027000000"}).status_code == 200
    assert "2027000000" not in client.get(template, {"year": "2027000000"}).headers["Content-Disposition"]


def test_known_rows_ask_for_a_reason_and_a_refusal_keeps_ticks_and_words(county: Organisation, client: Client) -> None:
    client.force_login(treasurer(county))
    new = client.get(reverse("plans:import", args=[sources_sent(county).pk])).content.decode()
    assert REASON_OPTIONAL in new
    confirmed(sources_sent(county))
    sheet = template(SOURCES, Context(finance(county), county, make.YEAR), with_rows=True)
    back = sources_sent(county, edited(sheet, {"G4": 500, "H4": 500}))
    page, row = reverse("plans:import", args=[back.pk]), back.rows.in_order()[0]
    shown = client.get(page).content.decode()
    assert "更正理由" in shown
    assert REASON_OPTIONAL not in shown
    for sent, told in (("", "有改动的行须写明更正理由"), ("\u0007上级调减", "上级调减")):
        row.is_chosen = True
        row.save(update_fields=["is_chosen"])
        unticked = {"listed": [row.pk], "act": "all", "reason": sent}
        refused = client.post(page, unticked)
        assert refused.status_code == 422
        assert told in refused.content.decode()
        assert REASON_OPTIONAL not in refused.content.decode()
        row.refresh_from_db()
        assert not row.is_chosen
    assert client.post(page, {"listed": [row.pk], "act": "save", "reason": ""}).status_code == 302
    assert client.post(page, {"act": "all", "reason": "上级调减"}).status_code == 302
    back.refresh_from_db()
    assert (back.state, back.reason) == (ImportState.APPLIED, "上级调减")
