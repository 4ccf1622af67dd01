"""A file as it was printed and whose certificate signed it; neither changes once recorded."""

from django.db import migrations, models

LATER = "{file_sha256,pages,render_state,render_error,voided_at,void_reason%s}"
ADDED = ",printed_sha256,signed_by"

FREEZE = """
CREATE OR REPLACE FUNCTION documents_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := '__LATER__';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '公文不得删除，只能作废：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(NEW) - later) IS DISTINCT FROM (to_jsonb(OLD) - later) THEN
        RAISE EXCEPTION '公文印发后内容、字号和当事机关不得更改：%', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.file_sha256 <> '' AND __FILE__ THEN
        RAISE EXCEPTION '公文文件不得更换：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.voided_at IS NOT NULL
       AND (NEW.voided_at, NEW.void_reason) IS DISTINCT FROM (OLD.voided_at, OLD.void_reason) THEN
        RAISE EXCEPTION '作废登记不得更改：%', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def function(added: str, file: str) -> str:
    return FREEZE.replace("__LATER__", LATER % added).replace("__FILE__", file)


SIGNED = (
    "(NEW.file_sha256, NEW.printed_sha256, NEW.signed_by)"
    " IS DISTINCT FROM (OLD.file_sha256, OLD.printed_sha256, OLD.signed_by)"
)
UNSIGNED = "NEW.file_sha256 IS DISTINCT FROM OLD.file_sha256"


class Migration(migrations.Migration):
    dependencies = (("documents", "0002_frozen_documents"),)
    operations = (
        migrations.AddField(
            "issueddocument", "printed_sha256",
            models.CharField("签名前的文件摘要", max_length=64, blank=True),
        ),
        migrations.AddField(
            "issueddocument", "signed_by",
            models.CharField("签名证书", max_length=200, blank=True),
        ),
        migrations.RunSQL(function(ADDED, SIGNED), function("", UNSIGNED)),
    )
