"""Uploaded tables wait here until somebody confirms them."""

import core.clock
import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger


BELONGS_TO = {'plans_preparedrow': taken_over('prepared_id', 'plans_preparedimport')}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0011_messages_forgotten'),
        ('plans', '0017_decided_content'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PreparedImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dataset', models.CharField(max_length=20, verbose_name='登记表')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('asked', models.JSONField(blank=True, default=dict, verbose_name='上传时所填')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('file_sha256', models.CharField(max_length=64, verbose_name='摘要（SHA-256）')),
                ('content', models.BinaryField(verbose_name='文件')),
                ('state', models.CharField(choices=[('reading', '正在读取'), ('ready', '待确认'), ('refused', '不能导入'), ('applying', '正在导入'), ('applied', '已导入'), ('expired', '已过期')], default='reading', max_length=12, verbose_name='状态')),
                ('told', models.TextField(blank=True, verbose_name='说明')),
                ('remarks', models.JSONField(blank=True, default=list, verbose_name='整表提示')),
                ('exported_at', models.DateTimeField(blank=True, null=True, verbose_name='导出时间')),
                ('rows_done', models.PositiveIntegerField(default=0, verbose_name='已处理行数')),
                ('rows_all', models.PositiveIntegerField(default=0, verbose_name='总行数')),
                ('made_at', models.DateTimeField(default=core.clock.now, verbose_name='上传时间')),
                ('expires_at', models.DateTimeField(verbose_name='保留至')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正理由')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='导入时间')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='结果')),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='导入单位')),
            ],
            options={
                'verbose_name': '表格导入',
            },
        ),
        migrations.CreateModel(
            name='PreparedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(verbose_name='顺序')),
                ('sheet', models.CharField(blank=True, max_length=200, verbose_name='工作表')),
                ('number', models.PositiveIntegerField(verbose_name='行号')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='名称')),
                ('verdict', models.CharField(choices=[('new', '新增'), ('changed', '有改动'), ('conflict', '有冲突'), ('unchanged', '无改动'), ('wrong', '有错误'), ('left_out', '不读入')], max_length=12, verbose_name='结论')),
                ('is_chosen', models.BooleanField(default=False, verbose_name='勾选')),
                ('is_settled', models.BooleanField(default=False, verbose_name='已选定')),
                ('target', models.BigIntegerField(blank=True, null=True, verbose_name='对应记录')),
                ('cells', models.JSONField(default=dict, verbose_name='各项所在列')),
                ('said', models.JSONField(default=dict, verbose_name='表中所填')),
                ('base', models.JSONField(blank=True, null=True, verbose_name='导出时所填')),
                ('changes', models.JSONField(default=list, verbose_name='改动')),
                ('choices', models.JSONField(default=dict, verbose_name='冲突的选择')),
                ('remarks', models.JSONField(default=list, verbose_name='提示')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('prepared', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='plans.preparedimport')),
            ],
            options={
                'verbose_name': '导入表格的行',
            },
        ),
        migrations.AddIndex(
            model_name='preparedimport',
            index=models.Index(fields=['organisation', 'dataset', 'file_sha256'], name='plans_import_file'),
        ),
        migrations.AddConstraint(
            model_name='preparedimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False)), _connector='OR'), name='plans_import_applied', violation_error_message='已导入的须写明何人何时'),
        ),
        migrations.AddIndex(
            model_name='preparedrow',
            index=models.Index(fields=['prepared', 'verdict', 'seq'], name='plans_prepared_verdict'),
        ),
        migrations.AddConstraint(
            model_name='preparedrow',
            constraint=models.UniqueConstraint(fields=('prepared', 'seq'), name='plans_prepared_row_once'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
