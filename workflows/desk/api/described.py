"""The schema (OpenAPI 3.1) and its page, both made from the very views that answer, in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.views.decorators.http import require_safe

from core import problems
from workflows.desk.api.endpoints import endpoints

METHODS = ("get", "post")


@cache
def document(language: str) -> dict[str, Any]:
    """The whole schema as one JSON object; made once for each language."""
    from drf_spectacular.generators import SchemaGenerator

    from workflows.desk.api import scheme  # noqa: F401  the framework learns of the token by its import

    patterns = [path(f"api/v1/{one.route}", one.answering(), name=one.name) for one in endpoints()]
    with translation.override(language):
        made: dict[str, Any] = SchemaGenerator(patterns=patterns).get_schema(public=True)  # type: ignore[no-untyped-call]
    return made


@login_not_required
@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """For programs and tools."""
    return JsonResponse(document(translation.get_language() or ""), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: every operation with what it takes and answers, and what each type of problem means."""
    told = document(translation.get_language() or "")
    operations = [
        _operation(address, method, said, told)
        for address, methods in told["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]
    order = {one.name: number for number, one in enumerate(endpoints())}
    operations.sort(key=lambda operation: order[operation["name"]])
    kinds = [(kind, status, title) for kind, (status, title) in problems.TITLES.items()]
    return render(request, "desk/api_docs.html", {"operations": operations, "problems": kinds})


def _operation(address: str, method: str, said: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    bodies = said.get("requestBody", {}).get("content", {}).values()
    sent = next((body.get("schema") for body in bodies), None)
    return {
        "method": method.upper(),
        "address": address,
        "summary": said.get("summary", ""),
        "name": said["operationId"],
        "parameters": [
            {"description": "", **one, "told": _type(one["schema"], told)}
            for one in said.get("parameters", [])
            if one["in"] == "query"
        ],
        "sent": _members(sent, told) if sent else [],
        "answers": _answers(said, told),
        "statuses": sorted(said["responses"]),
    }


def _answers(said: dict[str, Any], told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Of an address that answers files, nothing."""
    content = said["responses"]["200"]["content"].get("application/json")
    return _members(content["schema"], told) if content else []


def _members(schema: dict[str, Any], told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Name, type and whether it must be there, of every member of an object."""
    found = _resolved(schema, told)
    required = found.get("required", [])
    return [(name, _type(one, told), name in required) for name, one in found.get("properties", {}).items()]


def _resolved(schema: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _type(schema: dict[str, Any], told: dict[str, Any]) -> str:
    if "enum" in (found := _resolved(schema, told)):
        return " | ".join(str(value) for value in found["enum"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if many := schema.get("oneOf") or schema.get("allOf") or schema.get("anyOf"):
        return " | ".join(_type(one, told) for one in many)
    if schema.get("type") == "array":
        return f"[{_type(schema['items'], told)}]"
    types = schema.get("type", "any")
    named = " | ".join(types) if isinstance(types, list) else str(types)
    return f"{named} ({schema['format']})" if "format" in schema else named
