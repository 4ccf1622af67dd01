"""常用意见: one's own and the county's, offered in order, changed by whoever may."""

from __future__ import annotations

import pytest

from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office, typed
from tests.engine.statements import counted
from workflows.desk import phrases
from workflows.desk.models import Phrase
from workflows.engine.models import Opinion


def test_last_then_own_then_the_countys(stage: County) -> None:
    stage.decide(stage.drafter, at(stage.dossier()))
    item = at(stage.dossier())
    assert phrases.offered(stage.drafter, item).texts == tuple(map(str, phrases.STOCK))
    phrases.add(actor=stage.editor, text="按会议纪要办理。", county=stage.county)
    phrases.add(actor=stage.drafter, text="数据已核对。")
    phrases.add(actor=stage.editor, text="核稿员自己的。")
    with counted() as asked:
        offered = phrases.offered(stage.drafter, item)
    assert (offered.texts, len(asked)) == (("数据已核对。", "按会议纪要办理。"), 1)
    entry = LedgerEntry.objects.get(action="phrase.added")
    assert (entry.actor, entry.detail["text"]) == (stage.editor, "按会议纪要办理。")


def test_they_stand_as_they_were_written(stage: County) -> None:
    for text in ("甲。", "乙。"):
        phrases.add(actor=stage.drafter, text=text)
    assert phrases.offered(stage.drafter, at(stage.dossier())).texts[:2] == ("甲。", "乙。")


def test_one_after_the_other_adds_to_the_same_phrases(stage: County) -> None:
    for county, locked in ((stage.county, "core_organisation"), (None, "core_user")):
        with counted() as asked:
            phrases.add(actor=stage.editor, text="同意。", county=county)
        held = [sql for sql in asked if sql.endswith("FOR NO KEY UPDATE") and f'FROM "{locked}"' in sql]
        assert len(held) == 1


def test_who_may_change_what(stage: County) -> None:
    with pytest.raises(Refused):
        phrases.add(actor=stage.drafter, text="同意。", county=stage.county)
    countys = phrases.add(actor=stage.editor, text="同意。", county=stage.county)
    own = phrases.add(actor=stage.drafter, text="同意。")
    for actor, phrase in ((stage.drafter, countys), (stage.editor, own)):
        with pytest.raises(Refused):
            phrases.drop(actor=actor, phrase=phrase.pk)
    assert phrases.drop(actor=stage.drafter, phrase=own.pk) == "同意。"
    assert phrases.drop(actor=stage.editor, phrase=countys.pk) == "同意。"
    assert phrases.drop(actor=stage.editor, phrase=countys.pk) == ""
    assert LedgerEntry.objects.filter(action="phrase.dropped").count() == 1


def test_what_is_no_phrase_is_refused(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("  ", "长" * 101):
        with pytest.raises(Invalid):
            phrases.add(actor=stage.drafter, text=text)
    phrases.add(actor=stage.drafter, text="同意。")
    with pytest.raises(Conflict, match="已有"):
        phrases.add(actor=stage.drafter, text=" 同意。 ")
    monkeypatch.setattr(phrases, "MOST", 1)
    with pytest.raises(Conflict, match="最多1条"):
        phrases.add(actor=stage.drafter, text="不同意。")


def test_the_page_adds_and_deletes_and_keeps_what_was_refused(stage: County) -> None:
    browser = logged_in(stage.editor)
    assert browser.post("/phrases/", {"text": "已核。", "whose": "own"}).status_code == 302
    assert browser.post("/phrases/", {"text": "按程序办理。", "whose": "county"}).status_code == 302
    refused = browser.post("/phrases/", {"text": "已核。", "whose": "own"})
    assert (refused.status_code, 'value="已核。"' in refused.content.decode()) == (409, True)
    assert {(one.text, one.county, one.owner) for one in Phrase.objects.all()} == {
        ("已核。", None, stage.editor), ("按程序办理。", stage.county, None),
    }  # fmt: skip
    clerk = logged_in(stage.drafter)
    assert "按程序办理" not in clerk.get("/phrases/").content.decode()
    assert clerk.post("/phrases/", {"text": "混入。", "whose": "county"}).status_code == 403
    assert 'value="按程序办理。"' in clerk.get(f"/tasks/{at(stage.dossier()).pk}/").content.decode()
    browser.post("/phrases/", {"drop": str(Phrase.objects.get(owner=stage.editor).pk)})
    assert Phrase.objects.count() == 1


def test_a_default_opinion_is_ones_own_and_one_alone(stage: County) -> None:
    first, second = (phrases.add(actor=stage.drafter, text=text) for text in ("已核。", "同意。"))
    countys = phrases.add(actor=stage.editor, text="按程序办理。", county=stage.county)
    for actor, phrase in ((stage.editor, first), (stage.editor, countys), (stage.drafter, countys)):
        with pytest.raises(Refused, match="本人"):
            phrases.mark(actor=actor, phrase=phrase.pk, is_default=True)
    assert not Phrase.objects.filter(is_default=True).exists()
    browser = logged_in(stage.drafter)
    for phrase in (first, second):
        browser.post("/phrases/", {"mark": str(phrase.pk)})
    assert Phrase.objects.get(is_default=True) == second
    assert "取消默认" in browser.get("/phrases/").content.decode()
    browser.post("/phrases/", {"unmark": str(second.pk)})
    assert not Phrase.objects.filter(is_default=True).exists()


def test_it_stands_in_the_box_until_one_writes_and_is_no_reason(stage: County) -> None:
    usual = phrases.add(actor=stage.editor, text="已核，同意。")
    item, browser = at_office(stage), logged_in(stage.editor)
    address = f"/tasks/{item.pk}/"
    assert not browser.get(address).context["opinion"]["opinion"].value(), "nothing is marked of itself"
    phrases.mark(actor=stage.editor, phrase=usual.pk, is_default=True)
    shown = browser.get(address).context
    assert (shown["opinion"]["opinion"].value(), shown["reason"]) == (usual.text, "")
    returned = {"return_step": "group_drafts", "return_grounds": "materials"}
    for decision in ("object", "return"):
        refused = browser.post(address, typed(decision, usual.text, pages="1", **returned))
        assert (refused.status_code, "须写明" in refused.content.decode()) == (422, True)
    assert not Opinion.objects.filter(task=item.pk).exists()
    browser.post(address, {"act": "keep", "opinion": ""})
    assert browser.get(address).context["opinion"]["opinion"].value() == "", "what he kept goes before it"
    assert browser.post(address, typed(opinion=usual.text, pages="1")).status_code == 302
    assert Opinion.objects.get(task=item.pk).text == usual.text
