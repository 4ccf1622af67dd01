"""Whom 委派 and 加签 are told: whoever is asked, his deputies, and whoever asked once it has ended."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from core.messages_out import collecting
from core.models import User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import delegate, end_appointment
from tests.desk.test_messaged import DAY, told
from tests.factories import roles as make
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage


@pytest.fixture
def item(db: None) -> WorkItem:
    stage._code.cache_clear()
    stage.raise_stage()
    return stage.open_items(stage.begin())[0]


@pytest.fixture
def helper(item: WorkItem) -> User:
    made = make.person("同事")
    stage.appoint(made, item.organisation, (Duty.REPORT_PROJECTS,))
    return made


def entrust(item: WorkItem, helper: User, until: datetime.date | None = None) -> None:
    actor = stage.holder(item.organisation_id)
    services.entrust(actor=actor, work_item=item.pk, receiver=helper, words="请核对明细", until=until)


def test_whoever_is_asked_is_told_and_whoever_asked_of_the_answer(item: WorkItem, helper: User) -> None:
    actor, deputy = stage.holder(item.organisation_id), make.person("代办员")
    make.give(deputy, Duty.HANDLE_OBJECTION, item.organisation)
    delegate(
        actor=helper, principal=helper.appointments.get(), deputy=deputy, starts_at=clock.now(),
        ends_at=clock.now() + 3 * DAY, reason="出差",
    )  # fmt: skip
    entrust(item, helper, clock.today() + DAY)
    collecting.collect()
    said = f"{actor.name}委派您办理：计划，请于2026年3月3日前答复"
    assert told(helper, "desk.assistance") == [said]
    assert told(deputy, "desk.assistance") == [f"{said}（委托人同事，受托人代办员）"]
    services.answer(actor=helper, work_item=item.pk, text="无误")
    collecting.collect()
    assert told(actor, "desk.assistance") == ["同事已答复您的委派：计划"]


def test_of_what_nobody_is_left_to_answer_whoever_asked_is_told(item: WorkItem, helper: User) -> None:
    entrust(item, helper)
    yesterday = clock.today() - DAY
    end_appointment(actor=None, appointment=Appointment.objects.get(user=helper), ends_on=yesterday)
    collecting.collect()
    told_of = told(stage.holder(item.organisation_id), "desk.assistance")
    assert told_of == ["委派无人答复（中心镇），已回到您处：计划"]


def test_what_one_took_back_oneself_is_not_told(item: WorkItem, helper: User) -> None:
    entrust(item, helper)
    services.recall(actor=stage.holder(item.organisation_id), work_item=item.pk, reason="自行核对")
    collecting.collect()
    assert told(stage.holder(item.organisation_id), "desk.assistance") == told(helper, "desk.assistance") == []


def test_whoever_asked_for_a_sign_is_told_what_was_said_and_what_came_of_it(item: WorkItem, helper: User) -> None:
    actor = stage.holder(item.organisation_id)
    asked = {"actor": actor, "work_item": item.pk, "of": helper, "words": "请核对明细", "until": clock.today()}
    services.sign_before(organisation=None, **asked)
    services.answer(actor=helper, work_item=item.pk, text="金额有误", consents=False)
    collecting.collect()
    assert told(actor, "desk.assistance") == ["同事已对您的前加签签署不同意：计划"]
    decided: dict[str, Any] = {"decision": Decision.APPROVE, "opinion": "", "typed": {}}
    services.sign_after(organisation=None, **asked, **decided)
    row = services.answer(actor=helper, work_item=item.pk, text="", consents=True)
    collecting.collect()
    assert told(actor, "desk.assistance")[-1] == "同事已对您的后加签签署同意：计划"
    row.hindered = "字号已被占用"
    row.save(update_fields=["hindered"])
    collecting.collect()
    assert (
        told(actor, "desk.assistance")[-1] == "同事已对您的后加签签署同意，但您的决定未能生效，请查看原因后办理：计划"
    )
