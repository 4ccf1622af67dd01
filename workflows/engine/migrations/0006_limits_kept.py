"""What each deadline is counted from; older items have none and count by their step's limit."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("engine", "0005_sign_filing")]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="counted_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="期限起算时间"),
        ),
        migrations.AddField(
            model_name="workitem",
            name="limit_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="期限天数"),
        ),
        migrations.AddField(
            model_name="workitem",
            name="in_calendar_days",
            field=models.BooleanField(db_default=False, default=False, verbose_name="按自然日计"),
        ),
        migrations.AddField(
            model_name="workitem",
            name="pauses",
            field=models.JSONField(db_default=[], default=list, verbose_name="停止计算期间"),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.CheckConstraint(
                condition=Q(("counted_from__isnull", True), ("limit_days__isnull", True))
                | Q(("counted_from__isnull", False), ("limit_days__isnull", False)),
                name="engine_item_limit_is_whole",
            ),
        ),
    ]
