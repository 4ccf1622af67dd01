"""What a plan said when its meeting decided is kept whole, so that the secretary can compare; a digest told no rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0013_withdrawn_because'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='planversion',
            name='as_decided',
        ),
        migrations.AddField(
            model_name='planversion',
            name='as_decided',
            field=models.JSONField(blank=True, default=dict, verbose_name='议决时的内容'),
        ),
    ]
