"""Every code that the program writes into the ledger reads as words on a page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from django.utils import translation

from core import ledger, ledger_words
from oversight.ledger_words import ACTIONS
from tests.oversight.conftest import Watch

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "roles", "documents", "workflows", "plans", "funds", "oversight", "disclosure")
NOT_PAGES = {"proof"}
"""Written by proofs into chains of their own."""


def written() -> Iterator[tuple[str, str]]:
    """Each literal `action=` of a call that records something, and where."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) != "add_argument":
                    yield from (
                        (str(word.value.value), str(path.relative_to(ROOT)))
                        for word in node.keywords
                        if word.arg == "action" and isinstance(word.value, ast.Constant)
                    )


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_code_has_words() -> None:
    found = dict(written())
    assert len(found) > 20
    unnamed = {code: at for code, at in found.items() if code not in NOT_PAGES and not ledger_words.has_words(code)}
    assert unnamed == {}, "give these words in oversight/ledger_words.py"


def test_the_pages_say_it_in_words_in_both_languages(client: Client, watch: Watch) -> None:
    ledger.record(actor=watch.clerk, action="step.urged", chain=watch.county, text="请抓紧")
    client.force_login(watch.auditor)
    shown = client.get("/oversight/ledger/").content.decode()
    assert "<summary>催办</summary>" in shown
    assert '<dt title="text">内容</dt>' in shown
    client.cookies["language"] = "en"
    assert "<summary>催办</summary>" not in client.get("/oversight/ledger/").content.decode()
    with translation.override("en"):
        assert ledger_words.action("step.urged") == str(ACTIONS["step.urged"]) != "催办"
    assert ledger_words.action("thing.unknown") == "thing.unknown"
