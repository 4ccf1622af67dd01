"""征询意见: asked while the item stays, answered once, by name or for an office, binding nobody and gone with its step."""

from __future__ import annotations

import datetime
import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.messages_out.events import Owed
from core.models import LedgerEntry, Organisation, User
from roles.asking import Asker
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_inbox import STATEMENTS
from tests.factories import roles as make
from workflows.desk import (
    attachments,
    consultations,
    consultations_asked,
    consultations_told,
    messaged_consultations,
    packages,
)
from workflows.desk import services as desk
from workflows.desk.models import Attachment, Consultation, ConsultationCopy, Consulted
from workflows.engine import separation
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem

WORDS, ANSWER = "县级配套能否在九月底前到位？", "可以，九月二十日前拨付。"


@pytest.fixture
def item(stage: County) -> WorkItem:
    """A plan at its drafter's; secretary and editor of the office may read it."""
    return at(stage.dossier())


def ask(stage: County, item: WorkItem, **more: object) -> Consultation:
    told = {"organisations": [stage.office], "words": WORDS, **more}
    return consultations.ask(actor=stage.drafter, work_item=item.pk, **told)  # type: ignore[arg-type]


def waiting(person: User) -> int:
    asker = Asker(person=person.pk, now=clock.now(), today=clock.today(), midnight=clock.now(), duties=[], places=[])
    return consultations_asked.waiting_for(asker).count()


def test_it_is_asked_answered_and_read_where_the_item_lies(stage: County, item: WorkItem) -> None:
    due, browser = item.due_at, logged_in(stage.drafter)
    assert "征询意见…" in browser.get(f"/tasks/{item.pk}/").content.decode()
    address = f"/tasks/{item.pk}/consult/"
    assert "县政府办公室" in browser.get(address).content.decode()
    sent = browser.post(address, {"words": WORDS, "organisations": [stage.office.pk]}, follow=True)
    assert sent.redirect_chain == [(f"/tasks/{item.pk}/", 302)]
    assert "待答复" in sent.content.decode()
    [asked] = Consultation.objects.all()
    after = WorkItem.objects.get(pk=item.pk)
    assert (after.is_open, after.waits, after.due_at, after.claimed_by) == (True, "", due, None)

    reader = logged_in(stage.editor)
    inbox = reader.get("/").content.decode()
    assert "1件征询待您答复" in inbox
    assert WORDS in inbox
    page = reader.get(f"/consultations/{asked.pk}/").content.decode()
    assert "代表县政府办公室答复" in page
    assert ConsultationCopy.objects.get(reader=stage.editor).opened_at is not None
    row = asked.asked.get()
    done = reader.post(f"/consultations/{asked.pk}/", {"consulted": row.pk, "text": ANSWER}, follow=True)
    assert ANSWER in done.content.decode()
    assert "征询待您答复" not in logged_in(stage.office_secretary).get("/").content.decode()
    for told in (f"/tasks/{item.pk}/", f"/dossiers/{item.dossier_id}/?tab=progress", f"/consultations/{asked.pk}/"):
        seen = browser.get(told).content.decode()
        assert (ANSWER in seen, stage.editor.name in seen) == (True, True), told
    assert "1个已答复，共1个" in browser.get("/consulted/?sent").content.decode()
    assert "已答复" in reader.get("/consulted/").content.decode()
    actions = LedgerEntry.objects.filter(action__startswith="consultation").order_by("seq")
    assert list(actions.values_list("action", flat=True)) == ["consultation.asked", "consultation.answered"]
    assert ledger.verify(stage.county).holds


def test_with_nothing_to_say_it_is_answered_too(stage: County, item: WorkItem) -> None:
    colleague = make.person("同组同事")
    make.give(colleague, Duty.READ_TERRITORY, stage.working_group)
    asked = ask(stage, item, organisations=[], people=[colleague])
    browser, row = logged_in(colleague), asked.asked.get()
    address = f"/consultations/{asked.pk}/"
    empty = browser.post(address, {"consulted": row.pk, "text": " "})
    assert (empty.status_code, "请填写答复" in empty.content.decode()) == (422, True)
    browser.post(address, {"consulted": row.pk, "text": "", "has_nothing": "1"})
    row.refresh_from_db()
    assert (row.has_nothing, row.answer, row.ended_by) == (True, "", colleague)
    assert "无意见" in logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()


