"""终止: the table of what was proposed and decided, which the database keeps."""

from pathlib import Path

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'engine_termination': taken_over('dossier_id', 'core_dossier')}
SQL = Path(__file__).parent / 'sql'


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('engine', '0013_editions_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Termination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='终止理由')),
                ('duty', models.CharField(choices=[('propose_projects', '项目申报'), ('review_proposals', '乡镇审核'), ('report_projects', '乡镇汇总公示上报'), ('sign_township_report', '签发上报报告'), ('propose_department_projects', '部门项目申报'), ('appraise_projects', '部门论证'), ('countersign_plan', '部门会签'), ('manage_sources', '资金来源管理'), ('manage_library', '项目库管理'), ('compile_plan', '编制方案'), ('convene_meeting', '会务与记录'), ('decide_library', '入库审定'), ('chair_leading_group', '主持领导小组会议'), ('attend_leading_group', '出席领导小组会议'), ('chair_executive_meeting', '主持常务会议'), ('attend_executive_meeting', '出席常务会议'), ('edit_check', '核稿'), ('sign_off', '签发'), ('pre_issue_check', '复核'), ('register_document', '登记编号'), ('announce', '公告'), ('send_filing', '备案报送'), ('answer_filing', '备案答复'), ('acknowledge_filing', '备案登记'), ('sign_filing', '备案签发'), ('handle_objection', '异议办理'), ('supervise', '督办'), ('audit', '审计查阅'), ('read_territory', '辖区查阅'), ('evaluate', '考评'), ('administer_system', '系统管理'), ('administer_security', '安全管理'), ('administer_audit', '审计管理')], max_length=40, verbose_name='决定人职责')),
                ('proposed_at', models.DateTimeField(verbose_name='提请时间')),
                ('request_id', models.UUIDField(unique=True, verbose_name='请求编号')),
                ('result', models.CharField(blank=True, choices=[('agreed', '同意终止'), ('refused', '不同意终止'), ('recalled', '已收回')], db_default='', default='', max_length=10, verbose_name='结果')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
                ('words', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='决定意见')),
                ('decision_id', models.UUIDField(null=True, unique=True, verbose_name='决定的请求编号')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                ('decided_on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terminations', to='core.dossier', verbose_name='案卷')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='决定机关')),
                ('proceeding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terminations', to='engine.proceeding')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提请人')),
                ('proposed_on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
            ],
            options={
                'verbose_name': '终止',
                'indexes': [models.Index(condition=models.Q(('result', ''), _negated=True), fields=['decided_at'], name='engine_termination_decided')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('result', '')), fields=('proceeding',), name='engine_termination_one_standing', violation_error_message='已提请终止，尚待决定'), models.UniqueConstraint(condition=models.Q(('result', 'agreed')), fields=('proceeding',), name='engine_termination_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='engine_termination_reason', violation_error_message='请写明终止理由'), models.CheckConstraint(condition=models.Q(('result', 'recalled'), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='engine_termination_by_another', violation_error_message='提请终止的人不能同时决定'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('result', ''), ('words', '')), models.Q(models.Q(('result', ''), _negated=True), ('decided_at__gte', models.F('proposed_at')), ('decided_by__isnull', False)), _connector='OR'), name='engine_termination_decided'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'refused'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='engine_termination_refused_because', violation_error_message='请写明不同意终止的理由')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(
            (SQL / 'terminations.sql').read_text('utf-8'), (SQL / 'terminations_reverse.sql').read_text('utf-8')
        ),
    ]
