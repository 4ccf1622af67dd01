"""年终结转收回清单: what a confirmed statement lists is exactly what its plan arranged and no batch allotted, and leaves the
sources by movements of the same sums; after it nothing is allotted, adjusted or changed of the plan. What has left its
drawer is not rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    'funds_yearendstatement': taken_over('plan_id', 'plans_annualplan'),
    'funds_yearendline': taken_over('statement_id', 'funds_yearendstatement'),
}
KEPT = """
CREATE FUNCTION funds_year_end_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '年终结转收回清单不得删除' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('confirmed', 'withdrawn') THEN
        RAISE EXCEPTION '年终结转收回清单确认或撤销后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_year_end_kept BEFORE UPDATE OR DELETE ON funds_yearendstatement
    FOR EACH ROW EXECUTE FUNCTION funds_year_end_kept();
CREATE FUNCTION funds_year_end_is_drawn(of_statement bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT state = 'drawing' FROM funds_yearendstatement WHERE id = of_statement
$$;
CREATE FUNCTION funds_year_end_lines_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND NOT funds_year_end_is_drawn(OLD.statement_id))
        OR (TG_OP <> 'DELETE' AND NOT funds_year_end_is_drawn(NEW.statement_id)) THEN
        RAISE EXCEPTION '年终结转收回清单送出后其明细不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funds_year_end_lines_kept BEFORE INSERT OR UPDATE OR DELETE ON funds_yearendline
    FOR EACH ROW EXECUTE FUNCTION funds_year_end_lines_kept();
"""
LOOSE = """
DROP TRIGGER funds_year_end_lines_kept ON funds_yearendline;
DROP FUNCTION funds_year_end_lines_kept();
DROP FUNCTION funds_year_end_is_drawn(bigint);
DROP TRIGGER funds_year_end_kept ON funds_yearendstatement;
DROP FUNCTION funds_year_end_kept();
"""
WHOLE = """
CREATE FUNCTION funds_year_end_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- one after the other for each plan: whoever opens a batch or a version of it waits here, or is seen here
    PERFORM 1 FROM plans_annualplan WHERE id = NEW.plan_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM funds_allotmentbatch
               WHERE plan_id = NEW.plan_id AND state IN ('drafting', 'circulating')) THEN
        RAISE EXCEPTION '资金下达批次正在办理，不能年终清理' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM plans_planversion WHERE plan_id = NEW.plan_id
               AND state IN ('drafting', 'consulting', 'deciding', 'signing'))
        OR NOT EXISTS (SELECT 1 FROM plans_planversion WHERE id = NEW.version_id AND plan_id = NEW.plan_id
                       AND state IN ('issued', 'filed')) THEN
        RAISE EXCEPTION '年终清理须依据现行方案，且没有在办的调整或变更' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM funds_yearendline line JOIN funds_itemfunding funding ON funding.id = line.funding_id
            JOIN plans_planitem item ON item.id = funding.item_id
        WHERE line.statement_id = NEW.id AND item.version_id <> NEW.version_id
    ) OR EXISTS (
        SELECT 1 FROM funds_itemfunding funding JOIN plans_planitem item ON item.id = funding.item_id
        WHERE item.version_id = NEW.version_id AND funding.amount <>
            coalesce((SELECT sum(line.amount) FROM funds_batchitem line
                JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
                JOIN plans_planitem other ON other.id = line.item_id
                WHERE batch.plan_id = NEW.plan_id AND batch.state = 'issued'
                    AND other.project_id = item.project_id AND line.source_id = funding.source_id), 0)
            + coalesce((SELECT line.returned + line.carried FROM funds_yearendline line
                WHERE line.statement_id = NEW.id AND line.funding_id = funding.id), 0)
    ) THEN
        RAISE EXCEPTION '各项目安排须等于已下达、收回、结转之和' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_year_end_whole AFTER INSERT OR UPDATE OF state ON funds_yearendstatement
    FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION funds_year_end_whole();
"""
PARTIAL = "DROP TRIGGER funds_year_end_whole ON funds_yearendstatement; DROP FUNCTION funds_year_end_whole();"
MOVED = """
CREATE FUNCTION funds_year_end_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint;
BEGIN
    IF TG_TABLE_NAME = 'funds_fundmovement' THEN asked := NEW.year_end_id; ELSE asked := NEW.id; END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT funding.source_id, sum(line.returned) AS returned, sum(line.carried) AS carried
                FROM funds_yearendline line JOIN funds_itemfunding funding ON funding.id = line.funding_id
                    JOIN funds_yearendstatement statement ON statement.id = line.statement_id
                WHERE line.statement_id = asked AND statement.state = 'confirmed' GROUP BY funding.source_id
        ) listed FULL JOIN (
            SELECT source_id, -coalesce(sum(amount) FILTER (WHERE kind = 'lapsed'), 0) AS returned,
                    -coalesce(sum(amount) FILTER (WHERE kind = 'carried_out'), 0) AS carried,
                    -sum(integrated) AS integrated
                FROM funds_fundmovement WHERE year_end_id = asked AND kind IN ('lapsed', 'carried_out')
                GROUP BY source_id
        ) moved ON moved.source_id = listed.source_id
        WHERE (listed.returned, listed.carried, listed.returned + listed.carried)
            IS DISTINCT FROM (moved.returned, moved.carried, moved.integrated)
    ) THEN
        RAISE EXCEPTION '年终清单所列须等于各来源结转、失效的变动' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_year_end_moved AFTER INSERT OR UPDATE ON funds_yearendstatement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION funds_year_end_moved();
