"""The auditor's page: the ledgers of his area, portion by portion, and whether they hold."""

from __future__ import annotations

from django.db import connection
from django.test import Client

from core import ledger
from oversight import ledgers
from tests.oversight.conftest import Watch

PAGE = "/oversight/ledger/"


def test_an_auditor_reads_his_countys_ledger_and_verifies_it(client: Client, watch: Watch) -> None:
    ledger.record(actor=watch.clerk, action="thing.done", chain=watch.county, what="一件事")
    client.force_login(watch.auditor)
    shown = client.get(PAGE).content.decode()
    assert "thing.done" in shown
    assert "一件事" in shown
    verified = client.post(f"{PAGE}{watch.county.pk}/verify/").content.decode()
    assert "链条完整" in verified


def test_a_changed_entry_is_found(client: Client, watch: Watch) -> None:
    ledger.record(actor=watch.clerk, action="thing.done", chain=watch.county)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE core_ledgerentry SET action = 'thing.undone' WHERE action = 'thing.done'")
        cursor.execute("ALTER TABLE core_ledgerentry ENABLE TRIGGER USER")
    client.force_login(watch.auditor)
    assert "校验未通过" in client.post(f"{PAGE}{watch.county.pk}/verify/").content.decode()


def test_another_countys_ledger_is_refused(client: Client, watch: Watch) -> None:
    client.force_login(watch.auditor)
    assert client.get(PAGE, {"chain": watch.neighbour.pk}).status_code == 403
    assert client.post(f"{PAGE}{watch.neighbour.pk}/verify/").status_code == 403
    assert client.get(PAGE, {"chain": 999_999}).status_code == 404


def test_the_page_is_refused_to_whoever_audits_nothing(client: Client, watch: Watch) -> None:
    assert client.get(PAGE).status_code == 302
    for actor in (watch.clerk, watch.supervisor):
        client.force_login(actor)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}{watch.county.pk}/verify/").status_code == 403


def test_a_long_ledger_comes_in_portions(client: Client, watch: Watch) -> None:
    for number in range(ledgers.ENTRIES + 5):
        ledger.record(actor=None, action="thing.counted", chain=watch.county, number=number)
    first = ledgers.portion(watch.county, None)
    assert len(first.entries) == ledgers.ENTRIES
    assert first.further == first.entries[-1][0].seq
    second = ledgers.portion(watch.county, first.further)
    assert second.entries[0][0].seq == first.further - 1
    client.force_login(watch.auditor)
    assert client.get(PAGE, {"chain": watch.county.pk, "before": first.further}).status_code == 200
