"""The library is kept: what left it, which two projects that look alike are not one, and what a new proposal follows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import core.clock
import core.county_key
from core.county_key import taken_over, trigger


def by(called):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name=called
    )


def keyed():
    return [
        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
        ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
    ]


def of_project(called, name='+', kind=models.ForeignKey):
    return kind(on_delete=django.db.models.deletion.PROTECT, related_name=name, to='plans.project', verbose_name=called)


BELONGS_TO = {
    'plans_libraryexit': taken_over('project_id', 'plans_project'),
    'plans_toldapart': taken_over('first_id', 'plans_project'),
}


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('core', '0006_county_key'),
        ('plans', '0022_rules_kept'),
    ]

    operations = [
        migrations.AlterField(
            model_name='project',
            name='state',
            field=models.CharField(choices=[('draft', '拟报'), ('submitted', '已申报'), ('supplement', '待补正'), ('returned', '已退回'), ('township_passed', '乡镇审核通过'), ('reported', '已上报'), ('appraised', '论证通过'), ('in_library', '已入库'), ('in_plan', '已列入方案'), ('dropped', '不予通过'), ('withdrawn', '已撤下'), ('taken_out', '已出库')], default='draft', max_length=20, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='project',
            name='follows',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='plans.project', verbose_name='接续的项目'),
        ),
        migrations.CreateModel(
            name='LibraryExit',
            fields=[
                *keyed(),
                ('reason', models.TextField(verbose_name='出库理由')),
                ('ground', models.CharField(max_length=200, verbose_name='依据文件')),
                ('taken_out_at', models.DateTimeField(default=core.clock.now, verbose_name='出库时间')),
                ('project', of_project('项目', 'library_exit', models.OneToOneField)),
                ('taken_out_by', by('经办人')),
            ],
            options={
                'verbose_name': '项目出库',
                'constraints': [models.CheckConstraint(condition=Q(('reason', ''), _negated=True) & Q(('ground', ''), _negated=True), name='plans_exit_said', violation_error_message='出库须写明理由和依据文件')],
            },
        ),
        migrations.CreateModel(
            name='ToldApart',
            fields=[
                *keyed(),
                ('reason', models.TextField(verbose_name='不重复的理由')),
                ('told_at', models.DateTimeField(default=core.clock.now, verbose_name='核定时间')),
                ('first', of_project('项目')),
                ('second', of_project('另一项目')),
                ('told_by', by('核定人')),
            ],
            options={
                'verbose_name': '核定不重复',
                'constraints': [
                    models.UniqueConstraint(fields=('first', 'second'), name='plans_told_apart_once'),
                    models.CheckConstraint(condition=Q(('first__lt', F('second'))), name='plans_told_apart_order'),
                    models.CheckConstraint(condition=Q(('reason', ''), _negated=True), name='plans_told_apart_reason', violation_error_message='请写明不重复的理由'),
                ],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
