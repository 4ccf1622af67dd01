"""Why something came back stands item by item on the page of whoever mends it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import flows as make
from tests.flows.halts import halt
from tests.flows.wayward import FAULT, MISSING, Wayward
from workflows.flows.filing_forms import FindingsForm
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


def page_at(step: str, says: str) -> str:
    """The page of the first open item at a step, as its holder sees it."""
    journey = Journey(make.county(), make.YEAR, make.plan())
    journey.driver = driver = Wayward.instead_of(journey.driver)
    item = halt(driver, step, journey.travel)
    client = Client()
    client.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(reverse("desk:task", args=[item.pk])).content.decode()
    assert says in text
    return text


def test_what_the_province_asks_for_stands_on_the_page_of_the_answer_and_in_its_story() -> None:
    with make.july():
        text = page_at("county_answers", MISSING)
        story = text[text.index('class="timeline"') :]
        assert f"1. {MISSING} 要求：请予书面说明。（鄂政办发〔2015〕63号五（一））" in story
        assert "补正事项" in text[: text.index('class="timeline"')]


def test_what_the_township_asks_for_stands_on_the_villages_page() -> None:
    with make.july():
        text = page_at("village_corrects", "请附概算明细。")
        told = text[text.index('id="returned"') :]
        assert "一组至三组通组公路" in told
        assert "待补正" in told or "补正" in told
        assert "存在问题的审核点：投资概算" in told


def test_each_finding_has_its_line() -> None:
    rows = [
        {"text": MISSING, "requested": "补报。", "clause": ""},
        {"text": FAULT, "requested": "说明。", "clause": "五（一）"},
    ]
    assert FindingsForm.lines({"findings": rows}) == [
        f"1. {MISSING} 要求：补报。", f"2. {FAULT} 要求：说明。（五（一））",
    ]  # fmt: skip
    assert FindingsForm.lines({}) == []
