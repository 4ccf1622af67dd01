"""A flow's regulation as a file, for everyone who is logged in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.engine.bpmn_reader import read
from tests.factories import roles as make

pytestmark = pytest.mark.django_db


def test_the_flow_is_offered_as_bpmn(client: Client) -> None:
    address = "/flows/annual_plan/bpmn/"
    assert client.get(address).status_code == 302
    client.force_login(make.person("办事员"))
    answer = client.get(address)
    assert "annual_plan.bpmn" in answer.headers["Content-Disposition"]
    lanes = {name for name, _nodes in read(answer.content.decode()).lanes.values()}
    assert {"工作专班", "领导小组", "县政府", "县政府办公室", "财政局"} <= lanes
    assert client.get("/flows/no_such/bpmn/").status_code == 404
