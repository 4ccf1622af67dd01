"""紧急程度: who sets it, what it orders, and where it is told."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.enums import DossierUrgency
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, LedgerEntry, Organisation, User
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.factories import roles as make
from workflows.desk import borders, inbox, timeline, urgency
from workflows.desk.facets import Filter
from workflows.desk.models import UrgencyChange
from workflows.desk.trials import KEY
from workflows.engine.models import WorkItem


def director(stage: County) -> User:
    found = make.person("主任")
    make.give(found, Duty.SIGN_OFF, stage.office)
    return found


def set_by(
    actor: User, dossier: Dossier, degree: DossierUrgency = DossierUrgency.MOST, reason: str = "省里催要"
) -> None:
    urgency.set_urgency(actor=actor, dossier=dossier.pk, urgency=degree, reason=reason)


def test_the_urgent_stand_first_within_their_group_and_say_so(stage: County) -> None:
    items = [at(stage.dossier()) for _number in range(4)]
    for days, item in zip((-1, 20, 21, 22), items, strict=True):
        WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() + datetime.timedelta(days=days))
    set_by(director(stage), items[3].dossier)
    set_by(director(stage), items[2].dossier, DossierUrgency.URGENT)
    rows = inbox.inbox(stage.drafter, Filter()).rows
    assert [row.pk for row in rows] == [items[0].pk, items[3].pk, items[2].pk, items[1].pk]
    assert [row.urgency for row in rows] == ["", "特急", "加急", ""]
    assert "特急" in logged_in(stage.drafter).get("/").content.decode()


def test_it_is_recorded_and_told(stage: County) -> None:
    item, actor = at(stage.dossier()), director(stage)
    set_by(actor, item.dossier)
    made = UrgencyChange.objects.get()
    assert (made.before, made.urgency, made.reason, made.set_by) == (0, 2, "省里催要", actor)
    entry = LedgerEntry.objects.get(action="dossier.urgency_set")
    assert (entry.detail["urgency"], entry.detail["urgency_before"], entry.dossier_id) == (
        "MOST", "PLAIN", item.dossier_id,
    )  # fmt: skip
    page = logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    assert ("特急：省里催要" in page, "设定紧急程度" in page) == (True, True)
    assert WorkItem.objects.get(pk=item.pk).due_at == item.due_at


def test_whoever_began_it_sets_it_while_he_reads_it(stage: County) -> None:
    dossier = stage.dossier()
    Dossier.objects.filter(pk=dossier.pk).update(opened_by=stage.drafter)
    dossier.refresh_from_db()
    set_by(stage.drafter, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(opened_by=stage.stranger)
    dossier.refresh_from_db()
    for other in (stage.stranger, stage.editor, stage.mayor):
        with pytest.raises(Refused):
            set_by(other, dossier, DossierUrgency.PLAIN)


def test_across_a_border_it_is_told_on_the_side_that_set_it(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dossier lies at the province, whose people learn neither what the county set nor why."""
    dossier, actor, provincial = stage.dossier(), director(stage), make.person("省厅")
    drafted = at(dossier)
    province = Organisation.objects.get(pk=stage.county.parent_id or 0).parent or stage.county
    make.give(provincial, Duty.ACKNOWLEDGE_FILING, province)
    stage.decide(stage.drafter, drafted)
    WorkItem.objects.filter(pk=at(dossier).pk).update(organisation=province)
    monkeypatch.setitem(borders._outward, KEY, frozenset())
    set_by(actor, dossier)
    assert LedgerEntry.objects.get(action="dossier.urgency_set").detail["work_item"] == drafted.pk
    for reader, is_told in ((actor, True), (stage.drafter, True), (provincial, False)):
        acts = [one.text for group in timeline.rounds(dossier, reader) for one in group.acts]
        assert ("特急：省里催要" in acts) == is_told
        page = logged_in(reader).get(f"/dossiers/{dossier.pk}/urgency/").content.decode()
        assert ("省里催要" in page) == is_told


def test_where_nothing_is_open_it_is_said_so(stage: County) -> None:
    item = at(stage.dossier())
    WorkItem.objects.filter(pk=item.pk).update(closed_at=clock.now())
    with pytest.raises(Conflict, match="没有待办事项"):
        set_by(director(stage), item.dossier)


def test_without_a_reason_a_change_or_a_course_it_is_refused(stage: County) -> None:
    dossier, actor = stage.dossier(), director(stage)
    with pytest.raises(Invalid, match="理由"):
        set_by(actor, dossier, reason=" ")
    with pytest.raises(Invalid):
        urgency.set_urgency(actor=actor, dossier=dossier.pk, urgency=7, reason="x")
    with pytest.raises(Conflict, match="平件"):
        set_by(actor, dossier, DossierUrgency.PLAIN)
    Dossier.objects.filter(pk=dossier.pk).update(closed_at=clock.now())
    with pytest.raises(Conflict, match="已办结"):
        set_by(actor, dossier)
    assert not UrgencyChange.objects.exists()


def test_the_page(stage: County) -> None:
    dossier = stage.dossier()
    browser, address = logged_in(director(stage)), f"/dossiers/{dossier.pk}/urgency/"
    assert browser.post(address, {"urgency": "2", "reason": ""}).status_code == 422
    assert browser.post(address, {"urgency": "2", "reason": "省里催要"}).status_code == 302
    shown = logged_in(stage.drafter).get(address).content.decode()
    assert ("平件 → 特急" in shown, 'name="reason"' in shown) == (True, False)
    assert logged_in(stage.drafter).post(address, {"urgency": "0", "reason": "不急"}).status_code in {403, 422}
    assert Dossier.objects.get(pk=dossier.pk).urgency == DossierUrgency.MOST
    assert logged_in(stage.stranger).get(address).status_code == 403
