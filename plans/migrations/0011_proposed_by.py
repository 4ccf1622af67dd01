"""Who wrote a project down, which the ledger alone knew; he does not appraise it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROM_THE_LEDGER = """
UPDATE plans_project project SET proposed_by_id = entry.actor_id FROM core_ledgerentry entry
    WHERE entry.action = 'project.proposed' AND entry.chain_id = project.county_id
    AND entry.detail ->> 'project' = project.code;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_county_key'),
        ('plans', '0010_filing_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='proposed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报人'),
        ),
        migrations.RunSQL(FROM_THE_LEDGER, migrations.RunSQL.noop),
    ]
