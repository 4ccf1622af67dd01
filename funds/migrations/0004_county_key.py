"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {
    'funds_itemfunding': taken_over('item_id', 'plans_planitem'),
    'funds_listedsource': taken_over('version_id', 'plans_planversion'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('funds', '0003_listed_sources'),
        ('plans', '0009_county_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemfunding',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='listedsource',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='itemfunding',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='listedsource',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
