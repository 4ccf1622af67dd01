"""What a plan was judged by is kept too: the lines of the negative list change no more, but for their last day; a check
keeps lines and thresholds beside its picture; the lines of 财农〔2017〕8号 begin on its day."""

from __future__ import annotations

import datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUND_RULES = "财农〔2017〕8号第九条"
FUND_RULES_DAY = datetime.date(2017, 3, 13)
ORDER_DAY = datetime.date(2015, 8, 25)
KEPT = """
CREATE FUNCTION plans_negative_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'valid_to' = to_jsonb(OLD) - 'valid_to'
        AND NEW.valid_to IS NOT NULL
        AND (OLD.valid_to IS NULL OR NEW.valid_to <= OLD.valid_to)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '负面清单条目一经施行不得改动，只能停用并另立' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_negative_line_kept BEFORE UPDATE OR DELETE ON plans_negativelistentry
    FOR EACH ROW EXECUTE FUNCTION plans_negative_line_kept();
"""
UNKEPT = """
DROP TRIGGER plans_negative_line_kept ON plans_negativelistentry;
DROP FUNCTION plans_negative_line_kept();
"""


def redate(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """A line of the rules of 2017 that was entered as of the order of 2015 begins with its own text."""
    lines = apps.get_model("plans", "NegativeListEntry").objects
    entered = lines.filter(clause=FUND_RULES, valid_from=ORDER_DAY).exclude(valid_to__lt=FUND_RULES_DAY)
    taken = lines.filter(valid_from=FUND_RULES_DAY).values("code")
    entered.exclude(code__in=taken).update(valid_from=FUND_RULES_DAY)


class Migration(migrations.Migration):

    dependencies = [("plans", "0021_compliance")]

    operations = [
        migrations.RunPython(redate, migrations.RunPython.noop),
        migrations.AddField(
            model_name="compliancecheck",
            name="basis",
            field=models.JSONField(default=dict, verbose_name="检查所依的条目和标准"),
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
