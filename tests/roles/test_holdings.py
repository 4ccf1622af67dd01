"""The duties of a person, asked once while a page is only read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext

from core.enums import OrganisationKind
from core.models import Dossier, User
from roles import policies
from roles.duties import Duty
from roles.holdings import asked_once, holdings
from roles.middleware import DutiesMiddleware
from tests.factories.roles import dossier, give, place
from tests.roles.conftest import Province


def statements_of_three_questions(actor: User) -> int:
    with CaptureQueriesContext(connection) as seen:
        policies.duties_held(actor)
        policies.organisations_of(actor)
        policies.readable(actor, Dossier.objects.all())
    return len(seen)


def test_what_a_person_holds_where(hubei: Province, clerk: User) -> None:
    give(clerk, Duty.SUPERVISE, hubei.organs["supervision"])
    [held] = holdings(clerk)
    organ = hubei.organs["supervision"]
    assert (held.duty, held.organisation, held.kind) == (Duty.SUPERVISE, organ.pk, organ.kind)
    assert (held.path, held.above) == (organ.path, hubei.zhushan.path)


def test_within_a_block_each_person_is_asked_for_once(hubei: Province, clerk: User) -> None:
    give(clerk, Duty.COMPILE_PLAN, hubei.organs["working-group"])
    assert statements_of_three_questions(clerk) == 3
    with asked_once():
        assert statements_of_three_questions(clerk) == 1
    assert statements_of_three_questions(clerk) == 3


@pytest.mark.parametrize(("method", "expected"), [("GET", 1), ("HEAD", 1), ("POST", 3)])
def test_only_where_a_page_is_read(hubei: Province, clerk: User, method: str, expected: int) -> None:
    give(clerk, Duty.COMPILE_PLAN, hubei.organs["working-group"])
    request = HttpRequest()
    request.method = method
    found: list[int] = []

    def page(_request: HttpRequest) -> HttpResponse:
        found.append(statements_of_three_questions(clerk))
        return HttpResponse()

    DutiesMiddleware(page)(request)
    assert found == [expected]


def test_the_next_page_knows_of_a_change(hubei: Province, clerk: User) -> None:
    with asked_once():
        assert not holdings(clerk)
    give(clerk, Duty.COMPILE_PLAN, hubei.organs["working-group"])
    with asked_once():
        assert holdings(clerk)


def test_an_organ_that_hangs_below_nothing_serves_no_place(hubei: Province, clerk: User) -> None:
    alone = place("99-supervision", "督查室", OrganisationKind.SUPERVISION_OFFICE)
    give(clerk, Duty.SUPERVISE, alone)
    dossier(hubei.organs["working-group"])
    assert not policies.readable(clerk, Dossier.objects.all()).exists()
