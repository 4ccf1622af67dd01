"""A database in which nothing has happened yet: no step is open, no chain begun."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from core import ledger
from core.models import CalendarDay
from oversight import anchoring
from tests.oversight.test_calendars import written


def test_an_empty_ledger_has_no_paper(db: None) -> None:
    assert anchoring.anchor_today() is None
    assert ledger.chains() == []


def test_a_notice_is_loaded_where_it_moves_nothing(db: None, tmp_path: Path) -> None:
    call_command("load_calendar", written(tmp_path), "--source", "一", verbosity=0)
    assert CalendarDay.objects.filter(source="一").count() == 2
