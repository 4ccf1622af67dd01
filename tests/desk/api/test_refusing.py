"""Who is let in, what is refused and how it is told; a refused request changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from core.enums import OrganisationKind
from roles.models.tokens import TokenReach
from roles.services import revoke_token
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.factories import roles as make
from workflows.desk.api import described
from workflows.desk.api.endpoints import endpoints
from workflows.engine.models import Opinion, WorkItem

ACTS = (
    "decide", "return", "claim", "release", "transfer", "entrust", "sign", "answer", "recall", "withdraw",
    "aside", "urge",
)  # fmt: skip


def addresses(item: WorkItem) -> list[tuple[str, str]]:
    """Method and address of everything that the interface offers."""
    found = []
    for one in endpoints():
        given: dict[str, Any] = {"pk": item.dossier_id if one.route.startswith("dossiers/") else item.pk}
        given = {} if "<" not in one.route else given | ({"number": 1} if "number" in one.route else {})
        posts = hasattr(import_string(one.view), "post")
        found.append(("post" if posts else "get", reverse(f"api:{one.name}", kwargs=given)))
    return found


def test_nobody_comes_in_without_a_token_whatever_else_he_has(stage: County, settings: Settings) -> None:
    settings.API_REFUSED_PER_HOUR = 1000
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    asked = addresses(item)
    assert len(asked) == len(endpoints())
    for method, address in asked:
        for client, headers in ((Client(), {}), (browser, {}), (Client(), {"Authorization": "Bearer tcj_none"})):
            answer = getattr(client, method)(address, headers=headers)
            assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json"), address
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert at(item.dossier).pk == item.pk


def test_a_stranger_is_refused_and_what_is_not_there_is_not_found(stage: County) -> None:
    make.give(stage.stranger, [], make.place("99", "外地", OrganisationKind.COUNTY))
    item, stranger = at(stage.dossier()), Caller(stage.stranger)
    for method, address in addresses(item):
        if not address.startswith(("/api/v1/tasks/", "/api/v1/dossiers/")):
            continue
        asked = getattr(stranger, method)
        short = address.removeprefix("/api/v1/")
        sent = ({"version": "x", "decision": "approve"},) if method == "post" else ()
        asked(short, *sent, status=403)
        asked(short.replace(str(item.pk), "999999999").replace(str(item.dossier_id), "999999999"), *sent, status=404)
    assert stranger.get("inbox/")["count"] == 0
    assert not Opinion.objects.exists()


def test_a_reader_reads_and_decides_nothing(stage: County) -> None:
    item, auditor = at(stage.dossier()), Caller(stage.auditor)
    told = auditor.get(f"tasks/{item.pk}/")
    assert (told["may_decide"], told["decisions"], told["receivers"]) == (False, [], [])
    auditor.post(f"tasks/{item.pk}/decide/", {"version": told["version"], "decision": "approve"}, 403)
    auditor.post(f"tasks/{item.pk}/claim/", {"version": told["version"]}, 403)
    assert at(item.dossier).claimed_by is None


def test_a_token_that_only_reads_acts_for_nobody(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter, TokenReach.READ)
    sent = program.approve(item.pk)
    for act in ACTS:
        told = program.post(f"tasks/{item.pk}/{act}/", sent, 403)
        assert "只能查阅" in told["detail"]
    revoke_token(actor=stage.drafter, token=program.token)
    program.get("inbox/", 401)


def test_who_must_change_his_password_does_so_first(stage: County) -> None:
    program = Caller(stage.drafter)
    type(stage.drafter).objects.filter(pk=stage.drafter.pk).update(must_change_password=True)
    assert "初始密码" in program.get("inbox/", 403)["detail"]


def test_mistakes_are_told_where_they_are_in_both_languages(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    told = program.post(f"tasks/{item.pk}/decide/", {"decision": "seize", "more": 1}, 422)
    assert {one["pointer"]: one["detail"] for one in told["errors"]} == {
        "/version": "必填",
        "/decision": "不在可选范围内",
    }
    told = program.post(f"tasks/{item.pk}/decide/", {**program.approve(item.pk), "more": 1}, 422)
    assert told["errors"] == [{"pointer": "/more", "detail": "没有这一项"}]
    told = program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk, opinion="误\u202e办"), 422)
    assert [one["pointer"] for one in told["errors"]] == ["/opinion"]
    told = program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk, answers={"pages": 1}), 422)
    assert [one["pointer"] for one in told["errors"]] == ["/answers/pages"]
    english = {"Accept-Language": "en"}
    told = program.post(f"tasks/{item.pk}/decide/", {"decision": "approve"}, 422, **english)
    assert told["errors"] == [{"pointer": "/version", "detail": "required"}]
    assert program.get("tasks/999999999/", 404, **english)["title"] == "Not found"
    assert program.get("tasks/999999999/", 404, **{"Accept-Language": "fr"})["title"] == "没有找到该内容"
    assert at(item.dossier).claimed_by is None


def test_what_is_no_json_is_told_so(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    address = f"/api/v1/tasks/{item.pk}/claim/"
    headers = program.headers | {"Idempotency-Key": "k"}
    for sent, kind, status in (("{", "application/json", 400), ("a=1", "application/x-www-form-urlencoded", 415)):
        answer = Client().post(address, sent, content_type=kind, headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
    for sent in ("[]", '"x"', "null"):
        answer = Client().post(address, sent, content_type="application/json", headers=headers)
        assert answer.status_code == 422, sent


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [("none/", "get", 404), ("inbox/", "delete", 405), ("inbox/?q=%00", "get", 422), ("tasks/x/", "get", 404)],
)
def test_what_fails_before_a_view_is_a_problem_too(stage: County, address: str, method: str, status: int) -> None:
    program = Caller(stage.drafter)
    answer = getattr(Client(), method)(f"/api/v1/{address}", headers=program.headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_too_many_requests_are_told_to_wait(stage: County, settings: Settings) -> None:
    settings.API_PER_MINUTE, settings.API_REFUSED_PER_HOUR = 3, 2
    program, other = Caller(stage.drafter), Caller(stage.drafter)
    for _number in range(3):
        program.get("inbox/")
    answer = Client().get("/api/v1/inbox/", headers=program.headers)
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 60) == (429, True)
    other.get("inbox/")
    guesses = [Client().get("/api/v1/inbox/", headers={"Authorization": "Bearer tcj_guess"}) for _number in range(3)]
    assert [answer.status_code for answer in guesses] == [401, 401, 429]
    other.get("inbox/")


@pytest.mark.parametrize("query", ["page_size=51", "page_size=0", "page=0", "page=x", "group=none", "year=99999"])
def test_a_page_is_bounded(stage: County, query: str) -> None:
    told = Caller(stage.drafter).get(f"inbox/?{query}", 422)
    assert [one["pointer"] for one in told["errors"]] == [f"/{query.partition('=')[0]}"]


def test_the_schema_names_every_address_and_its_page_shows_them(db: None) -> None:
    told = described.document("zh-hans")
    named = {one["operationId"] for methods in told["paths"].values() for one in methods.values()}
    assert named == {one.name for one in endpoints()}
    page = Client().get("/api/v1/docs/").content.decode()
    assert all(f'id="{name}"' in page for name in named)
    assert 'id="stale"' in page
    assert Client().get("/api/v1/schema/", headers={"Accept-Language": "en"}).json()["info"]["title"] == "Tongchou API"
