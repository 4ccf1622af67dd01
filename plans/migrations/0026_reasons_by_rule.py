"""Why a warning stays is said rule by rule; what a row said before stands for every warning of it, as it did. A draft that
is ended is judged once more.

The column changes its type and no row is written: rows of an issued version may not be.
"""

from django.db import migrations, models

TO_REASONS = """
ALTER TABLE plans_planitem ALTER COLUMN justifications TYPE jsonb
    USING CASE WHEN justifications = '' THEN '{}'::jsonb ELSE jsonb_build_object('', justifications) END;
"""
TO_ONE_TEXT = """
CREATE FUNCTION plans_joined(said jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(string_agg(value, '；' ORDER BY key), '') FROM jsonb_each_text(said)
$$;
ALTER TABLE plans_planitem ALTER COLUMN justifications TYPE text USING plans_joined(justifications);
DROP FUNCTION plans_joined(jsonb);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0025_subsidy_standards'),
    ]

    operations = [
        migrations.RenameField(model_name='planitem', old_name='justification', new_name='justifications'),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_REASONS, TO_ONE_TEXT)],
            state_operations=[
                migrations.AlterField(
                    model_name='planitem',
                    name='justifications',
                    field=models.JSONField(blank=True, default=dict, verbose_name='警示事项说明'),
                ),
            ],
        ),
        migrations.AlterField(
            model_name='compliancecheck',
            name='stage',
            field=models.CharField(choices=[('consulted', '送征求意见'), ('amended', '按会议意见修改'), ('decided', '会议审定后送签'), ('issued', '印发'), ('ended', '终止')], max_length=12, verbose_name='环节'),
        ),
    ]
