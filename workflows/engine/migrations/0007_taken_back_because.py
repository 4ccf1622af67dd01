"""撤回: why an opinion was taken back, and who first opened what another's decision led to."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0006_limits_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='opinion',
            name='withdrawn_because',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='撤回理由'),
        ),
        migrations.AddField(
            model_name='workitem',
            name='first_opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='首次打开人'),
        ),
        migrations.RunSQL((SQL / 'taken_back.sql').read_text('utf-8'), (SQL / 'taken_back_reverse.sql').read_text('utf-8')),
    ]
