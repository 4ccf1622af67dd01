"""催办 by whoever began a dossier or sent a matter on: what lies with somebody else, once a day beside the supervisors."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from core import clock
from core.errors import Conflict, Refused
from core.models import Dossier, LedgerEntry, User
from documents.papers import chinese_date
from oversight import areas, letters, services, urge_page, waiting
from oversight.models import Urge
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.chase import Chase
from tests.oversight.conftest import Watch
from workflows.desk import borders
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

WORDS = "请尽快审核。"


@pytest.fixture
def sent(watch: Watch) -> WorkItem:
    """What the clerk, who began the dossier, sent on to somebody else."""
    stage.decide(watch.item)
    related = WorkItem.objects.open().select_related("organisation", "dossier__county")
    return related.filter(dossier=watch.item.dossier_id).order_by("pk")[0]


def test_on_his_page_he_urges_what_he_sent_on_once_a_day_beside_the_supervisors(
    client: Client, watch: Watch, sent: WorkItem
) -> None:
    client.force_login(watch.clerk)
    progress = f"/dossiers/{sent.dossier_id}/?tab=progress"
    address = f"/oversight/items/{sent.pk}/urge/one/"
    assert f'href="{address}"' in client.get(progress).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": WORDS}).headers["Location"] == progress
    entry = LedgerEntry.objects.get(action="step.urged")
    assert (entry.actor, entry.detail["text"], entry.dossier_id) == (watch.clerk, WORDS, sent.dossier_id)
    again = client.post(address, {"text": "再催。"})
    assert (again.status_code, "再催。" in again.content.decode()) == (422, True)
    told = client.get(address).content.decode()
    assert ("今天已经催办过" in told, 'name="text"' in told) == (True, False), "said before anything is written"
    services.urge(actor=watch.supervisor, work_item=sent.pk, text=WORDS)
    with pytest.raises(Conflict, match="今天已经催办过"):
        services.urge(actor=watch.provincial_supervisor, work_item=sent.pk, text=WORDS)
    rows, _more = waiting.listed(areas.supervised(watch.supervisor), waiting.Asked())
    assert [len(row.urges) for row in rows if row.item == sent] == [1], "the list of the supervisors tells of theirs"
    assert list(Urge.objects.order_by("pk").values_list("actor", "by_supervisor")) == [
        (watch.clerk.pk, False), (watch.supervisor.pk, True),
    ]  # fmt: skip


def test_a_letter_tells_of_the_supervisors_urges_alone_and_hangs_on_none_but_theirs(
    watch: Watch, sent: WorkItem
) -> None:
    chief = Chase.of(watch).chief
    services.urge(actor=watch.clerk, work_item=sent.pk, text=WORDS)
    with clock.shifted(datetime.timedelta(days=1)):
        second = clock.today()
        services.urge(actor=watch.supervisor, work_item=sent.pk, text=WORDS)
    with clock.shifted(datetime.timedelta(days=2)):
        services.urge(actor=watch.clerk, work_item=sent.pk, text=WORDS)
        letter = letters.send(actor=chief, work_item=sent.pk, text=WORDS)
    assert f"我室已于{chinese_date(second)}催办" in str(letter.content)
    assert Urge.objects.get(letter=letter).actor == chief


def test_who_sent_it_there_urges_although_another_began_it_and_nobody_else(watch: Watch, sent: WorkItem) -> None:
    other = make.person("立案人")
    Dossier.objects.filter(pk=sent.dossier_id).update(opened_by=other)
    colleague = make.person("同事")
    make.give(colleague, Duty(watch.item.duty), watch.item.organisation)
    for refused in (colleague, watch.auditor, other):  # who began it has no post any more, and reads nothing
        with pytest.raises(Refused, match="可以催办"):
            services.urge(actor=refused, work_item=sent.pk, text=WORDS)
    assert services.urge(actor=watch.clerk, work_item=sent.pk, text=WORDS).actor == watch.clerk
    assert Urge.objects.count() == 1


def test_nobody_urges_himself(client: Client, watch: Watch) -> None:
    with pytest.raises(Refused, match="由您办理"):
        services.urge(actor=watch.clerk, work_item=watch.item.pk, text=WORDS)
    client.force_login(watch.clerk)
    assert "urge/one/" not in client.get(f"/dossiers/{watch.item.dossier_id}/?tab=progress").content.decode()
    assert client.get(f"/oversight/items/{watch.item.pk}/urge/one/").status_code == 403


def test_nor_the_other_side_of_a_border(watch: Watch, sent: WorkItem, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_side(_reader: User, _item: WorkItem) -> bool:
        return False

    monkeypatch.setattr(borders, "reads_within", other_side)
    with pytest.raises(Refused):
        services.urge(actor=watch.clerk, work_item=sent.pk, text=WORDS)
    assert urge_page.offered(watch.clerk, [sent]) == {}


def test_the_page_is_refused_to_a_mere_reader(client: Client, watch: Watch, sent: WorkItem) -> None:
    client.force_login(watch.auditor)
    assert client.get(f"/oversight/items/{sent.pk}/urge/one/").status_code == 403
    assert client.post(f"/oversight/items/{sent.pk}/urge/one/", {"text": WORDS}).status_code == 403
    assert not Urge.objects.exists()
