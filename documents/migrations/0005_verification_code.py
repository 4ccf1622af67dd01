"""The short code under which anyone may ask whether a document is genuine; documents issued before have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("documents", "0004_signing"),)
    operations = (
        migrations.AddField(
            "issueddocument", "verification_code", models.CharField("验证码", max_length=12, blank=True)
        ),
        migrations.AddConstraint(
            "issueddocument",
            models.UniqueConstraint(
                fields=["verification_code"], condition=~models.Q(verification_code=""),
                name="documents_verification_code_unique", violation_error_message="验证码已被使用",
            ),
        ),
    )
