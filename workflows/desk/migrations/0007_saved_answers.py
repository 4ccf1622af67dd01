"""Answers of the interface, kept for requests that are sent again."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_reminders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_digest', models.CharField(max_length=64, verbose_name='幂等键摘要')),
                ('request_digest', models.CharField(max_length=64, verbose_name='请求摘要')),
                ('answer', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='答复')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '接口答复',
                'indexes': [models.Index(fields=['saved_at'], name='desk_answer_age')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key_digest'), name='desk_answer_one_key')],
            },
        ),
    ]
