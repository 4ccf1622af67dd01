"""By which edition of the working calendar a deadline was counted; 0 is the one that the program brings along."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engine", "0007_taken_back_because")]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="calendar_edition",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="日历版次"),
        ),
    ]
