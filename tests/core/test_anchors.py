"""Daily heads: written once, and what a rewritten chain fails against; the tree's paths prove membership."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import anchors, clock, ledger, tree
from core.ledger import Break, Fault
from core.ledger_proofs import _rewrite
from core.models import LedgerAnchor, Organisation
from core.verifier.verify_dossier_package import root_from


@pytest.mark.django_db
class TestAnchors:
    @pytest.fixture
    def chain(self, county: Organisation) -> Organisation:
        for number in range(10):
            ledger.record(actor=None, action="x", chain=county, number=number)
        return county

    def test_each_chain_is_anchored_once_a_day(self, chain: Organisation, province: Organisation) -> None:
        ledger.record(actor=None, action="x", chain=province)
        day = clock.today()
        assert [made.chain_id for made in anchors.record_heads(day)] == [province.pk, chain.pk]
        assert anchors.record_heads(day) == []
        ledger.record(actor=None, action="x", chain=chain)
        assert [made.seq for made in anchors.record_heads(day + datetime.timedelta(days=1))] == [1, 11]
        head = ledger.head(chain)
        latest = anchors.of_chain(chain)[0]
        assert head is not None
        assert (latest.seq, latest.head) == (head.seq, head.hash)
        assert latest.root == tree.root(anchors.hashes(chain.pk)).hex()

    def test_a_rewritten_chain_holds_by_itself_and_fails_against_its_anchor(self, chain: Organisation) -> None:
        anchors.record_heads(clock.today())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
        _rewrite(chain.pk, 4)
        assert ledger.verify(chain).holds
        assert anchors.verify(chain).broken == Break(seq=10, fault=Fault.UNANCHORED)

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE core_ledgeranchor SET head = ''", "DELETE FROM core_ledgeranchor", "TRUNCATE core_ledgeranchor"],
    )
    def test_an_anchor_is_never_changed(self, statement: str, chain: Organisation) -> None:
        anchors.record_heads(clock.today())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(statement)
        assert LedgerAnchor.objects.count() == 1


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_a_path_leads_from_its_leaf_to_the_root_and_from_no_other(hashes: list[bytes], data: st.DataObject) -> None:
    built = tree.levels(hashes)
    place = data.draw(st.integers(0, len(hashes) - 1))
    path = tree.path(built, place)
    assert root_from(hashes[place].hex(), path) == tree.root(hashes).hex()
    assert root_from(bytes(32).hex(), path) != tree.root(hashes).hex() or hashes[place] == bytes(32)
    assert len(path) <= len(hashes).bit_length()
