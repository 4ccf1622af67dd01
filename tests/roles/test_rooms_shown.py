"""The navigation shows a person the rooms that hold something of his, and no others."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import User
from core.pages.navigation import links
from roles.duties import Duty
from tests.factories.roles import give, person
from tests.roles.conftest import Province

pytestmark = pytest.mark.django_db

COUNTY = {"plans:rounds", "plans:library", "funds:sources", "plans:notices"}
PLAN = {"plans:plans", "desk:meetings"}
FILING = {"plans:filings"}


def rooms(actor: User) -> set[str]:
    """Which of the business rooms stand in the actor's navigation."""
    shown = {link.url for link in links(actor, "/")}
    return {name for name in COUNTY | PLAN | FILING if reverse(name) in shown}


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ((Duty.PROPOSE_PROJECTS,), COUNTY - {"funds:sources"}),
        ((Duty.REVIEW_PROPOSALS, Duty.HANDLE_OBJECTION), COUNTY - {"funds:sources"}),
        ((Duty.ACKNOWLEDGE_FILING,), FILING),
        ((Duty.ADMINISTER_SYSTEM,), set()),
        ((Duty.COMPILE_PLAN,), COUNTY | PLAN | FILING),
        ((Duty.REVIEW_PROPOSALS, Duty.COUNTERSIGN_PLAN), COUNTY | PLAN | FILING),
        ((Duty.AUDIT,), COUNTY | PLAN | FILING),
        ((), COUNTY | PLAN | FILING),
    ],
)
def test_rooms_by_duty(hubei: Province, duties: tuple[Duty, ...], expected: set[str]) -> None:
    actor = person("某人")
    if duties:
        give(actor, duties, hubei.zhushan)
    assert rooms(actor) == expected
