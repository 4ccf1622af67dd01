"""What a step reads is locked before it is read, and by whoever writes it: nothing slips in between."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from core import clock
from core.enums import DossierKind
from core.errors import Invalid
from core.models import Organisation
from plans.enums import ProjectState, Resubmission
from plans.models import LibraryRound
from plans.services import filings, projects, resubmissions
from plans.services.dossiers import open_dossier
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, met, proposed, village
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.proposals import Proposer


def first(seen: list[str], *words: str) -> int:
    """Where the first statement with all the words stands."""
    return next(n for n, sql in enumerate(seen) if all(word in sql for word in words))


def test_a_village_step_locks_its_round_before_it_reads_the_projects(county: Organisation) -> None:
    opened = met(proposed(county))
    [item] = WorkItem.objects.open().select_related("organisation").filter(dossier=opened.dossier)
    with counted() as seen:
        Driver().decide(item)
    locked = first(seen, 'FROM "plans_villageround"', "FOR NO KEY UPDATE")
    assert locked < first(seen, 'FROM "plans_project"')


def test_a_proposal_waits_for_its_round_before_it_asks_whether_it_may_be_written(county: Organisation) -> None:
    opened = proposed(county)
    fields = Proposer(county, make.YEAR).fields(make.plan().items[0])
    with counted() as seen:
        projects.propose(actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened)
    locked = first(seen, 'FROM "plans_villageround"', "FOR NO KEY UPDATE")
    assert locked < first(seen, 'FROM "engine_workitem"')


def test_a_change_locks_the_round_before_the_project(county: Organisation) -> None:
    opened = proposed(county)
    [project] = opened.projects.all()
    with counted() as seen:
        projects.change(actor=clerk(), project=project.pk, fields={"content": "硬化道路3公里"})
    locked = first(seen, 'FROM "plans_villageround"', "FOR NO KEY UPDATE")
    assert locked < first(seen, 'FROM "plans_project"', "FOR NO KEY UPDATE")


def test_an_answer_locks_the_place_then_its_round_then_the_projects(county: Organisation) -> None:
    """The order of every other act: who changes a project of that round waits, and neither waits for ever."""
    opened = proposed(county)
    library = LibraryRound.objects.create(
        dossier=open_dossier(
            actor=clerk(), kind=DossierKind.LIBRARY_ROUND, title="论证", owner=county, year=make.YEAR
        ),
        county=county, year=make.YEAR,
    )  # fmt: skip
    opened.projects.update(state=ProjectState.RETURNED, library_round=library)
    [project] = opened.projects.all()
    again = {project.pk: resubmissions.Answer(Resubmission.AGAIN)}
    with counted() as seen:
        resubmissions.answer(actor=clerk(), library_round=library, proposer=village(), answers=again)
    place = first(seen, 'FROM "core_organisation"', "FOR NO KEY UPDATE")
    held = first(seen, 'FROM "plans_villageround"', "FOR NO KEY UPDATE")
    assert place < held < first(seen, 'FROM "plans_project"', "FOR NO KEY UPDATE")
    project.refresh_from_db()
    assert (project.state, project.village_round) == (ProjectState.DRAFT, opened)


def test_codes_count_on_after_ten_thousand(county: Organisation) -> None:
    opened = proposed(county)
    prefix = f"{county.code}-{make.YEAR}-"
    [project] = opened.projects.all()
    for code in ("9999", "10000"):
        project.pk, project.code = None, f"{prefix}{code}"
        project.save(force_insert=True)
    fields = Proposer(county, make.YEAR).fields(make.plan().items[0])
    made = projects.propose(actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened)
    assert made.code == f"{prefix}10001"


@pytest.mark.parametrize(("days", "version", "told"), [(0, 1, "晚于今天"), (-5, 1, "晚于今天"), (9, 2, "不在本次备案")])
def test_a_finding_is_of_the_filed_plan_and_leaves_time_to_answer(days: int, version: int, told: str) -> None:
    addressee = SimpleNamespace(filing=SimpleNamespace(version_id=1))
    item = SimpleNamespace(version_id=version)
    raised = [filings.Raised(text="缺附表", requested="请补充", item=item)]  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=told):
        filings.raise_findings(
            actor=None, addressee=addressee, clerk=None, raised=raised, is_supplement=False,  # type: ignore[arg-type]
            due_on=clock.today() + datetime.timedelta(days=days),
        )  # fmt: skip
