"""Projects are found by what each says itself, no longer through the dossier where it first travelled."""

from functools import lru_cache
from typing import Any

import core.county_key
import core.models.search
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Cast

from core import search
from core.county_key import taken_over, trigger

BELONGS_TO = {'plans_projectsearchentry': taken_over('project_id', 'plans_project')}
PORTION = 1_000


def fill(apps: Any, schema_editor: Any) -> None:
    """What `plans.services.found_by.keep` would have written, project by project."""
    entries, read = apps.get_model('plans', 'ProjectSearchEntry').objects, lru_cache(maxsize=20_000)(search.reading)
    projects = apps.get_model('plans', 'Project').objects.filter(search__isnull=True)
    after = 0
    while rows := list(projects.filter(pk__gt=after).select_related('proposer__parent').order_by('pk')[:PORTION]):
        entries.bulk_create(
            entries.model(project=one, words=Cast(Value(search.vector(_lines(one), read=read)), SearchVectorField()))
            for one in rows
        )
        after = rows[-1].pk


def _lines(project: Any) -> list[str]:
    return [project.code, project.name, project.location, *search.places_of(project.proposer, project.county_id)]


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0017_whole_numbers'),
        ('plans', '0029_newest_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProjectSearchEntry',
            fields=[
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='search', serialize=False, to='plans.project', verbose_name='项目')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
            ],
            options={
                'verbose_name': '项目检索',
                'indexes': [django.contrib.postgres.indexes.GinIndex(core.models.search.InCounty('words', 'county'), fastupdate=False, name='plans_search_county')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
