"""发文稿纸 (D12): only who signs agrees; a drafter drafts and a checker has checked (条例 第二十二条)."""

from __future__ import annotations

import pytest

from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.flows.plan_acts import _said


@pytest.mark.parametrize(
    ("step", "decision", "text", "said"),
    [
        ("working_group_drafts", Decision.APPROVE, "同意。", "拟稿"),
        ("office_edits", Decision.APPROVE, "", "核稿无误"),
        ("office_edits", Decision.APPROVE, "附表2合计已核对。", "核稿无误。附表2合计已核对。"),
        ("office_rechecks", Decision.APPROVE, "同意", "复核无误"),
        ("head_signs", Decision.APPROVE, "同意印发。", "同意印发。"),
        ("head_signs", Decision.APPROVE, "", "同意"),
        ("department_countersigns", Decision.APPROVE, "同意。", "同意"),
        ("office_edits", Decision.RETURN, "文种有误。", "退回。文种有误。"),
    ],
)
def test_each_says_what_he_has_done(step: str, decision: Decision, text: str, said: str) -> None:
    assert _said(Opinion(step=step, decision=decision, text=text)) == said
