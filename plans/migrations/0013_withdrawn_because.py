"""Why a project was withdrawn stands with it, not in the ledger alone; the ledger gives what was said before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FROM_LEDGER = """
UPDATE plans_project project
    SET withdrawn_because = coalesce(entry.reason, ''), withdrawn_by_id = entry.actor_id, withdrawn_at = entry.clock_at
    FROM (
        SELECT DISTINCT ON (chain_id, detail ->> 'project')
            chain_id, detail ->> 'project' AS code, detail ->> 'reason' AS reason, actor_id, clock_at
        FROM core_ledgerentry WHERE action = 'project.withdrawn' ORDER BY chain_id, detail ->> 'project', seq DESC
    ) entry
    WHERE project.state = 'withdrawn' AND entry.chain_id = project.county_id AND entry.code = project.code;
"""
"""By its last entry of that project; the county's chain holds it."""

UNSAID = """
UPDATE plans_project SET withdrawn_because = '（未写明）' WHERE state = 'withdrawn' AND withdrawn_because = '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_ledger_chain'),
        ('plans', '0012_telephones_and_votes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='withdrawn_because',
            field=models.TextField(blank=True, default='', verbose_name='撤下理由'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='project',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤下人'),
        ),
        migrations.AddField(
            model_name='project',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='撤下时间'),
        ),
        migrations.RunSQL(FROM_LEDGER, migrations.RunSQL.noop),
        migrations.RunSQL(UNSAID, migrations.RunSQL.noop),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=~Q(state='withdrawn') | ~Q(withdrawn_because=''), name='plans_project_withdrawn', violation_error_message='撤下项目须写明理由'),
        ),
    ]
