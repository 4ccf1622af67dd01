"""What the pages say will follow an act: each step once, an end in words of its own."""

from __future__ import annotations

from collections import Counter

import pytest

from workflows.desk import steps
from workflows.engine import registry
from workflows.engine.enums import Decision

HINTS = [
    (entry.key, node.name, decision)
    for entry in registry.registered()
    if not entry.key.startswith("trial")
    for node in entry.flow.instance.nodes()
    if hasattr(node, "duty")
    for decision in node.decisions
]


@pytest.mark.parametrize(("flow_key", "step", "decision"), HINTS)
def test_no_hint_says_a_step_twice(flow_key: str, step: str, decision: Decision) -> None:
    said = steps.consequence(flow_key, step, decision)
    named = [part.split("”")[0] for part in said.split("“")[1:]]
    assert max(Counter(named).values(), default=1) == 1, said
    assert "办结" not in named, said
    assert said.count("办结") <= 1, said


def test_what_follows_is_said_as_it_is() -> None:
    said = steps.consequence
    assert (
        said("library_round", "department_resubmits", Decision.APPROVE)
        == "“提交处理意见”后，待各单位均已办理，本流程办结"
    )
    assert said("annual_plan", "department_countersigns", Decision.APPROVE) == (
        "“同意”后，待各单位均已办理，转至“汇总会签意见”"
    )
    assert said("village_round", "township_reviews", Decision.APPROVE) == (
        "“提交审核意见”后转至“村级补正”，或本流程办结"
    )
    assert said("filing", "province_checks", Decision.SUPPLEMENT) == "意见记入案卷，转至“处长签发”"
    assert said("annual_plan", "office_sends_filing", Decision.APPROVE) == "“编号并报送”后本流程办结"
    assert said("annual_plan", "head_signs", Decision.APPROVE) == "“签发”后转至“复核”"
