"""Items of a plan count 1, 2, 3 without a gap: what was put back before this left one, which no annex ever showed."""

from typing import Any

import django.db.models.constraints
from django.db import migrations, models
from django.db.models import Count, F, Max


def close_gaps(apps: Any, _schema_editor: Any) -> None:
    """Ascending, so that no number is taken twice on the way."""
    item = apps.get_model("plans", "PlanItem")
    counted = item.objects.order_by("version").values("version").annotate(last=Max("seq"), number=Count("pk"))
    for version in counted.exclude(last=F("number")).values_list("version", flat=True):
        rows = item.objects.filter(version=version).order_by("seq").values_list("pk", "seq")
        for number, (pk, seq) in enumerate(rows, 1):
            if number != seq:
                item.objects.filter(pk=pk).update(seq=number)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0007_replaced_notices'),
    ]

    operations = [
        migrations.RunPython(close_gaps, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='planitem',
            name='plans_item_seq',
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('version', 'seq'), name='plans_item_seq'),
        ),
    ]
