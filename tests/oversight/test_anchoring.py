"""The heads of a day stand in one paper, printed like any other."""

from __future__ import annotations

import datetime

import pytest

from core import clock, jobs
from core.models import LedgerAnchor
from documents.enums import Disclosure
from documents.jobs import render_owed
from documents.models import IssuedDocument
from oversight import anchoring
from oversight.papers import grouped
from tests.oversight.conftest import Watch

pytestmark = pytest.mark.django_db


def test_the_paper_lists_every_chain_with_its_head_and_root(watch: Watch) -> None:
    issued = anchoring.anchor_today()
    assert issued is not None
    assert issued.title == f"{issued.issuer.name}2026年3月2日台账锚定表"
    assert (issued.kind, issued.disclosure) == ("D38", Disclosure.CLOSED)
    rows = issued.content["body"][1]["rows"]
    kept = {anchor.chain.code: anchor for anchor in LedgerAnchor.objects.select_related("chain")}
    assert {row[2] for row in rows} == set(kept) >= {"420301", "420302"}
    assert all(
        [row[3], *row[4:]] == [str(a.seq), grouped(a.head), grouped(a.root)] for row in rows for a in [kept[row[2]]]
    )


def test_it_is_printed(watch: Watch) -> None:
    issued = anchoring.anchor_today()
    assert issued is not None
    render_owed()
    issued.refresh_from_db()
    assert issued.is_printed, issued.render_error


def test_once_a_day_whoever_asks(watch: Watch) -> None:
    assert anchoring.anchor_today() is not None
    assert anchoring.anchor_today() is None
    with clock.shifted(datetime.timedelta(days=1)):
        assert anchoring.anchor_today() is not None
    assert IssuedDocument.objects.filter(kind="D38").count() == 2


def test_the_scheduler_sees_to_it(watch: Watch) -> None:
    jobs.discover()
    jobs.duties["oversight.anchor_ledgers"].body()
    assert LedgerAnchor.objects.filter(day=clock.today()).exists()
