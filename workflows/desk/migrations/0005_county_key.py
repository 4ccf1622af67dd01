"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

BELONGS_TO = {
    'desk_agendaitem': taken_over('meeting_id', 'desk_meeting'),
    'desk_vote': taken_over('agenda_item_id', 'desk_agendaitem'),
    'desk_attendance': taken_over('meeting_id', 'desk_meeting'),
    'desk_invitation': taken_over('meeting_id', 'desk_meeting'),
    'desk_draft': taken_over('work_item_id', 'engine_workitem', key='task_id'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('desk', '0004_meetings_not_held'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendaitem',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='vote',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='draft',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='agendaitem',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='vote',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='draft',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
