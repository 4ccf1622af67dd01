"""征询意见: a deputy answers for whom he deputises, files come with an answer, and a line goes as far as its reader reads."""

from __future__ import annotations

import pytest

from core.errors import Invalid, Refused
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import PostDuty
from tests.desk.conftest import County, logged_in
from tests.desk.test_assistance import deputise
from tests.desk.test_attachments import upload
from tests.desk.test_consultations import ANSWER, ask, item, waiting
from tests.factories import roles as make
from workflows.desk import consultations, timeline
from workflows.desk.models import Attachment, Consulted
from workflows.engine.models import WorkItem

__all__ = ["item"]


@pytest.fixture
def colleague(stage: County) -> User:
    """Beside the drafter, asked by name."""
    user = make.person("同组同事")
    make.give(user, Duty.READ_TERRITORY, stage.working_group)
    return user


def asked_by_name(stage: County, item: WorkItem, colleague: User) -> Consulted:
    return ask(stage, item, organisations=[], people=[colleague]).asked.get()


def test_a_deputy_answers_for_whom_it_was_put_to_with_both_names(
    stage: County, item: WorkItem, colleague: User
) -> None:
    row, deputy = asked_by_name(stage, item, colleague), stage.editor
    assert waiting(deputy) == 0
    with pytest.raises(Refused):
        consultations.answer(actor=deputy, consulted=row.pk, text=ANSWER)
    deputise(colleague.appointments.get(), deputy, Duty.READ_TERRITORY)
    assert (waiting(deputy), waiting(colleague), waiting(stage.drafter)) == (1, 1, 0)
    browser = logged_in(deputy)
    assert "代同组同事答复" in browser.get("/").content.decode()
    address = f"/consultations/{row.consultation_id}/"
    assert "您代同组同事答复" in browser.get(address).content.decode()
    assert item.dossier.title in browser.get("/consulted/").content.decode()
    browser.post(address, {"consulted": row.pk, "text": ANSWER})
    row.refresh_from_db()
    assert (row.ended_by, row.ended_on_behalf_of, waiting(colleague)) == (deputy, colleague, 0)
    entry = LedgerEntry.objects.get(action="consultation.answered")
    assert (entry.actor, entry.detail["on_behalf_of"]) == (deputy, colleague.pk)
    page = logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    assert (ANSWER in page, "代同组同事" in page) == (True, True)


def test_the_deputy_of_whoever_asked_does_not_answer_himself(stage: County, item: WorkItem) -> None:
    deputise(stage.editor.appointments.get(), stage.drafter, Duty.EDIT_CHECK)
    row = ask(stage, item).asked.get()
    assert waiting(stage.drafter) == 0
    with pytest.raises(Refused):
        consultations.answer(actor=stage.drafter, consulted=row.pk, text=ANSWER)


def test_files_come_with_the_answer_and_stay_with_it(stage: County, item: WorkItem, colleague: User) -> None:
    row, browser = asked_by_name(stage, item, colleague), logged_in(colleague)
    address = f"/consultations/{row.consultation_id}/"
    refused = browser.post(address, {"consulted": row.pk, "text": "", "has_nothing": "1", "files": upload()})
    assert (refused.status_code, "已选择附件" in refused.content.decode()) == (422, True)
    wrong = browser.post(address, {"consulted": row.pk, "text": ANSWER, "files": upload("坏.exe", b"MZ")})
    assert (wrong.status_code, ANSWER in wrong.content.decode()) == (422, True)
    assert not Attachment.objects.exists()
    assert browser.post(address, {"consulted": row.pk, "text": ANSWER, "files": upload()}).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.consulted, kept.work_item, kept.uploaded_by) == (row, item, colleague)
    for reader, page in ((stage.drafter, f"/tasks/{item.pk}/"), (colleague, address)):
        assert f"/attachments/{kept.pk}/" in logged_in(reader).get(page).content.decode()
    assert logged_in(stage.drafter).get(f"/attachments/{kept.pk}/").status_code == 200
    assert logged_in(stage.stranger).get(f"/attachments/{kept.pk}/").status_code == 403
    stage.decide(stage.drafter, item)
    story = timeline.rounds(item.dossier, stage.drafter)
    links = {act.act: [link.label for link in act.links] for one in story for act in one.acts}
    assert (links["答复征询"], links["同意"]) == (["附件：会议记录.txt"], [])


def test_nobody_else_brings_files(stage: County, item: WorkItem, colleague: User) -> None:
    row = asked_by_name(stage, item, colleague)
    address = f"/consultations/{row.consultation_id}/"
    refused = logged_in(stage.editor).post(address, {"consulted": row.pk, "text": ANSWER, "files": upload()})
    assert refused.status_code == 403
    with pytest.raises(Invalid, match="已选择附件"):
        consultations.answer(actor=colleague, consulted=row.pk, text="", has_nothing=True, brought=[object()])  # type: ignore[list-item]
    assert not Attachment.objects.exists()


def test_whoever_serves_there_and_reads_nothing_any_more_is_told_of_nothing(
    stage: County, item: WorkItem, colleague: User
) -> None:
    asked_by_name(stage, item, colleague)
    assert waiting(colleague) == 1
    post = colleague.appointments.get().post
    PostDuty.objects.filter(post=post).update(duty=Duty.ADMINISTER_AUDIT)
    assert waiting(colleague) == 0
