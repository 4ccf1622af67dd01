"""What the worker told whom about a deadline, and who has read it."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {
    'desk_reminder': taken_over('work_item_id', 'engine_workitem', key='task_id'),
    'desk_remindercopy': taken_over('reminder_id', 'desk_reminder'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_calendar_editions'),
        ('desk', '0005_county_key'),
        ('engine', '0010_limits_and_suspensions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('before', '临近到期提醒'), ('due', '到期提醒'), ('head', '逾期报主要负责人'), ('office', '逾期报督查机关')], max_length=10, verbose_name='提醒阶段')),
                ('ahead', models.PositiveSmallIntegerField(default=0, verbose_name='提前工作日')),
                ('due_at', models.DateTimeField(verbose_name='办理期限')),
                ('made_at', models.DateTimeField(verbose_name='提醒时间')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='提醒机关')),
                ('work_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='engine.workitem', verbose_name='待办')),
            ],
            options={
                'verbose_name': '提醒',
            },
        ),
        migrations.CreateModel(
            name='ReminderCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True, verbose_name='阅读时间')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
                ('reminder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='desk.reminder', verbose_name='提醒')),
            ],
            options={
                'verbose_name': '提醒收件',
            },
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('work_item', 'stage', 'ahead'), name='desk_reminder_once', violation_error_message='同一事项同一阶段只提醒一次'),
        ),
        migrations.AddIndex(
            model_name='remindercopy',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['reader'], name='desk_reminder_unread'),
        ),
        migrations.AddConstraint(
            model_name='remindercopy',
            constraint=models.UniqueConstraint(fields=('reminder', 'reader'), name='desk_reminder_one_copy'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
