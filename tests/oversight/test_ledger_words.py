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
from workflows.engine.models import WorkItem
from workflows.engine.services import seating

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


def facts() -> Iterator[tuple[str, str]]:
    """Each name of a fact that a call records, and where; what is recorded as a whole dictionary is named in WHOLE."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"ledger.record", "record", "t.record"}:
                    for word in node.keywords:
                        yield word.arg or f"**{ast.unparse(word.value)}", f"{path.relative_to(ROOT)}:{node.lineno}"


WHOLE = {"**seating.place(item)", "**seating.place(added.task.work_item)", "**told"}
"""Dictionaries recorded as they are: `seating.place` and what every turn of the engine tells of its process."""


def test_every_fact_has_words() -> None:
    found = {name: at for name, at in facts() if name not in {"actor", "action", "chain", "dossier"} | WHOLE}
    of_turns = {*seating.place(WorkItem()), "flow", "proceeding", "round"}
    assert len(found) > 60
    unnamed = {name: at for name, at in found.items() if not ledger_words.has_fact(name)}
    assert unnamed == {}, "give these words in oversight/ledger_words.py"
    assert {name for name in of_turns if not ledger_words.has_fact(name)} == set()


def test_what_a_fact_says_reads_as_words(client: Client, watch: Watch) -> None:
    ledger.record(
        actor=watch.clerk, action="project.changed", chain=watch.county, changed={"content": ["甲", "乙"]}, upheld=True,
        before={"place": "一楼", "held_at": None}, projects=["1", "2"],
    )  # fmt: skip
    client.force_login(watch.auditor)
    shown = client.get("/oversight/ledger/").content.decode()
    for said in ("建设任务及规模：甲 → 乙", "<dd>是</dd>", "地点：一楼", "会议时间：—", "1、2"):
        assert said in shown, said


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
