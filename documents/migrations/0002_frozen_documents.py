"""An issued document never changes and never goes away (B26); a number series never runs backwards (B06)."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION documents_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '公文不得删除，只能作废：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(NEW) - '{file_sha256,pages,render_state,render_error,voided_at,void_reason}'::text[])
       IS DISTINCT FROM
       (to_jsonb(OLD) - '{file_sha256,pages,render_state,render_error,voided_at,void_reason}'::text[])
    THEN
        RAISE EXCEPTION '公文印发后内容、字号和当事机关不得更改：%', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.file_sha256 <> '' AND NEW.file_sha256 IS DISTINCT FROM OLD.file_sha256 THEN
        RAISE EXCEPTION '公文文件不得更换：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.voided_at IS NOT NULL
       AND (NEW.voided_at, NEW.void_reason) IS DISTINCT FROM (OLD.voided_at, OLD.void_reason) THEN
        RAISE EXCEPTION '作废登记不得更改：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_frozen BEFORE UPDATE OR DELETE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION documents_freeze();

CREATE FUNCTION documents_series_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last < OLD.last OR NEW.code_id <> OLD.code_id OR NEW.year <> OLD.year THEN
        RAISE EXCEPTION '文号序列只能向前' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_series_forward BEFORE UPDATE OR DELETE ON documents_numberseries
    FOR EACH ROW EXECUTE FUNCTION documents_series_forward();
"""

THAW = """
DROP TRIGGER documents_series_forward ON documents_numberseries;
DROP FUNCTION documents_series_forward();
DROP TRIGGER documents_frozen ON documents_issueddocument;
DROP FUNCTION documents_freeze();
"""


class Migration(migrations.Migration):
    dependencies = (("documents", "0001_initial"),)
    operations = (migrations.RunSQL(FREEZE, THAW),)
