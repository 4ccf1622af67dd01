"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {
    'plans_planversion': taken_over('plan_id', 'plans_annualplan'),
    'plans_planitem': taken_over('version_id', 'plans_planversion'),
    'plans_villageround': taken_over('dossier_id', 'core_dossier'),
    'plans_townshipround': taken_over('dossier_id', 'core_dossier'),
    'plans_projectreview': taken_over('project_id', 'plans_project'),
    'plans_filing': taken_over('version_id', 'plans_planversion'),
    'plans_filingaddressee': taken_over('filing_id', 'plans_filing'),
    'plans_filingfinding': taken_over('addressee_id', 'plans_filingaddressee'),
    'plans_objection': taken_over('notice_id', 'plans_notice'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('plans', '0008_numbers_without_gaps'),
    ]

    operations = [
        migrations.AddField(
            model_name='planversion',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='villageround',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='townshipround',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='projectreview',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='filing',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='filingaddressee',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='filingfinding',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='objection',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='planversion',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='planitem',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='villageround',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='townshipround',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='projectreview',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='filingaddressee',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='filingfinding',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
