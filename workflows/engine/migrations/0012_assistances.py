"""委派, 前加签 and 后加签: the table of what was asked, which the database keeps, and that a work item waits for it."""

from pathlib import Path

import core.county_key
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'engine_assistance': taken_over('dossier_id', 'core_dossier')}
SQL = Path(__file__).parent / 'sql'


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0011_messages_forgotten'),
        ('engine', '0011_items_taken_back'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assistance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entrust', '委派'), ('before', '前加签'), ('after', '后加签')], max_length=10, verbose_name='种类')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('words', models.CharField(max_length=500, verbose_name='事项')),
                ('until', models.DateField(null=True, verbose_name='答复期限')),
                ('intended', models.JSONField(db_default={}, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='拟作的决定')),
                ('consents', models.BooleanField(null=True, verbose_name='是否同意')),
                ('answer', models.TextField(db_default='', default='', verbose_name='答复意见')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ended_how', models.CharField(choices=[('answered', '已答复'), ('recalled', '已收回'), ('vacant', '无人答复'), ('closed', '随待办终止')], db_default='', default='', max_length=10, verbose_name='如何结束')),
                ('ended_because', models.CharField(db_default='', default='', max_length=200, verbose_name='结束理由')),
                ('hindered', models.TextField(db_default='', default='', verbose_name='未能生效的原因')),
            ],
            options={
                'verbose_name': '委派和加签',
            },
        ),
        migrations.AddField(
            model_name='workitem',
            name='waits',
            field=models.CharField(blank=True, choices=[('entrust', '委派'), ('before', '前加签'), ('after', '后加签')], db_default='', default='', max_length=10, verbose_name='等待'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(('waits', ''), models.Q(('claimed_by__isnull', False), ('closed_at__isnull', True)), _connector='OR'), name='engine_item_waits_in_hand', violation_error_message='只有在办的待办可以委派、加签'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='asked_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to=settings.AUTH_USER_MODEL, verbose_name='答复人'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='asked_on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='core.dossier', verbose_name='案卷'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='结束人'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='ended_on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='core.organisation', verbose_name='答复机关'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='proceeding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='engine.proceeding'),
        ),
        migrations.AddField(
            model_name='assistance',
            name='work_item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='engine.workitem'),
        ),
        migrations.AddIndex(
            model_name='assistance',
            index=models.Index(fields=['dossier', 'asked_at'], name='engine_assist_dossier'),
        ),
        migrations.AddIndex(
            model_name='assistance',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['ended_at'], name='engine_assist_ended'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('work_item',), name='engine_assist_one_open', violation_error_message='该待办已委派或加签，答复或收回后才能再次委派、加签'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.CheckConstraint(condition=models.Q(('asked_of', models.F('asked_by')), _negated=True), name='engine_assist_of_another', violation_error_message='不能委派给本人或请本人加签'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='engine_assist_words', violation_error_message='请写明委派或加签的事项'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_of__isnull', False), ('consents__isnull', True), ('kind', 'entrust')), models.Q(('kind__in', ['after', 'before']), ('until__isnull', False)), _connector='OR'), name='engine_assist_kind'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'after'), models.Q(('intended', {}), _negated=True)), models.Q(models.Q(('kind', 'after'), _negated=True), ('intended', {})), _connector='OR'), name='engine_assist_intended'),
        ),
        migrations.AddConstraint(
            model_name='assistance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('consents__isnull', True), ('ended_at__isnull', True), ('ended_how', '')), models.Q(('consents__isnull', True), ('ended_at__gte', models.F('asked_at')), ('ended_how__in', ['vacant', 'closed'])), models.Q(('consents__isnull', True), ('ended_at__gte', models.F('asked_at')), ('ended_by__isnull', False), ('ended_how', 'recalled')), models.Q(('ended_at__gte', models.F('asked_at')), ('ended_by__isnull', False), ('ended_how', 'answered'), models.Q(('kind', 'entrust'), ('consents__isnull', False), _connector='OR')), _connector='OR'), name='engine_assist_ended'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(
            (SQL / 'assistances.sql').read_text('utf-8'), (SQL / 'assistances_reverse.sql').read_text('utf-8')
        ),
    ]
