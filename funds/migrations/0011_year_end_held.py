"""A year-end statement keeps its plan and who drew it, and once handed in its document too; it is confirmed only out of the
hands of the head, never by whom it was drawn for. No batch or version is moved into a plan whose year end is done."""

from django.db import migrations, models

HELD = """
CREATE FUNCTION funds_year_end_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drawing' THEN
            RAISE EXCEPTION '年终结转收回清单须先拟定' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.plan_id, NEW.drawn_by_id, NEW.drawn_for_id, NEW.drawn_at)
        IS DISTINCT FROM (OLD.plan_id, OLD.drawn_by_id, OLD.drawn_for_id, OLD.drawn_at) THEN
        RAISE EXCEPTION '年终结转收回清单的方案和拟定人不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'waiting' AND (NEW.version_id, NEW.doc_no, NEW.dated)
        IS DISTINCT FROM (OLD.version_id, OLD.doc_no, OLD.dated) THEN
        RAISE EXCEPTION '年终结转收回清单送出后其依据不得改动' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'drawing' AND NEW.state = 'confirmed' THEN
        RAISE EXCEPTION '年终结转收回清单送出后才能确认' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_year_end_held BEFORE INSERT OR UPDATE ON funds_yearendstatement
    FOR EACH ROW EXECUTE FUNCTION funds_year_end_held();
"""
LOOSE = "DROP TRIGGER funds_year_end_held ON funds_yearendstatement; DROP FUNCTION funds_year_end_held();"
MOVED = """
CREATE TRIGGER funds_year_end_over_moved AFTER UPDATE OF plan_id, state ON funds_allotmentbatch
    FOR EACH ROW WHEN (NEW.state <> 'terminated') EXECUTE FUNCTION funds_year_end_over();
CREATE TRIGGER funds_year_end_over_moved AFTER UPDATE OF plan_id, state ON plans_planversion
    FOR EACH ROW WHEN (NEW.state IN ('drafting', 'consulting', 'deciding', 'signing'))
    EXECUTE FUNCTION funds_year_end_over();
"""
UNMOVED = """
DROP TRIGGER funds_year_end_over_moved ON plans_planversion;
DROP TRIGGER funds_year_end_over_moved ON funds_allotmentbatch;
"""


class Migration(migrations.Migration):
    dependencies = [('funds', '0010_payments')]

    operations = [
        migrations.RunSQL(HELD, LOOSE),
        migrations.RunSQL(MOVED, UNMOVED),
        migrations.RemoveConstraint(model_name='yearendstatement', name='funds_year_end_two_persons'),
        migrations.AddConstraint(
            model_name='yearendstatement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(models.Q(('confirmed_by', models.F('drawn_by')), _negated=True), models.Q(('drawn_for', None), models.Q(('confirmed_by', models.F('drawn_for')), _negated=True), _connector='OR')), _connector='OR'), name='funds_year_end_two_persons', violation_error_message='拟定人与确认人不得为同一人'),
        ),
    ]
