"""流程换版: what a run of `migrate_flow` did, read by supervisors of the place by name and by administrators as numbers."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from core.enums import OrganisationKind
from roles.duties import Duty
from tests.desk.conftest import logged_in
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.models import EditionMove, EditionRun


@pytest.fixture
def run(watch: Watch) -> EditionRun:
    """One that moved the first county's proceeding and left its neighbour's."""
    made = EditionRun.objects.create(from_key=watch.item.flow_key, to_key="trial_later")
    EditionMove.objects.create(run=made, proceeding=watch.item.proceeding, is_moved=True)
    EditionMove.objects.create(run=made, proceeding=watch.next_door.proceeding, is_moved=False, reason="没有对应的环节")
    return made


def test_a_supervisor_reads_what_became_of_his_county_by_name(
    watch: Watch, run: EditionRun, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, above = logged_in(watch.supervisor), logged_in(watch.provincial_supervisor)
    assert f"/oversight/editions/{run.pk}/" in browser.get("/oversight/editions/").content.decode()
    with django_assert_max_num_queries(9):
        page = browser.get(f"/oversight/editions/{run.pk}/").content.decode()
    assert "已换版1件，未换版0件" in page
    assert watch.item.dossier.title in page
    assert "没有对应的环节" not in page
    assert "没有对应的环节（1件）" in above.get(f"/oversight/editions/{run.pk}/").content.decode()


def test_an_administrator_reads_numbers_and_no_dossier(watch: Watch, run: EditionRun) -> None:
    keeper = make.person("系统管理员")
    office = make.place("420301-administration", "县信息中心", OrganisationKind.ADMINISTRATION, watch.county)
    make.give(keeper, Duty.ADMINISTER_SYSTEM, office)
    page = logged_in(keeper).get(f"/oversight/editions/{run.pk}/").content.decode()
    assert ("已换版1件，未换版1件" in page, "没有对应的环节（1件）" in page) == (True, True)
    assert watch.item.dossier.title not in page


def test_nobody_else_sees_it(watch: Watch, run: EditionRun) -> None:
    for person in (watch.clerk, watch.auditor):
        for address in ("/oversight/editions/", f"/oversight/editions/{run.pk}/"):
            assert logged_in(person).get(address).status_code == 403
    assert logged_in(watch.supervisor).get("/oversight/editions/999999/").status_code == 404


def test_without_any_it_says_so(watch: Watch) -> None:
    assert "没有换过版" in logged_in(watch.supervisor).get("/oversight/editions/").content.decode()
