"""Every act of the desk has a scene in the browser; enough of them on a phone, and enough without a mouse."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLPattern

from core.models import User
from tests.journeys.acts.scenes import KEYS, PHONE
from workflows.desk import urls
from workflows.desk.api.endpoints import endpoints
from workflows.desk.views import meetings, task_acts
from workflows.engine.checks import steps
from workflows.engine.registry import registered

HERE = Path(__file__).parent
ELSEWHERE = {
    "limit": "sets the county's limits, of no file: tests/desk/test_limits.py",
}
"""What may be sent and is no act of a person on a file."""
CONSTANTS = {"PHONE": PHONE, "KEYS": KEYS}


def _scenes() -> Iterator[tuple[str, set[str], dict[str, Any]]]:
    """Every scene of the folder: its name, its acts, its width and hand; as the decorators say."""
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                yield from ((node.name, *_told(one)) for one in node.decorator_list if _shows(one))


def _shows(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "shows"


def _told(node: ast.expr) -> tuple[set[str], dict[str, Any]]:
    assert isinstance(node, ast.Call)
    acts = {ast.literal_eval(argument) for argument in node.args}
    return acts, {str(one.arg): CONSTANTS[ast.unparse(one.value)] for one in node.keywords}


def _acts() -> set[str]:
    """By name: what a task's page takes, every decision that a regulation offers, what a meeting's page takes, what a
    program may send, and every other page of the desk that takes anything."""
    decisions = {decision.value for entry in registered() for step in steps(entry.flow) for decision in step.decisions}
    sent = {endpoint.name for endpoint in endpoints() if hasattr(_class(endpoint), "post")}
    pages = {pattern.name for pattern in urls.urlpatterns if "POST" in _allowed(pattern)}
    return {
        *task_acts._ACTS,
        *task_acts._HELP,
        *(f"decide:{decision}" for decision in decisions),
        "decide:return",
        *(f"meeting:{act}" for act in meetings._ACTS),
        *sent,
        *(str(name) for name in pages),
    } - ELSEWHERE.keys()


def _class(endpoint: Any) -> Any:
    return endpoint.answering().cls


def _allowed(pattern: URLPattern) -> str:
    """The methods that a page takes, as it answers to one that none takes."""
    request = RequestFactory().generic("TRACE", "/")
    request.user = User(is_active=True)
    answer = pattern.callback(request)
    assert isinstance(answer, HttpResponseNotAllowed), f"{pattern.name} says of no method that it is not taken"
    return answer["Allow"]


def test_every_act_has_a_scene() -> None:
    shown = {act for _name, acts, _how in _scenes() for act in acts}
    missing = sorted(_acts() - shown)
    assert missing == [], f"give each a scene in tests/journeys/acts: {missing}"


def test_a_third_is_played_on_a_phone_and_a_third_without_a_mouse() -> None:
    every = list(_scenes())
    on_a_phone = [name for name, _acts, how in every if how.get("width") == PHONE]
    by_keys = [name for name, _acts, how in every if how.get("by") == KEYS]
    assert min(len(on_a_phone), len(by_keys)) * 3 >= len(every), (len(on_a_phone), len(by_keys), len(every))
