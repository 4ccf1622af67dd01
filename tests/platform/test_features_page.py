"""The comparison page names what shows each of our features; what it names exists, and what is missing is said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.core.management import get_commands
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/features.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)
]
NAMED = sorted(set(re.findall(r"`([^`]+)`", "\n".join(line for line in PAGE.splitlines() if line.startswith("| ")))))


@cache
def pages() -> set[str]:
    """The name of every address, with its room."""
    found = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    for room, (_prefix, resolver) in get_resolver().namespace_dict.items():
        found |= {f"{room}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found


def exists(named: str) -> bool:
    """A command, a file, or the name of an address."""
    if named.startswith("manage.py "):
        return named.removeprefix("manage.py ") in get_commands()
    return (ROOT / named).exists() if "/" in named else named in pages()


def test_what_it_names_exists() -> None:
    assert len(NAMED) > 100
    assert [named for named in NAMED if not exists(named)] == []


def test_every_row_says_what_shows_it_and_what_is_missing() -> None:
    assert len(ROWS) > 90
    for number, _name, *others, ours, shown, missing in ROWS:
        assert len(others) == 8, number
        assert ours in {"Y", "P", "N"}, number
        assert ("`" in shown) == (ours != "N"), number
        assert (missing != "—") == (ours != "Y"), number
