"""Two counties with open steps, and those who watch them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core.enums import OrganisationKind
from core.models import Organisation, User
from roles.duties import Duty
from tests.factories import roles as make
from tests.worlds import standing
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.flows import open_trials


@dataclass(frozen=True)
class Watch:
    """One open step in each of two counties; watchers of the first county and of the province."""

    county: Organisation
    neighbour: Organisation
    item: WorkItem
    next_door: WorkItem
    supervisor: User
    provincial_supervisor: User
    auditor: User
    clerk: User


@pytest.fixture(scope="module")
def raised(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Watch]:
    with standing(django_db_blocker, _raise) as made:
        yield made


@pytest.fixture
def watch(raised: Watch, db: None) -> Watch:
    open_trials()
    return deepcopy(raised)


def _raise() -> Watch:
    stage._code.cache_clear()
    stage.raise_stage(counties=2)
    first, second = stage.begin(county="420301"), stage.begin(county="420302")
    county, province = stage.organisation("420301"), stage.organisation("42")
    office = make.place("420301-supervision", "督查室", OrganisationKind.SUPERVISION_OFFICE, county)
    above = make.place("42-supervision", "省督查室", OrganisationKind.SUPERVISION_OFFICE, province)
    audit = make.place("420301-audit", "审计局", OrganisationKind.AUDIT_OFFICE, county)
    supervisor, provincial, auditor = make.person("督查员"), make.person("省督查员"), make.person("审计员")
    make.give(supervisor, Duty.SUPERVISE, office)
    make.give(provincial, Duty.SUPERVISE, above)
    make.give(auditor, Duty.AUDIT, audit)
    return Watch(
        county=county,
        neighbour=stage.organisation("420302"),
        item=stage.open_items(first)[0],
        next_door=stage.open_items(second)[0],
        supervisor=supervisor,
        provincial_supervisor=provincial,
        auditor=auditor,
        clerk=stage.holder("420301100"),
    )
