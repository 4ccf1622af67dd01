from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0013_bulletins"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentcode",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="停用日期"),
        ),
        migrations.RemoveConstraint(model_name="documentcode", name="documents_code_one_per_use"),
        migrations.AddConstraint(
            model_name="documentcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("organisation", "use"),
                name="documents_code_one_per_use",
                violation_error_message="同一机关同一用途只能有一个代字",
            ),
        ),
    ]
