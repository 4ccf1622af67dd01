"""What a township takes out is told to its village until somebody has looked; an upheld objection names its projects."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import core.clock
import core.county_key
from core.county_key import taken_over, trigger

BELONGS_TO = {
    'plans_leftout': taken_over('project_id', 'plans_project'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_county_key'),
        ('documents', '0011_county_key'),
        ('plans', '0014_content_as_decided'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='objection',
            name='projects',
            field=models.ManyToManyField(blank=True, related_name='+', to='plans.project', verbose_name='涉及的项目'),
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('told_at', models.DateTimeField(default=core.clock.now, verbose_name='告知时间')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='查看时间')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='退回意见书')),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='left_out', to='plans.project', verbose_name='项目')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='查看人')),
            ],
            options={
                'verbose_name': '移出告知',
                'constraints': [models.CheckConstraint(condition=Q(seen_at__isnull=True, seen_by__isnull=True) | Q(seen_at__isnull=False, seen_by__isnull=False), name='plans_left_out_seen')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