def test_it_opens_nothing_and_stays_on_its_own_side(stage: County, item: WorkItem) -> None:
    bureau = make.place("420323-x", "县某局", OrganisationKind.DEPARTMENT, stage.county)
    clerk, above = make.person("某局经办"), make.person("省级经办")
    make.give(clerk, Duty.APPRAISE_PROJECTS, bureau)
    province = Organisation.objects.get(code="42")
    make.give(above, Duty.ACKNOWLEDGE_FILING, province)
    with pytest.raises(Invalid, match="县某局没有能查阅该案卷的人员"):
        ask(stage, item, organisations=[bureau])
    with pytest.raises(Invalid, match="湖北省不在可以征询的范围内"):
        ask(stage, item, organisations=[province])
    with pytest.raises(Invalid, match="某局经办不是本单位人员"):
        ask(stage, item, people=[clerk])
    with pytest.raises(Invalid, match="至少选择"):
        ask(stage, item, organisations=[])
    assert not Consultation.objects.exists()
    asked = ask(stage, item)
    for other in (clerk, stage.stranger, above):
        browser = logged_in(other)
        assert browser.get(f"/consultations/{asked.pk}/").status_code == 403
        row = asked.asked.get()
        assert browser.post(f"/consultations/{asked.pk}/", {"consulted": row.pk, "text": "x"}).status_code == 403
        with pytest.raises(Refused):
            consultations.answer(actor=other, consulted=row.pk, text="x")
    progress = logged_in(above).get(f"/dossiers/{item.dossier_id}/?tab=progress").content.decode()
    assert WORDS not in progress
    brought = Attachment.objects.create(
        work_item=item, dossier=item.dossier, name="答复.txt", kind="txt", size=1, sha256="0" * 64,
        uploaded_by=stage.editor, uploaded_at=clock.now(), consulted=row,
    )  # fmt: skip
    with pytest.raises(Refused, match="无权查阅该附件"):
        attachments.readable(actor=above, attachment=brought.pk)
    assert attachments.of_dossier(item.dossier, above, None) == []
    for reader in (stage.editor, stage.drafter):
        assert attachments.readable(actor=reader, attachment=brought.pk) == brought
        assert attachments.of_dossier(item.dossier, reader, None) == [brought]


@pytest.mark.parametrize("who", ["chair", "auditor", "stranger", "editor"])
def test_only_who_holds_the_item_asks(stage: County, item: WorkItem, who: str) -> None:
    person: User = getattr(stage, who)
    with pytest.raises(Refused):
        consultations.ask(actor=person, work_item=item.pk, words=WORDS, organisations=[stage.office])
    browser = logged_in(person)
    assert browser.get(f"/tasks/{item.pk}/consult/").status_code == 403
    assert browser.post(f"/tasks/{item.pk}/consult/", {"words": WORDS}).status_code == 403
    assert not Consultation.objects.exists()


def test_neither_who_asked_nor_who_was_not_asked_answers(stage: County, item: WorkItem) -> None:
    make.give(make.person("同组同事"), Duty.READ_TERRITORY, stage.working_group)
    asked = ask(stage, item, organisations=[stage.working_group])
    for person in (stage.drafter, stage.chair):
        with pytest.raises(Refused):
            consultations.answer(actor=person, consulted=asked.asked.get().pk, text=ANSWER)
    assert not Consulted.objects.exclude(ended_how="").exists()


def test_of_two_of_one_office_one_wins_and_the_other_reads_who(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)
    late = logged_in(stage.office_secretary).post(
        f"/consultations/{asked.pk}/", {"consulted": row.pk, "text": "我也来答。"}
    )
    assert late.status_code == 409
    told = late.content.decode()
    assert ("核稿员已于" in told, "代表县政府办公室答复" in told, "我也来答。" in told) == (True, True, True)
    again = consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)  # the same sent twice
    assert again.answer == ANSWER
    with pytest.raises(Stale):
        consultations.answer(actor=stage.editor, consulted=row.pk, text="改口")
    assert LedgerEntry.objects.filter(action="consultation.answered").count() == 1


