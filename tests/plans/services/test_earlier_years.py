"""A library project of an earlier year: it may be drawn into a plan, and the drafter is told whose dates are past."""

from __future__ import annotations

import datetime

from django.test import Client
from django.urls import reverse

from core.models import Organisation
from plans.models import PlanItem, Project
from tests.factories import flows as make
from tests.plans.services.test_refusals import drafted, drafter, in_library

BACKEND = "django.contrib.auth.backends.ModelBackend"
LAST_YEAR = make.YEAR - 1
PAST = {
    "year": LAST_YEAR,
    "starts_on": datetime.date(LAST_YEAR, 3, 1),
    "ends_on": datetime.date(LAST_YEAR, 11, 30),
}


def test_its_year_is_shown_and_its_row_is_warned_of(client: Client, county: Organisation) -> None:
    version, project = drafted(county), in_library(county)
    draw, plan = (reverse(f"plans:{name}", args=[version.pk]) for name in ("draw", "plan"))
    client.force_login(drafter(county), backend=BACKEND)
    page = client.get(draw).content.decode()
    assert f'data-label="年度">{make.YEAR}<' in page
    assert "早于方案年度" not in page
    Project.objects.filter(pk=project.pk).update(**PAST)
    page = client.get(draw).content.decode()
    assert f'data-label="年度">{LAST_YEAR} ' in page
    assert "早于方案年度" in page
    assert client.post(draw, {"project": project.pk})["Location"] == plan
    assert PlanItem.objects.get().project == project
    assert f"第1项“{project.name}”：时间进度早于方案年度" in client.get(plan).content.decode()
