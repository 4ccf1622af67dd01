"""What looks alike, what leaves the library and what goes on into the next year: by whom, when, and what it leaves behind."""

from __future__ import annotations

import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.enums import Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from plans.compliance.reading import picture_of
from plans.enums import ProjectState
from plans.models import LibraryRound, Project, ToldApart
from plans.services import duplicates, library_exits, plan_versions, projects, rolling_over
from plans.services.organs import bureau
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.imports.tables import librarian
from tests.plans.services.test_numbers_of_items import BACKEND, beside
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library, village
from workflows.flows.rehearsal.people import holder

EXIT = {"reason": "该组已整体搬迁，不再实施", "ground": "县领导小组〔2026〕5号纪要"}


def test_a_project_leaves_the_library_with_its_ground_and_by_its_keeper(county: Organisation, client: Client) -> None:
    project, keeper = in_library(county), librarian(county)
    for actor in (clerk(), drafter(county)):
        with pytest.raises(Refused):
            library_exits.take_out(actor=actor, project=project.pk, **EXIT)
    with pytest.raises(Invalid, match="依据文件"):
        library_exits.take_out(actor=keeper, project=project.pk, reason="搬迁", ground=" ")
    for said in ({"reason": "无"}, {"ground": "无"}):
        with pytest.raises(Invalid):
            library_exits.take_out(actor=keeper, project=project.pk, **{**EXIT, **said})
    client.force_login(keeper, backend=BACKEND)
    page = reverse("plans:take_out", args=[project.pk])
    assert client.post(page, {"reason": EXIT["reason"], "ground": ""}).status_code == 422
    assert client.post(page, EXIT).status_code == 302
    project.refresh_from_db()
    assert (project.state, project.library_exit.taken_out_by) == (ProjectState.TAKEN_OUT, keeper)
    assert LedgerEntry.objects.get(action="project.taken_out").detail["ground"] == EXIT["ground"]
    with pytest.raises(Invalid, match="不在项目库中"):
        plan_versions.draw(actor=drafter(county), version=drafted(county).pk, projects=[project.pk])
    with pytest.raises(Conflict, match="已出库"):
        library_exits.take_out(actor=keeper, project=project.pk, **EXIT)


def test_what_a_plan_lists_does_not_leave(county: Organisation) -> None:
    project = in_library(county)
    plan_versions.draw(actor=drafter(county), version=drafted(county).pk, projects=[project.pk])
    with pytest.raises(Conflict, match="已列入方案"):
        library_exits.take_out(actor=librarian(county), project=project.pk, **EXIT)


def test_it_comes_back_by_a_new_round_only(county: Organisation, client: Client) -> None:
    project = in_library(county)
    opened = project.village_round
    assert opened is not None
    assert "已入库" in projects.against_following(project, village(), make.YEAR)
    library_exits.take_out(actor=librarian(county), project=project.pk, **EXIT)
    client.force_login(clerk(), backend=BACKEND)
    page = f"{reverse('plans:propose', args=[village().pk])}?round={opened.pk}&from={project.pk}"
    form = client.get(page).context["form"]
    assert (form["name"].value(), form["target"].value()) == (project.name, project.target)
    posted = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    posted["amount"] = "12"
    posted["starts_on"], posted["ends_on"] = project.starts_on.isoformat(), project.ends_on.isoformat()
    posted |= {"competent": project.competent_id, "cooperating": []}
    assert client.post(page, posted).status_code == 302
    made = Project.objects.get(follows=project)
    assert (made.state, made.village_round, made.target) == (ProjectState.DRAFT, opened, project.target)
    assert Project.objects.get(pk=project.pk).state == ProjectState.TAKEN_OUT


def test_a_project_of_another_is_not_followed(county: Organisation) -> None:
    project = in_library(county)
    agriculture = bureau(county, Sector.AGRICULTURE)
    with pytest.raises(Invalid, match="本单位"):
        projects.propose(
            actor=holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, agriculture), proposer=agriculture, year=make.YEAR + 1, fields={},
            ground="部门项目", follows=project,
        )  # fmt: skip


