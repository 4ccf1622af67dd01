"""传阅: sent on one's own side to who may read the dossier anyhow, read without duty, and seen to be read."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.messages_out.events import Owed
from core.models import Dossier, LedgerEntry, Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment
from tests.desk.conftest import County, logged_in
from tests.desk.test_inbox import STATEMENTS
from tests.factories import roles as make
from workflows.desk import circulations, messaged_asides
from workflows.desk.models import Circulation, CirculationCopy
from workflows.engine.models import WorkItem


@pytest.fixture
def dossier(stage: County) -> Dossier:
    """A plan; secretary and editor of the office read what the county compiles."""
    return stage.dossier()


def send(stage: County, dossier: Dossier, **more: object) -> Circulation:
    told = {"organisations": [stage.office], "words": "请阅知编制安排。", **more}
    return circulations.circulate(actor=stage.drafter, dossier=dossier, **told)  # type: ignore[arg-type]


def test_it_is_sent_read_and_seen_to_be_read(stage: County, dossier: Dossier) -> None:
    browser = logged_in(stage.drafter)
    address = f"/dossiers/{dossier.pk}/circulate/"
    assert "传阅…" in browser.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "县政府办公室" in browser.get(address).content.decode()
    answer = browser.post(address, {"organisations": [stage.office.pk], "words": "请阅知"}, follow=True)
    sent = Circulation.objects.get()
    assert answer.redirect_chain == [(f"/circulations/{sent.pk}/", 302)]
    assert "已传阅给2人" in answer.content.decode()
    assert answer.content.decode().count("未打开") == 2

    reader = logged_in(stage.office_secretary)
    inbox = reader.get("/").content.decode()
    assert "1件传阅未阅" in inbox
    page = reader.get(f"/circulations/{sent.pk}/").content.decode()
    assert "请阅知" in page
    assert "阅知情况" not in page  # who else has read it is the sender's to see
    assert browser.get(f"/circulations/{sent.pk}/").content.decode().count("未打开") == 1
    done = reader.post(f"/circulations/{sent.pk}/", {"said": "已阅，无意见。"}, follow=True)
    assert done.redirect_chain == [("/circulated/", 302)]
    assert "未阅" not in reader.get("/").content.decode()
    assert reader.post(f"/circulations/{sent.pk}/", {"said": "再阅"}).status_code == 422
    told = browser.get(f"/circulations/{sent.pk}/").content.decode()
    assert "已阅，无意见。" in told
    assert "1人，共2人" in browser.get("/circulated/?sent").content.decode()
    assert set(LedgerEntry.objects.filter(dossier=dossier, action__startswith="circulation").values_list("action", flat=True)) == {
        "circulation.sent", "circulation.read",
    }  # fmt: skip
    assert ledger.verify(stage.county).holds
    assert not WorkItem.objects.inbox_of(stage.office_secretary).filter(dossier=dossier).exists()


def test_it_opens_nothing_to_who_may_not_read(stage: County, dossier: Dossier) -> None:
    sent = send(stage, dossier)
    assert set(sent.copies.values_list("reader", flat=True)) == {stage.office_secretary.pk, stage.editor.pk}
    bureau = make.place("420323-x", "县某局", OrganisationKind.DEPARTMENT, stage.county)
    make.give(make.person("某局经办"), Duty.APPRAISE_PROJECTS, bureau)
    with pytest.raises(Invalid, match="县某局没有能查阅该案卷的人员"):
        send(stage, dossier, organisations=[stage.office, bureau])
    newcomer = make.person("新同事")
    make.give(newcomer, Duty.READ_TERRITORY, stage.working_group)
    other = make.person("旁人")
    with pytest.raises(Invalid, match="旁人不是本单位人员"):
        send(stage, dossier, people=[newcomer, other])
    assert Circulation.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "clerk"])
def test_who_may_not_read_sends_and_sees_nothing(stage: County, dossier: Dossier, who: str) -> None:
    clerk = make.person("某局经办")
    make.give(
        clerk, Duty.APPRAISE_PROJECTS, make.place("420323-x", "县某局", OrganisationKind.DEPARTMENT, stage.county)
    )
    person: User = {"stranger": stage.stranger, "clerk": clerk}[who]
    sent = send(stage, dossier)
    with pytest.raises(Refused):
        circulations.circulate(actor=person, dossier=dossier, organisations=[stage.office])
    browser = logged_in(person)
    assert browser.get(f"/dossiers/{dossier.pk}/circulate/").status_code == 403
    assert browser.get(f"/circulations/{sent.pk}/").status_code == 403
    assert browser.post(f"/circulations/{sent.pk}/", {"said": "x"}).status_code == 403
    assert not CirculationCopy.objects.filter(read_at__isnull=False).exists()


def test_it_never_crosses_the_county_border(stage: County, dossier: Dossier) -> None:
    province = Organisation.objects.get(code="42")
    clerk = make.person("省级经办")
    make.give(clerk, Duty.ACKNOWLEDGE_FILING, province)
    with pytest.raises(Invalid, match="湖北省不在您可以传阅的范围内"):
        send(stage, dossier, organisations=[province])
    with pytest.raises(Invalid, match="不在您可以传阅的范围内"):
        circulations.circulate(actor=clerk, dossier=dossier, organisations=[stage.office])
    page = logged_in(clerk).get(f"/dossiers/{dossier.pk}/circulate/").content.decode()
    assert "县政府办公室" not in page
    assert not Circulation.objects.exists()


def test_only_where_somebody_sits_is_offered_and_a_village_with_its_township(stage: County, dossier: Dossier) -> None:
    offered = set(circulations.offered(stage.drafter))
    assert stage.office in offered
    assert all(Appointment.objects.filter(post__organisation=one).exists() for one in offered)
    township = make.place("420323997", "官渡镇", OrganisationKind.TOWNSHIP, stage.county)
    village = make.place("420323997201", "桃园村", OrganisationKind.VILLAGE, township)
    assert village in circulations.side_of(stage.drafter)
    assert village not in circulations.offered(stage.drafter)
    make.give(make.person("村文书"), Duty.PROPOSE_PROJECTS, village)
    page = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/circulate/").content.decode()
    assert "官渡镇桃园村" in page


def test_who_lost_the_right_reads_no_more(stage: County, dossier: Dossier) -> None:
    sent = send(stage, dossier)
    for held in stage.office_secretary.appointments.all():
        held.ends_on = clock.today() - datetime.timedelta(days=1)
        held.save()
    browser = logged_in(stage.office_secretary)
    assert browser.get(f"/circulations/{sent.pk}/").status_code == 403
    listed = browser.get("/circulated/").content.decode()
    assert (dossier.title in listed, "请阅知编制安排。" in listed) == (False, False)
    assert "传阅未阅" not in browser.get("/").content.decode()
    with pytest.raises(Refused):
        circulations.note_read(actor=stage.office_secretary, circulation=sent.pk)


def test_sent_twice_it_is_one(stage: County, dossier: Dossier) -> None:
    browser, address = logged_in(stage.drafter), f"/dossiers/{dossier.pk}/circulate/"
    page = {"organisations": [stage.office.pk], "words": "请阅知", "request_id": str(uuid4())}
    assert 'name="request_id"' in browser.get(address).content.decode()
    first, again = (browser.post(address, page)["Location"] for _time in range(2))
    assert (first == again, Circulation.objects.count(), CirculationCopy.objects.count()) == (True, 1, 2)
    browser.post(address, {**page, "words": "请再阅"})
    assert Circulation.objects.count() == 2


def test_nobody_more_is_asked_once_there_are_too_many(
    stage: County, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[User] = []

    def may_read(person: User, _dossier: Dossier) -> bool:
        asked.append(person)
        return True

    monkeypatch.setattr(circulations, "MOST", 1)
    monkeypatch.setattr(policies, "may_read", may_read)
    make.give(make.person("第三人"), Duty.EDIT_CHECK, stage.office)
    for told in ({"organisations": [stage.office, stage.leading_group]}, {"organisations": [stage.office]}):
        with pytest.raises(Invalid, match="最多1人"):
            send(stage, dossier, **told)
    assert len([person for person in asked if person != stage.drafter]) == 2
    assert not Circulation.objects.exists()


def test_of_two_chosen_organisations_one_person_may_serve_both(stage: County, dossier: Dossier) -> None:
    at = make.place("420323-y", "县某办", OrganisationKind.DEPARTMENT, stage.county)
    make.give(stage.editor, Duty.COMPILE_PLAN, at)
    sent = send(stage, dossier, organisations=[stage.office, at])
    assert set(sent.copies.values_list("reader", flat=True)) == {stage.office_secretary.pk, stage.editor.pk}


def test_it_fades_and_is_never_overdue(stage: County, dossier: Dossier, settings: Settings) -> None:
    settings.CIRCULATION_DAYS = 2
    sent = send(stage, dossier)
    later = clock.now() + datetime.timedelta(days=3)
    assert CirculationCopy.objects.unread_by(stage.office_secretary.pk, clock.now()).count() == 1
    assert CirculationCopy.objects.unread_by(stage.office_secretary.pk, later).count() == 0
    Circulation.objects.filter(pk=sent.pk).update(
        sent_at=clock.now() - datetime.timedelta(days=9), fades_at=clock.now()
    )
    assert "已过期" in logged_in(stage.office_secretary).get("/circulated/").content.decode()
    circulations.note_read(actor=stage.office_secretary, circulation=sent.pk)  # late is no fault
    with pytest.raises(Conflict):
        circulations.note_read(actor=stage.office_secretary, circulation=sent.pk)


def test_its_reader_is_told_until_he_has_read_it(stage: County, dossier: Dossier) -> None:
    sent = send(stage, dossier)
    told = {fact.addressees[0].person: fact for fact in messaged_asides.circulated(Owed("desk.circulated"))}
    assert set(told) == {stage.office_secretary.pk, stage.editor.pk}
    fact = told[stage.office_secretary.pk]
    assert fact.content.link == f"/circulations/{sent.pk}/"
    assert messaged_asides.circulated_words(fact.content) == f"编制员传阅：{dossier.title}"
    assert messaged_asides.still_unread([fact.about]) == {fact.about}
    circulations.note_read(actor=stage.office_secretary, circulation=sent.pk)
    assert messaged_asides.still_unread([fact.about]) == set()
    assert len(list(messaged_asides.circulated(Owed("desk.circulated")))) == 1


def test_the_tab_costs_few_statements_however_full(
    stage: County, dossier: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(3):
        send(stage, dossier)
    browser = logged_in(stage.office_secretary)
    with django_assert_max_num_queries(STATEMENTS):
        assert browser.get("/").status_code == 200
    with django_assert_max_num_queries(STATEMENTS + 1):  # how far he reads
        assert "请阅知编制安排。" in browser.get("/circulated/").content.decode()
