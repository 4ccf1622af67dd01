"""What was sent for signature and who signed beside the lead agency; neither ever changes (B07, B09)."""

import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION documents_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '送签稿和联署记录不得更改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER documents_submitted_kept BEFORE UPDATE OR DELETE ON documents_submitteddraft
    FOR EACH ROW EXECUTE FUNCTION documents_keep();
CREATE TRIGGER documents_co_issuer_kept BEFORE UPDATE OR DELETE ON documents_coissuer
    FOR EACH ROW EXECUTE FUNCTION documents_keep();
"""

UNKEPT = """
DROP TRIGGER documents_co_issuer_kept ON documents_coissuer;
DROP TRIGGER documents_submitted_kept ON documents_submitteddraft;
DROP FUNCTION documents_keep();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_ledger_chain'),
        ('documents', '0003_signed_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoIssuer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('name', models.CharField(max_length=100, verbose_name='署名')),
                ('signatory_name', models.CharField(max_length=50, verbose_name='签发人姓名')),
                ('signed_on', models.DateField(verbose_name='签发日期')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='co_issuers', to='documents.issueddocument')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='联署机关')),
                ('signatory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
            ],
            options={
                'verbose_name': '联署机关',
                'constraints': [models.UniqueConstraint(fields=('document', 'organisation'), name='documents_co_issuer_once', violation_error_message='同一机关只能联署一次'), models.UniqueConstraint(fields=('document', 'seq'), name='documents_co_issuer_order')],
            },
        ),
        migrations.CreateModel(
            name='SubmittedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8, verbose_name='目录代码')),
                ('content', models.JSONField(verbose_name='内容')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('submitted_at', models.DateTimeField(default=core.clock.now, verbose_name='送签时间')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.dossier', verbose_name='案卷')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='送签人')),
            ],
            options={
                'verbose_name': '送签稿',
                'indexes': [models.Index(fields=['dossier', 'kind', '-submitted_at'], name='documents_submitted')],
            },
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
