"""Row 57, a step of one's own that is skipped because one has just decided: only where a flow declares it, with a Gate.

No regulation of ours declares it: two steps that one person may take are two different acts (drafting and filing, notice
and report), and where two people must look, separation of duties keeps them apart. The words of flows suffice for one
that would: the question stands in the drawing and its answer in the way that the dossier took.
"""

from __future__ import annotations

import pytest

from core.enums import DossierKind
from core.models import User
from roles.duties import Duty
from workflows.engine import registry
from workflows.engine.models import Opinion
from workflows.engine.nodes import Gate
from workflows.engine.trials import stage
from workflows.engine.trials.same_person import KEY, SamePersonTrial

pytestmark = pytest.mark.usefixtures("on_stage")


@pytest.fixture(autouse=True)
def known(trials_known: None) -> None:
    registry.register(SamePersonTrial, key=KEY, kind=DossierKind.PLAN, title=KEY)


def test_who_has_both_duties_decides_once() -> None:
    process = stage.begin(KEY)
    [item] = stage.open_items(process)
    stage.decide(item)
    process.refresh_from_db()
    assert (process.closed_at is not None, Opinion.objects.filter(proceeding=process).count()) == (True, 1)


def test_who_has_one_of_them_hands_on() -> None:
    process = stage.begin(KEY)
    [item] = stage.open_items(process)
    clerk = User.objects.create_user("reviewer", None, name="审核员")
    stage.appoint(clerk, item.organisation, [Duty.REVIEW_PROPOSALS])
    stage.decide(item, actor=clerk)
    assert stage.open_steps(process) == ["township_reports"]


def test_no_regulation_of_ours_declares_it() -> None:
    """A gate that asks who acted names the person; none of them reads `acted` in a question."""
    for entry in registry.registered():
        if entry.key.startswith("trial_"):
            continue
        for node in entry.flow.instance.nodes():
            if isinstance(node, Gate):
                names = getattr(getattr(node._condition, "__func__", node._condition), "__code__", None)
                assert names is None or "acted" not in names.co_names, node.name
