"""资金下达批次: a batch allots no more of an item from a source than its plan arranges, all batches together no more than
the source has in the pool; a source is not left with less, and no version comes into force with less, than was allotted.
What has left its drafter is not rewritten."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    'funds_allotmentbatch': taken_over('dossier_id', 'core_dossier'),
    'funds_batchitem': taken_over('batch_id', 'funds_allotmentbatch'),
}

WITHIN = """
CREATE FUNCTION funds_batch_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_plan bigint;
    of_version bigint;
    of_project bigint;
    arranged numeric;
    allotted numeric;
    has numeric;
BEGIN
    SELECT plan_id, version_id INTO of_plan, of_version FROM funds_allotmentbatch WHERE id = NEW.batch_id;
    -- one after the other for each source; the sums below are asked when the lock is had
    SELECT integrable INTO has FROM funds_fundsource WHERE id = NEW.source_id FOR NO KEY UPDATE;
    SELECT item.project_id, funding.amount INTO of_project, arranged
        FROM funds_itemfunding funding JOIN plans_planitem item ON item.id = funding.item_id
        WHERE funding.item_id = NEW.item_id AND funding.source_id = NEW.source_id AND item.version_id = of_version;
    IF arranged IS NULL THEN
        RAISE EXCEPTION '所依据的方案没有为该项目安排该项资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(sum(line.amount), 0) INTO allotted
        FROM funds_batchitem line JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
            JOIN plans_planitem item ON item.id = line.item_id
        WHERE batch.plan_id = of_plan AND batch.state <> 'terminated'
            AND item.project_id = of_project AND line.source_id = NEW.source_id;
    IF allotted > arranged THEN
        RAISE EXCEPTION '各批次下达的资金不得多于方案安排' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(sum(line.amount), 0) INTO allotted
        FROM funds_batchitem line JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
        WHERE batch.state <> 'terminated' AND line.source_id = NEW.source_id;
    IF allotted > has THEN
        RAISE EXCEPTION '各批次下达的资金不得多于资金来源的纳入整合金额' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_batch_within AFTER INSERT OR UPDATE ON funds_batchitem
    FOR EACH ROW EXECUTE FUNCTION funds_batch_within();
"""
UNBOUND = "DROP TRIGGER funds_batch_within ON funds_batchitem; DROP FUNCTION funds_batch_within();"
SOURCE = """
CREATE FUNCTION funds_source_allotted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT coalesce(sum(line.amount), 0) FROM funds_batchitem line
            JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
            WHERE batch.state = 'issued' AND line.source_id = NEW.id) > NEW.integrable THEN
        RAISE EXCEPTION '资金来源的纳入整合金额不得少于已下达的资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_source_allotted AFTER UPDATE OF integrable ON funds_fundsource
    FOR EACH ROW WHEN (NEW.integrable < OLD.integrable) EXECUTE FUNCTION funds_source_allotted();
"""
SOURCE_FREE = "DROP TRIGGER funds_source_allotted ON funds_fundsource; DROP FUNCTION funds_source_allotted();"
VERSION = """
CREATE FUNCTION funds_version_keeps_allotted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (
            SELECT item.project_id, line.source_id, sum(line.amount) AS allotted
                FROM funds_batchitem line JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
                    JOIN plans_planitem item ON item.id = line.item_id
                WHERE batch.plan_id = NEW.plan_id AND batch.state = 'issued'
                GROUP BY item.project_id, line.source_id
        ) given WHERE given.allotted > coalesce((
            SELECT funding.amount FROM funds_itemfunding funding JOIN plans_planitem item ON item.id = funding.item_id
                WHERE item.version_id = NEW.id AND item.project_id = given.project_id
                    AND funding.source_id = given.source_id
        ), 0)
    ) THEN
        RAISE EXCEPTION '印发的方案不得少于已下达的资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_version_keeps_allotted AFTER UPDATE OF state ON plans_planversion
    FOR EACH ROW WHEN (NEW.state = 'issued' AND OLD.state <> 'issued') EXECUTE FUNCTION funds_version_keeps_allotted();
"""
VERSION_FREE = (
    "DROP TRIGGER funds_version_keeps_allotted ON plans_planversion; DROP FUNCTION funds_version_keeps_allotted();"
)
KEPT = """
CREATE FUNCTION funds_batch_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '资金下达批次不得删除' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('issued', 'terminated') THEN
        RAISE EXCEPTION '批次下达或终止后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_batch_kept BEFORE UPDATE OR DELETE ON funds_allotmentbatch
    FOR EACH ROW EXECUTE FUNCTION funds_batch_kept();
CREATE FUNCTION funds_batch_is_draft(of_batch bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT state = 'drafting' FROM funds_allotmentbatch WHERE id = of_batch
$$;
CREATE FUNCTION funds_batch_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND NOT funds_batch_is_draft(OLD.batch_id))
        OR (TG_OP <> 'DELETE' AND NOT funds_batch_is_draft(NEW.batch_id)) THEN
        RAISE EXCEPTION '批次送出后其明细不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funds_batch_rows_kept BEFORE INSERT OR UPDATE OR DELETE ON funds_batchitem
    FOR EACH ROW EXECUTE FUNCTION funds_batch_rows_kept();
