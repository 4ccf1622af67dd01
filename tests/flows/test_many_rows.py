"""Pages of a plan with more rows than one page lists: as few statements as with a dozen, and only some of the rows."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.models import Organisation
from plans.enums import ProjectState
from plans.listed import OF_COUNTY
from plans.models import LibraryRound, PlanItem, PlanVersion, Project
from roles.duties import Duty
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.flows.halts import GoesTo
from workflows.desk.rows_offered import MOST_FOUND
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
HALTS_AT, COUNTERSIGNED = "working_group_drafts", "department_countersigns"
FEW, MANY, PAGE = 12, 30, 20


@pytest.fixture(autouse=True)
def pages_of_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that thirty rows are more than a page."""
    monkeypatch.setattr("plans.listed.PAGE", PAGE)
    monkeypatch.setattr("workflows.desk.rows_offered.FEW", PAGE)


def grown(version: PlanVersion, number: int) -> None:
    """Copies of its first row, up to so many rows in all."""
    first = version.items.select_related("project").order_by("seq")[0]
    wanted = range(version.items.count() + 1, number + 1)
    made = [Project(**_fields(first.project) | {"code": f"K{n:03}", "name": f"照样项目{n}"}) for n in wanted]
    Project.objects.bulk_create(made)
    rows = zip(made, wanted, strict=True)
    PlanItem.objects.bulk_create(
        PlanItem(**_fields(first) | {"project_id": one.pk, "seq": seq}) for one, seq in rows
    )  # fmt: skip


def _fields(row: PlanItem | Project) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}


def read(client: Client, address: str) -> tuple[str, int]:
    """The page and its statements, when it is asked for the second time."""
    client.get(address)
    with counted() as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), len(seen)


def test_pages_of_many_rows_cost_no_more_statements_and_list_a_page_of_them(goes_to: GoesTo) -> None:
    item = goes_to(COUNTERSIGNED)
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    client = reader_of(item)
    task, plan = reverse("desk:task", args=[item.pk]), reverse("plans:plan", args=[version.pk])
    pages = (task, plan, reverse("plans:compliance", args=[version.pk]))
    grown(version, FEW)
    few = {address: read(client, address)[1] for address in pages}
    grown(version, MANY)
    shown = {address: read(client, address) for address in pages}
    assert {address: told[1] for address, told in shown.items() if told[1] > few[address]} == {}
    assert shown[plan][0].count('<tr id="item-') == PAGE
    assert f"全部{MANY}个项目合计" in shown[plan][0]
    township = Organisation.objects.get(pk=version.items.order_by("seq")[0].project.township_id or 0)
    assert shown[task][0].count('<tr id="item-') == 0
    assert f'<a href="{plan}?place={township.pk}#items">{township.name}</a>' in shown[task][0]
    assert f"逐项查看{MANY}个项目" in shown[task][0]
    _a_row_stands_on_the_page_that_its_address_opens_and_rows_are_found(client, plan, version)


def _a_row_stands_on_the_page_that_its_address_opens_and_rows_are_found(
    client: Client, plan: str, version: PlanVersion
) -> None:
    last, _statements = read(client, f"{plan}?at={MANY}")
    assert f'<tr id="item-{MANY}">' in last
    assert '<tr id="item-1">' not in last
    assert 'href="?page=1#items" rel="prev"' in last
    own, _statements = read(client, f"{plan}?place={OF_COUNTY}")
    of_county = version.items.filter(project__township=None)
    assert own.count('<tr id="item-') == of_county.count() > 0
    assert set(re.findall(r'<tr id="item-(\d+)"', own)) == {str(row.seq) for row in of_county}
    assert f"筛选出的{of_county.count()}个项目合计" in own
    found, _statements = read(client, f"{plan}?q=照样项目{MANY}")
    assert found.count('<tr id="item-') == 1
    none, _statements = read(client, f"{plan}?q=照样项目{MANY + 1}&place=9999999")
    assert "没有符合条件的项目" in none


