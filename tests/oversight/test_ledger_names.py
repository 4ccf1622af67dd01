"""A fold of the ledger names people, organisations, posts and documents, however many entries, in few statements."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import ledger, ledger_names, ledger_words
from tests.oversight.conftest import Watch


def test_numbers_are_names_on_the_page(watch: Watch, client: Client) -> None:
    ledger.record(
        actor=watch.clerk, action="appointed", chain=watch.county, user=watch.auditor.pk, organisation=watch.county.pk,
        told=[watch.clerk.pk, watch.supervisor.pk], votes={str(watch.clerk.pk): "for"}, requested_by=None,
    )  # fmt: skip
    client.force_login(watch.auditor)
    page = client.get("/oversight/ledger/").content.decode()
    for said in (
        f"<dd>{watch.auditor.name}</dd>", f"<dd>{watch.county.name}</dd>",
        f"<dd>{watch.clerk.name}、{watch.supervisor.name}</dd>", f"<dd>{watch.clerk.name}：", "<dd>—</dd>",
    ):  # fmt: skip
        assert said in page, said


def test_one_statement_a_kind_and_an_unknown_number_stays(
    watch: Watch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    details = [
        {"user": watch.clerk.pk, "organisation": watch.county.pk},
        {"receiver": watch.auditor.pk, "user": 0},
    ] * 20
    with django_assert_num_queries(2):
        names = ledger_names.look_up(details)
    assert [said for _name, _words, said in ledger_words.told(details[1], names)] == [watch.auditor.name, "0"]
