"""What a dossier is found by."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_ledger_anchors'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='search', serialize=False, to='core.dossier', verbose_name='案卷')),
                ('texts', models.TextField(verbose_name='检索文字')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'verbose_name': '检索',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="core_search_words")],
            },
        ),
    ]
