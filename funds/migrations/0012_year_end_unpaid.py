"""The year's end takes what batches allotted and nobody was paid as well: a confirmed statement lists exactly what is left
of each row of a batch where payments are entered, no more is paid of that row than it leaves, and what it took of the
allotted money may leave the source."""

import django.db.models.deletion
from django.db import migrations, models

WHOLE = """
CREATE OR REPLACE FUNCTION funds_year_end_whole() RETURNS trigger LANGUAGE plpgsql AS $$
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
                WHERE line.statement_id = NEW.id AND line.funding_id = funding.id@UNALLOTTED@), 0)
    ) THEN
        RAISE EXCEPTION '各项目安排须等于已下达、收回、结转之和' USING ERRCODE = 'integrity_constraint_violation';
    END IF;@UNPAID@
    RETURN NULL;
END $$;
"""
UNPAID = """
    -- one after the other with whoever pays out of a row
    PERFORM 1 FROM funds_batchitem line JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
        WHERE batch.plan_id = NEW.plan_id AND batch.state = 'issued' ORDER BY line.id FOR NO KEY UPDATE OF line;
    IF EXISTS (
        SELECT 1 FROM funds_yearendline line JOIN funds_itemfunding funding ON funding.id = line.funding_id
            JOIN plans_planitem item ON item.id = funding.item_id
            JOIN funds_batchitem allotted ON allotted.id = line.allotment_id
            JOIN funds_allotmentbatch batch ON batch.id = allotted.batch_id
            JOIN plans_planitem other ON other.id = allotted.item_id
        WHERE line.statement_id = NEW.id AND (batch.plan_id <> NEW.plan_id OR batch.state <> 'issued'
            OR other.project_id <> item.project_id OR allotted.source_id <> funding.source_id
            OR line.returned + line.carried <> allotted.amount
                - coalesce((SELECT sum(amount) FROM funds_payment WHERE row_id = allotted.id), 0))
    ) OR EXISTS (
        SELECT 1 FROM funds_batchitem allotted JOIN funds_allotmentbatch batch ON batch.id = allotted.batch_id
            JOIN plans_planitem other ON other.id = allotted.item_id
            JOIN plans_planitem item ON item.project_id = other.project_id AND item.version_id = NEW.version_id
            JOIN funds_itemfunding funding ON funding.item_id = item.id AND funding.source_id = allotted.source_id
        WHERE batch.plan_id = NEW.plan_id AND batch.state = 'issued'
            AND EXISTS (SELECT 1 FROM funds_payment payment JOIN funds_batchitem paid ON paid.id = payment.row_id
                JOIN funds_allotmentbatch its ON its.id = paid.batch_id WHERE its.plan_id = NEW.plan_id)
            AND NOT EXISTS (SELECT 1 FROM funds_yearendline line
                WHERE line.statement_id = NEW.id AND line.allotment_id = allotted.id)
            AND allotted.amount <> coalesce((SELECT sum(amount) FROM funds_payment WHERE row_id = allotted.id), 0)
    ) THEN
        RAISE EXCEPTION '各批次明细下达须等于已支付、收回、结转之和' USING ERRCODE = 'integrity_constraint_violation';
    END IF;"""
NOW = WHOLE.replace('@UNALLOTTED@', ' AND line.allotment_id IS NULL').replace('@UNPAID@', UNPAID)
BEFORE = WHOLE.replace('@UNALLOTTED@', '').replace('@UNPAID@', '')
WITHIN = """
CREATE OR REPLACE FUNCTION funds_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
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
    SELECT coalesce(sum(amount), 0) INTO paid FROM funds_payment WHERE row_id = NEW.row_id;@CLOSED@
    IF paid > allotted OR paid < 0 THEN
        RAISE EXCEPTION '已支付的资金不得多于已下达的资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
CLOSED = """
    SELECT allotted - coalesce(sum(line.returned + line.carried), 0) INTO allotted
        FROM funds_yearendline line JOIN funds_yearendstatement statement ON statement.id = line.statement_id
        WHERE line.allotment_id = NEW.row_id AND statement.state = 'confirmed';"""

SOURCE = """
CREATE OR REPLACE FUNCTION funds_source_allotted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT coalesce(sum(line.amount), 0) FROM funds_batchitem line
            JOIN funds_allotmentbatch batch ON batch.id = line.batch_id
            WHERE batch.state = 'issued' AND line.source_id = NEW.id)@UNPAID@ > NEW.integrable THEN
        RAISE EXCEPTION '资金来源的纳入整合金额不得少于已下达的资金' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
GONE = """
        - (SELECT coalesce(sum(line.returned + line.carried), 0) FROM funds_yearendline line
            JOIN funds_yearendstatement statement ON statement.id = line.statement_id
            JOIN funds_batchitem allotted ON allotted.id = line.allotment_id
            WHERE statement.state = 'confirmed' AND allotted.source_id = NEW.id)"""

NONE_UNPAID = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM funds_yearendline WHERE allotment_id IS NOT NULL) THEN
        RAISE EXCEPTION '年终清单已列有下达未支付的资金，旧版没有它们的位置：请用升级前的备份恢复'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [('funds', '0011_year_end_held')]

    operations = [
        migrations.AddField(
            model_name='yearendline',
            name='allotment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='year_end_lines', to='funds.batchitem', verbose_name='批次明细'),
        ),
        migrations.RemoveConstraint(model_name='yearendline', name='funds_year_end_line_once'),
        migrations.AddConstraint(
            model_name='yearendline',
            constraint=models.UniqueConstraint(condition=models.Q(('allotment', None)), fields=('statement', 'funding'), name='funds_year_end_line_once'),
        ),
        migrations.AddConstraint(
            model_name='yearendline',
            constraint=models.UniqueConstraint(condition=models.Q(('allotment__isnull', False)), fields=('statement', 'allotment'), name='funds_year_end_allotment_once'),
        ),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(WITHIN.replace('@CLOSED@', CLOSED), WITHIN.replace('@CLOSED@', '')),
        migrations.RunSQL(SOURCE.replace('@UNPAID@', GONE), SOURCE.replace('@UNPAID@', '')),
        migrations.RunSQL(migrations.RunSQL.noop, NONE_UNPAID),
    ]
