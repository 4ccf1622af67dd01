"""A refusal becomes a page with its status, and what was typed comes back."""

from __future__ import annotations

import contextlib
import html
import json
import re
from typing import cast

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory

from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.models import User
from core.pages.middleware import PartMiddleware, RefusalMiddleware
from core.pages.refusals import refusal_page, typed_texts

OPINION = "第3项与省厅计划重复，\n请核减。"


def _posted(person: User, **headers: str) -> HttpRequest:
    fields = {"opinion": OPINION, "decision": "approve", "password": "机密 机密", "request_id": "0" * 32}
    request = RequestFactory().post("/tasks/1/", fields, headers=headers)
    request.user = person
    return request


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Refused("缺少职责"), 403), (Conflict("已办结"), 409), (Stale("他人已办"), 409), (Invalid("金额不符"), 422)],
)
def test_each_refusal_has_its_status_and_its_words(person: User, refusal: DomainError, status: int) -> None:
    page = refusal_page(_posted(person), refusal)
    assert page.status_code == status
    assert refusal.message in page.content.decode()


def test_the_typed_text_comes_back_and_nothing_else(person: User) -> None:
    page = refusal_page(_posted(person), Stale("王建国已于上午办理")).content.decode()
    assert OPINION in page
    assert "机密" not in page
    assert "00000000" not in page


def test_the_clause_is_cited(person: User) -> None:
    page = refusal_page(_posted(person), Refused("缺少职责", clause="63号第九条"))
    assert "63号第九条" in page.content.decode()


def test_the_clause_is_cited_once(person: User) -> None:
    said = Refused("缺少职责（63号第九条）", clause="63号第九条")
    for more in ({}, {"HX-Request": "true"}):
        assert refusal_page(_posted(person, **more), said).content.decode().count("63号第九条") == 1


def test_htmx_gets_a_notice_and_leaves_the_form_alone(person: User) -> None:
    page = refusal_page(_posted(person, **{"HX-Request": "true"}), Refused("缺少职责"))
    assert (page.status_code, page["HX-Retarget"], page["HX-Reswap"]) == (403, "#notices", "innerHTML")
    assert "<html" not in page.content.decode()
    assert OPINION not in page.content.decode()


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "不完整"), (403, "打开太久"), (404, "没有找到"), (413, "太大"), (500, "故障"), (503, "故障")],
)
def test_htmx_is_told_of_any_failure_in_words(person: User, status: int, words: str) -> None:
    answered = PartMiddleware(lambda _request: HttpResponse("<html>一整页</html>", status=status))
    told = cast(HttpResponse, answered(_posted(person, **{"HX-Request": "true"})))
    assert (told.status_code, told["HX-Retarget"]) == (status, "#notices")
    assert words in told.content.decode()
    assert "<html" not in told.content.decode()
    page = cast(HttpResponse, answered(_posted(person)))
    assert "一整页" in page.content.decode()


def test_a_part_that_is_well_goes_through(person: User) -> None:
    answered = PartMiddleware(lambda _request: HttpResponse("一段"))
    assert cast(HttpResponse, answered(_posted(person, **{"HX-Request": "true"}))).content.decode() == "一段"


def test_an_ended_log_in_an_old_page_and_a_lost_row_are_told_to_htmx(person: User) -> None:
    asked = {"HX-Request": "true"}
    ended = Client().post("/rounds/village/1/notice/", headers=asked)
    assert (ended.status_code, ended["HX-Retarget"]) == (403, "#notices")
    assert "登录后再试" in ended.content.decode()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    old = browser.post("/rounds/village/1/notice/", headers=asked)
    assert (old.status_code, old["HX-Retarget"]) == (403, "#notices")
    assert "打开太久" in old.content.decode()
    plain = Client()
    plain.force_login(person)
    lost = plain.post("/rounds/village/1/notice/", headers=asked)
    assert (lost.status_code, lost["HX-Retarget"]) == (404, "#notices")
    assert "没有找到" in lost.content.decode()


def test_every_page_lets_htmx_show_what_was_refused(browser: Client) -> None:
    page = browser.get("/help/").content.decode()
    config = json.loads(html.unescape(page.split('name="htmx-config" content=\'')[1].split("'")[0]))
    handled = [rule for rule in config["responseHandling"] if re.search(rule["code"], "422")]
    assert handled[0]["swap"] is True
    assert 'id="notices"' in page
    assert 'id="no-answer"' in page


def test_a_foreign_referer_is_no_way_back(person: User) -> None:
    assert (
        "evil.example"
        not in refusal_page(_posted(person, Referer="https://evil.example/x"), Refused("否")).content.decode()
    )
    assert (
        "/plans/7/"
        in refusal_page(_posted(person, Referer="http://testserver/plans/7/"), Refused("否")).content.decode()
    )


def test_markup_in_what_was_typed_stays_text(person: User) -> None:
    request = RequestFactory().post("/", {"opinion": "</textarea><script>alert(1)</script> 您好"})
    request.user = person
    assert "<script>alert" not in refusal_page(request, Invalid("否")).content.decode()


@transaction.atomic
def _wait_in_vain() -> None:
    with connection.cursor() as waiting:
        waiting.execute("SET LOCAL lock_timeout = '20ms'")
        waiting.execute("SELECT pg_advisory_xact_lock(771009, 1)")


def test_what_somebody_else_holds_too_long_is_a_refusal_that_keeps_what_was_typed(person: User) -> None:
    with contextlib.closing(connections.create_connection("default")) as other:
        with other.cursor() as holding:
            holding.execute("SELECT pg_advisory_lock(771009, 1)")
        with pytest.raises(OperationalError) as held:
            _wait_in_vain()
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(_posted(person), held.value)
    assert answer is not None
    assert answer.status_code == 409
    assert "他人正在办理" in answer.content.decode()
    assert OPINION in answer.content.decode()


@pytest.mark.django_db
def test_a_null_character_in_an_address_is_refused_before_it_is_asked(client: Client) -> None:
    assert client.get("/public/", {"q": "公示\0"}).status_code == 422
    assert client.get("/public/", {"q": "公示"}).status_code == 200


def test_other_faults_are_not_refusals(person: User) -> None:
    middleware = RefusalMiddleware(lambda _request: refusal_page(_request, Refused("否")))
    assert middleware.process_exception(_posted(person), ValueError("fault")) is None
    assert middleware.process_exception(_posted(person), Refused("否")) is not None


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ("decision=approve&step=county_drafts", []),
        ("opinion=同意", ["同意"]),
        ("a=two words&b=two+more", ["two words", "two more"]),
        ("csrfmiddlewaretoken=a b&new_password1=c d", []),
        ("request_id=6f1c6f7e-54a5-4c2a-9d1b-6a3a0f6a2f10", []),
    ],
)
def test_only_prose_is_kept(posted: str, kept: list[str]) -> None:
    assert json.dumps([text.text for text in typed_texts(QueryDict(posted))]) == json.dumps(kept)