def test_a_library_round_of_many_projects_lists_a_page_of_them(goes_to: GoesTo) -> None:
    held, like = LibraryRound.objects.get(), Project.objects.order_by("pk")[0]
    clerk = holder(Duty.COMPILE_PLAN, held.dossier.owner)
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    address, task = (
        reverse("plans:library_round", args=[held.pk]),
        reverse("desk:task", args=[WorkItem.objects.filter(dossier=held.dossier_id).order_by("pk")[0].pk]),
    )
    few = {page: read(client, page)[1] for page in (address, task)}
    told = {"library_round": held, "township_id": None}
    Project.objects.bulk_create(
        Project(**_fields(like) | told | {"code": f"K{n:03}", "name": f"照样项目{n}"}) for n in range(MANY)
    )
    shown = {page: read(client, page) for page in (address, task)}
    assert {page: said[1] for page, said in shown.items() if said[1] > few[page]} == {}
    assert 0 < len(re.findall(r"照样项目\d+</a>", shown[address][0])) <= PAGE
    assert f'href="{address}?place={OF_COUNTY}#items"' in shown[task][0]
    assert "照样项目" not in shown[task][0]
    found, _statements = read(client, f"{address}?place={OF_COUNTY}&q=照样项目{MANY - 1}")
    assert re.findall(r"照样项目\d+(?=</a>)", found) == [f"照样项目{MANY - 1}"]


def reader_of(item: WorkItem) -> Client:
    client = Client()
    client.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_library_of_many_projects_is_drawn_from_a_page_at_a_time(goes_to: GoesTo) -> None:
    item = goes_to(HALTS_AT)
    version, like = PlanVersion.objects.get(dossier=item.dossier_id), Project.objects.order_by("pk")[0]
    client, draw = reader_of(item), reverse("plans:draw", args=[PlanVersion.objects.get(dossier=item.dossier_id).pk])
    told = {"state": ProjectState.IN_LIBRARY, "township_id": None}
    Project.objects.bulk_create(
        Project(**_fields(like) | told | {"code": f"K{n:03}", "name": f"照样项目{n}"}) for n in range(FEW)
    )
    few, statements = read(client, draw)
    assert 'name="place"' not in few
    Project.objects.bulk_create(
        Project(**_fields(like) | told | {"code": f"L{n:03}", "name": f"再来项目{n}"}) for n in range(MANY)
    )
    many, of_many = read(client, draw)
    assert (of_many <= statements, many.count('name="project"')) == (True, PAGE)
    own, _statements = read(client, f"{draw}?place={OF_COUNTY}&q=再来项目29")
    assert own.count('name="project"') == 1
    [chosen] = Project.objects.filter(name="再来项目29").values_list("pk", flat=True)
    here = f"{draw}?q={quote('再来项目29')}"
    answer = client.post(here, {"project": str(chosen)})
    assert (answer.status_code, answer["Location"]) == (302, here), "the place is not lost"
    assert version.items.filter(project=chosen).exists()


def test_a_return_finds_the_rows_it_names_and_keeps_what_was_ticked(goes_to: GoesTo) -> None:
    item = goes_to("head_signs")
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    grown(version, MANY)
    client, task = reader_of(item), reverse("desk:task", args=[item.pk])
    page, _statements = read(client, task)
    assert 'name="return_rows"' not in page
    assert f"共{MANY}个项目" in page
    [lasting] = re.findall(r'<div id="return-rows"[^>]*>', page)  # what its own answer does not replace
    assert ('hx-trigger="change"' in lasting, 'hx-sync="this:replace"' in lasting) == (True, True)
    found = client.get(f"{task}rows/", {"find_rows": "7、照样项目30", "return_rows": "K012"}).content.decode()
    assert re.findall(r'value="(\w+)"( checked)?', found) == [("K012", " checked"), ("K007", ""), ("K030", "")]
    typed = {"opinion": "数据有误", "return_rows": ["K012"], "find_rows": "zyxm30", "find": "rows"}
    sent = client.post(task, typed | {"request_id": str(uuid4())}).content.decode()
    assert 'value="K012" checked' in sent
    assert 'value="K030"' in sent
    assert "数据有误" in sent
    assert '<details class="dialog" open><summary class="button" data-key="r">' in sent
    many = client.get(f"{task}rows/", {"find_rows": "照样项目"}).content.decode()
    assert many.count('name="return_rows"') == MOST_FOUND
    assert "只列出前面的" in many
    _offered_to_nobody_who_could_not_send_it_back(item, f"{task}rows/")


def _offered_to_nobody_who_could_not_send_it_back(item: WorkItem, address: str) -> None:
    drafter = Client()
    group = Organisation.objects.get(county=item.county_id, kind=OrganisationKind.WORKING_GROUP)
    drafter.force_login(holder(Duty.COMPILE_PLAN, group), backend="django.contrib.auth.backends.ModelBackend")
    assert drafter.get(reverse("desk:task", args=[item.pk])).status_code == 200
    assert drafter.get(address, {"find_rows": "1"}).status_code == 404
    stranger = Client()
    clerk = holder(Duty.PROPOSE_PROJECTS, Organisation.objects.get(code=make.SECOND))
    stranger.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(address, {"find_rows": "1"}).status_code in (403, 404)
