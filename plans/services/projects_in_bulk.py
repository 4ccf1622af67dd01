"""Many drafts at once, as a table of thousands of rows brings them: the same rows as `projects.propose` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.models import Organisation, User
from plans.models import Project
from plans.services import found_by, projects

PORTION = 1_000


@dataclass(frozen=True)
class Draft:
    """One project to be: `fields` as `projects.propose` takes them, keys of villages and of cooperating departments."""

    proposer: Organisation
    fields: Mapping[str, Any]
    villages: Sequence[int] = ()
    cooperating: Sequence[int] = ()


@transaction.atomic
def propose_all(*, actor: User, county: Organisation, year: int, ground: str, drafts: Sequence[Draft]) -> list[Project]:
    """Add them as drafts without a village round, in order, numbered in one run. The caller has asked whether the actor
    may, and whether each is possible; whatever the constraints refuse undoes all of them."""
    made = [_project(actor, county, year, ground, draft) for draft in drafts]
    for project, code in zip(made, projects.next_codes(county, year, len(made)), strict=True):
        project.code = code
    Project.objects.bulk_create(made, batch_size=PORTION)
    found_by.keep(made)
    _link("villages", made, [draft.villages for draft in drafts])
    _link("cooperating", made, [draft.cooperating for draft in drafts])
    return made


def _project(actor: User, county: Organisation, year: int, ground: str, draft: Draft) -> Project:
    return Project(
        county=county,
        proposer=draft.proposer,
        proposed_by=actor,
        township=projects.township_of(draft.proposer),
        year=year,
        not_applicable=projects.not_applicable(draft.proposer, ground),
        **draft.fields,
    )


def _link(name: str, made: Sequence[Project], keys: Sequence[Sequence[int]]) -> None:
    through = Project._meta.get_field(name).remote_field.through  # type: ignore[union-attr]  # noqa: SLF001
    links = [
        through(project_id=project.pk, organisation_id=key)
        for project, listed in zip(made, keys, strict=True)
        for key in listed
    ]
    through.objects.bulk_create(links, batch_size=5 * PORTION)
