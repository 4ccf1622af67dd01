"""Every code that the program writes into the ledger reads as words on a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from core import clock, ledger, ledger_words
from oversight.ledger_words import ACTIONS
from roles.duties import Duty
from tests.oversight.conftest import Watch
from workflows.desk import citing
from workflows.engine import added, assisted
from workflows.engine.models import Assistance, UnplannedStep, WorkItem
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
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                    "ledger.record",
                    "record",
                    "t.record",
                    "standing.record",
                }:
                    for word in node.keywords:
                        yield word.arg or f"**{_made_by(word.value)}", f"{path.relative_to(ROOT)}:{node.lineno}"


def _made_by(whole: ast.expr) -> str:
    """The function that makes a dictionary, else its name."""
    return ast.unparse(whole.func if isinstance(whole, ast.Call) else whole)


WHOLE = {"**seating.place", "**assisted.told", "**added.told", "**told", "**more"}
"""Dictionaries recorded as they are, whose names are asked for one by one: of `seating.place`, of `assisted.told` (in its
own file `told`), of `added.told`, of a transfer by another hand (`relieved`), of a
return (`citing.recorded`), and what every turn of the engine tells of its process."""


def test_every_fact_has_words() -> None:
    found = {name: at for name, at in facts() if name not in {"actor", "action", "chain", "dossier"} | WHOLE}
    asked = assisted.told(WorkItem(), Assistance(ended_at=clock.now()))
    assert "how" in asked
    of_turns = {
        *seating.place(WorkItem()),
        *asked,
        *added.told(UnplannedStep()),
        *citing.recorded((), {"clause": {"code": ""}, "rows": [{"code": "", "columns": ["content"]}]}),
        "flow",
        "proceeding",
        "round",
        "relieved",
    }
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


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"flow": "filing", "step": "province_checks", "decision": "object"}, ["省级备案", "初审拟办", "拟提出问题"]),
        ({"flow": "annual_plan", "to": "working_group_drafts"}, ["年度统筹资金方案", "方案起草"]),
        ({"seat": "start/1034_2"}, ["第2席"]),
        ({"seat": "start"}, ["唯一席位"]),
        ({"kind": "D02"}, ["项目申报表（D02）"]),
        ({"kind": "village"}, ["村级公示"]),
        ({"result": "accepted"}, ["受理"]),
        ({"results": [{"item": 1, "result": "pass"}]}, ["第几项议题：1；结果：通过"]),
        ({"votes": {"7": "for", "8": "abstain"}}, ["7：赞成；8：弃权"]),
        ({"duties": ["supervise"]}, [str(Duty.SUPERVISE.label)]),
        ({"changed": {"category": ["industry", "capacity"]}}, ["项目类别：特色产业发展 → 能力建设"]),
        ({"fields": ["schedule", "platform"]}, ["时间进度、使用平台"]),
        ({"held_at": "2026-03-05T01:30:00+00:00"}, ["2026年3月5日 09:30"]),
        ({"starts_on": "2026-03-05"}, ["2026年3月5日"]),
        ({"text": "planned by D17"}, ["planned by D17"]),
    ],
)
def test_what_a_code_says(detail: dict[str, object], said: list[str]) -> None:
    assert [told for _name, _words, told in ledger_words.told(detail)] == said


def test_no_code_stands_bare_on_the_page(client: Client, watch: Watch) -> None:
    shown = _page_of(client, watch, "zh-hans")
    assert re.findall(r">[^<]*[A-Za-z]{2,}[^<]*<", shown) == []
    assert '<dt title="flow">Procedure</dt><dd>Provincial filing</dd>' in _page_of(client, watch, "en")


def _page_of(client: Client, watch: Watch, language: str) -> str:
    """The facts of a new entry, as the page prints them."""
    ledger.record(
        actor=watch.clerk, action="engine.decide", chain=watch.county, flow="filing", step="province_checks",
        decision="object", seat="start/12_3", round=1, opinion="",
    )  # fmt: skip
    client.force_login(watch.auditor)
    client.cookies["language"] = language
    page = client.get("/oversight/ledger/").content.decode()
    newest = re.search(r"<summary>.*?</dl>", page, re.DOTALL)
    return newest[0] if newest else ""
