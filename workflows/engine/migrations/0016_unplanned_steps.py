"""增加环节: the table of steps that were put in, which the database keeps, and the name of one on its work item."""

from pathlib import Path

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'engine_unplannedstep': taken_over('dossier_id', 'core_dossier')}
SQL = Path(__file__).parent / 'sql'


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0013_search_by_county'),
        ('engine', '0015_terminations_laid_anew'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='workitem',
            name='unplanned',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='增加的环节'),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='why',
            field=models.CharField(choices=[('step', '流程办理'), ('seat', '会签'), ('added', '加签'), ('returned', '被退回'), ('resumed', '修改后直送'), ('supplied', '补正材料已报送'), ('answered', '问题答复已报送'), ('withdrawn', '撤回重办'), ('unplanned', '增加的环节')], default='step', max_length=10, verbose_name='来由'),
        ),
        migrations.CreateModel(
            name='UnplannedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('seat', models.CharField(max_length=150, verbose_name='席位')),
                ('name', models.CharField(max_length=30, verbose_name='环节名称')),
                ('days', models.PositiveSmallIntegerField(verbose_name='办理期限（工作日）')),
                ('words', models.CharField(max_length=500, verbose_name='办理要求')),
                ('added_at', models.DateTimeField(verbose_name='增加时间')),
                ('recalled_at', models.DateTimeField(null=True, verbose_name='收回时间')),
                ('recalled_because', models.CharField(db_default='', default='', max_length=200, verbose_name='收回理由')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='增加人')),
                ('added_on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='added_steps', to='engine.workitem')),
                ('again', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='engine.unplannedstep', verbose_name='重办的环节')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.dossier', verbose_name='案卷')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='办理机关')),
                ('proceeding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unplanned_steps', to='engine.proceeding')),
                ('recalled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='收回人')),
            ],
            options={
                'verbose_name': '增加的环节',
                'indexes': [models.Index(fields=['dossier', 'number'], name='engine_unplanned_dossier')],
                'constraints': [models.UniqueConstraint(fields=('proceeding', 'number'), name='engine_unplanned_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('words', ''), _negated=True), ('days__gte', 1)), name='engine_unplanned_whole', violation_error_message='请写明增加的环节的名称、办理要求和期限'), models.CheckConstraint(condition=models.Q(models.Q(('recalled_at__isnull', True), ('recalled_because', ''), ('recalled_by__isnull', True)), models.Q(('recalled_at__gte', models.F('added_at')), ('recalled_by__isnull', False)), _connector='OR'), name='engine_unplanned_recalled')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(
            (SQL / 'unplanned.sql').read_text('utf-8'), (SQL / 'unplanned_reverse.sql').read_text('utf-8')
        ),
    ]
