from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0008_calendar_editions"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="phone",
            field=models.CharField(blank=True, db_default="", max_length=30, verbose_name="办公电话"),
        ),
    ]
