"""Approvals in batches with their results; saved views, phrases, what is put aside, and how urgent a dossier is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('desk', '0007_saved_answers'),
        ('engine', '0011_items_taken_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_id', models.UUIDField(unique=True, verbose_name='请求编号')),
                ('flow_key', models.CharField(max_length=40, verbose_name='流程')),
                ('step', models.CharField(max_length=60, verbose_name='环节')),
                ('opinion', models.TextField(blank=True, verbose_name='意见')),
                ('results', models.JSONField(default=list, verbose_name='逐项结果')),
                ('finished_at', models.DateTimeField(verbose_name='办理时间')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
            ],
            options={
                'verbose_name': '批量办理',
                'indexes': [models.Index(fields=['actor', 'finished_at'], name='desk_batch_actor')],
            },
        ),
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=100, verbose_name='常用意见')),
                ('written_at', models.DateTimeField(verbose_name='写入时间')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='县')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='本人')),
            ],
            options={
                'verbose_name': '常用意见',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('county__isnull', False), ('owner__isnull', True)), models.Q(('county__isnull', True), ('owner__isnull', False)), _connector='OR'), name='desk_phrase_of_one'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='desk_phrase_said'), models.UniqueConstraint(condition=models.Q(('owner__isnull', False)), fields=('owner', 'text'), name='desk_phrase_own_once'), models.UniqueConstraint(condition=models.Q(('county__isnull', False)), fields=('county', 'text'), name='desk_phrase_county_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('question', models.CharField(max_length=400, verbose_name='筛选条件')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='保存人')),
            ],
            options={
                'verbose_name': '常用视图',
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='desk_view_name', violation_error_message='您已有同名的常用视图'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('question', ''), _negated=True)), name='desk_view_named', violation_error_message='请填写常用视图的名称')],
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='稍后至')),
                ('made_at', models.DateTimeField(verbose_name='设置时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('work_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='engine.workitem', verbose_name='待办')),
            ],
            options={
                'verbose_name': '稍后办理',
                'constraints': [models.UniqueConstraint(fields=('user', 'work_item'), name='desk_snooze_one')],
            },
        ),
        migrations.CreateModel(
            name='UrgencyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, '平件'), (1, '加急'), (2, '特急')], verbose_name='紧急程度')),
                ('before', models.PositiveSmallIntegerField(choices=[(0, '平件'), (1, '加急'), (2, '特急')], verbose_name='原紧急程度')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('set_at', models.DateTimeField(verbose_name='设置时间')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urgency_changes', to='core.dossier', verbose_name='案卷')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设置人')),
            ],
            options={
                'verbose_name': '紧急程度变更',
                'indexes': [models.Index(fields=['dossier', 'set_at'], name='desk_urgency_dossier')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='desk_urgency_reason')],
            },
        ),
    ]
