"""The plan of several years: its versions, what townships and villages want; nothing of an issued version changes."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    'plans_masterplanversion': taken_over('plan_id', 'plans_masterplan'),
    'plans_townshipneeds': taken_over('version_id', 'plans_masterplanversion'),
    'plans_villageneeds': taken_over('needs_id', 'plans_townshipneeds'),
    'plans_need': taken_over('needs_id', 'plans_townshipneeds'),
}

KEPT = """
CREATE FUNCTION plans_master_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('issued', 'superseded') AND (TG_OP = 'DELETE'
        OR NEW.state NOT IN ('issued', 'superseded')
        OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION '规划印发后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER plans_master_version_kept BEFORE UPDATE OR DELETE ON plans_masterplanversion
    FOR EACH ROW EXECUTE FUNCTION plans_master_version_kept();

CREATE FUNCTION plans_needs_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.needs_id ELSE NEW.needs_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM plans_townshipneeds t JOIN plans_masterplanversion v ON v.id = t.version_id
               WHERE t.id = whose AND v.state IN ('issued', 'superseded')) THEN
        RAISE EXCEPTION '规划印发后其需求不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER plans_needs_kept BEFORE INSERT OR UPDATE OR DELETE ON plans_need
    FOR EACH ROW EXECUTE FUNCTION plans_needs_kept();
CREATE TRIGGER plans_needs_kept BEFORE INSERT OR UPDATE OR DELETE ON plans_villageneeds
    FOR EACH ROW EXECUTE FUNCTION plans_needs_kept();
"""
LET_GO = """
DROP TRIGGER plans_needs_kept ON plans_villageneeds;
DROP TRIGGER plans_needs_kept ON plans_need;
DROP TRIGGER plans_master_version_kept ON plans_masterplanversion;
DROP FUNCTION plans_needs_kept();
DROP FUNCTION plans_master_version_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0014_master_plan_kinds'),
        ('documents', '0014_codes_end'),
        ('plans', '0023_library_kept'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('village', '村级公示'), ('township', '乡镇公示'), ('library', '入库公告'), ('plan', '方案公告'), ('master_plan', '规划公告')], max_length=12, verbose_name='种类'),
        ),
        migrations.CreateModel(
            name='MasterPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='起始年度')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='终止年度')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='县')),
            ],
            options={
                'verbose_name': '统筹资金规划',
            },
        ),
        migrations.CreateModel(
            name='MasterPlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('goals', models.TextField(verbose_name='目标任务')),
                ('tasks', models.TextField(verbose_name='重点任务')),
                ('safeguards', models.TextField(verbose_name='保障措施')),
                ('needs_due', models.DateField(verbose_name='乡镇上报期限')),
                ('state', models.CharField(choices=[('compiling', '汇总编制'), ('consulting', '征求意见'), ('deciding', '会议审议'), ('signing', '核稿签发'), ('issued', '已印发'), ('superseded', '已被修订'), ('terminated', '已终止')], default='compiling', max_length=12, verbose_name='状态')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='master_plan_version', to='core.dossier')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.masterplan')),
                ('revises', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='plans.masterplanversion', verbose_name='原规划')),
            ],
            options={
                'verbose_name': '规划版本',
            },
        ),
        migrations.CreateModel(
            name='TownshipNeeds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='township_needs', to='core.dossier')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='乡镇')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='townships', to='plans.masterplanversion')),
            ],
            options={
                'verbose_name': '乡镇规划需求',
            },
        ),
        migrations.CreateModel(
            name='VillageNeeds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', '未报'), ('reported', '已报'), ('returned', '退回补正')], default='pending', max_length=12, verbose_name='状态')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='议事日期')),
                ('representatives', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='应到代表')),
                ('present', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='实到代表')),
                ('votes_for', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='赞成')),
                ('returned_because', models.TextField(blank=True, verbose_name='退回理由')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('needs', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='villages', to='plans.townshipneeds')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='村')),
            ],
            options={
                'verbose_name': '村级规划需求',
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('category', models.CharField(choices=[('living_relief', '生活救助'), ('basic_conditions', '基本生产条件改善'), ('industry', '特色产业发展'), ('relocation', '扶贫搬迁'), ('finance', '撬动金融投入'), ('public_service', '公共服务'), ('capacity', '能力建设')], max_length=20, verbose_name='类别')),
                ('content', models.CharField(max_length=200, verbose_name='建设内容')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='需求资金')),
                ('planned', models.DecimalField(decimal_places=2, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='规划资金')),
                ('households', models.PositiveIntegerField(default=0, verbose_name='受益户数')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='受益人数')),
                ('poor_households', models.PositiveIntegerField(default=0, verbose_name='其中贫困户')),
                ('poor_people', models.PositiveIntegerField(default=0, verbose_name='其中贫困人口')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.project', verbose_name='项目库项目')),
                ('needs', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='plans.townshipneeds')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='plans.villageneeds', verbose_name='村')),
            ],
            options={
                'verbose_name': '规划需求',
            },
        ),
        migrations.AddConstraint(
            model_name='masterplan',
            constraint=models.UniqueConstraint(fields=('county', 'first_year', 'last_year'), name='plans_master_plan_once', violation_error_message='该县该期规划已经启动'),
        ),
        migrations.AddConstraint(
            model_name='masterplan',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='plans_master_plan_period', violation_error_message='终止年度不得早于起始年度'),
        ),
        migrations.AddConstraint(
            model_name='masterplanversion',
            constraint=models.UniqueConstraint(fields=('plan', 'seq'), name='plans_master_version_seq'),
        ),
        migrations.AddConstraint(
            model_name='masterplanversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['issued', 'superseded']), _negated=True), ('document__isnull', False), _connector='OR'), name='plans_master_version_issued_has_document', violation_error_message='印发的规划须有公文'),
        ),
        migrations.AddConstraint(
            model_name='townshipneeds',
            constraint=models.UniqueConstraint(fields=('version', 'township'), name='plans_township_needs_once'),
        ),
        migrations.AddConstraint(
            model_name='villageneeds',
            constraint=models.UniqueConstraint(fields=('needs', 'village'), name='plans_village_needs_once'),
        ),
        migrations.AddConstraint(
            model_name='villageneeds',
            constraint=models.CheckConstraint(condition=models.Q(('present__isnull', True), models.Q(('present__lte', models.F('representatives')), ('votes_for__lte', models.F('present'))), _connector='OR'), name='plans_village_needs_present', violation_error_message='实到代表不得多于应到代表，赞成不得多于实到'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('planned__gte', 0)), name='plans_need_amount', violation_error_message='需求资金须大于零，规划资金不得为负'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('poor_households__lte', models.F('households')), ('poor_people__lte', models.F('people'))), name='plans_need_poor_within', violation_error_message='贫困户数和人数不得多于受益户数和人数'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, LET_GO),
    ]
