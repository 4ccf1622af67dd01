"""Who may act at which step, against a table written from the actors of the procedure, not from the policy."""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterator
from importlib import import_module

import pytest

from core import clock
from core.divisions import load
from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment
from roles.standard_posts import (
    BY_KIND,
    COUNTY_DEPARTMENT,
    COUNTY_EXTRA,
    PREFECTURE_DEPARTMENT,
    PROVINCE_DEPARTMENT,
    PROVINCE_EXTRA,
    StandardPost,
)
from tests.factories import flows as make
from workflows.engine import registry
from workflows.engine.nodes import Step
from workflows.flows.rehearsal.people import equip

pytestmark = pytest.mark.django_db

OTHER_COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE = "420324", "420324100", "420324100001"
DEPARTMENT, PROVINCE = "县直部门", "省直部门"

# Step: where it is done, and by which post (A1 to A12).
ACTORS: dict[str, tuple[str, ...]] = {
    "village_deliberates": (OrganisationKind.VILLAGE, "村级经办人"),
    "village_submits": (OrganisationKind.VILLAGE, "村级经办人"),
    "village_corrects": (OrganisationKind.VILLAGE, "村级经办人"),
    "township_reviews": (OrganisationKind.TOWNSHIP, "分管副乡镇长"),
    "township_posts_notice": (OrganisationKind.TOWNSHIP, "扶贫专干"),
    "township_confirms_notice": (OrganisationKind.TOWNSHIP, "扶贫专干"),
    "township_head_signs": (OrganisationKind.TOWNSHIP, "乡镇长"),
    "village_takes_note": (OrganisationKind.VILLAGE, "村级经办人"),
    "department_appraises": (DEPARTMENT, "项目股长"),
    "leading_group_admits": (OrganisationKind.LEADING_GROUP, "组长"),
    "working_group_announces": (OrganisationKind.WORKING_GROUP, "公告公示员"),
    "working_group_sends_back": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "village_resubmits": (OrganisationKind.VILLAGE, "村级经办人"),
    "township_resubmits": (OrganisationKind.TOWNSHIP, "扶贫专干"),
    "department_resubmits": (DEPARTMENT, "项目经办人"),
    "working_group_drafts_call": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "group_head_signs_call": (OrganisationKind.LEADING_GROUP, "组长"),
    "office_director_signs_letter": (OrganisationKind.GOVERNMENT_OFFICE, "办公室主任"),
    "finance_confirms_sources": (Sector.FINANCE, "预算股长"),
    "working_group_drafts": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "department_countersigns": (DEPARTMENT, "局长"),
    "working_group_settles": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "leading_group_decides": (OrganisationKind.LEADING_GROUP, "组长"),
    "working_group_amends": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "group_secretary_confirms": (OrganisationKind.LEADING_GROUP, "会议秘书"),
    "executive_meeting_decides": (OrganisationKind.COUNTY, "县长"),
    "working_group_revises": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "meeting_secretary_confirms": (OrganisationKind.GOVERNMENT_OFFICE, "会务秘书"),
    "office_edits": (OrganisationKind.GOVERNMENT_OFFICE, "核稿员"),
    "added_step": (DEPARTMENT, "局长"),
    "head_signs": (OrganisationKind.COUNTY, "县长"),
    "office_rechecks": (OrganisationKind.GOVERNMENT_OFFICE, "复核员"),
    "office_registers": (OrganisationKind.GOVERNMENT_OFFICE, "机要文书"),
    "office_drafts_filing": (OrganisationKind.GOVERNMENT_OFFICE, "综合文秘"),
    "head_signs_filing": (OrganisationKind.COUNTY, "县长"),
    "office_sends_filing": (OrganisationKind.GOVERNMENT_OFFICE, "机要文书"),
    "finance_drafts_batch": (Sector.FINANCE, "预算股长"),
    "department_head_signs": (DEPARTMENT, "局长"),
    "finance_head_signs": (Sector.FINANCE, "局长"),
    "township_applies": (OrganisationKind.TOWNSHIP, "扶贫专干"),
    "department_applies": (DEPARTMENT, "项目经办人"),
    "finance_confirms_change": (Sector.FINANCE, "预算股长"),
    "working_group_proposes": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "group_head_signs_change": (OrganisationKind.LEADING_GROUP, "组长"),
    "working_group_passes_down": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "working_group_compiles": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "township_passes_down": (OrganisationKind.TOWNSHIP, "扶贫专干"),
    "village_states_needs": (OrganisationKind.VILLAGE, "村级经办人"),
    "township_reviews_needs": (OrganisationKind.TOWNSHIP, "分管副乡镇长"),
    "village_corrects_needs": (OrganisationKind.VILLAGE, "村级经办人"),
    "township_head_signs_needs": (OrganisationKind.TOWNSHIP, "乡镇长"),
    "working_group_receives": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "province_receives": (PROVINCE, "备案经办人"),
    "province_checks": (PROVINCE, "备案经办人"),
    "province_signs": (PROVINCE, "处长"),
    "county_answers": (OrganisationKind.WORKING_GROUP, "方案编制员"),
    "head_signs_answer": (OrganisationKind.COUNTY, "县长"),
}


