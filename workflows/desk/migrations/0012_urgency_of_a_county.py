"""Changes of urgency carry the county's key."""

import core.county_key
import django.db.models.deletion
from django.db import migrations

from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {'desk_urgencychange': taken_over('dossier_id', 'core_dossier')}


def key(**told):
    return core.county_key.CountyKey(
        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation',
        verbose_name='所属县', **told,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('desk', '0011_comments'),
    ]

    operations = [
        migrations.AddField(model_name='urgencychange', name='county', field=key(null=True)),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(model_name='urgencychange', name='county', field=key()),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
