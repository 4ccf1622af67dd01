"""Verdicts that somebody has typed and not sent are in nobody else's draft."""

from __future__ import annotations

import pytest

from core.models import Organisation
from plans.enums import Verdict
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows import test_unsent_drafts as drafts
from tests.flows.test_signed_text import lies_at
from tests.flows.test_unsent_drafts import faces  # noqa: F401
from workflows.engine import registry
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("step", "kind"), [("township_reviews", "D07"), ("department_appraises", "D09")], ids=["D07", "D09"]
)
def test_unsent_verdicts_are_not_drafted_for_others(step: str, kind: str) -> None:
    with make.july():
        item = lies_at(step)
        asked = registry.flow(item.flow_key).step(item.step).form
        projects = asked(work_item=item, actor=holder(item.duty, item.organisation)).projects
        verdicts = {f"verdict-{project.pk}": Verdict.RETURN.value for project in projects}
        verdicts |= {f"points-{project.pk}": asked.points[0].value for project in projects}
        writer = drafts._typed(item, {**verdicts, **{f"note-{project.pk}": drafts.SECRET for project in projects}})
        assert drafts.SECRET in drafts._drafted(item, kind, writer)
        village = Organisation.objects.get(code=make.FIRST)
        reader = holder(Duty.PROPOSE_PROJECTS, village) if kind == "D07" else drafts._drafter(item)
        drafts._is_told(item, kind, reader, drafts.UNWRITTEN)
