"""Files that somebody brought with what he does at a step; a row stays as it was, but that it may be taken away."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'desk_attachment': taken_over('work_item_id', 'engine_workitem', key='task_id')}
KEPT = """
CREATE FUNCTION desk_attachment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL OR to_jsonb(NEW) - 'removed_at' <> to_jsonb(OLD) - 'removed_at' THEN
        RAISE EXCEPTION '附件登记不得改动，只能移除一次' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_attachment_kept BEFORE UPDATE OR DELETE ON desk_attachment
    FOR EACH ROW EXECUTE FUNCTION desk_attachment_kept();
"""
UNKEPT = "DROP TRIGGER desk_attachment_kept ON desk_attachment; DROP FUNCTION desk_attachment_kept();"


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0011_messages_forgotten'),
        ('desk', '0008_batches_views_phrases_snoozes_urgency'),
        ('engine', '0011_items_taken_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('kind', models.CharField(choices=[('pdf', 'PDF文件'), ('ofd', 'OFD版式文件'), ('docx', 'Word文档'), ('xlsx', 'Excel表格'), ('jpg', 'JPEG图片'), ('png', 'PNG图片'), ('txt', '文本文件'), ('csv', 'CSV表格')], max_length=4, verbose_name='种类')),
                ('size', models.PositiveIntegerField(verbose_name='大小')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要（SHA-256）')),
                ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='移除时间')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='core.dossier', verbose_name='案卷')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('work_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='engine.workitem', verbose_name='待办')),
            ],
            options={
                'verbose_name': '附件',
                'indexes': [models.Index(fields=['dossier', 'uploaded_at'], name='desk_attachment_dossier'), models.Index(fields=['sha256'], name='desk_attachment_sha256')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('work_item', 'sha256'), name='desk_attachment_once', violation_error_message='同一文件已经上传'), models.CheckConstraint(condition=models.Q(('size__gte', 1), models.Q(('name', ''), _negated=True), ('sha256__regex', '^[0-9a-f]{64}$')), name='desk_attachment_whole', violation_error_message='附件须有文件名和内容')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
