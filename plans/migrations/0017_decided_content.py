"""What a plan said when its meeting decided has a table of its own: a list of plans does not load it."""

import django.db.models.deletion
from django.db import migrations, models

import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    'plans_decidedcontent': taken_over('version_id', 'plans_planversion'),
}
KEPT = """
INSERT INTO plans_decidedcontent (version_id, content)
    SELECT id, as_decided FROM plans_planversion WHERE as_decided <> '{}';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_county_key'),
        ('plans', '0016_projects_found_by_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecidedContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='plans.planversion', verbose_name='方案版本')),
                ('content', models.JSONField(verbose_name='内容')),
            ],
            options={
                'verbose_name': '议决时的内容',
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='planversion',
            name='as_decided',
        ),
    ]
