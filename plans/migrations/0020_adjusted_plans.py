"""A plan in further versions: what each adjusts and why, row by row; emergencies; nothing of an issued version changes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    table: taken_over('version_id', 'plans_planversion')
    for table in ('plans_adjustment', 'plans_itemchange', 'plans_emergencyitem')
}

KEEP = """
CREATE FUNCTION plans_version_is_issued(version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT state IN ('issued', 'filed', 'superseded') FROM plans_planversion WHERE id = version
$$;

CREATE FUNCTION plans_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('issued', 'filed', 'superseded') AND (TG_OP = 'DELETE'
        OR NEW.state IN ('drafting', 'consulting', 'deciding', 'signing')
        OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION '方案印发后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER plans_version_kept BEFORE UPDATE OR DELETE ON plans_planversion
    FOR EACH ROW EXECUTE FUNCTION plans_version_kept();

CREATE FUNCTION plans_version_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF plans_version_is_issued(OLD.version_id) THEN
        RAISE EXCEPTION '方案印发后其项目不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
LET_GO = """
DROP TRIGGER plans_version_kept ON plans_planversion;
DROP FUNCTION plans_version_rows_kept();
DROP FUNCTION plans_version_kept();
DROP FUNCTION plans_version_is_issued(bigint);
"""
ROWS = ('plans_planitem', 'plans_adjustment', 'plans_itemchange', 'plans_emergencyitem')


def kept(table):
    return migrations.RunSQL(
        f'CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} '
        'FOR EACH ROW EXECUTE FUNCTION plans_version_rows_kept();',
        f'DROP TRIGGER {table}_kept ON {table};',
    )


def of_version(**more):
    return [
        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
        ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
        *more.items(),
    ]


def to(model, name, called, one=False):
    kind = models.OneToOneField if one else models.ForeignKey
    return kind(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model, verbose_name=called)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_county_key'),
        ('plans', '0019_ended_early'),
    ]

    operations = [
        migrations.AlterField(
            model_name='planversion',
            name='state',
            field=models.CharField(choices=[('drafting', '起草中'), ('consulting', '征求意见'), ('deciding', '会议审议'), ('signing', '核稿签发'), ('issued', '已印发'), ('filed', '已报备'), ('superseded', '已被调整'), ('terminated', '已终止')], default='drafting', max_length=12, verbose_name='状态'),
        ),
        migrations.RemoveConstraint(model_name='planversion', name='plans_version_issued_has_document'),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=Q(('state__in', ['issued', 'filed', 'superseded']), _negated=True) | Q(document__isnull=False), name='plans_version_issued_has_document', violation_error_message='印发的方案须有公文'),
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=of_version(
                reason=models.TextField(verbose_name='调整原因'),
                ground=models.CharField(max_length=200, verbose_name='依据文号'),
                version=to('plans.planversion', 'adjustment', '方案版本', one=True),
                adjusts=to('plans.planversion', 'adjustments', '原方案'),
            ),
            options={
                'verbose_name': '方案调整',
                'constraints': [models.CheckConstraint(condition=Q(('version', F('adjusts')), _negated=True), name='plans_adjustment_another', violation_error_message='调整方案不能调整自身')],
            },
        ),
        migrations.CreateModel(
            name='ItemChange',
            fields=of_version(
                reason=models.TextField(verbose_name='调整原因'),
                ground=models.CharField(blank=True, max_length=200, verbose_name='依据文号'),
                version=to('plans.planversion', 'changes', '方案版本'),
                project=to('plans.project', '+', '项目'),
            ),
            options={
                'verbose_name': '项目调整原因',
                'constraints': [models.UniqueConstraint(fields=('version', 'project'), name='plans_change_once')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyItem',
            fields=of_version(
                kind=models.CharField(choices=[('flood', '洪涝'), ('drought', '干旱'), ('geology', '地质灾害'), ('snow', '低温雨雪冰冻'), ('epidemic', '疫情疫病'), ('other', '其他突发事件')], max_length=12, verbose_name='应急情形'),
                ground=models.TextField(verbose_name='应急事由'),
                decision=models.CharField(max_length=200, verbose_name='会议决定（会议名称、纪要文号）'),
                decided_on=models.DateField(verbose_name='会议日期'),
                entry_due=models.DateField(verbose_name='补办入库期限'),
                version=to('plans.planversion', 'emergencies', '方案版本'),
                project=to('plans.project', 'emergencies', '项目'),
            ),
            options={
                'verbose_name': '应急项目',
                'constraints': [models.UniqueConstraint(fields=('version', 'project'), name='plans_emergency_once')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEEP, LET_GO),
        *map(kept, ROWS),
    ]
