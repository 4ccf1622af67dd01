"""`migrate` draws little anew, and the database is still what the models say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, CreateModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.utils import make_model_tuple

from core.management.commands.migrate import drawing_only_what_changes

COLUMNS = """
    SELECT relation.relname, attname, format_type(atttypid, atttypmod), attnotnull
    FROM pg_attribute JOIN pg_class relation ON relation.oid = attrelid
    WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped AND relnamespace = 'public'::regnamespace
"""
NAMED = """
    SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT relname FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, attname, confrelid::regclass::text
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""

CALLED = {"time": "time without time zone"}
"""What PostgreSQL writes for what Django writes."""


@pytest.fixture
def tables() -> list[type[models.Model]]:
    """Each model with a table of its own."""
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def test_our_command_is_the_one_that_is_called() -> None:
    assert get_commands()["migrate"] == "core"


@pytest.mark.django_db
def test_the_columns_are_those_of_the_models(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        present = set(cursor.fetchall())
    said = {(model._meta.db_table, *_column(field)) for model in tables for field in model._meta.local_concrete_fields}
    assert said - present == set()
    assert {row for row in present - said if row[0] in {table for table, *_more in said}} == set()


@pytest.mark.django_db
def test_constraints_indexes_and_foreign_keys_are_those_of_the_models(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        named = {name for (name,) in cursor.fetchall()}
        cursor.execute(FOREIGN_KEYS)
        pointing = set(cursor.fetchall())
    assert {kept.name for model in tables for kept in (*model._meta.constraints, *model._meta.indexes)} - named == set()
    assert set(_foreign_keys(tables)) - pointing == set()


def _column(field: models.Field[object, object]) -> tuple[str, str, bool]:
    told = field.db_type(connection) or ""
    written = told.replace("varchar", "character varying").replace(", ", ",")
    return field.column or "", CALLED.get(written, written), not field.null


def _foreign_keys(tables: list[type[models.Model]]) -> Iterator[tuple[str, str, str]]:
    for model in tables:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", False):
                yield model._meta.db_table, field.column, field.related_model._meta.db_table


# --- what is drawn ---
def number() -> models.Field[object, object]:
    return models.BigAutoField(primary_key=True)


@pytest.fixture
def star() -> ProjectState:
    """Three models that point at a fourth, drawn."""
    drawn = ProjectState()
    drawn.add_model(ModelState("star", "Middle", [("id", number())]))
    for name in ("North", "South", "West"):
        to = models.ForeignKey("star.Middle", models.CASCADE)
        drawn.add_model(ModelState("star", name, [("id", number()), ("middle", to)]))
    assert drawn.apps.get_models()
    return drawn


@pytest.mark.parametrize(
    ("change", "drawn_again"),
    [
        (AddField("North", "place", models.TextField(default="")), {"north"}),
        (AddConstraint("North", models.UniqueConstraint(fields=["middle"], name="once")), {"north"}),
        (AddField("North", "south", models.ForeignKey("star.South", models.CASCADE)), {"north", "middle"}),
        (CreateModel("East", [("id", number())]), {"east"}),
        (CreateModel("Star", [("middle", models.OneToOneField("star.Middle", models.CASCADE))]), {"star"}),
    ],
)
def test_a_change_draws_no_more_than_its_neighbours(
    star: ProjectState, change: Operation, drawn_again: set[str]
) -> None:
    before = {make_model_tuple(model)[1]: model for model in star.apps.get_models()}
    with drawing_only_what_changes():
        change.state_forwards("star", star)
    after = {make_model_tuple(model)[1]: model for model in star.apps.get_models()}
    assert {name for name, model in after.items() if model is not before.get(name)} == drawn_again


def test_python_is_given_models_that_know_each_other(star: ProjectState) -> None:
    seen: list[bool] = []

    def look(drawn: object, _editor: object) -> None:
        north, middle = drawn.get_model("star", "North"), drawn.get_model("star", "Middle")  # type: ignore[attr-defined]
        seen.append(north._meta.get_field("middle").related_model is middle)

    with drawing_only_what_changes():
        AddField("Middle", "place", models.TextField(default="")).state_forwards("star", star)
        assert star.apps.get_model("star", "North")._meta.get_field("middle").related_model is not star.apps.get_model(
            "star", "Middle"
        )
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            RunPython(look).database_forwards("star", editor, star, star)
    assert seen == [True]
