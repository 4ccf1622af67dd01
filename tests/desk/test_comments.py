"""留言: said by who may read a dossier, read on his own side, never changed, withdrawn with a trace."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from core import ledger
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, LedgerEntry, Organisation
from roles.duties import Duty
from tests.desk.conftest import County, logged_in
from tests.factories import roles as make
from workflows.desk import comments
from workflows.desk.models import Comment
from workflows.desk.views import comments as pages


@pytest.fixture
def dossier(stage: County) -> Dossier:
    return stage.dossier()


def test_a_comment_is_written_read_and_withdrawn(stage: County, dossier: Dossier) -> None:
    address, writer, reader = f"/dossiers/{dossier.pk}/comments/", logged_in(stage.drafter), logged_in(stage.chair)
    assert "还没有留言" in writer.get(address).content.decode()
    done = writer.post(address, {"text": "<b>附表二</b>还缺一行。"}, follow=True)
    assert done.redirect_chain == [(address, 302)]
    page = reader.get(address).content.decode()
    assert "&lt;b&gt;附表二&lt;/b&gt;还缺一行。" in page
    assert "撤回</button>" not in page
    said = Comment.objects.get()
    assert reader.post(f"/comments/{said.pk}/withdraw/").status_code == 403
    assert "还缺一行" in reader.get(address).content.decode()
    gone = writer.post(f"/comments/{said.pk}/withdraw/", follow=True).content.decode()
    assert "留言已撤回" in gone
    page = reader.get(address).content.decode()
    assert "已撤回" in page
    assert "还缺一行" not in page
    actions = LedgerEntry.objects.filter(dossier=dossier, action__startswith="comment").order_by("seq")
    assert list(actions.values_list("action", flat=True)) == ["comment.written", "comment.withdrawn"]
    assert ledger.verify(stage.county).holds
    with pytest.raises(Conflict):
        comments.withdraw(actor=stage.drafter, comment=said.pk)
    assert writer.post("/comments/999999/withdraw/").status_code == 404


def test_what_was_said_is_never_changed(stage: County, dossier: Dossier) -> None:
    said = comments.write(actor=stage.drafter, dossier=dossier, text="原话")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(text="另一句")
    with pytest.raises(IntegrityError), transaction.atomic():
        said.delete()
    comments.withdraw(actor=stage.drafter, comment=said.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(withdrawn_at=None)


def test_who_may_not_read_neither_says_nor_reads_anything(stage: County, dossier: Dossier) -> None:
    browser = logged_in(stage.stranger)
    address = f"/dossiers/{dossier.pk}/comments/"
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"text": "x"}).status_code == 403
    clerk = make.person("某局经办")
    make.give(
        clerk, Duty.APPRAISE_PROJECTS, make.place("420323-x", "县某局", OrganisationKind.DEPARTMENT, stage.county)
    )
    with pytest.raises(Refused):
        comments.write(actor=clerk, dossier=dossier, text="x")
    assert not Comment.objects.exists()


def test_what_one_side_says_is_not_seen_by_the_other(stage: County, dossier: Dossier) -> None:
    clerk = make.person("省级经办")
    make.give(clerk, Duty.ACKNOWLEDGE_FILING, Organisation.objects.get(code="42"))
    within = comments.write(actor=stage.drafter, dossier=dossier, text="县内商量")
    above = comments.write(actor=clerk, dossier=dossier, text="厅内商量")
    assert list(comments.read_by(clerk, dossier)) == [above]
    for one in (stage.drafter, stage.chair, stage.auditor):
        assert list(comments.read_by(one, dossier)) == [within]
    page = logged_in(clerk).get(f"/dossiers/{dossier.pk}/comments/").content.decode()
    assert "县内商量" not in page
    assert "厅内商量" in page


def test_sent_twice_it_is_said_once(stage: County, dossier: Dossier) -> None:
    """The page sent again brings nothing; other words from the same page, and another's page of the same number, do."""
    browser, address = logged_in(stage.drafter), f"/dossiers/{dossier.pk}/comments/"
    page = {"text": "附表二还缺一行。", "request_id": str(uuid4())}
    assert 'name="request_id"' in browser.get(address).content.decode()
    for _time in range(2):
        assert browser.post(address, page).status_code == 302
    assert Comment.objects.count() == LedgerEntry.objects.filter(action="comment.written").count() == 1
    browser.post(address, {**page, "text": "附表三也缺。"})
    logged_in(stage.chair).post(address, page)
    assert Comment.objects.count() == 3


def test_a_long_thread_is_shown_by_pages_the_last_first(
    stage: County, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    for number in range(3):
        comments.write(actor=stage.drafter, dossier=dossier, text=f"第{number}句")
    browser, address = logged_in(stage.drafter), f"/dossiers/{dossier.pk}/comments/"
    for query, shown in (("", [False, False, True]), ("?page=1", [True, True, False])):
        page = browser.get(f"{address}{query}").content.decode()
        assert [f"第{number}句" in page for number in range(3)] == shown


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001, "看不见的\u202e字"])
def test_what_cannot_be_said_keeps_what_was_typed(stage: County, dossier: Dossier, text: str) -> None:
    with pytest.raises(Invalid):
        comments.write(actor=stage.drafter, dossier=dossier, text=text)
    answer = logged_in(stage.drafter).post(f"/dossiers/{dossier.pk}/comments/", {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not Comment.objects.exists()


def test_the_thread_costs_the_same_however_long(
    stage: County, dossier: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        comments.write(actor=stage.drafter, dossier=dossier, text=f"第{number}句")
    browser = logged_in(stage.drafter)
    with django_assert_max_num_queries(12):
        assert "第7句" in browser.get(f"/dossiers/{dossier.pk}/comments/").content.decode()


def test_words_are_not_withdrawn_by_one_tap(stage: County, dossier: Dossier) -> None:
    comments.write(actor=stage.drafter, dossier=dossier, text="附表二缺一行。")
    page = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/comments/").content.decode()
    before, _summary, within = page.partition("撤回…</summary>")
    assert "withdraw/" not in before
    assert ("撤回这条留言？" in within, "withdraw/" in within) == (True, True)
