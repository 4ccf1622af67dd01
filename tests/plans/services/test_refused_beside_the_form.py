"""What a service refuses stands beside the form that was sent, at its field, with everything typed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Organisation, User
from funds.models import FundSource, ItemFunding
from plans.forms.rounds import ProjectForm
from plans.models import AnnualPlan, Project, VillageRound
from plans.services import plan_versions, projects
from tests.factories import flows as make
from tests.plans.services.test_correcting_sources import keeper
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library, posted, proposed, source, village

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sent(user: User, address: str, typed: dict[str, Any]) -> HttpResponse:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.post(address, typed)  # type: ignore[return-value]


def refused(answer: HttpResponse, *words: str) -> str:
    """The page of a refused form: a form, with these words on it."""
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<form method="post"' in page
    for word in words:
        assert word in page, word
    return page


def project_typed(project: Project) -> dict[str, Any]:
    form = ProjectForm(instance=project, proposer=village())
    return {k: v for k, v in form.initial.items() if v not in (None, [])} | {"amount": "48.5"}


def test_a_source_overdrawn_is_said_at_its_box(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "500000.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    address = reverse("funds:arrange", args=[row.pk])
    page = refused(sent(drafter(county), address, {f"source-{pot}": "50.5"}), "超出0.5万元", 'value="50.5"')
    assert 'class="field-error"' in page
    assert f'href="#id_source-{pot}"' in page
    assert not ItemFunding.objects.exists()
    refused(sent(drafter(county), address, {f"source-{pot}": "50"}), "超过项目总投资48.500001万元", 'value="50"')
    Project.objects.filter(pk=row.project_id).update(amount=Decimal(500_000))
    assert sent(drafter(county), address, {f"source-{pot}": "50"}).status_code == 302
    assert sent(drafter(county), address, {f"source-{pot}": "49.9"}).status_code == 302
    assert ItemFunding.objects.get().amount == Decimal(499_000)


def test_a_source_mended_below_what_is_drawn_is_said_at_its_box(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "500000.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    sent(drafter(county), reverse("funds:arrange", args=[row.pk]), {f"source-{pot}": "40"})
    found = FundSource.objects.get(pk=pot)
    typed = {
        "name": found.name, "doc_no": found.doc_no, "level": found.level, "nature": found.nature,
        "received_on": found.received_on, "amount": "30", "integrable": "30", "reason": "指标文调减。",
    }  # fmt: skip
    answer = sent(keeper(county), reverse("funds:correct_source", args=[pot]), typed)
    page = refused(answer, "方案已安排40万元", "指标文调减。")
    assert 'href="#id_integrable"' in page


def test_a_year_that_has_its_plan_and_a_day_that_is_past_are_said_at_their_boxes(county: Organisation) -> None:
    version = drafted(county)
    group, actor = version.dossier.owner, drafter(county)
    address = reverse("plans:open_plan", args=[group.pk])
    day = (clock.today() + datetime.timedelta(days=20)).isoformat()
    page = refused(sent(actor, address, {"year": make.YEAR, "reply_by": day}), "方案已经启动", f'value="{day}"')
    assert f'href="#group-{group.pk}-year"' in page
    assert '<details class="panel" open>' in page
    past = (clock.today() - datetime.timedelta(days=1)).isoformat()
    page = refused(sent(actor, address, {"year": make.YEAR, "reply_by": past}), "截止日期须晚于今天", f'value="{past}"')
    assert f'href="#group-{group.pk}-reply_by"' in page
    assert AnnualPlan.objects.count() == 1
    assert sent(clerk(), address, {"year": make.YEAR, "reply_by": past}).status_code == 403


def test_a_posted_project_is_not_offered_for_change_and_what_was_typed_stays(county: Organisation) -> None:
    project = posted(county).projects.get()
    address = reverse("plans:change_project", args=[project.pk])
    client = Client()
    client.force_login(clerk(), backend=BACKEND)
    assert address not in client.get(reverse("plans:project", args=[project.pk])).content.decode()
    shown = client.get(address, follow=True)
    assert shown.redirect_chain[-1][0] == reverse("plans:project", args=[project.pk])
    assert "项目已公示或已上报，不能修改" in shown.content.decode()
    typed = project_typed(project) | {"content": "改为2.1公里，附概算。"}
    refused(sent(clerk(), address, typed), "项目已公示或已上报，不能修改", "改为2.1公里，附概算。")
    project.refresh_from_db()
    assert "2.1公里" not in project.content


def test_nothing_is_added_to_a_posted_round_and_what_was_typed_stays(county: Organisation) -> None:
    opened = posted(county)
    address = f"{reverse('plans:propose', args=[village().pk])}?round={opened.pk}"
    typed = project_typed(opened.projects.get()) | {"name": "补报的蓄水池"}
    refused(sent(clerk(), address, typed), "项目已公示或已上报", "补报的蓄水池")
    page = Client()
    page.force_login(clerk(), backend=BACKEND)
    shown = page.get(reverse("plans:village_round", args=[opened.pk])).content.decode()
    assert address not in shown
    assert "保存会议记录" not in shown
    held = {"held_on": clock.today(), "place": "村部", "chair": "甲", "recorder": "乙", "representatives": 30,
            "present": 30, "votes_for": 30, "votes_against": 0, "votes_abstained": 0, "resolution": "补记的决议。"}  # fmt: skip
    refused(sent(clerk(), reverse("plans:village_round", args=[opened.pk]), held), "会议记录不能再改", "补记的决议。")


def test_a_second_round_of_a_year_is_told_on_the_list(county: Organisation) -> None:
    opened: VillageRound = proposed(county)
    client = Client()
    client.force_login(clerk(), backend=BACKEND)
    address = reverse("plans:open_round", args=["village", village().pk])
    shown = client.post(address, {"year": make.YEAR}, follow=True)
    assert shown.redirect_chain[-1][0] == reverse("plans:rounds")
    assert "已有在办的申报" in shown.content.decode()
    assert VillageRound.objects.get() == opened
    assert projects.against_changing(opened.projects.get()) == ""