def test_it_is_taken_back_by_who_asked_or_holds_the_item(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    with pytest.raises(Refused):
        consultations.recall(actor=stage.editor, consulted=row.pk)
    assert logged_in(stage.editor).post(f"/consulted/{row.pk}/recall/").status_code == 403
    logged_in(stage.drafter).post(f"/consulted/{row.pk}/recall/")
    row.refresh_from_db()
    assert (row.ended_how, row.ended_by) == ("recalled", stage.drafter)
    with pytest.raises(Stale, match="已收回"):
        consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)
    with pytest.raises(Stale):
        consultations.recall(actor=stage.drafter, consulted=row.pk)
    assert waiting(stage.editor) == 0


def test_handed_on_the_item_takes_its_questions_along(stage: County, item: WorkItem) -> None:
    heir = make.person("接办人")
    make.give(heir, Duty.COMPILE_PLAN, stage.working_group)
    asked = ask(stage, item)
    engine.claim(actor=stage.drafter, work_item=item.pk)
    engine.transfer(actor=stage.drafter, work_item=item.pk, receiver=heir, reason="出差")
    assert WORDS in logged_in(heir).get(f"/tasks/{item.pk}/").content.decode()
    consultations.remind(actor=heir, consultation=asked.pk)
    consultations.answer(actor=stage.editor, consulted=asked.asked.get().pk, text=ANSWER)
    [fact] = messaged_consultations.answered(Owed(messaged_consultations.ANSWERED))
    assert {one.person for one in fact.addressees} == {stage.drafter.pk, heir.pk}


def test_it_ends_with_its_step_and_rests_while_the_dossier_stands_still(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    WorkItem.objects.filter(pk=item.pk).update(suspended_at=clock.now())
    assert waiting(stage.editor) == 0
    for act in (
        lambda: consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER),
        lambda: consultations.remind(actor=stage.drafter, consultation=asked.pk),
    ):
        with pytest.raises(Conflict, match="暂停"):
            act()
    WorkItem.objects.filter(pk=item.pk).update(suspended_at=None)
    assert waiting(stage.editor) == 1
    stage.decide(stage.drafter, item)
    assert waiting(stage.editor) == 0
    with pytest.raises(Stale, match="不需答复"):
        consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)
    with pytest.raises(Conflict):
        consultations.remind(actor=stage.drafter, consultation=asked.pk)
    page = logged_in(stage.drafter).get(f"/dossiers/{item.dossier_id}/?tab=progress").content.decode()
    assert "征询已不需答复" in page
    assert "未答复的：县政府办公室" in page
    assert "已不需答复" in logged_in(stage.editor).get("/consulted/").content.decode()