ACTS: dict[Duty, tuple[str, frozenset[str]]] = {
    Duty.HANDLE_OBJECTION: ("plans.services.notices", frozenset({"village", "township", "working_group"})),
    Duty.MANAGE_LIBRARY: ("plans.services.library_rounds", frozenset({"department"})),
    Duty.CONVENE_MEETING: ("workflows.desk.meetings", frozenset({"leading_group", "government_office"})),
    Duty.ATTEND_LEADING_GROUP: ("workflows.desk.bodies", frozenset({"leading_group"})),
    Duty.ATTEND_EXECUTIVE_MEETING: ("workflows.desk.bodies", frozenset({"county"})),
    Duty.SUPERVISE: ("oversight.services", frozenset({"supervision_office", "working_group"})),
    Duty.AUDIT: ("roles.services.readers", frozenset({"audit_office"})),
    Duty.EVALUATE: ("roles.services.readers", frozenset({"working_group", "department"})),
    Duty.READ_TERRITORY: ("workflows.desk.borders", frozenset({"department"})),
    Duty.ADMINISTER_SYSTEM: ("roles.services.accounts", frozenset({"administration"})),
    Duty.ADMINISTER_SECURITY: ("roles.services.appointments", frozenset({"administration"})),
    Duty.ADMINISTER_AUDIT: ("roles.duties", frozenset({"administration"})),
}
"""What is asked for outside the steps: the module that asks, and at which kinds of organisation. The audit
administrator's is reading the ledger (`LEDGER_READING`)."""


def steps() -> Iterator[Step]:
    for entry in registry.registered():
        if entry.flow.__module__.startswith("workflows.flows."):
            yield from (node for node in entry.flow.instance.nodes() if isinstance(node, Step))


def places(kind: str) -> list[Organisation]:
    """Every organisation where a step of that kind could be done, in both counties."""
    everywhere = Organisation.objects.exclude(kind=OrganisationKind.ADMINISTRATION)
    departments = everywhere.filter(kind=OrganisationKind.DEPARTMENT)
    if kind == DEPARTMENT:
        return list(departments.filter(county__isnull=False))
    if kind == PROVINCE:
        return list(departments.filter(parent__kind=OrganisationKind.PROVINCE))
    if kind == Sector.FINANCE:
        return list(departments.filter(county__isnull=False, sector=Sector.FINANCE))
    return list(everywhere.filter(kind=kind))


@pytest.fixture
def two_counties() -> None:
    """Both equipped: everyone has a sibling, a parent, a child and a colleague in another county."""
    wanted = {OTHER_COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE}
    first = make.county()
    load(row for row in make.hubei() if row.code in wanted | {"42", "4203"})
    second = Organisation.objects.get(code=OTHER_COUNTY)
    lower = Organisation.objects.filter(kind__in=[OrganisationKind.TOWNSHIP, OrganisationKind.VILLAGE])
    equip(first, lower.filter(county=first), clock.today())
    equip(second, lower.filter(county=second), clock.today())


def test_every_step_is_in_the_table() -> None:
    assert {step.name for step in steps()} == set(ACTORS)


def test_every_duty_is_asked_for_by_a_step_or_an_act() -> None:
    assert {str(step.duty) for step in steps()} | {duty.value for duty in ACTS} == set(Duty.values)
    for duty, (module, _kinds) in ACTS.items():
        assert f"Duty.{duty.name}" in inspect.getsource(import_module(module)), duty


def test_every_standard_post_is_asked_for_something_where_it_sits() -> None:
    asked = {(duty, kind) for duty, (_module, kinds) in ACTS.items() for kind in kinds}
    of_departments = {DEPARTMENT, PROVINCE, Sector.FINANCE}
    asked |= {
        (Duty(step.duty), OrganisationKind.DEPARTMENT if kind in of_departments else OrganisationKind(kind))
        for step in steps()
        for kind in ACTORS[step.name][:1]
    }
    departments: tuple[StandardPost, ...] = (*COUNTY_DEPARTMENT, *PREFECTURE_DEPARTMENT, *PROVINCE_DEPARTMENT)
    departments += tuple(post for extra in (COUNTY_EXTRA, PROVINCE_EXTRA) for posts in extra.values() for post in posts)
    posts = [
        (kind, post) for kind, posts in {**BY_KIND, OrganisationKind.DEPARTMENT: departments}.items() for post in posts
    ]
    assert [(kind, post.title) for kind, post in posts if not any((duty, kind) in asked for duty in post.duties)] == []
    assert {(duty, kind) for kind, post in posts for duty in post.duties} <= asked


def test_only_the_post_of_the_table_acts_and_only_at_its_own_organisation(two_counties: None) -> None:
    held: dict[tuple[int, str], set[int]] = {}
    for appointment in Appointment.objects.select_related("post"):
        held.setdefault((appointment.post.organisation_id, appointment.post.title), set()).add(appointment.user_id)
    people = list(User.objects.order_by("pk"))
    asked: list[tuple[Duty, Organisation, set[int]]] = []
    triples = 0
    for step in steps():
        kind, *titles = ACTORS[step.name]
        found = places(kind)
        assert len(found) > 1 or kind == PROVINCE
        for place in found:
            expected: set[int] = set().union(*(held[place.pk, title] for title in titles))
            may = {person.pk for person in policies.who_may(step.duty, place)}
            assert may == expected, f"{step.name} at {place.name}"
            asked.append((Duty(step.duty), place, expected))
            triples += len(people)
    chance = random.Random(20150825)  # noqa: S311
    for duty, place, expected in chance.choices(asked, k=400):
        someone = chance.choice(people)
        assert policies.may(someone, duty, place) == (someone.pk in expected)
    print(f"{triples} triples of person, step and organisation, 0 mismatches")
    assert triples > 10_000
