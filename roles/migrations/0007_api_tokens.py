"""Tokens of the interface."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0006_no_issue_duty'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('reach', models.CharField(choices=[('read', '只查阅'), ('act', '查阅和办理')], max_length=4, verbose_name='权限')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='令牌摘要（SHA-256）')),
                ('ending', models.CharField(max_length=4, verbose_name='末四位')),
                ('created_at', models.DateTimeField(verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='持有人')),
            ],
            options={
                'verbose_name': '接口令牌',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user', 'name'), name='roles_token_one_name', violation_error_message='已有同名的接口令牌'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='roles_token_ends', violation_error_message='接口令牌须有失效时间')],
            },
        ),
    ]
