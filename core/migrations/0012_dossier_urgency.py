"""How urgent a dossier is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0011_messages_forgotten'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='urgency',
            field=models.PositiveSmallIntegerField(choices=[(0, '平件'), (1, '加急'), (2, '特急')], db_default=0, default=0, verbose_name='紧急程度'),
        ),
    ]
