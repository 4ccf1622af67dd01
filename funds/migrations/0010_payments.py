"""资金支付: what is paid out of a row of an issued batch is never more than it allots, nor less than nothing; written once,
mended by a counter-entry of the same sum."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {'funds_payment': taken_over('row_id', 'funds_batchitem')}
WITHIN = """
CREATE FUNCTION funds_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allotted numeric;
    paid numeric;
    is_issued boolean;
BEGIN
    -- one after the other for each row; the sum below is asked when the lock is had
    SELECT line.amount, batch.state = 'issued' INTO allotted, is_issued
        FROM funds_batchitem line JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
        WHERE line.id = NEW.row_id FOR NO KEY UPDATE OF line;
    IF NOT is_issued THEN
        RAISE EXCEPTION '批次下达后才能登记支付' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM funds_payment WHERE id = NEW.reverses_id AND row_id = NEW.row_id AND amount = -NEW.amount
    ) THEN
        RAISE EXCEPTION '冲销的金额须与原支付相同、方向相反' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(sum(amount), 0) INTO paid FROM funds_payment WHERE row_id = NEW.row_id;
    IF paid > allotted OR paid < 0 THEN
        RAISE EXCEPTION '已支付的资金不得多于已下达的资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_paid_within AFTER INSERT ON funds_payment
    FOR EACH ROW EXECUTE FUNCTION funds_paid_within();
"""
UNBOUND = "DROP TRIGGER funds_paid_within ON funds_payment; DROP FUNCTION funds_paid_within();"
KEPT = """
CREATE TRIGGER funds_paid_kept BEFORE UPDATE OR DELETE ON funds_payment
    FOR EACH ROW EXECUTE FUNCTION core_refuse('支付登记后不得更改或删除，请登记冲销');
CREATE TRIGGER funds_payment_emptied BEFORE TRUNCATE ON funds_payment
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('登记后不得清空');
"""
LOOSE = """
DROP TRIGGER funds_payment_emptied ON funds_payment;
DROP TRIGGER funds_paid_kept ON funds_payment;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0015_allotment_dossiers'),
        ('funds', '0009_year_end'),
        ('plans', '0027_single_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paid_on', models.DateField(verbose_name='支付日期')),
                ('voucher_no', models.CharField(max_length=60, verbose_name='支付凭证号')),
                ('payee', models.CharField(blank=True, max_length=120, verbose_name='收款单位')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='支付金额')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                ('entered_at', models.DateTimeField(default=core.clock.now, verbose_name='登记时间')),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='plans.payeeconsent', verbose_name='代领')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed', to='funds.payment', verbose_name='冲销的支付')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funds.batchitem', verbose_name='批次明细')),
            ],
            options={
                'verbose_name': '资金支付',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('reverses', None)), models.Q(('amount__lt', 0), ('reverses__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='funds_paid_amount', violation_error_message='支付金额须大于零；冲销的须写明事由'), models.CheckConstraint(condition=models.Q(('voucher_no', ''), _negated=True), name='funds_paid_voucher', violation_error_message='请填写支付凭证号'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('payee', ''), _negated=True), ('consent', None)), models.Q(('consent__isnull', False), ('payee', '')), _connector='OR'), name='funds_paid_payee', violation_error_message='请填写收款单位，或者选择已登记的代领')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(WITHIN, UNBOUND),
        migrations.RunSQL(KEPT, LOOSE),
    ]
