"""What a source pays for a row of an issued version never changes."""

from django.db import migrations

KEEP = """
CREATE FUNCTION funds_payment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT plans_version_is_issued(version_id) FROM plans_planitem WHERE id = OLD.item_id) THEN
        RAISE EXCEPTION '方案印发后其资金安排不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funds_itemfunding_kept BEFORE UPDATE OR DELETE ON funds_itemfunding
    FOR EACH ROW EXECUTE FUNCTION funds_payment_kept();
"""
LET_GO = "DROP TRIGGER funds_itemfunding_kept ON funds_itemfunding; DROP FUNCTION funds_payment_kept();"


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0004_county_key'),
        ('plans', '0020_adjusted_plans'),
    ]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
