"""在别人手里的, and what an empty inbox says."""

from __future__ import annotations

import datetime

from pytest_django import DjangoAssertNumQueries

from core import clock
from core.enums import OrganisationKind
from core.models import Dossier
from roles.duties import Duty
from roles.services import delegate
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_assistance import head, press, signing
from tests.desk.test_tasks import at_office
from tests.factories import roles as make
from workflows.desk import with_others
from workflows.engine.models import WorkItem


def told(stage: County, actor: object) -> list[tuple[int, str, str, str]]:
    return [(one.dossier, one.step, one.organisation, one.mine) for one in with_others.lying(actor, 50)]  # type: ignore[arg-type]


def test_what_one_began_or_did_and_where_it_lies_now(stage: County) -> None:
    mine, begun, untouched = (stage.dossier() for _number in range(3))
    assert with_others.lying(stage.drafter, 50) == []
    stage.decide(stage.drafter, at(mine))
    stage.decide(stage.drafter, at(begun))
    Dossier.objects.filter(pk=begun.pk).update(opened_by=stage.drafter)
    WorkItem.objects.filter(pk=at(begun).pk).update(claimed_by=stage.chair, claimed_at=clock.now())
    assert told(stage, stage.drafter) == [
        (mine.pk, "领导小组审议", "县领导小组", "我办过的"),
        (begun.pk, "领导小组审议", "县领导小组", "我立案的"),
    ]
    assert with_others.lying(stage.drafter, 50)[1].holder == "组长"
    chairs = stage.chair.appointments.get().post.title
    assert with_others.lying(stage.drafter, 50)[0].holder == chairs  # in nobody's hand: the posts that may take it
    assert with_others.lying(stage.stranger, 50) == []
    page = logged_in(stage.drafter).get("/?tab=others").content.decode()
    assert (mine.title in page, untouched.title in page, "组长" in page) == (True, False, True)


def test_what_a_deputy_did_is_the_principals_too_and_ends_with_the_right_to_read(stage: County) -> None:
    deputy, moment = make.person("替班员"), clock.now()
    village = make.place("420323108207", "下坝村", OrganisationKind.VILLAGE, stage.county)
    make.give(deputy, Duty.PROPOSE_PROJECTS, village)
    held = stage.drafter.appointments.get()
    delegate(
        actor=stage.drafter, principal=held, deputy=deputy, duties=[Duty.COMPILE_PLAN], starts_at=moment,
        ends_at=moment + datetime.timedelta(days=3), reason="出差",
    )  # fmt: skip
    dossier = stage.dossier()
    stage.decide(deputy, at(dossier))
    assert [one[0] for one in told(stage, stage.drafter)] == [dossier.pk]
    assert [one[0] for one in told(stage, deputy)] == [dossier.pk]
    assert "由替班员代办" in logged_in(stage.drafter).get("/?tab=done").content.decode()
    held.delegations.update(revoked_at=moment)
    assert told(stage, deputy) == []


def test_the_tab_costs_the_same_however_much_there_is(
    stage: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = logged_in(stage.drafter)
    for _number in range(5):
        stage.decide(stage.drafter, at(stage.dossier()))
    with django_assert_max_num_queries(6):
        browser.get("/?tab=others")


def test_an_empty_inbox_says_what_would_come(stage: County) -> None:
    page = logged_in(stage.editor).get("/").content.decode()
    assert ("由您办理的环节" in page, "核稿" in page) == (True, True)
    page = logged_in(stage.stranger).get("/").content.decode()
    assert ("现在没有待办" in page, "您的岗位不办理流程中的环节" in page) == (True, True)


def test_what_waits_for_a_sign_says_for_whose(stage: County) -> None:
    item, chief = at_office(stage), head(stage)
    unit = chief.appointments.get().post.organisation
    assert press(stage.editor, item, signing(f"o{unit.pk}")).status_code == 302
    [one] = with_others.lying(stage.drafter, 50)
    assert (one.holder, one.waits) == ("核稿员", "前加签待答复：县财政局负责人")
    assert one.waits in logged_in(stage.drafter).get("/?tab=others").content.decode()
