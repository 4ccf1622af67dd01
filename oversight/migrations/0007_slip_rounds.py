"""What was answered before there were rounds becomes the first; then each fact of a round is written once.

The county's key of the new tables is taken over from the slip that each row belongs to.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

from core.county_key import taken_over, trigger

TABLES = ("oversight_slipreport", "oversight_slipextension", "oversight_slipnotice")
BELONGS_TO = {table: taken_over("slip_id", "oversight_slip") for table in TABLES}

WRITTEN_ONCE = """
CREATE FUNCTION oversight_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '督办记录不得删除' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_each(to_jsonb(OLD)) AS kept
        WHERE kept.value NOT IN ('null', '""') AND kept.value IS DISTINCT FROM to_jsonb(NEW) -> kept.key
    ) THEN
        RAISE EXCEPTION '督办记录写入后不得更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
LET_GO = "DROP FUNCTION oversight_written_once();"


def keep(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION oversight_written_once();",
        f"DROP TRIGGER {table}_once ON {table};",
    )


def first_rounds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One round of every slip that was answered: the words last reported and, where something was said of them, that.
    Who answered then signed as well; when a slip was sent back was not written down, so the answer's time stands for it.
    A slip that has rounds is left alone: its database was brought back to 0006 and forward again."""
    slips: Any = apps.get_model("oversight", "Slip")
    reports: Any = apps.get_model("oversight", "SlipReport")
    slips.objects.filter(sign_by=None).update(sign_by=F("due_on"))
    for slip in slips.objects.exclude(answer="").filter(reports=None).order_by("pk"):
        report = reports(
            slip=slip, county_id=slip.county_id, round=1, result=slip.answer, is_done=True,
            drafted_by_id=slip.answered_by_id or slip.issued_by_id, drafted_at=slip.answered_at or slip.issued_at,
            signed_by_id=slip.answered_by_id or slip.issued_by_id, signed_at=slip.answered_at or slip.issued_at,
        )  # fmt: skip
        if slip.state != "answered":
            report.holds, report.remark = slip.state == "closed", slip.remark
            report.verified_by_id, report.verified_at = slip.verified_by_id, slip.closed_at or report.signed_at
        report.save()


class Migration(migrations.Migration):
    dependencies = (("oversight", "0006_slip_ladder"),)
    operations = (
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunPython(first_rounds, migrations.RunPython.noop),
        migrations.RunSQL(WRITTEN_ONCE, LET_GO),
        *(keep(table) for table in TABLES),
    )
