"""Compliance: dated thresholds, what a plan says to a warning, and kept verdicts that no one changes."""

import core.clock
import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {
    'plans_planjustification': taken_over('version_id', 'plans_planversion'),
    'plans_compliancecheck': taken_over('version_id', 'plans_planversion'),
    'plans_keptverdict': taken_over('compliance_check_id', 'plans_compliancecheck'),
}
KEPT = """
CREATE FUNCTION plans_compliance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '合规结论和标准一经作出不得改动' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_check_kept BEFORE UPDATE OR DELETE ON plans_compliancecheck
    FOR EACH ROW EXECUTE FUNCTION plans_compliance_kept();
CREATE TRIGGER plans_verdict_kept BEFORE UPDATE OR DELETE ON plans_keptverdict
    FOR EACH ROW EXECUTE FUNCTION plans_compliance_kept();
CREATE TRIGGER plans_threshold_kept BEFORE UPDATE OR DELETE ON plans_rulethreshold
    FOR EACH ROW EXECUTE FUNCTION plans_compliance_kept();
"""
UNKEPT = """
DROP TRIGGER plans_check_kept ON plans_compliancecheck;
DROP TRIGGER plans_verdict_kept ON plans_keptverdict;
DROP TRIGGER plans_threshold_kept ON plans_rulethreshold;
DROP FUNCTION plans_compliance_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('plans', '0020_adjusted_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='negativelistentry',
            name='code',
            field=models.CharField(max_length=6, verbose_name='代码'),
        ),
        migrations.AlterField(
            model_name='negativelistentry',
            name='severity',
            field=models.CharField(choices=[('hint', '提示'), ('warning', '警示'), ('forbidden', '禁止')], max_length=12, verbose_name='后果'),
        ),
        migrations.AddConstraint(
            model_name='negativelistentry',
            constraint=models.UniqueConstraint(fields=('code', 'valid_from'), name='plans_negative_list_one_a_day', violation_error_message='该条目在同一日已另有规定'),
        ),
        migrations.AddConstraint(
            model_name='negativelistentry',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='plans_negative_list_period', violation_error_message='停用日期不得早于施行日期'),
        ),
        migrations.CreateModel(
            name='ComplianceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('consulted', '送征求意见'), ('amended', '按会议意见修改'), ('decided', '会议审定后送签'), ('issued', '印发')], max_length=12, verbose_name='环节')),
                ('rules_on', models.DateField(verbose_name='规则日期')),
                ('made_at', models.DateTimeField(default=core.clock.now, verbose_name='时间')),
                ('picture', models.JSONField(verbose_name='检查时的内容')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='plans.planversion')),
            ],
            options={
                'verbose_name': '合规检查',
                'indexes': [models.Index(fields=['version', '-id'], name='plans_check_last')],
            },
        ),
        migrations.CreateModel(
            name='KeptVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, verbose_name='规则')),
                ('outcome', models.CharField(choices=[('forbidden', '禁止'), ('unanswered', '待说明'), ('justified', '已说明'), ('noted', '提示'), ('passed', '符合')], max_length=12, verbose_name='结论')),
                ('text_from', models.DateField(verbose_name='规则文本施行日期')),
                ('hits', models.JSONField(blank=True, default=list, verbose_name='事项')),
                ('compliance_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='plans.compliancecheck')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
            ],
            options={
                'verbose_name': '合规结论',
                'constraints': [models.UniqueConstraint(fields=('compliance_check', 'code'), name='plans_verdict_once')],
            },
        ),
        migrations.CreateModel(
            name='PlanJustification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, verbose_name='规则')),
                ('text', models.TextField(verbose_name='理由')),
                ('written_at', models.DateTimeField(default=core.clock.now, verbose_name='填写时间')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='justifications', to='plans.planversion')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填写人')),
            ],
            options={
                'verbose_name': '全案说明',
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='plans_justification_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='plans_justification_says_something', violation_error_message='请写明理由')],
            },
        ),
        migrations.CreateModel(
            name='RuleThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, verbose_name='标准')),
                ('value', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='数值')),
                ('starts_on', models.DateField(verbose_name='施行日期')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('set_at', models.DateTimeField(default=core.clock.now, verbose_name='设定时间')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
            ],
            options={
                'verbose_name': '规则标准',
                'constraints': [models.UniqueConstraint(fields=('county', 'key', 'starts_on'), name='plans_threshold_one_a_day', nulls_distinct=False, violation_error_message='该标准在同一日已另有规定')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