CREATE CONSTRAINT TRIGGER funds_year_end_moved AFTER INSERT ON funds_fundmovement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.year_end_id IS NOT NULL)
    EXECUTE FUNCTION funds_year_end_moved();
"""
UNMOVED = """
DROP TRIGGER funds_year_end_moved ON funds_fundmovement;
DROP TRIGGER funds_year_end_moved ON funds_yearendstatement;
DROP FUNCTION funds_year_end_moved();
"""
OVER = """
CREATE FUNCTION funds_year_end_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM plans_annualplan WHERE id = NEW.plan_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM funds_yearendstatement WHERE plan_id = NEW.plan_id AND state = 'confirmed') THEN
        RAISE EXCEPTION '该方案已办理年终清理，不再下达、调整、变更' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_year_end_over AFTER INSERT ON funds_allotmentbatch
    FOR EACH ROW EXECUTE FUNCTION funds_year_end_over();
CREATE TRIGGER funds_year_end_over AFTER INSERT ON plans_planversion
    FOR EACH ROW EXECUTE FUNCTION funds_year_end_over();
"""
OPEN = """
DROP TRIGGER funds_year_end_over ON plans_planversion;
DROP TRIGGER funds_year_end_over ON funds_allotmentbatch;
DROP FUNCTION funds_year_end_over();
"""


def never_emptied(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('登记后不得清空');",
        f'DROP TRIGGER {table}_emptied ON {table};',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0015_allotment_dossiers'),
        ('funds', '0008_allotment_batches'),
        ('plans', '0027_single_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='YearEndStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('drawing', '拟定'), ('waiting', '待确认'), ('confirmed', '已确认'), ('withdrawn', '已撤销')], default='drawing', max_length=12, verbose_name='状态')),
                ('doc_no', models.CharField(blank=True, max_length=60, verbose_name='依据文号')),
                ('dated', models.DateField(blank=True, null=True, verbose_name='文件日期')),
                ('drawn_at', models.DateTimeField(verbose_name='拟定时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('given_back_because', models.CharField(blank=True, max_length=200, verbose_name='退回理由')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟定人')),
                ('drawn_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代谁拟定')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_ends', to='plans.annualplan', verbose_name='年度方案')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_ends', to='plans.planversion', verbose_name='依据的方案')),
            ],
            options={
                'verbose_name': '年终结转收回清单',
            },
        ),
        migrations.CreateModel(
            name='YearEndLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('returned', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='收回资金池')),
                ('carried', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='结转下年')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='结转理由')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('funding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_end_lines', to='funds.itemfunding', verbose_name='项目资金')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funds.yearendstatement')),
            ],
            options={
                'verbose_name': '年终结转收回明细',
            },
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='year_end',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='funds.yearendstatement', verbose_name='年终结转收回清单'),
        ),
        migrations.AddConstraint(
            model_name='yearendstatement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('drawing', 'waiting', 'confirmed'))), fields=('plan',), name='funds_year_end_one', violation_error_message='该方案已有年终结转收回清单'),
        ),
        migrations.AddConstraint(
            model_name='yearendstatement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('drawn_by')), _negated=True), _connector='OR'), name='funds_year_end_two_persons', violation_error_message='拟定人与确认人不得为同一人'),
        ),
        migrations.AddConstraint(
            model_name='yearendstatement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at', None), ('confirmed_by', None)), _connector='OR'), name='funds_year_end_confirmed', violation_error_message='已确认的清单须有确认人'),
        ),
        migrations.AddConstraint(
            model_name='yearendstatement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('drawing', 'withdrawn')), models.Q(models.Q(('doc_no', ''), _negated=True), ('dated__isnull', False)), _connector='OR'), name='funds_year_end_by_document', violation_error_message='请填写依据文号和文件日期'),
        ),
        migrations.AddConstraint(
            model_name='yearendline',
            constraint=models.UniqueConstraint(fields=('statement', 'funding'), name='funds_year_end_line_once'),
        ),
        migrations.AddConstraint(
            model_name='yearendline',
            constraint=models.CheckConstraint(condition=models.Q(('carried__gte', 0), ('returned__gte', 0), models.Q(('returned__gt', 0), ('carried__gt', 0), _connector='OR')), name='funds_year_end_line_amounts', violation_error_message='收回、结转的金额不得为负，也不得都为零'),
        ),
        migrations.AddConstraint(
            model_name='yearendline',
            constraint=models.CheckConstraint(condition=models.Q(('carried', 0), models.Q(('reason', ''), _negated=True), _connector='OR'), name='funds_year_end_line_reason', violation_error_message='结转下年的，须写明理由'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, LOOSE),
        migrations.RunSQL(WHOLE, PARTIAL),
        migrations.RunSQL(MOVED, UNMOVED),
        migrations.RunSQL(OVER, OPEN),
        never_emptied('funds_yearendstatement'),
        never_emptied('funds_yearendline'),
    ]
