"""The call for projects and the letter to the departments: nothing is numbered before it is signed, and both may go back."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from documents.models import IssuedDocument
from documents.papers import chinese_date
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import plan_versions
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from workflows.desk import services as desk
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import equip, holder

pytestmark = pytest.mark.django_db


def at(version: PlanVersion) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").get(dossier=version.dossier)


def give_back(version: PlanVersion, step: str) -> None:
    item = at(version)
    desk.return_to(
        actor=holder(item.duty, item.organisation),
        work_item=item.pk,
        step=step,
        opinion="期限过紧。",
        grounds=["other"],
        request_id=uuid4(),
    )


def test_the_call_goes_back_and_is_issued_once_with_the_later_day() -> None:
    with make.july():
        county = make.county()
        equip(county, [], clock.today())
        drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
        soon, later = (clock.today() + datetime.timedelta(days=days) for days in (20, 50))
        version = plan_versions.open_plan(actor=drafter, county=county, year=make.YEAR, reply_by=soon)
        assert at(version).step == "group_head_signs_call"
        assert not IssuedDocument.objects.filter(kind="D01").exists()
        give_back(version, "working_group_drafts_call")
        driver = Driver({"working_group_drafts_call": lambda _item, _actor: {"reply_by": later.isoformat()}})
        driver.run(version.dossier, until="finance_confirms_sources")
        [call] = IssuedDocument.objects.filter(kind="D01")
        assert chinese_date(later) in str(call.content)
        assert chinese_date(soon) not in str(call.content)
        assert drafter.name in str(call.content)
        assert call.signed_on == clock.today()


def test_a_call_without_a_day_ahead_is_refused() -> None:
    with make.july():
        county = make.county()
        equip(county, [], clock.today())
        drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
        with pytest.raises(Invalid, match="晚于今天"):
            plan_versions.open_plan(actor=drafter, county=county, year=make.YEAR, reply_by=clock.today())
        assert not PlanVersion.objects.exists()


class Stopped(Exception):
    """The journey has come as far as it should."""


def test_the_draft_is_locked_while_the_letter_waits_for_its_signature_and_open_when_it_comes_back() -> None:
    with make.july():
        journey = Journey(make.county(), make.YEAR, make.plan())
        usual = journey.driver.decide

        def stop(item: WorkItem, *said: str) -> None:
            if item.step == "office_director_signs_letter":
                raise Stopped
            usual(item)

        journey.driver.decide = stop  # type: ignore[method-assign,assignment]
        with pytest.raises(Stopped):
            journey.travel()
        version = PlanVersion.objects.get()
        drafter = holder(Duty.COMPILE_PLAN, version.dossier.owner)
        assert version.state == VersionState.CONSULTING
        assert not IssuedDocument.objects.filter(kind="D10").exists()
        with pytest.raises(Conflict, match="锁定"):
            plan_versions.change_texts(actor=drafter, version=version.pk, texts={"goals": "新"})
        give_back(version, "working_group_drafts")
        plan_versions.change_texts(actor=drafter, version=version.pk, texts={"goals": "新"})
        usual(at(version))
        usual(at(version))
        [letter] = IssuedDocument.objects.filter(kind="D10")
        assert letter.signatory_name == holder(Duty.SIGN_OFF, letter.issuer).name
        assert {i.step for i in WorkItem.objects.open().filter(dossier=version.dossier)} == {"department_countersigns"}
