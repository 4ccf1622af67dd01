"""Nothing is added to an issued version either, nor moved into it; a version goes one way; a plan has one version in force
and one on its way at most; what is kept cannot be emptied away.

Kept here, in the uppermost room whose rows belong to a version: what a version is, stands in `plans` 0020.
"""

from django.db import migrations

WAY = """
CREATE OR REPLACE FUNCTION plans_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_issued boolean := OLD.state IN ('issued', 'filed', 'superseded');
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF was_issued THEN
            RAISE EXCEPTION '方案印发后不得改动' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF was_issued AND to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state' THEN
        RAISE EXCEPTION '方案印发后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (was_issued OR OLD.state = 'terminated') AND OLD.state <> NEW.state
        AND (OLD.state, NEW.state) NOT IN (('issued', 'filed'), ('issued', 'superseded'), ('filed', 'superseded')) THEN
        RAISE EXCEPTION '方案印发或终止后，其状态不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
WAY_BEFORE = """
CREATE OR REPLACE FUNCTION plans_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('issued', 'filed', 'superseded') AND (TG_OP = 'DELETE'
        OR NEW.state IN ('drafting', 'consulting', 'deciding', 'signing')
        OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION '方案印发后不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
ROWS = """
CREATE OR REPLACE FUNCTION plans_version_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND plans_version_is_issued(OLD.version_id))
        OR (TG_OP <> 'DELETE' AND plans_version_is_issued(NEW.version_id)) THEN
        RAISE EXCEPTION '方案印发后其项目不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
ROWS_BEFORE = """
CREATE OR REPLACE FUNCTION plans_version_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF plans_version_is_issued(OLD.version_id) THEN
        RAISE EXCEPTION '方案印发后其项目不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
PAYMENTS = """
CREATE OR REPLACE FUNCTION funds_payment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT'
            AND (SELECT plans_version_is_issued(version_id) FROM plans_planitem WHERE id = OLD.item_id))
        OR (TG_OP <> 'DELETE'
            AND (SELECT plans_version_is_issued(version_id) FROM plans_planitem WHERE id = NEW.item_id)) THEN
        RAISE EXCEPTION '方案印发后其资金安排不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
PAYMENTS_BEFORE = """
CREATE OR REPLACE FUNCTION funds_payment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT plans_version_is_issued(version_id) FROM plans_planitem WHERE id = OLD.item_id) THEN
        RAISE EXCEPTION '方案印发后其资金安排不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
ONE = """
CREATE UNIQUE INDEX plans_version_one_in_force ON plans_planversion (plan_id) WHERE state IN ('issued', 'filed');
CREATE UNIQUE INDEX plans_version_one_under_way ON plans_planversion (plan_id)
    WHERE state IN ('drafting', 'consulting', 'deciding', 'signing');
"""
ANY_NUMBER = "DROP INDEX plans_version_one_in_force; DROP INDEX plans_version_one_under_way;"
KEPT_SO_FAR = {
    'plans_planitem': 'plans_version_rows_kept', 'plans_adjustment': 'plans_version_rows_kept',
    'plans_itemchange': 'plans_version_rows_kept', 'plans_emergencyitem': 'plans_version_rows_kept',
    'funds_itemfunding': 'funds_payment_kept',
}
KEPT_NOW = ('plans_planjustification', 'funds_listedsource')
NEVER_EMPTIED = ('funds_fundmovement', 'plans_compliancecheck', 'plans_keptverdict', 'plans_rulethreshold')
TRIGGER = 'CREATE TRIGGER {table}_kept BEFORE {acts} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();'
DROP = 'DROP TRIGGER {table}_kept ON {table};'
CHANGED, WRITTEN = 'UPDATE OR DELETE', 'INSERT OR UPDATE OR DELETE'


def kept_whole(table, function):
    """Insertions as well from now on."""
    drop = DROP.format(table=table)
    before, now = (TRIGGER.format(table=table, acts=acts, function=function) for acts in (CHANGED, WRITTEN))
    return migrations.RunSQL(drop + now, drop + before)


def kept_from_now_on(table):
    made = TRIGGER.format(table=table, acts=WRITTEN, function='plans_version_rows_kept')
    return migrations.RunSQL(made, DROP.format(table=table))


def never_emptied(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION core_refuse('登记后不得清空');",
        f'DROP TRIGGER {table}_emptied ON {table};',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0006_fund_movements'),
        ('plans', '0021_compliance'),
    ]

    operations = [
        migrations.RunSQL(WAY, WAY_BEFORE),
        migrations.RunSQL(ROWS, ROWS_BEFORE),
        migrations.RunSQL(PAYMENTS, PAYMENTS_BEFORE),
        *(kept_whole(table, function) for table, function in KEPT_SO_FAR.items()),
        *map(kept_from_now_on, KEPT_NOW),
        *map(never_emptied, NEVER_EMPTIED),
        migrations.RunSQL(ONE, ANY_NUMBER),
    ]
