"""What is read: no more than the page shows, and for as few statements however much there is."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.enums import OrganisationKind
from core.models import User
from documents import services as documents
from roles.duties import Duty
from tests.access.sheets import ClosedSheet, Sheet
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.factories import roles as make

INBOX = 6
"""Statements: the token, its count in the throttle (two the first time), and three of the inbox."""


def statements(program: Caller, address: str) -> int:
    program.get(address)
    with CaptureQueriesContext(connection) as captured:
        Client().get(f"/api/v1/{address}", headers=program.headers)
    return len(captured.captured_queries)


def test_the_inbox_costs_few_statements_however_full(stage: County) -> None:
    program = Caller(stage.drafter)
    stage.dossier()
    few = statements(program, "inbox/")
    for _number in range(12):
        stage.dossier()
    assert program.get("inbox/")["count"] == 13
    assert statements(program, "inbox/") == few <= INBOX
    assert statements(program, "inbox/?page_size=5&page=2&group=later") <= INBOX


def test_pages_follow_each_other(stage: County) -> None:
    for _number in range(7):
        stage.dossier()
    program = Caller(stage.drafter)
    pages = [program.get(f"inbox/?page_size=3&page={number}") for number in (1, 2, 3, 4)]
    assert [len(page["results"]) for page in pages] == [3, 3, 1, 0]
    assert len({row["task"] for page in pages for row in page["results"]}) == 7
    assert {(page["count"], page["pages"]) for page in pages} == {(7, 3)}


def test_a_dossier_costs_no_more_with_its_story_and_documents(stage: County) -> None:
    item = at(stage.dossier())
    program, auditor = Caller(stage.drafter), Caller(stage.auditor)
    addresses = [
        f"dossiers/{item.dossier_id}/",
        f"dossiers/{item.dossier_id}/timeline/",
        f"dossiers/{item.dossier_id}/files/",
    ]
    few = [statements(auditor, address) for address in addresses]
    for _number in range(4):
        program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk))
        done = program.post(
            f"tasks/{item.pk}/withdraw/", {"version": program.version(item.pk), "reason": "误办了此件。"}
        )
        item = at(item.dossier)
        assert done["task"]["id"] == item.pk
        issue(stage, item.dossier)
    many = [statements(auditor, address) for address in addresses]
    assert len(auditor.get(addresses[1])["results"]) == 4
    assert auditor.get(addresses[2])["count"] == 4
    assert all(after <= before + 2 for before, after in zip(few, many, strict=True)), (few, many)
    for _number in range(4):
        issue(stage, item.dossier)
    assert statements(auditor, addresses[2]) == many[2]


def issue(stage: County, dossier: Any) -> Any:
    return documents.issue(
        actor=None, paper=ClosedSheet(), dossier=dossier, issuer=stage.working_group, signed_on=dossier.opened_at.date()
    )


def texts(told: Any) -> Iterator[str]:
    """Every text of an answer that a person wrote or is called by."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name not in CODES:
                yield from texts(value)
    elif isinstance(told, list):
        for one in told:
            yield from texts(one)
    elif isinstance(told, str):
        yield from filter(None, (line.strip() for line in told.splitlines()))


CODES = {
    "version", "at", "opened_at", "closed_at", "decided_at", "due_at", "overall_due_at", "suspended_at", "not_before",
    "kind", "kind_title", "flow", "step", "url", "sha256", "format", "state", "document_date", "outcome", "amount",
    "county",
}  # fmt: skip
"""Members that hold codes and moments, which a page writes otherwise, and the county, whose name everybody knows."""


def shown(user: User, *pages: str) -> str:
    browser = logged_in(user)
    return html.unescape(" ".join(browser.get(page).content.decode() for page in pages))


def test_nothing_is_told_that_the_page_hides(stage: County) -> None:
    item = at(stage.dossier())
    program = Caller(stage.drafter)
    program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk, opinion="合计已核对。"))
    document = issue(stage, item.dossier)
    item = at(item.dossier)
    home = f"/dossiers/{item.dossier_id}/"
    for user in (stage.drafter, stage.auditor, stage.chair):
        reader = Caller(user)
        page = shown(
            user,
            f"{home}?tab=content",
            f"{home}?tab=progress",
            f"{home}?tab=documents",
            f"/tasks/{item.pk}/",
            f"/documents/{document.pk}/",
        )
        for address in ("", "timeline/", "files/"):
            told = reader.get(f"dossiers/{item.dossier_id}/{address}")
            assert [text for text in texts(told) if text not in page] == [], address


def test_files_are_listed_and_taken_by_whoever_may_read_them(stage: County) -> None:
    item = at(stage.dossier())
    made = issue(stage, item.dossier)
    program = Caller(stage.drafter)
    [document] = program.get(f"dossiers/{item.dossier_id}/files/")["results"]
    forms = {(file["format"], file["title"]) for file in document["files"]}
    assert forms == {("pdf", "情况表"), ("docx", "情况表"), ("xlsx", "附件")}
    for file in document["files"]:
        short = file["url"].removeprefix("/api/v1/")
        if file["format"] == "pdf":
            assert "尚未排版完成" in program.get(short, 409)["detail"]
        else:
            assert program.get(short).content[:2] == b"PK"
    program.get(f"documents/{made.pk}/annexes/2/xlsx/", 404)
    program.get("documents/999999999/pdf/", 404)
    outsider = make.person("邻县职员")
    make.give(outsider, Duty.EDIT_CHECK, make.place("99", "外地", OrganisationKind.COUNTY))
    stranger = Caller(outsider)
    for file in document["files"]:
        stranger.get(file["url"].removeprefix("/api/v1/"), 403)
    stranger.get(f"dossiers/{item.dossier_id}/files/", 403)
    assert Sheet().title == "情况表"