def test_ticked_projects_go_on_into_the_next_year(county: Organisation, client: Client) -> None:
    first = in_library(county)
    others = [beside(county, first, f"{n}组蓄水池") for n in range(5)]
    Project.objects.filter(pk=first.pk).update(target="户均增收500元")
    keeper, dates = librarian(county), rolling_over.next_dates(first)
    assert dates.ends_on.year == first.ends_on.year + 1
    chosen = {project.pk: dates for project in (first, *others[:-1])}
    with pytest.raises(Conflict, match="7月1日"):
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR, chosen=chosen)
    with pytest.raises(Conflict, match="年度已过"):
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 3, chosen=chosen)
    Project.objects.update(year=make.YEAR - 1)
    with pytest.raises(Refused):
        rolling_over.roll_over(actor=drafter(county), county=county, year=make.YEAR - 1, chosen=chosen)
    late = {first.pk: rolling_over.Dates(dates.starts_on, datetime.date(make.YEAR + 2, 1, 1))}
    with pytest.raises(Invalid, match="计划完工"):
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 1, chosen=late)
    over = {first.pk: rolling_over.Dates(first.starts_on, datetime.date(make.YEAR - 1, 11, 30))}
    with pytest.raises(Invalid, match="年度内或以后"):
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 1, chosen=over)
    day = rolling_over.Dates(datetime.date(make.YEAR, 3, 1), datetime.date(make.YEAR, 11, 30))
    chosen = dict.fromkeys(chosen, day)
    with CaptureQueriesContext(connection) as few:
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 1, chosen={others[-1].pk: day})
    with CaptureQueriesContext(connection) as many:
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 1, chosen=chosen)
    assert len(many) == len(few)
    first.refresh_from_db()
    assert (first.year, first.starts_on, first.target, first.state) == (
        make.YEAR, day.starts_on, "户均增收500元", ProjectState.IN_LIBRARY,
    )  # fmt: skip
    assert LedgerEntry.objects.filter(action="project.rolled_over").count() == 6
    with pytest.raises(Conflict, match="已不在"):
        rolling_over.roll_over(actor=keeper, county=county, year=make.YEAR - 1, chosen=chosen)


def test_without_a_performance_target_nothing_goes_on(county: Organisation, client: Client) -> None:
    project = in_library(county)
    Project.objects.update(year=make.YEAR - 1, target="")
    client.force_login(librarian(county), backend=BACKEND)
    page = f"{reverse('plans:roll_over', args=[county.pk])}?year={make.YEAR - 1}"
    assert project.name in client.get(page).content.decode()
    posted = {
        "project": project.pk,
        f"starts-{project.pk}": f"{make.YEAR}-03-01",
        f"ends-{project.pk}": f"{make.YEAR}-11-30",
    }
    refused = client.post(page, posted)
    assert refused.status_code == 422
    assert "未设绩效目标" in refused.content.decode()
    assert Project.objects.get().year == make.YEAR - 1


def rolled(county: Organisation, project: Project, **said: Any) -> Project:
    day = rolling_over.Dates(datetime.date(make.YEAR, 3, 1), datetime.date(make.YEAR, 11, 30))
    chosen: dict[str, Any] = {
        "actor": librarian(county),
        "county": county,
        "year": make.YEAR - 1,
        "chosen": {project.pk: day},
    }
    return rolling_over.roll_over(**chosen, **said)[0]


def test_a_target_that_names_the_old_year_is_rewritten_or_confirmed(county: Organisation, client: Client) -> None:
    project, former = in_library(county), make.YEAR - 1
    Project.objects.update(year=former, target=f"{former}年底前户均增收500元")
    with pytest.raises(Invalid, match=f"绩效目标写有{former}年"):
        rolled(county, project)
    with pytest.raises(Invalid, match="绩效目标写有"):
        rolled(county, project, targets={project.pk: rolling_over.Target(f"{former}年户均增收500元")})
    with pytest.raises(Invalid, match="未设绩效目标"):
        rolled(county, project, targets={project.pk: rolling_over.Target("")})
    client.force_login(librarian(county), backend=BACKEND)
    page = f"{reverse('plans:roll_over', args=[county.pk])}?year={former}"
    posted = {
        "project": project.pk, f"starts-{project.pk}": f"{make.YEAR}-03-01", f"ends-{project.pk}": f"{make.YEAR}-11-30",
        f"target-{project.pk}": f"{former}年的目标照旧",
    }  # fmt: skip
    refused = client.post(page, posted)
    assert refused.status_code == 422
    assert f"{former}年的目标照旧</textarea>" in refused.content.decode()
    assert Project.objects.get().target == f"{former}年底前户均增收500元"
    long = client.post(page, posted | {f"target-{project.pk}": "增" * 2001}).content.decode()
    assert "不超过2000字" in long
    gone = client.post(page, posted | {"project": [project.pk, 0], "starts-0": "2027-03-01", "ends-0": "2027-11-30"})
    assert gone.status_code == 422
    assert f"{former}年的目标照旧</textarea>" in gone.content.decode(), "one that waits no longer takes no text away"
    assert client.post(page, posted | {f"target-{project.pk}": "户均增收600元"}).status_code == 302
    project.refresh_from_db()
    assert (project.year, project.target) == (make.YEAR, "户均增收600元")
    kept = LedgerEntry.objects.get(action="project.rolled_over")
    assert kept.detail["changed"]["target"] == [f"{former}年底前户均增收500元", "户均增收600元"]


