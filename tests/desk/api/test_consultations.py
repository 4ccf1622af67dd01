"""征询意见 by a program: asked once for each key, found by whoever it reached, answered once."""

from __future__ import annotations

from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at

WORDS = "附表是否齐全？"


def test_asked_found_and_answered(stage: County) -> None:
    item = at(stage.dossier())
    drafter, editor = Caller(stage.drafter), Caller(stage.editor)
    address, list_of = f"tasks/{item.pk}/consult/", f"tasks/{item.pk}/consultations/"
    may = drafter.get(list_of)["may_consult"]
    assert stage.office.pk in [one["id"] for one in may["organisations"]]
    assert editor.get(list_of)["may_consult"] == {"people": [], "organisations": []}
    sent = {"version": drafter.version(item.pk), "words": WORDS, "organisations": [stage.office.pk]}
    Caller(stage.auditor).post(address, sent, 403)
    drafter.post(address, {**sent, "people": [2**40]}, 422)
    drafter.post(address, {**sent, "organisations": []}, 422)
    done = drafter.post(address, sent, key="k1")
    assert drafter.post(address, sent, key="k1") == done
    assert done["task"]["is_open"] is True
    [row] = editor.get("consulted/")["results"]
    assert (row["words"], row["may_be_answered"], row["is_by_name"]) == (WORDS, True, False)
    reply = f"consulted/{row['id']}/answer/"
    Caller(stage.chair).post(reply, {"text": "代答"}, 403)
    editor.post(reply, {"text": " "}, 422)
    assert editor.post(reply, {"has_nothing": True})["ended_by"]["id"] == stage.editor.pk
    Caller(stage.office_secretary).post(reply, {"text": "迟了"}, 409)
    editor.post("consulted/999999/answer/", {"text": "x"}, 404)
    [asked] = drafter.get(list_of)["consultations"]
    assert [(one["has_nothing"], one["ended_how"]) for one in asked["asked"]] == [(True, "answered")]
