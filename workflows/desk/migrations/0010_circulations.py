"""What somebody sent to others for reading, and who of them has read it."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {
    'desk_circulation': taken_over('dossier_id', 'core_dossier'),
    'desk_circulationcopy': taken_over('circulation_id', 'desk_circulation'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('desk', '0009_attachments'),
        ('documents', '0014_codes_end'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='附言')),
                ('sent_at', models.DateTimeField(verbose_name='发送时间')),
                ('fades_at', models.DateTimeField(verbose_name='传阅截止')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='公文')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circulations', to='core.dossier', verbose_name='案卷')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发送人')),
            ],
            options={
                'verbose_name': '传阅',
            },
        ),
        migrations.CreateModel(
            name='CirculationCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='打开时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅知时间')),
                ('said', models.CharField(blank=True, max_length=500, verbose_name='阅知意见')),
                ('circulation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='desk.circulation', verbose_name='传阅')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所在机关')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='传阅对象')),
            ],
            options={
                'verbose_name': '传阅件',
            },
        ),
        migrations.AddIndex(
            model_name='circulation',
            index=models.Index(fields=['sent_by', '-sent_at'], name='desk_circulation_sender'),
        ),
        migrations.AddConstraint(
            model_name='circulation',
            constraint=models.CheckConstraint(condition=models.Q(('fades_at__gt', models.F('sent_at'))), name='desk_circulation_period', violation_error_message='传阅截止须在发送之后'),
        ),
        migrations.AddIndex(
            model_name='circulationcopy',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['reader'], name='desk_circulation_unread'),
        ),
        migrations.AddIndex(
            model_name='circulationcopy',
            index=models.Index(fields=['reader', '-id'], name='desk_circulation_reader'),
        ),
        migrations.AddConstraint(
            model_name='circulationcopy',
            constraint=models.UniqueConstraint(fields=('circulation', 'reader'), name='desk_circulation_one_copy', violation_error_message='同一人在一次传阅中只有一份'),
        ),
        migrations.AddConstraint(
            model_name='circulationcopy',
            constraint=models.CheckConstraint(condition=models.Q(('said', ''), ('read_at__isnull', False), _connector='OR'), name='desk_circulation_said_when_read', violation_error_message='阅知以后才有阅知意见'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
