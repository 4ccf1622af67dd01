"""Tables that grow carry the county's key, so that the database can be spread by county."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey

from core.county_key import CountyKey
from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, SearchEntry, User
from plans.models import TownshipRound
from tests.platform.test_layers import project_models

CARRIED = {"county", "chain"}
"""Under which names; the ledger's chains and their anchors are the counties'."""

DO_NOT_GROW = {
    "core.User": "people",
    "core.User_groups": "stays empty",
    "core.User_user_permissions": "stays empty",
    "core.Organisation": "offices and places",
    "core.OrganisationName": "offices and places",
    "core.CalendarDay": "the calendar",
    "core.CalendarEdition": "one row a notice",
    "core.ClockOffset": "one row",
    "core.Heartbeat": "one row a duty of the scheduler",
    "core.ThrottleTally": "swept when its window is past",
    "core.GeneratedProvince": "one row",
    "core.MessageChoice": "people",
    "core.MessageSettings": "people",
    "roles.Post": "offices and places",
    "roles.PostDuty": "offices and places",
    "roles.Appointment": "people",
    "roles.AppointmentRequest": "people",
    "roles.Delegation": "people",
    "roles.DelegationDuty": "people",
    "roles.ApiToken": "people",
    "roles.OrganisationUserPermission": "people; written anew from appointments",
    "roles.OrganisationGroupPermission": "stays empty",
    "roles.DossierUserPermission": "people; written anew from named readers",
    "roles.DossierGroupPermission": "stays empty",
    "engine.EditionRun": "one row a change of a flow",
    "engine.LimitBounds": "one row a limit and a change of it",
    "desk.SavedAnswer": "swept a week after it was given",
    "desk.SavedView": "people",
    "desk.Snooze": "swept once its day has come",
    "documents.Awaited": "swept when the document is printed",
    "documents.DocumentCode": "offices and places",
    "documents.NumberSeries": "one row a code and year",
    "oversight.Examination": "one row a day",
    "oversight.SavedFilter": "people",
    "oversight.StepMonth": "one row a month, place and step; counted anew",
    "oversight.WayMonth": "one row a month, place and way; counted anew",
    "funds.BudgetSubject": "the subjects of the state's budget",
    "plans.NegativeListEntry": "the negative list",
}
"""With what each grows, if at all: people and offices, not work."""

PARTS = {
    "desk.Batch": "one press of a person, over items of several counties, each decision of which carries the key",
    "engine.EditionMove": "names a proceeding of a run over the whole province",
    "engine.Proceeding": "the engine's library keeps it in two tables and deletes, locks and joins it by its own key",
    "plans.Project_villages": "names the villages of a project, which carries the key",
    "plans.Objection_projects": "names the projects that an objection concerns, which carries the key",
    "plans.Project_cooperating": "names the departments of a project, which carries the key",
}
"""What grows with work and is only ever reached through a row that carries the key."""

OF_NONE = {
    "desk.Phrase": "a phrase of one's own is of no county; grows with people",
    "plans.RuleThreshold": "what the province lays down is of no county; one row a threshold and a change of it",
}
"""Whose key may be empty."""

MIGRATIONS = (
    "core.migrations.0006_county_key",
    "core.migrations.0010_messages",
    "documents.migrations.0011_county_key",
    "funds.migrations.0004_county_key",
    "funds.migrations.0006_fund_movements",
    "funds.migrations.0008_allotment_batches",
    "funds.migrations.0009_year_end",
    "funds.migrations.0010_payments",
    "oversight.migrations.0002_county_key",
    "oversight.migrations.0007_slip_rounds",
    "plans.migrations.0009_county_key",
    "plans.migrations.0015_left_out_and_upheld",
    "plans.migrations.0017_decided_content",
    "plans.migrations.0018_prepared_imports",
    "plans.migrations.0020_adjusted_plans",
    "roles.migrations.0004_county_key",
    "workflows.desk.migrations.0005_county_key",
    "workflows.desk.migrations.0006_reminders",
    "workflows.desk.migrations.0009_attachments",
    "workflows.desk.migrations.0010_circulations",
    "workflows.desk.migrations.0011_comments",
    "workflows.desk.migrations.0012_urgency_of_a_county",
    "workflows.desk.migrations.0015_consultations",
    "workflows.engine.migrations.0010_limits_and_suspensions",
    "workflows.engine.migrations.0012_assistances",
    "workflows.engine.migrations.0014_terminations",
    "workflows.engine.migrations.0016_unplanned_steps",
    "plans.migrations.0021_compliance",
    "plans.migrations.0023_library_kept",
    "plans.migrations.0024_master_plan",
    "plans.migrations.0025_subsidy_standards",
    "plans.migrations.0027_single_changes",
    "plans.migrations.0028_kept_verdicts",
    "plans.migrations.0030_projects_found_by_themselves",
)


def filled() -> dict[str, tuple[str, ModuleType]]:
    """How each table that takes the key over finds it, and the migration that says so."""
    modules = [import_module(name) for name in MIGRATIONS]
    return {table: (county, module) for module in modules for table, county in module.BELONGS_TO.items()}


def keys() -> dict[str, ForeignKey[Any, Any]]:
    """The key of each table that carries one, by the model's label; an organisation's own county is none."""
    found = {}
    for model in project_models():
        for field in model._meta.local_fields:
            if field.name in CARRIED and isinstance(field, ForeignKey) and model is not Organisation:
                found[model._meta.label] = field
    return found


def test_every_table_that_grows_carries_the_countys_key() -> None:
    there = {model._meta.label for model in project_models() if not model._meta.proxy}
    assert there - keys().keys() - DO_NOT_GROW.keys() == PARTS.keys()
    assert DO_NOT_GROW.keys() <= there - keys().keys()
    assert {name for name, field in keys().items() if field.null} == OF_NONE.keys()


@pytest.mark.django_db
def test_every_key_that_is_taken_over_has_its_trigger() -> None:
    taken = {f.model._meta.db_table for f in keys().values() if isinstance(f, CountyKey)}
    assert taken == filled().keys()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = tgrelid::regclass || '_county'")
        assert {name for (name,) in cursor.fetchall()} == taken


@pytest.fixture
def counties(db: None) -> tuple[Organisation, Organisation]:
    return _county("420101"), _county("420102")


def test_a_new_row_comes_back_with_its_county(counties: tuple[Organisation, Organisation]) -> None:
    here, there = _round(counties[0]), _round(counties[1])
    assert (here.county, there.county) == counties
    rows = SearchEntry.objects.bulk_create(
        [SearchEntry(dossier=of.dossier, texts="", words="") for of in (here, there)]
    )
    assert [row.county for row in rows] == list(counties)


def test_no_row_may_name_another_county_than_what_it_belongs_to(
    counties: tuple[Organisation, Organisation],
) -> None:
    here, elsewhere = counties
    made = _round(here)
    for change in (
        lambda: TownshipRound.objects.filter(pk=made.pk).update(county=elsewhere),
        lambda: TownshipRound.objects.create(dossier=_dossier(here), township=here, year=2026, county=elsewhere),
    ):
        with pytest.raises(IntegrityError, match="所属县须与所属登记一致"), transaction.atomic():
            change()
    made.refresh_from_db()
    assert made.county == here


def _county(code: str) -> Organisation:
    made = Organisation.objects.create(
        code=code, name=code, official_name=code, kind=OrganisationKind.COUNTY, path=f"42/{code}/"
    )
    made.county = made
    made.save()
    return made


def _dossier(county: Organisation) -> Dossier:
    clerk, _made = User.objects.get_or_create(username="clerk", name="经办")
    return Dossier.objects.create(
        kind=DossierKind.TOWNSHIP_ROUND, title="上报", county=county, owner=county, year=2026, opened_by=clerk
    )


def _round(county: Organisation) -> TownshipRound:
    return TownshipRound.objects.create(dossier=_dossier(county), township=county, year=2026)
