"""转办: the table of transfers, which the database keeps as they are."""

from pathlib import Path
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_ledger_chain"),
        ("engine", "0003_alter_workitem_duty"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="转办原因")),
                ("made_at", models.DateTimeField(verbose_name="转办时间")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                        verbose_name="所属县",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="core.dossier",
                        verbose_name="案卷",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="转办人",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="委托人",
                    ),
                ),
                (
                    "proceeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="engine.proceeding"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接办人",
                    ),
                ),
                (
                    "work_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="engine.workitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "转办",
                "indexes": [models.Index(fields=["dossier", "made_at"], name="engine_transfer_dossier")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("receiver", models.F("made_by")), _negated=True),
                        name="engine_transfer_to_another",
                        violation_error_message="不能转办给本人",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="engine_transfer_reason",
                        violation_error_message="转办须写明原因",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (SQL / "transfers.sql").read_text("utf-8"), (SQL / "transfers_reverse.sql").read_text("utf-8")
        ),
    ]