def test_a_target_whose_year_is_meant_stays_when_confirmed(county: Organisation) -> None:
    project, text = in_library(county), f"比{make.YEAR - 1}年增收500元\n户均再增100元"
    Project.objects.update(year=make.YEAR - 1, target=text)
    sent = text.replace("\n", "\r\n")  # as a page sends it
    went = rolled(county, project, targets={project.pk: rolling_over.Target(sent, is_confirmed=True)})
    assert (went.year, went.target) == (make.YEAR, text)
    assert "target" not in LedgerEntry.objects.get(action="project.rolled_over").detail["changed"]


def test_both_projects_say_where_they_come_from_and_where_they_go(county: Organisation, client: Client) -> None:
    project, dossier = in_library(county), drafted(county).dossier
    library = LibraryRound.objects.create(dossier=dossier, county=county, year=make.YEAR - 1)
    Project.objects.update(year=make.YEAR - 1, library_round=library)
    rolled(county, project)
    later = beside(county, project, "二期蓄水池")
    Project.objects.filter(pk=later.pk).update(follows=project, year=make.YEAR + 1)
    client.force_login(clerk(), backend=BACKEND)
    former, after = (reverse("plans:project", args=[pk]) for pk in (project.pk, later.pk))
    shown = client.get(former).content.decode()
    assert f"由{make.YEAR - 1}年度结转至{make.YEAR}年度" in shown
    assert f"由{make.YEAR + 1}年度项目续建：" in shown
    assert after in shown
    shown = client.get(after).content.decode()
    assert f"由{make.YEAR}年度项目接续：" in shown
    assert former in shown


def look_alike(county: Organisation, first: Project) -> Project:
    made = beside(county, first, first.name)
    made.villages.set(first.villages.all())
    return made


def test_the_working_group_tells_two_apart_for_good(county: Organisation, client: Client) -> None:
    first = in_library(county)
    second = look_alike(county, first)
    [pair] = duplicates.of_year(county.pk, make.YEAR)
    told: dict[str, Any] = {"one": second.pk, "other": first.pk, "reason": "一为主管道，一为入户管道"}
    with pytest.raises(Refused):
        duplicates.tell_apart(actor=librarian(county), **told)
    client.force_login(librarian(county), backend=BACKEND)
    page = f"{reverse('plans:alike', args=[county.pk])}?year={make.YEAR}"
    assert "核定不重复" not in client.get(page).content.decode()
    client.force_login(drafter(county), backend=BACKEND)
    assert pair.told in client.get(page).content.decode()
    assert client.post(page, told | {"reason": " "}).status_code == 422
    assert client.post(page, told).status_code == 302
    assert duplicates.of_year(county.pk, make.YEAR) == []
    assert ToldApart.objects.get().first == first
    assert told["reason"] in client.get(page).content.decode()
    with pytest.raises(Conflict, match="已核定"):
        duplicates.tell_apart(actor=drafter(county), **told)
    assert LedgerEntry.objects.get(action="project.told_apart").detail["projects"] == [first.code, second.code]


def told_apart(county: Organisation) -> ToldApart:
    first = in_library(county)
    second = look_alike(county, first)
    return duplicates.tell_apart(actor=drafter(county), one=first.pk, other=second.pk, reason="管道不同")


