"""How a day and a moment are written, in the language of the page."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

from core import clock


def day_words(day: datetime.date | datetime.datetime) -> str:
    """2026年3月5日; a moment by the date it has in Shanghai; in English 5 Mar 2026."""
    return date_format(local(day), "j M Y" if is_english() else "Y年n月j日")


def moment_words(moment: datetime.datetime) -> str:
    """2026年3月5日 09:30, in Shanghai."""
    return f"{day_words(moment)} {local(moment):%H:%M}"


def local(day: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    """A moment as Shanghai's clocks show it; a day as it is."""
    return day.astimezone(clock.SHANGHAI) if isinstance(day, datetime.datetime) else day


def is_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")
