"""Why a project was withdrawn stands with it, not in the ledger alone; the ledger gives what was said before."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

UNSAID = "（未写明）"


def from_ledger(apps: Any, _schema_editor: Any) -> None:
    """Its last entry of that project; the county's chain holds it."""
    entries = apps.get_model("core", "LedgerEntry").objects.filter(action="project.withdrawn").order_by("seq")
    for project in apps.get_model("plans", "Project").objects.filter(state="withdrawn").order_by("pk"):
        entry = entries.filter(chain=project.county_id, detail__project=project.code).last()
        project.withdrawn_because = (entry.detail.get("reason") if entry else "") or UNSAID
        if entry:
            project.withdrawn_by_id, project.withdrawn_at = entry.actor_id, entry.clock_at
        project.save(update_fields=["withdrawn_because", "withdrawn_by", "withdrawn_at"])


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
        migrations.RunPython(from_ledger, migrations.RunPython.noop),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=~Q(state='withdrawn') | ~Q(withdrawn_because=''), name='plans_project_withdrawn', violation_error_message='撤下项目须写明理由'),
        ),
    ]