def test_what_was_told_apart_is_taken_back_with_a_reason(county: Organisation, client: Client) -> None:
    told = told_apart(county)
    with pytest.raises(Refused):
        duplicates.withdraw(actor=librarian(county), told=told.pk, reason="合并实施")
    page = reverse("plans:withdraw_told", args=[told.pk])
    client.force_login(librarian(county), backend=BACKEND)
    assert client.get(page).status_code == 403
    client.force_login(drafter(county), backend=BACKEND)
    alike = f"{reverse('plans:alike', args=[county.pk])}?year={make.YEAR}"
    assert page in client.get(alike).content.decode()
    assert client.post(page, {"reason": " "}).status_code == 422
    assert duplicates.of_year(county.pk, make.YEAR) == []
    assert client.post(page, {"reason": "合并实施"}).status_code == 302
    assert len(duplicates.of_year(county.pk, make.YEAR)) == 1
    shown = client.get(alike).content.decode()
    for said in ("已撤销", "管道不同", "合并实施"):
        assert said in shown, said
    assert page not in shown
    assert LedgerEntry.objects.get(action="project.told_apart_withdrawn").detail["reason"] == "合并实施"
    with pytest.raises(Conflict, match="已经撤销"):
        duplicates.withdraw(actor=drafter(county), told=told.pk, reason="再次")
    again = duplicates.tell_apart(actor=drafter(county), one=told.first_id, other=told.second_id, reason="已分开")
    assert [one.told for one in duplicates.verdicts(county.pk, 9)] == [again, told]
    with patch("plans.views.library_keeping.PAGE", 1):
        first, second = (client.get(f"{alike}&words={page}").content.decode() for page in (1, 2))
    assert ("words=2#apart" in first, "管道不同" in first, "管道不同" in second) == (True, False, True)
    for change in (ToldApart.objects.filter(pk=told.pk), ToldApart.objects.filter(pk=again.pk)):
        with pytest.raises(IntegrityError, match="只能撤销"), transaction.atomic():
            change.update(reason="改写")


@pytest.mark.parametrize(
    "changed",
    [{"name": "另一水池"}, {"content": "新建提灌站一座。"}, {"year": make.YEAR - 1}],
    ids=lambda one: next(iter(one)),
)
def test_what_was_told_of_other_words_holds_no_longer(county: Organisation, changed: dict[str, Any]) -> None:
    told = told_apart(county)
    Project.objects.filter(pk=told.second_id).update(**changed)
    assert [one.is_out_of_date for one in duplicates.verdicts(county.pk, 9)] == [True]
    Project.objects.filter(pk=told.first_id).update(**changed)
    assert len(duplicates.of_year(county.pk, changed.get("year", make.YEAR))) == 1
    duplicates.tell_apart(actor=drafter(county), one=told.first_id, other=told.second_id, reason="已核对")
    assert [(one.is_out_of_date, bool(one.told.withdrawn_at)) for one in duplicates.verdicts(county.pk, 9)] == [
        (False, False), (False, True),
    ]  # fmt: skip
    assert ToldApart.objects.get(pk=told.pk).withdrawn_because == "项目内容已变动，重新核定"


def test_what_does_not_count_leaves_it_standing(county: Organisation) -> None:
    told = told_apart(county)
    project = Project.objects.get(pk=told.second_id)
    Project.objects.filter(pk=project.pk).update(name=f" {project.name}。", amount=project.amount + 1)
    assert [one.is_out_of_date for one in duplicates.verdicts(county.pk, 9)] == [False]
    with CaptureQueriesContext(connection) as asked:
        duplicates.verdicts(county.pk, 9)
    assert len(asked) == 3


def test_a_plan_asks_again_what_was_told_of_other_words(county: Organisation) -> None:
    told, version = told_apart(county), drafted(county)
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[told.first_id, told.second_id])
    assert [one.told_apart for one in picture_of(version).items] == [(told.second.code,), ()]
    Project.objects.filter(pk=told.first_id).update(content="另建提灌站一座。")
    assert [one.told_apart for one in picture_of(version).items] == [(), ()]


def test_thousands_are_compared_in_three_statements(county: Organisation) -> None:
    first = in_library(county)
    made = [
        Project(**{f.attname: getattr(first, f.attname) for f in Project._meta.concrete_fields if not f.primary_key} | {
            "code": f"X{n}", "name": f"蓄水池{n}", "content": f"新建{chr(0x4e00 + n)}字{chr(0x5000 + n)}号{chr(0x6000 + n)}池",
            "location": f"{n % 100}组",
        })
        for n in range(1_000)
    ]  # fmt: skip
    Project.objects.bulk_create(made)
    places = list(Organisation.objects.filter(kind="village").values_list("pk", flat=True))
    links = [
        Project.villages.through(project_id=p.pk, organisation_id=places[n % len(places)])
        for n, p in enumerate(made[:300])
    ]
    Project.villages.through.objects.bulk_create(links)
    with CaptureQueriesContext(connection) as asked:
        found = duplicates.of_year(county.pk, make.YEAR)
    assert len(asked) == 3
    assert not found


def test_reviewers_are_told_what_a_project_looks_like(county: Organisation) -> None:
    first = in_library(county)
    second = look_alike(county, first)
    told = duplicates.of_projects([first])
    assert second.code in told[first.pk][0].doubt(first.pk)
