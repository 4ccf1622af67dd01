# What InCounty says is what this index keeps: another expression needs an index of its own.

import core.models.search
import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='searchentry',
            index=django.contrib.postgres.indexes.GinIndex(core.models.search.InCounty('words', 'county'), fastupdate=False, name='core_search_county'),
        ),
    ]
