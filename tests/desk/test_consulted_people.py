"""征询意见 and people: whom a question reaches, who reads it still, and what that costs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, logged_in
from tests.desk.test_consultations import ANSWER, WORDS, ask, item
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk import consultation_people
from workflows.desk.models import Consultation
from workflows.engine import turn
from workflows.engine.models import WorkItem

__all__ = ["item"]


def test_who_moved_to_another_county_reads_no_question_any_more(stage: County, item: WorkItem) -> None:
    ask(stage, item)
    zhuxi = make.place("420324", "竹溪县", OrganisationKind.COUNTY, stage.county.parent)
    there = make.place("420324-wg", "竹溪县工作专班", OrganisationKind.WORKING_GROUP, zhuxi)
    for person, address in ((stage.editor, "/consulted/"), (stage.drafter, "/consulted/?sent")):
        browser = logged_in(person)
        assert WORDS in browser.get(address).content.decode()
        person.appointments.update(ends_on=clock.today() - datetime.timedelta(days=1))
        make.give(person, Duty.COMPILE_PLAN, there)
        page = browser.get(address).content.decode()
        assert (item.dossier.title in page, WORDS in page) == (False, False)
        assert "征询待您答复" not in browser.get("/").content.decode()


def test_a_colleague_above_the_county_is_not_asked_of_its_business(stage: County, item: WorkItem) -> None:
    """The drafter serves above the county too: his colleagues there are none of this item's."""
    bureau = make.place("42-bureau", "省某局", OrganisationKind.DEPARTMENT, Organisation.objects.get(code="42"))
    above, beside = make.person("省局同事"), make.person("同组同事")
    for person, at_office in ((stage.drafter, bureau), (above, bureau), (beside, stage.working_group)):
        make.give(person, Duty.READ_TERRITORY, at_office)
    with pytest.raises(Invalid, match="省局同事不是本单位人员"):
        ask(stage, item, organisations=[], people=[above])
    page = logged_in(stage.drafter).get(f"/tasks/{item.pk}/consult/").content.decode()
    assert ("省局同事" in page, "同组同事" in page) == (False, True)
    assert ask(stage, item, organisations=[], people=[beside]).asked.get().person == beside


def test_only_those_who_can_be_asked_are_offered(stage: County, item: WorkItem) -> None:
    """A village's clerk and a colleague who deals with other things cannot read the dossier: neither is offered, and
    either is refused."""
    village = make.place("420323108207", "大溪河村", OrganisationKind.VILLAGE, stage.county)
    make.give(make.person("村文书"), Duty.PROPOSE_PROJECTS, village)
    offices, people = consultation_people.askable(stage.drafter, item)
    assert village in consultation_people.offered(stage.drafter, item)
    assert (village in offices, stage.office in offices, list(people)) == (False, True, [])
    page = logged_in(stage.drafter).get(f"/tasks/{item.pk}/consult/").content.decode()
    assert ("大溪河村" in page, stage.office.name in page) == (False, True)
    may = Caller(stage.drafter).get(f"tasks/{item.pk}/consultations/")["may_consult"]
    assert village.pk not in [one["id"] for one in may["organisations"]]
    sent = {"words": WORDS, "organisations": [village.pk]}
    assert logged_in(stage.drafter).post(f"/tasks/{item.pk}/consult/", sent).status_code == 422
    with pytest.raises(Invalid, match="大溪河村没有能查阅该案卷的人员"):
        ask(stage, item, organisations=[village])


def test_whom_it_reaches_is_worked_out_before_the_lock_and_costs_the_same_however_many(
    stage: County, item: WorkItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_out = consultation_people.addressed
    within: list[turn.Turn | None] = []

    def noted(*told: Any) -> Any:
        within.append(turn.current())
        return work_out(*told)

    monkeypatch.setattr(consultation_people, "addressed", noted)
    with counted() as few:
        ask(stage, item)
    for _number in range(6):
        make.give(make.person(), Duty.EDIT_CHECK, stage.office)
    with counted() as many:
        asked = ask(stage, item, words="再问一次？")
    assert asked.asked.get().copies.count() == 8
    assert len(many) <= len(few), "\n".join(many)
    assert within == [None, None]
    monkeypatch.setattr(consultation_people, "MOST_REACHED", 7)
    with pytest.raises(Invalid, match="一次征询最多送达7人，所选的共有8人"):
        ask(stage, item, words="三问？")
    assert Consultation.objects.count() == 2


def test_words_are_not_lost_to_the_other_button(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    sent = {"consulted": row.pk, "text": ANSWER, "has_nothing": "1"}
    refused = logged_in(stage.editor).post(f"/consultations/{asked.pk}/", sent)
    page = refused.content.decode()
    assert (refused.status_code, ANSWER in page, "不能再选“无意见”" in page) == (422, True, True)
    row.refresh_from_db()
    assert (row.ended_how, row.answer) == ("", "")


def test_one_question_costs_the_same_however_many_were_asked(stage: County, item: WorkItem) -> None:
    one = ask(stage, item)
    several = ask(stage, item, organisations=[stage.office, stage.leading_group, stage.county], words="请各办答复。")
    browser, costs = logged_in(stage.auditor), []
    browser.get(f"/consultations/{one.pk}/")
    for asked in (one, several):
        with counted() as seen:
            assert browser.get(f"/consultations/{asked.pk}/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
