"""What a unit of work is granted: quantity, unit and 补助标准 of projects and of the rows of plans, their ways of support,
building and integration; the county's dated standards, never below what stands above them; who receives money for another."""

import core.clock
import core.county_key
import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'plans_payeeconsent': taken_over('project_id', 'plans_project')}
KEPT = """
CREATE FUNCTION plans_standard_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'valid_to' = to_jsonb(OLD) - 'valid_to'
        AND NEW.valid_to IS NOT NULL
        AND (OLD.valid_to IS NULL OR NEW.valid_to <= OLD.valid_to)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '补助标准一经制定不得改动，只能停用并另立' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_standard_kept BEFORE UPDATE OR DELETE ON plans_subsidystandard
    FOR EACH ROW EXECUTE FUNCTION plans_standard_kept();

CREATE FUNCTION plans_standard_not_below() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_own boolean := NEW.village_id IS NULL AND NEW.household_kind = '';
    is_there boolean;
    is_below boolean;
BEGIN
    SELECT bool_or(other.valid_from <= NEW.valid_from AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from)),
           bool_or(CASE WHEN is_own THEN other.amount < NEW.amount ELSE other.amount > NEW.amount END)
      INTO is_there, is_below
      FROM plans_subsidystandard other
     WHERE other.county_id = NEW.county_id AND other.category = NEW.category AND other.measure = NEW.measure
       AND other.unit = NEW.unit AND (other.village_id IS NULL AND other.household_kind = '') <> is_own
       AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from)
       AND (NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to);
    IF NOT is_own AND is_there IS NOT TRUE THEN
        RAISE EXCEPTION '因村因户不同的标准须以同日施行的县标准为基础' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF is_below THEN
        RAISE EXCEPTION '因村因户不同的标准不得低于县标准' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_standard_not_below BEFORE INSERT ON plans_subsidystandard
    FOR EACH ROW EXECUTE FUNCTION plans_standard_not_below();

CREATE FUNCTION plans_payee_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL
        AND to_jsonb(NEW) - 'revoked_at' - 'revoked_because' = to_jsonb(OLD) - 'revoked_at' - 'revoked_because'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '代领登记不得改动，只能撤销' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_payee_kept BEFORE UPDATE OR DELETE ON plans_payeeconsent
    FOR EACH ROW EXECUTE FUNCTION plans_payee_kept();
"""
UNKEPT = """
DROP TRIGGER plans_payee_kept ON plans_payeeconsent;
DROP FUNCTION plans_payee_kept();
DROP TRIGGER plans_standard_not_below ON plans_subsidystandard;
DROP FUNCTION plans_standard_not_below();
DROP TRIGGER plans_standard_kept ON plans_subsidystandard;
DROP FUNCTION plans_standard_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0013_search_by_county'),
        ('plans', '0024_master_plan'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PayeeConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('beneficiary', models.CharField(max_length=20, verbose_name='受益人')),
                ('household_kind', models.CharField(choices=[('registered_poor', '建档立卡贫困户'), ('five_guarantees', '五保户'), ('low_income', '低保户'), ('disabled', '残疾人户')], max_length=20, verbose_name='受益户类型')),
                ('payee', models.CharField(max_length=20, verbose_name='代领人')),
                ('relation', models.CharField(max_length=60, verbose_name='与受益人关系')),
                ('consented_on', models.DateField(verbose_name='同意日期')),
                ('consent_name', models.CharField(max_length=120, verbose_name='同意书文件')),
                ('consent_kind', models.CharField(choices=[('pdf', 'PDF文件'), ('ofd', 'OFD版式文件'), ('docx', 'Word文档'), ('xlsx', 'Excel表格'), ('jpg', 'JPEG图片'), ('png', 'PNG图片'), ('txt', '文本文件'), ('csv', 'CSV表格')], max_length=4, verbose_name='种类')),
                ('consent_sha256', models.CharField(max_length=64, verbose_name='同意书摘要（SHA-256）')),
                ('recorded_at', models.DateTimeField(default=core.clock.now, verbose_name='登记时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('revoked_because', models.CharField(blank=True, max_length=200, verbose_name='撤销理由')),
            ],
            options={
                'verbose_name': '代领',
            },
        ),
        migrations.CreateModel(
            name='SubsidyStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('living_relief', '生活救助'), ('basic_conditions', '基本生产条件改善'), ('industry', '特色产业发展'), ('relocation', '扶贫搬迁'), ('finance', '撬动金融投入'), ('public_service', '公共服务'), ('capacity', '能力建设')], max_length=20, verbose_name='项目类别')),
                ('measure', models.CharField(max_length=60, verbose_name='补助内容')),
                ('unit', models.CharField(max_length=20, verbose_name='计量单位')),
                ('household_kind', models.CharField(blank=True, choices=[('registered_poor', '建档立卡贫困户'), ('five_guarantees', '五保户'), ('low_income', '低保户'), ('disabled', '残疾人户')], max_length=20, verbose_name='适用户')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='补助标准（元）')),
                ('floor', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='不低于（元）')),
                ('floor_document', models.CharField(blank=True, max_length=100, verbose_name='上级标准文号')),
                ('approval_document', models.CharField(max_length=100, verbose_name='批准文号')),
                ('valid_from', models.DateField(verbose_name='施行日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('set_at', models.DateTimeField(default=core.clock.now, verbose_name='制定时间')),
            ],
            options={
                'verbose_name': '补助标准',
            },
        ),
        migrations.AddField(
            model_name='planitem',
            name='parts',
            field=models.JSONField(blank=True, default=list, verbose_name='分项数量'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='quantity',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='数量'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='unit',
            field=models.CharField(blank=True, max_length=20, verbose_name='计量单位'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='unit_standard',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='补助标准（元/单位）'),
        ),
        migrations.AddField(
            model_name='project',
            name='implement_mode',
            field=models.CharField(blank=True, choices=[('government', '政府组织实施'), ('tender', '公开招标'), ('procurement', '政府采购'), ('work_relief', '以工代赈'), ('villagers', '村民自建（一事一议）'), ('contracted', '委托市场主体包干'), ('asset_income', '资产收益')], max_length=12, verbose_name='实施方式'),
        ),
        migrations.AddField(
            model_name='project',
            name='integration_mode',
            field=models.CharField(blank=True, choices=[('planned', '规划引导'), ('key_project', '重点项目主导'), ('incentive', '奖补引领')], max_length=12, verbose_name='统筹方式'),
        ),
        migrations.AddField(
            model_name='project',
            name='loan_amount',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='贴息贷款金额'),
        ),
        migrations.AddField(
            model_name='project',
            name='loan_rate',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True, verbose_name='贴息年利率（%）'),
        ),
        migrations.AddField(
            model_name='project',
            name='parts',
            field=models.JSONField(blank=True, default=list, verbose_name='分项数量'),
        ),
        migrations.AddField(
            model_name='project',
            name='quantity',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='数量'),
        ),
        migrations.AddField(
            model_name='project',
            name='standard_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='与县定标准不同的理由'),
        ),
        migrations.AddField(
            model_name='project',
            name='support_mode',
            field=models.CharField(blank=True, choices=[('investment', '直接投资'), ('direct', '直接补助'), ('award', '以奖代补'), ('build_first', '先建后补'), ('interest', '贷款贴息'), ('guarantee', '担保'), ('shares', '入股')], max_length=12, verbose_name='支持方式'),
        ),
        migrations.AddField(
            model_name='project',
            name='unit',
            field=models.CharField(blank=True, max_length=20, verbose_name='计量单位'),
        ),
        migrations.AddField(
            model_name='project',
            name='unit_standard',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='补助标准（元/单位）'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quantity__isnull', True), models.Q(('quantity__gt', 0), models.Q(('unit', ''), _negated=True)), _connector='OR'), models.Q(('unit_standard__isnull', True), models.Q(('quantity__isnull', False), ('unit_standard__gt', 0)), _connector='OR')), name='plans_item_measured', violation_error_message='数量须大于零并有计量单位；补助标准须大于零并有数量'),
        ),
        migrations.AddField(
            model_name='payeeconsent',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='payeeconsent',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='plans.project', verbose_name='项目'),
        ),
        migrations.AddField(
            model_name='payeeconsent',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='subsidystandard',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='subsidystandard',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='制定人'),
        ),
        migrations.AddField(
            model_name='subsidystandard',
            name='village',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='适用村'),
        ),
        migrations.AddField(
            model_name='project',
            name='standard',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.subsidystandard', verbose_name='县定标准'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quantity__isnull', True), models.Q(('quantity__gt', 0), models.Q(('unit', ''), _negated=True)), _connector='OR'), models.Q(('unit_standard__isnull', True), models.Q(('quantity__isnull', False), ('unit_standard__gt', 0)), _connector='OR')), name='plans_project_measured', violation_error_message='数量须大于零并有计量单位；补助标准须大于零并有数量'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('unit_standard__isnull', True), models.Q(('amount__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_standard')), '-', models.Value(Decimal('0.01')))), ('amount__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_standard')), '+', models.Value(Decimal('0.01'))))), _connector='OR'), name='plans_project_by_standard', violation_error_message='数量乘以补助标准须等于申请资金'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('loan_amount__isnull', True), ('loan_rate__isnull', True)), models.Q(('loan_amount__gt', 0), ('loan_rate__gt', 0), ('support_mode', 'interest')), _connector='OR'), name='plans_project_loan', violation_error_message='贷款金额和利率只在贷款贴息的项目中填写，均须大于零'),
        ),
        migrations.AddConstraint(
            model_name='payeeconsent',
            constraint=models.CheckConstraint(condition=models.Q(('consent_sha256__regex', '^[0-9a-f]{64}$'), models.Q(('consent_name', ''), _negated=True)), name='plans_payee_consent', violation_error_message='代领须附受益人本人的同意书'),
        ),
        migrations.AddConstraint(
            model_name='payeeconsent',
            constraint=models.CheckConstraint(condition=models.Q(('beneficiary__regex', '^.[*]+$')), name='plans_payee_masked', violation_error_message='受益人姓名须隐去名字'),
        ),
        migrations.AddConstraint(
            model_name='payeeconsent',
            constraint=models.CheckConstraint(condition=models.Q(('revoked_at__isnull', True), models.Q(('revoked_because', ''), _negated=True), _connector='OR'), name='plans_payee_revoked', violation_error_message='撤销代领须写明理由'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='plans_standard_amount', violation_error_message='补助标准须大于零'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.CheckConstraint(condition=models.Q(('floor__isnull', True), ('amount__gte', models.F('floor')), _connector='OR'), name='plans_standard_floor', violation_error_message='补助标准不得低于上级标准；因村因户不同的，不得低于县标准'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approval_document', ''), _negated=True), models.Q(('measure', ''), _negated=True), models.Q(('unit', ''), _negated=True)), name='plans_standard_approved', violation_error_message='请填写补助内容、计量单位和批准文号'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='plans_standard_period', violation_error_message='停用日期不得早于施行日期'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.UniqueConstraint(fields=('county', 'category', 'measure', 'unit', 'village', 'household_kind', 'valid_from'), name='plans_standard_one_a_day', nulls_distinct=False, violation_error_message='该标准在同一日已另有规定'),
        ),
        migrations.AddConstraint(
            model_name='subsidystandard',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('county', 'category', 'measure', 'unit', 'village', 'household_kind'), name='plans_standard_one_open', nulls_distinct=False, violation_error_message='该标准的上一规定尚未停用'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