"""
LOOSE = """
DROP TRIGGER funds_batch_rows_kept ON funds_batchitem;
DROP FUNCTION funds_batch_rows_kept();
DROP FUNCTION funds_batch_is_draft(bigint);
DROP TRIGGER funds_batch_kept ON funds_allotmentbatch;
DROP FUNCTION funds_batch_kept();
"""
FIRST, RENAMED = datetime.date(2007, 1, 1), datetime.date(2021, 1, 1)
SUBJECTS = (
    ('2050299', '其他普通教育支出'), ('2110402', '农村环境保护'), ('2130305', '水利工程建设'),
    ('2130399', '其他水利支出'), ('2130504', '农村基础设施建设'), ('2130505', '生产发展'), ('2130506', '社会发展'),
    ('2140104', '公路建设'), ('2140106', '公路养护'), ('2210105', '农村危房改造'),
)
"""What the money of such plans is booked under, by the subjects of 政府收支分类科目 that kept their names."""
RENAMED_SUBJECTS = (
    ('2130507', '扶贫贷款奖补和贴息', '贷款奖补和贴息'), ('2130599', '其他扶贫支出', '其他巩固脱贫攻坚成果衔接乡村振兴支出'),
)
"""What was called otherwise until the end of 2020."""


def enter_subjects(apps, schema_editor):
    subject = apps.get_model('funds', 'BudgetSubject')
    rows = [subject(code=code, name=name, valid_from=FIRST) for code, name in SUBJECTS]
    for code, before, now in RENAMED_SUBJECTS:
        last = RENAMED - datetime.timedelta(days=1)
        rows.append(subject(code=code, name=before, valid_from=FIRST, valid_to=last))
        rows.append(subject(code=code, name=now, valid_from=RENAMED))
    subject.objects.bulk_create(rows)


def never_emptied(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('登记后不得清空');",
        f'DROP TRIGGER {table}_emptied ON {table};',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0015_allotment_dossiers'),
        ('documents', '0014_codes_end'),
        ('funds', '0007_issued_for_good'),
        ('plans', '0022_rules_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='AllotmentBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveSmallIntegerField(verbose_name='批次')),
                ('state', models.CharField(choices=[('drafting', '拟稿'), ('circulating', '会签、签发'), ('issued', '已下达'), ('terminated', '已终止')], default='drafting', max_length=12, verbose_name='状态')),
                ('requirements', models.TextField(verbose_name='有关要求')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='下达文件')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='allotment_batch', to='core.dossier')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='plans.annualplan', verbose_name='年度方案')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='plans.planversion', verbose_name='依据的方案')),
            ],
            options={
                'verbose_name': '资金下达批次',
            },
        ),
        migrations.CreateModel(
            name='BudgetSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=7, verbose_name='科目编码')),
                ('name', models.CharField(max_length=60, verbose_name='科目名称')),
                ('valid_from', models.DateField(verbose_name='启用日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '预算科目',
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='funds_subject_one_a_day', violation_error_message='该科目在同一日已另有名称'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{7}$')), name='funds_subject_code', violation_error_message='支出功能分类科目的项级编码为七位数字'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='funds_subject_period', violation_error_message='停用日期不得早于启用日期')],
            },
        ),
        migrations.CreateModel(
            name='BatchItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='下达金额')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='funds.allotmentbatch')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='plans.planitem', verbose_name='方案项目')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='funds.fundsource', verbose_name='资金来源')),
                ('budget_subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.budgetsubject', verbose_name='预算科目')),
            ],
            options={
                'verbose_name': '批次明细',
            },
        ),
        migrations.AddConstraint(
            model_name='allotmentbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'terminated'), _negated=True), fields=('plan', 'seq'), name='funds_batch_seq', violation_error_message='该批次已存在'),
        ),
        migrations.AddConstraint(
            model_name='allotmentbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('drafting', 'circulating'))), fields=('plan',), name='funds_batch_one_under_way', violation_error_message='该方案已有在办的资金下达批次'),
        ),
        migrations.AddConstraint(
            model_name='allotmentbatch',
            constraint=models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='funds_batch_from_one'),
        ),
        migrations.AddConstraint(
            model_name='allotmentbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('state', 'issued')), models.Q(models.Q(('state', 'issued'), _negated=True), ('document__isnull', True)), _connector='OR'), name='funds_batch_issued_has_document', violation_error_message='已下达的批次须有下达文件'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(fields=('batch', 'item', 'source'), name='funds_batch_item_once'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='funds_batch_item_amount', violation_error_message='下达金额须大于零'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, LOOSE),
        migrations.RunSQL(WITHIN, UNBOUND),
        migrations.RunSQL(SOURCE, SOURCE_FREE),
        migrations.RunSQL(VERSION, VERSION_FREE),
        never_emptied('funds_allotmentbatch'),
        never_emptied('funds_batchitem'),
        migrations.RunPython(enter_subjects, migrations.RunPython.noop),
    ]
