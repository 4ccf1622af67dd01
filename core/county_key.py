"""The county's key: every table that grows carries it, so that the database can be spread by county.

A row that belongs to another (an item to its version, a vote to its agenda item) never names its county itself: a
trigger of the database takes it over from that other row as it is written, whoever writes, one by one or in bulk, and
refuses any other county. Dossiers, projects, meetings and the like, which stand at the head of such a chain, say it.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

_FILL = """
CREATE FUNCTION {table}_county() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    belongs_to bigint := ({county});
BEGIN
    NEW.county_id := coalesce(NEW.county_id, belongs_to);
    IF NEW.county_id <> belongs_to THEN
        RAISE EXCEPTION '所属县须与所属登记一致' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_county BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_county();
"""
_LEAVE = "DROP TRIGGER {table}_county ON {table}; DROP FUNCTION {table}_county();"
_EARLIER = """
{disable}
UPDATE {table} AS NEW SET county_id = ({county});
{enable}
SET CONSTRAINTS ALL IMMEDIATE;
"""


class CountyKey(models.ForeignKey):  # type: ignore[type-arg]  # the checker takes the two types from the call
    """A key that the database fills in: the new row comes back with it, in the statement that inserts it."""

    db_returning = True


def taken_over(column: str, parent: str, *, key: str = "id", county: str = "county_id") -> str:
    """SQL for the county of the row of `parent` that `column` points at; `county` is an expression of its columns."""
    return f"SELECT {county} FROM {parent} WHERE {parent}.{key} = NEW.{column}"  # noqa: S608  names of tables only


def earlier_rows(table: str, county: str, *, kept_by: str = "") -> migrations.RunSQL:
    """For migrations: give the rows that are there their county; `kept_by` is the trigger that lets no row change."""
    turned = {
        way: f"ALTER TABLE {table} {way.upper()} TRIGGER {kept_by};" if kept_by else "" for way in ("disable", "enable")
    }
    return migrations.RunSQL(_EARLIER.format(table=table, county=county, **turned), migrations.RunSQL.noop)


def trigger(table: str, county: str) -> migrations.RunSQL:
    """For migrations: from now on the database takes the county over from the row that `county` asks."""
    names: dict[str, Any] = {"table": table}
    return migrations.RunSQL(_FILL.format(county=county, **names), _LEAVE.format(**names))
