"""征询意见 by a program: asked once for each key, found by whoever it reached, answered once."""

from __future__ import annotations

import datetime

from core import clock
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at
from tests.factories import roles as make

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
    editor.post(reply, {"text": "齐全。", "has_nothing": True}, 422)
    assert editor.post(reply, {"has_nothing": True})["ended_by"]["id"] == stage.editor.pk
    Caller(stage.office_secretary).post(reply, {"text": "迟了"}, 409)
    editor.post("consulted/999999/answer/", {"text": "x"}, 404)
    [asked] = drafter.get(list_of)["consultations"]
    assert [(one["has_nothing"], one["ended_how"]) for one in asked["asked"]] == [(True, "answered")]


def test_of_what_reached_him_only_what_he_may_answer_is_said_to_be_answered(stage: County) -> None:
    """Who left the office reads the county's dossiers still, and answers for the office no more."""
    item = at(stage.dossier())
    drafter, editor = Caller(stage.drafter), Caller(stage.editor)
    sent = {"version": drafter.version(item.pk), "words": WORDS, "organisations": [stage.office.pk]}
    drafter.post(f"tasks/{item.pk}/consult/", sent, key="k1")
    stage.editor.appointments.update(ends_on=clock.today() - datetime.timedelta(days=1))
    make.give(stage.editor, Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    [row] = editor.get("consulted/")["results"]
    assert row["may_be_answered"] is False
    editor.post(f"consulted/{row['id']}/answer/", {"text": "代答"}, 403)
