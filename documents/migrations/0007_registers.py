"""Reserved numbers, voidings and the incoming register: what was written stays (B06, B26)."""

import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION documents_keep_register() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text[] := CASE TG_TABLE_NAME
        WHEN 'documents_numberreservation' THEN '{document_id,given_up_at,reason}'
        WHEN 'documents_voidrequest' THEN '{decided_by_id,decided_at,consents,opinion}'
        ELSE '{year,seq,received_at,received_by_id,handler,pages,intake,note}' END;
    was jsonb := to_jsonb(OLD);
    name text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '登记不得删除' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(NEW) - once) IS DISTINCT FROM (was - once) THEN
        RAISE EXCEPTION '登记不得更改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOREACH name IN ARRAY once LOOP
        IF was -> name NOT IN ('null'::jsonb, '""'::jsonb) AND to_jsonb(NEW) -> name IS DISTINCT FROM was -> name THEN
            RAISE EXCEPTION '登记不得更改：%', name USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_reservation_kept BEFORE UPDATE OR DELETE ON documents_numberreservation
    FOR EACH ROW EXECUTE FUNCTION documents_keep_register();
CREATE TRIGGER documents_void_request_kept BEFORE UPDATE OR DELETE ON documents_voidrequest
    FOR EACH ROW EXECUTE FUNCTION documents_keep_register();
CREATE TRIGGER documents_incoming_kept BEFORE UPDATE OR DELETE ON documents_incomingdocument
    FOR EACH ROW EXECUTE FUNCTION documents_keep_register();
"""

UNKEPT = """
DROP TRIGGER documents_incoming_kept ON documents_incomingdocument;
DROP TRIGGER documents_void_request_kept ON documents_voidrequest;
DROP TRIGGER documents_reservation_kept ON documents_numberreservation;
DROP FUNCTION documents_keep_register();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_ledger_chain'),
        ('documents', '0006_printed_when_asked_for'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IncomingDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField(default=core.clock.now, verbose_name='送达时间')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年份')),
                ('seq', models.PositiveIntegerField(blank=True, null=True, verbose_name='收文编号')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
                ('handler', models.CharField(blank=True, max_length=50, verbose_name='经办人')),
                ('pages', models.PositiveIntegerField(blank=True, null=True, verbose_name='页数')),
                ('intake', models.CharField(blank=True, choices=[('accepted', '受理'), ('supplement', '补正'), ('returned', '退回')], max_length=12, verbose_name='初审结果')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='备注')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='documents.issueddocument')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='core.organisation', verbose_name='收文机关')),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '收文',
                'indexes': [models.Index(fields=['organisation', 'year', 'seq'], name='documents_incoming')],
                'constraints': [models.UniqueConstraint(fields=('document', 'organisation'), name='documents_incoming_once'), models.UniqueConstraint(fields=('organisation', 'year', 'seq'), name='documents_incoming_numbered_once'), models.CheckConstraint(condition=models.Q(models.Q(('handler', ''), ('intake', ''), ('received_at__isnull', True), ('seq__isnull', True), ('year__isnull', True)), models.Q(('received_at__isnull', False), ('seq__gte', 1), ('year__isnull', False), models.Q(('handler', ''), _negated=True)), _connector='OR'), name='documents_incoming_whole', violation_error_message='签收须有编号、时间和经办人'), models.CheckConstraint(condition=models.Q(models.Q(('intake', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='documents_incoming_return_has_reason', violation_error_message='退回来文须说明理由')],
            },
        ),
        migrations.CreateModel(
            name='NumberReservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('seq', models.PositiveIntegerField(verbose_name='序号')),
                ('purpose', models.CharField(max_length=200, verbose_name='预留事由')),
                ('reserved_at', models.DateTimeField(default=core.clock.now, verbose_name='预留时间')),
                ('given_up_at', models.DateTimeField(blank=True, null=True, verbose_name='注销时间')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='注销原因')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='documents.documentcode')),
                ('document', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservation', to='documents.issueddocument')),
                ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.dossier', verbose_name='案卷')),
                ('reserved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='预留人')),
            ],
            options={
                'verbose_name': '预留文号',
                'constraints': [models.UniqueConstraint(fields=('code', 'year', 'seq'), name='documents_reservation_once'), models.CheckConstraint(condition=models.Q(('document__isnull', True), ('given_up_at__isnull', True), _connector='OR'), name='documents_reservation_one_end', violation_error_message='文号已使用，不能注销'), models.CheckConstraint(condition=models.Q(models.Q(('given_up_at__isnull', True), ('reason', '')), models.Q(('given_up_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='documents_reservation_given_up_has_reason', violation_error_message='注销文号须写明原因')],
            },
        ),
        migrations.CreateModel(
            name='VoidRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='作废原因')),
                ('requested_at', models.DateTimeField(default=core.clock.now, verbose_name='申请时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='审批时间')),
                ('consents', models.BooleanField(null=True, verbose_name='是否同意')),
                ('opinion', models.CharField(blank=True, max_length=300, verbose_name='审批意见')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审批人')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='void_requests', to='documents.issueddocument')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
            ],
            options={
                'verbose_name': '作废申请',
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('document',), name='documents_void_request_one_open', violation_error_message='该公文已有待审批的作废申请'), models.CheckConstraint(condition=models.Q(models.Q(('consents__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('consents__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='documents_void_request_whole', violation_error_message='审批须有审批人、时间和结论')],
            },
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
