"""The movements of a source's money, written once; each source so far begins with one that says what it has.

The first table of a plan (附表1) keeps the amounts that it lists, since those of its sources move on.
"""

import core.clock
import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'funds_fundmovement': taken_over('source_id', 'funds_fundsource')}
LISTED = """
UPDATE funds_listedsource AS listed
SET amount = s.amount, integrable = s.integrable, not_integrated_reason = s.not_integrated_reason
FROM funds_fundsource AS s WHERE s.id = listed.source_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
OPENINGS = """
INSERT INTO funds_fundmovement (source_id, county_id, kind, doc_no, dated, amount, integrated, reason, entered_at)
SELECT id, county_id, CASE nature WHEN 'carryover' THEN 'carried_in' ELSE 'allotted' END, doc_no, received_on, amount,
    integrable, '', now()
FROM funds_fundsource ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
KEPT = """
CREATE TRIGGER funds_movement_kept BEFORE UPDATE OR DELETE ON funds_fundmovement
    FOR EACH ROW EXECUTE FUNCTION core_refuse('资金变动登记后不得更改或删除，请登记更正');
"""
SUMS = """
CREATE FUNCTION funds_source_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint;
BEGIN
    IF TG_TABLE_NAME = 'funds_fundsource' THEN asked := NEW.id; ELSE asked := NEW.source_id; END IF;
    IF EXISTS (
        SELECT FROM funds_fundsource AS s, LATERAL (
            SELECT coalesce(sum(m.amount), 0) AS amount, coalesce(sum(m.integrated), 0) AS integrated
            FROM funds_fundmovement AS m WHERE m.source_id = s.id
        ) AS moved
        WHERE s.id = asked AND (s.amount, s.integrable) IS DISTINCT FROM (moved.amount, moved.integrated)
    ) THEN
        RAISE EXCEPTION '资金来源的金额须等于其各笔变动之和' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_source_sums AFTER INSERT OR UPDATE ON funds_fundsource
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_source_sums();
CREATE CONSTRAINT TRIGGER funds_source_sums AFTER INSERT ON funds_fundmovement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_source_sums();
"""
UNSUMMED = """
DROP TRIGGER funds_source_sums ON funds_fundmovement;
DROP TRIGGER funds_source_sums ON funds_fundsource;
DROP FUNCTION funds_source_sums();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('funds', '0005_kept_payments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FundMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('allotted', '下达'), ('added', '追加'), ('recovered', '上级收回'), ('carried_in', '上年结转'), ('carried_out', '结转下年'), ('transferred', '调剂'), ('lapsed', '年终失效'), ('pooled', '收回入池'), ('scope', '调整纳入整合金额'), ('corrected', '更正')], max_length=12, verbose_name='变动种类')),
                ('doc_no', models.CharField(max_length=60, verbose_name='依据文号')),
                ('dated', models.DateField(verbose_name='文件日期')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='变动金额')),
                ('integrated', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='其中纳入整合')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('entered_at', models.DateTimeField(default=core.clock.now, verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '资金变动',
            },
        ),
        migrations.RemoveConstraint(
            model_name='fundsource',
            name='funds_source_amounts',
        ),
        migrations.AddField(
            model_name='fundsource',
            name='earmark',
            field=models.CharField(blank=True, max_length=200, verbose_name='限定用途（戴帽）'),
        ),
        migrations.AddField(
            model_name='fundsource',
            name='vintage',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='资金最初下达年度'),
        ),
        migrations.AddField(
            model_name='listedsource',
            name='amount',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='所列下达金额'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='listedsource',
            name='integrable',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='所列纳入整合金额'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='listedsource',
            name='not_integrated_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='所列未整合原因'),
        ),
        migrations.AddConstraint(
            model_name='fundsource',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('integrable__gte', 0), ('integrable__lte', models.F('amount'))), name='funds_source_amounts', violation_error_message='纳入整合金额不得为负，也不得多于下达金额'),
        ),
        migrations.AddConstraint(
            model_name='fundsource',
            constraint=models.CheckConstraint(condition=models.Q(('vintage', None), ('vintage__lte', models.F('year')), _connector='OR'), name='funds_source_vintage', violation_error_message='资金最初下达年度不得晚于本年度'),
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='matches',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matched', to='funds.fundmovement', verbose_name='对应变动'),
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='reverses',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed', to='funds.fundmovement', verbose_name='冲销的变动'),
        ),
        migrations.AddField(
            model_name='fundmovement',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='funds.fundsource', verbose_name='资金来源'),
        ),
        migrations.AddIndex(
            model_name='fundmovement',
            index=models.Index(fields=['source', 'dated'], name='funds_movement_source'),
        ),
        migrations.AddIndex(
            model_name='fundmovement',
            index=models.Index(condition=models.Q(('kind__in', ('allotted', 'carried_in', 'pooled')), _negated=True), fields=['entered_at'], name='funds_movement_told'),
        ),
        migrations.AddConstraint(
            model_name='fundmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('allotted', 'added', 'carried_in', 'pooled')), ('amount__gt', 0), ('integrated__gte', 0), ('integrated__lte', models.F('amount'))), models.Q(('kind__in', ('recovered', 'carried_out', 'lapsed')), ('amount__lt', 0), ('integrated__gte', models.F('amount')), ('integrated__lte', 0)), models.Q(('kind', 'transferred'), models.Q(models.Q(('amount__gt', 0), ('integrated__gte', 0), ('integrated__lte', models.F('amount'))), models.Q(('amount__lt', 0), ('integrated__gte', models.F('amount')), ('integrated__lte', 0)), _connector='OR')), models.Q(('amount', 0), ('kind', 'scope'), models.Q(('integrated', 0), _negated=True)), models.Q(('kind', 'corrected'), models.Q(models.Q(('amount', 0), _negated=True), models.Q(('integrated', 0), _negated=True), _connector='OR')), _connector='OR'), name='funds_movement_shape', violation_error_message='变动金额须大于零，其中纳入整合的部分不得多于变动金额'),
        ),
        migrations.AddConstraint(
            model_name='fundmovement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('allotted', 'added', 'carried_in', 'pooled')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='funds_movement_reason', violation_error_message='请写明事由'),
        ),
        migrations.AddConstraint(
            model_name='fundmovement',
            constraint=models.CheckConstraint(condition=models.Q(('doc_no', ''), _negated=True), name='funds_movement_doc_no', violation_error_message='请填写依据文号'),
        ),
        migrations.AddConstraint(
            model_name='fundmovement',
            constraint=models.CheckConstraint(condition=models.Q(('reverses', None), ('kind', 'corrected'), _connector='OR'), name='funds_movement_reverses', violation_error_message='冲销只能登记为更正'),
        ),
        migrations.AddConstraint(
            model_name='fundmovement',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by__isnull', False), ('kind__in', ('allotted', 'carried_in', 'pooled')), _connector='OR'), name='funds_movement_by', violation_error_message='须有登记人'),
        ),
        migrations.RunSQL(LISTED, migrations.RunSQL.noop),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(OPENINGS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, "DROP TRIGGER funds_movement_kept ON funds_fundmovement;"),
        migrations.RunSQL(SUMS, UNSUMMED),
    ]
