"""Every answer beside the published schema: a member that it does not name, or of another type, fails the test."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

from django.utils import translation
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from workflows.desk.api.described import document

JSON_TYPES = ("application/json", "application/problem+json")


@cache
def strict() -> dict[str, Any]:
    """The schema, in which an object has no members but those that it names."""
    told = copy.deepcopy(document("zh-hans"))
    for one in told["components"]["schemas"].values():
        if one.get("properties"):
            one["additionalProperties"] = False
    return told


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", route) + "$"), route) for route in strict()["paths"]]


def operation(method: str, address: str) -> dict[str, Any]:
    """What the schema says of that address."""
    [route] = [route for pattern, route in _routes() if pattern.match(address.partition("?")[0])]
    found: dict[str, Any] = strict()["paths"][route][method.lower()]
    return found


def judge_answer(method: str, address: str, answer: Any) -> Any:
    """The answer's content, after it was held against the schema."""
    kind = answer.headers["Content-Type"].partition(";")[0]
    told = operation(method, address)["responses"]
    assert str(answer.status_code) in told, (
        f"{method} {address} may not answer {answer.status_code}: {answer.content!r}"
    )
    content = told[str(answer.status_code)]["content"]
    assert kind in content, f"{method} {address} answers {kind}, the schema says {list(content)}"
    if kind not in JSON_TYPES:
        return answer
    held = answer.json()
    _validate(held, content[kind]["schema"])
    if kind == "application/problem+json":
        assert held["status"] == answer.status_code
    return held


def judge_request(method: str, address: str, sent: Any) -> None:
    """What was taken is what the schema says may be sent."""
    _validate(sent, operation(method, address)["requestBody"]["content"]["application/json"]["schema"])


def _validate(told: Any, schema: dict[str, Any]) -> None:
    whole = {**schema, "components": strict()["components"]}
    faults = list(Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(told))
    assert not faults, "\n".join(f"{fault.json_path}: {fault.message}" for fault in faults[:10])


def test_schema_of_schemas() -> None:
    with translation.override("en"):
        told = document("en")
    assert told["openapi"].startswith("3.1")
    for one in told["components"]["schemas"].values():
        validator_for(one, default=Draft202012Validator).check_schema(one)
