"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {
    'roles_dossierreader': taken_over('dossier_id', 'core_dossier'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('roles', '0003_remove_delegationduty_roles_delegationduty_delegable_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossierreader',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='dossierreader',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
