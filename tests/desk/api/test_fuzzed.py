"""Anything at all, sent to every address of the published schema: never a fault, always a status that the schema names."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings

from tests.desk.api import contract
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at

ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def near(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, at times anything."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | ANY
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        members = {name: near(one, whole) for name, one in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=members) | ANY
    if kind == "array":
        return st.lists(near(schema.get("items", {}), whole), max_size=3) | ANY
    return ANY


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    whole = contract.strict()
    return [
        (method, route, told)
        for route, methods in whole["paths"].items()
        for method, told in methods.items()
        if method in {"get", "post"} and "/schema" not in route
    ]


@pytest.mark.django_db
def test_nothing_that_is_sent_is_a_fault(stage: County, settings: Any) -> None:
    settings.API_PER_MINUTE = 10_000
    item, program, whole = at(stage.dossier()), Caller(stage.drafter), contract.strict()
    version = program.version(item.pk)

    @fuzzed
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        method, route, told = data.draw(st.sampled_from(operations()))
        pk = data.draw(st.sampled_from([item.pk, item.dossier_id, 0, 10**12]))
        address = route.replace("{id}", str(pk)).replace("{pk}", str(pk)).replace("{number}", "1")
        headers = program.headers | {"Idempotency-Key": data.draw(st.uuids()).hex}
        if method == "get":
            query = data.draw(st.dictionaries(st.sampled_from(QUERIES), st.text(max_size=12), max_size=3))
            answer = Client().get(address, query, headers=headers)
        else:
            schema = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            sent = data.draw(near(schema, whole))
            if isinstance(sent, dict) and "version" in sent and data.draw(st.booleans()):
                sent["version"] = version
            answer = Client().post(address, json.dumps(sent), content_type="application/json", headers=headers)
        assert answer.status_code < 500, (method, address, answer.content)
        assert str(answer.status_code) in told["responses"], (method, address, answer.content)

    ask()


QUERIES = ("q", "page", "page_size", "order", "group", "year", "step", "township", "band", "acting", "place")
fuzzed = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True
)
