"""The daily heads of the ledger, written once."""

from pathlib import Path

import core.clock
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_ledger_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerAnchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('seq', models.BigIntegerField(verbose_name='末条序号')),
                ('head', models.CharField(max_length=64, verbose_name='末条摘要')),
                ('root', models.CharField(max_length=64, verbose_name='总根')),
                ('at', models.DateTimeField(default=core.clock.real_now, verbose_name='登记时间')),
                ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': '台账锚点',
                'constraints': [models.UniqueConstraint(fields=('chain', 'day'), name='core_anchor_one_a_day')],
            },
        ),
        migrations.RunSQL((SQL / "anchors.sql").read_text("utf-8"), (SQL / "anchors_reverse.sql").read_text("utf-8")),
    ]
