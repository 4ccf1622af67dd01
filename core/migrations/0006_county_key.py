"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {
    'core_searchentry': taken_over('dossier_id', 'core_dossier'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_generated_province'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchentry',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='searchentry',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