def test_they_are_reminded_once_a_day_and_who_came_since_is_reached(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    newcomer = make.person("新来的")
    make.give(newcomer, Duty.EDIT_CHECK, stage.office)
    assert waiting(newcomer) == 0
    with pytest.raises(Refused):
        consultations.remind(actor=stage.editor, consultation=asked.pk)
    answer = logged_in(stage.drafter).post(f"/consultations/{asked.pk}/remind/", follow=True).content.decode()
    assert ("已提醒尚未答复的各方" in answer, "今天已提醒过" in answer) == (True, True)
    assert waiting(newcomer) == 1
    assert logged_in(stage.drafter).post(f"/consultations/{asked.pk}/remind/").status_code == 409
    told = list(messaged_consultations.asked(Owed(messaged_consultations.ASKED)))
    assert len(told) == 3
    assert messaged_consultations.asked_words(told[0].content).startswith("编制员请您答复")
    Consultation.objects.update(reminded_at=clock.now() - datetime.timedelta(days=1))
    consultations.remind(actor=stage.drafter, consultation=asked.pk)
    again = {fact.key for fact in messaged_consultations.asked(Owed(messaged_consultations.ASKED))}
    assert again.isdisjoint(fact.key for fact in told)


def test_sent_twice_it_is_asked_once(stage: County, item: WorkItem) -> None:
    browser, address = logged_in(stage.drafter), f"/tasks/{item.pk}/consult/"
    page = {"organisations": [stage.office.pk], "words": WORDS, "request_id": str(uuid4())}
    assert 'name="request_id"' in browser.get(address).content.decode()
    for _time in range(2):
        assert browser.post(address, page).status_code == 302
    assert Consultation.objects.count() == LedgerEntry.objects.filter(action="consultation.asked").count() == 1
    browser.post(address, {**page, "words": "另一问？"})
    assert Consultation.objects.count() == 2


@pytest.mark.parametrize("words", ["", "  ", "长" * 501, "看不见的\u202e字"])
def test_what_cannot_be_asked_keeps_what_was_typed(stage: County, item: WorkItem, words: str) -> None:
    with pytest.raises(Invalid):
        ask(stage, item, words=words)
    sent = {"words": words, "organisations": [stage.office.pk]}
    answer = logged_in(stage.drafter).post(f"/tasks/{item.pk}/consult/", sent)
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    assert not Consultation.objects.exists()


def test_what_was_asked_and_answered_is_never_changed(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)
    changes = (
        lambda: Consultation.objects.filter(pk=asked.pk).update(words="另一问"),
        lambda: Consulted.objects.filter(pk=row.pk).update(answer="另一答"),
        lambda: Consulted.objects.filter(pk=row.pk).update(ended_at=None, ended_how="", answer="", ended_by=None),
        row.delete,
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_answer_keeps_nobody_from_a_step(stage: County, item: WorkItem) -> None:
    """Whoever gave his word may check the plan all the same: no duty was taken on the dossier."""
    asked = ask(stage, item)
    consultations.answer(actor=stage.editor, consulted=asked.asked.get().pk, text=ANSWER)
    assert not Opinion.objects.filter(dossier=item.dossier_id).exists()
    item.duty = Duty.EDIT_CHECK
    assert separation.refused({stage.editor.pk: None}, item) == frozenset()


def test_the_package_keeps_it_and_messages_hold_no_word_of_it(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    row = asked.asked.get()
    [first, second] = messaged_consultations.asked(Owed(messaged_consultations.ASKED))
    assert {first.addressees[0].person, second.addressees[0].person} == {stage.editor.pk, stage.office_secretary.pk}
    assert WORDS not in json.dumps(first.content.stored(), ensure_ascii=False)
    consultations.answer(actor=stage.editor, consulted=row.pk, text=ANSWER)
    assert messaged_consultations.still_waiting([first.about, second.about]) == set()
    [kept] = consultations_told.kept(item.dossier, None, None)
    assert (kept["consultation__words"], kept["answer"], kept["ended_by__name"]) == (WORDS, ANSWER, "核稿员")
    assert consultations_told.kept(item.dossier, None, frozenset()) == []
    above = make.person("省级经办")
    make.give(above, Duty.ACKNOWLEDGE_FILING, Organisation.objects.get(code="42"))
    assert consultations_told.kept(item.dossier, above, None) == []  # as the dossier's page tells it
    assert consultations_told.kept(item.dossier, stage.auditor, None) == [kept]
    assert consultations_told.MEMBER in packages._kept


def test_the_inbox_and_the_tab_cost_the_same_however_full(
    stage: County, item: WorkItem, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        ask(stage, item, words=f"第{number}问")
    browser, asker = logged_in(stage.editor), logged_in(stage.drafter)
    with django_assert_max_num_queries(STATEMENTS):
        assert "第3问" in browser.get("/").content.decode()
    for reader, address in ((browser, "/consulted/"), (asker, "/consulted/?sent")):
        with django_assert_max_num_queries(STATEMENTS + 1):  # how far he reads
            assert "第3问" in reader.get(address).content.decode()


def test_who_left_the_office_answers_no_more(stage: County, item: WorkItem) -> None:
    asked = ask(stage, item)
    for held in stage.editor.appointments.all():
        held.ends_on = clock.today() - datetime.timedelta(days=1)
        held.save()
    assert waiting(stage.editor) == 0
    with pytest.raises(Refused):
        consultations.answer(actor=stage.editor, consulted=asked.asked.get().pk, text=ANSWER)


def test_a_step_of_another_or_closed_is_not_asked_about(stage: County, item: WorkItem) -> None:
    other = make.person("另一编制员")
    make.give(other, Duty.COMPILE_PLAN, stage.working_group)
    engine.claim(actor=other, work_item=item.pk)
    with pytest.raises(Stale):
        ask(stage, item)
    assert "征询意见…" not in logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    desk.decide(actor=other, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())
    with pytest.raises(DomainError):
        consultations.ask(actor=other, work_item=item.pk, words=WORDS, organisations=[stage.office])
