"""Papers from outside the system stand in the same incoming register: who sent them, number, title, secrecy, urgency."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NONE_FROM_OUTSIDE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM documents_incomingdocument WHERE document_id IS NULL) THEN
        RAISE EXCEPTION '已登记系统外来文，旧版没有它们的位置：请用升级前的备份恢复'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_ledger_chain'),
        ('documents', '0009_carried_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incomingdocument',
            name='documents_incoming_return_has_reason',
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='assigned_to',
            field=models.CharField(blank=True, max_length=100, verbose_name='承办单位（人）'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='dated',
            field=models.DateField(blank=True, null=True, verbose_name='成文日期'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='number',
            field=models.CharField(blank=True, max_length=60, verbose_name='来文字号'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='secrecy',
            field=models.CharField(blank=True, choices=[('secret', '秘密'), ('confidential', '机密'), ('top', '绝密')], max_length=12, verbose_name='密级'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='sender',
            field=models.CharField(blank=True, max_length=100, verbose_name='来文机关'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='title',
            field=models.CharField(blank=True, max_length=300, verbose_name='来文标题'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='urgency',
            field=models.CharField(blank=True, choices=[('urgent', '加急'), ('most', '特急')], max_length=12, verbose_name='紧急程度'),
        ),
        migrations.AlterField(
            model_name='incomingdocument',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='documents.issueddocument'),
        ),
        migrations.AlterField(
            model_name='incomingdocument',
            name='intake',
            field=models.CharField(blank=True, choices=[('accepted', '受理'), ('supplement', '补正'), ('returned', '退回'), ('struck', '注销')], max_length=12, verbose_name='初审结果'),
        ),
        migrations.AddConstraint(
            model_name='incomingdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('intake__in', ('returned', 'struck')), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='documents_incoming_return_has_reason', violation_error_message='退回来文、注销登记须说明理由'),
        ),
        migrations.AddConstraint(
            model_name='incomingdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('number', ''), ('secrecy', ''), ('sender', ''), ('title', '')), models.Q(('document__isnull', True), ('received_at__isnull', False), models.Q(('sender', ''), _negated=True)), _connector='OR'), name='documents_incoming_source', violation_error_message='登记系统外来文须写明来文机关'),
        ),
        migrations.AddConstraint(
            model_name='incomingdocument',
            constraint=models.CheckConstraint(condition=models.Q(('document__isnull', False), models.Q(('secrecy', ''), models.Q(('title', ''), _negated=True)), models.Q(models.Q(('secrecy', ''), _negated=True), ('title', '')), _connector='OR'), name='documents_incoming_secret_is_not_named', violation_error_message='涉密文件不得录入标题，其他来文须写明标题'),
        ),
        migrations.AddConstraint(
            model_name='incomingdocument',
            constraint=models.UniqueConstraint(condition=models.Q(('document__isnull', True), models.Q(('number', ''), _negated=True), models.Q(('intake', 'struck'), _negated=True)), fields=('organisation', 'sender', 'number'), name='documents_incoming_outside_once', violation_error_message='该来文已登记'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, NONE_FROM_OUTSIDE),
    ]
