"""The phrase of one's own that stands in the opinion box before one writes."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0013_search_by_county'),
        ('desk', '0017_answers_and_batches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='phrase',
            name='is_default',
            field=models.BooleanField(db_default=False, default=False, verbose_name='默认意见'),
        ),
        migrations.AddConstraint(
            model_name='phrase',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('owner__isnull', False), _connector='OR'), name='desk_phrase_default_own'),
        ),
        migrations.AddConstraint(
            model_name='phrase',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('owner',), name='desk_phrase_default_once'),
        ),
    ]
