"""Limits set by the province and the counties, deadlines of whole flows, and dossiers that stand still."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'engine_suspension': taken_over('dossier_id', 'core_dossier')}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_calendar_editions'),
        ('engine', '0009_no_issue_duty'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountyLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='期限')),
                ('starts_on', models.DateField(verbose_name='施行日期')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('set_at', models.DateTimeField(verbose_name='设定时间')),
                ('days', models.PositiveSmallIntegerField(verbose_name='期限（天）')),
            ],
            options={
                'verbose_name': '县定期限',
            },
        ),
        migrations.CreateModel(
            name='LimitBounds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='期限')),
                ('starts_on', models.DateField(verbose_name='施行日期')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('set_at', models.DateTimeField(verbose_name='设定时间')),
                ('lowest', models.PositiveSmallIntegerField(verbose_name='下限（天）')),
                ('usual', models.PositiveSmallIntegerField(verbose_name='默认（天）')),
                ('highest', models.PositiveSmallIntegerField(verbose_name='上限（天）')),
            ],
            options={
                'verbose_name': '省定期限幅度',
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='暂停理由')),
                ('expected_on', models.DateField(verbose_name='预计恢复日期')),
                ('suspended_at', models.DateTimeField(verbose_name='暂停时间')),
                ('resumed_at', models.DateTimeField(null=True, verbose_name='恢复时间')),
            ],
            options={
                'verbose_name': '暂停',
            },
        ),
        migrations.AddField(
            model_name='proceeding',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='流程期限'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='limit_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='流程期限（工作日）'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='overall_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='全程期限（工作日）'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='overall_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='全程期限'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='overall_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='全程期限起算时间'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='pauses',
            field=models.JSONField(db_default=[], default=list, verbose_name='暂停期间'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='suspended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='暂停时间'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='suspended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='暂停时间'),
        ),
        migrations.AddIndex(
            model_name='proceeding',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_at'], name='engine_proceeding_due'),
        ),
        migrations.AddIndex(
            model_name='proceeding',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['overall_due_at'], name='engine_proceeding_overall'),
        ),
        migrations.AddField(
            model_name='countylimit',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='countylimit',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人'),
        ),
        migrations.AddField(
            model_name='limitbounds',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to='core.dossier', verbose_name='案卷'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='resumed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='恢复人'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='suspended_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='暂停人'),
        ),
        migrations.AddConstraint(
            model_name='countylimit',
            constraint=models.UniqueConstraint(fields=('county', 'key', 'starts_on'), name='engine_county_limit_one_a_day', violation_error_message='该期限在同一日已另有规定'),
        ),
        migrations.AddConstraint(
            model_name='countylimit',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1)), name='engine_county_limit_days', violation_error_message='期限不少于1天'),
        ),
        migrations.AddConstraint(
            model_name='limitbounds',
            constraint=models.UniqueConstraint(fields=('key', 'starts_on'), name='engine_bounds_one_a_day', violation_error_message='该期限在同一日已另有规定'),
        ),
        migrations.AddConstraint(
            model_name='limitbounds',
            constraint=models.CheckConstraint(condition=models.Q(('highest__gte', models.F('usual')), ('lowest__gte', 1), ('usual__gte', models.F('lowest'))), name='engine_bounds_in_order', violation_error_message='下限不少于1天，默认不低于下限，上限不低于默认'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(condition=models.Q(('resumed_at__isnull', True)), fields=('dossier',), name='engine_suspension_one_standing', violation_error_message='该案卷已暂停办理'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='engine_suspension_reason', violation_error_message='请写明暂停理由'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resumed_at__isnull', True), ('resumed_by__isnull', True)), models.Q(('resumed_at__gte', models.F('suspended_at')), ('resumed_by__isnull', False)), _connector='OR'), name='engine_suspension_resumed'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
