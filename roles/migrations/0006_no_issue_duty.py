"""Registering and issuing are one step (复核、登记、印制、核发): the duty to issue, which nothing asked for, is gone."""

from django.db import migrations, models


def forget_the_duty(apps, schema_editor):
    """With the rights that were projected from it; whoever issued registers as before."""
    for name in ("PostDuty", "DelegationDuty"):
        apps.get_model("roles", name).objects.filter(duty="issue_document").delete()
    of_the_duty = {"permission__codename": "issue_document", "permission__content_type__app_label": "core"}
    apps.get_model("roles", "OrganisationUserPermission").objects.filter(**of_the_duty).delete()
    apps.get_model("auth", "Permission").objects.filter(
        codename="issue_document", content_type__app_label="core"
    ).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('roles', '0005_sign_filing'),
    ]

    operations = [
        migrations.RunPython(forget_the_duty, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='delegationduty',
            name='roles_delegationduty_delegable',
        ),
        migrations.RemoveConstraint(
            model_name='postduty',
            name='roles_postduty_known',
        ),
        migrations.AlterField(
            model_name='delegationduty',
            name='duty',
            field=models.CharField(choices=[('propose_projects', '项目申报'), ('review_proposals', '乡镇审核'), ('report_projects', '乡镇汇总公示上报'), ('sign_township_report', '签发上报报告'), ('propose_department_projects', '部门项目申报'), ('appraise_projects', '部门论证'), ('countersign_plan', '部门会签'), ('manage_sources', '资金来源管理'), ('manage_library', '项目库管理'), ('compile_plan', '编制方案'), ('convene_meeting', '会务与记录'), ('decide_library', '入库审定'), ('chair_leading_group', '主持领导小组会议'), ('attend_leading_group', '出席领导小组会议'), ('chair_executive_meeting', '主持常务会议'), ('attend_executive_meeting', '出席常务会议'), ('edit_check', '核稿'), ('sign_off', '签发'), ('pre_issue_check', '复核'), ('register_document', '登记编号'), ('announce', '公告'), ('send_filing', '备案报送'), ('answer_filing', '备案答复'), ('acknowledge_filing', '备案登记'), ('sign_filing', '备案签发'), ('handle_objection', '异议办理'), ('supervise', '督办'), ('audit', '审计查阅'), ('read_territory', '辖区查阅'), ('evaluate', '考评'), ('administer_system', '系统管理'), ('administer_security', '安全管理'), ('administer_audit', '审计管理')], max_length=40, verbose_name='职责'),
        ),
        migrations.AlterField(
            model_name='postduty',
            name='duty',
            field=models.CharField(choices=[('propose_projects', '项目申报'), ('review_proposals', '乡镇审核'), ('report_projects', '乡镇汇总公示上报'), ('sign_township_report', '签发上报报告'), ('propose_department_projects', '部门项目申报'), ('appraise_projects', '部门论证'), ('countersign_plan', '部门会签'), ('manage_sources', '资金来源管理'), ('manage_library', '项目库管理'), ('compile_plan', '编制方案'), ('convene_meeting', '会务与记录'), ('decide_library', '入库审定'), ('chair_leading_group', '主持领导小组会议'), ('attend_leading_group', '出席领导小组会议'), ('chair_executive_meeting', '主持常务会议'), ('attend_executive_meeting', '出席常务会议'), ('edit_check', '核稿'), ('sign_off', '签发'), ('pre_issue_check', '复核'), ('register_document', '登记编号'), ('announce', '公告'), ('send_filing', '备案报送'), ('answer_filing', '备案答复'), ('acknowledge_filing', '备案登记'), ('sign_filing', '备案签发'), ('handle_objection', '异议办理'), ('supervise', '督办'), ('audit', '审计查阅'), ('read_territory', '辖区查阅'), ('evaluate', '考评'), ('administer_system', '系统管理'), ('administer_security', '安全管理'), ('administer_audit', '审计管理')], max_length=40, verbose_name='职责'),
        ),
        migrations.AddConstraint(
            model_name='delegationduty',
            constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['propose_projects', 'review_proposals', 'report_projects', 'sign_township_report', 'propose_department_projects', 'appraise_projects', 'countersign_plan', 'manage_sources', 'manage_library', 'compile_plan', 'convene_meeting', 'decide_library', 'chair_leading_group', 'attend_leading_group', 'chair_executive_meeting', 'attend_executive_meeting', 'edit_check', 'sign_off', 'pre_issue_check', 'register_document', 'announce', 'send_filing', 'answer_filing', 'acknowledge_filing', 'sign_filing', 'handle_objection', 'supervise', 'audit', 'read_territory', 'evaluate', 'administer_system', 'administer_security', 'administer_audit']), models.Q(('duty__in', ['administer_audit', 'administer_security', 'administer_system', 'audit']), _negated=True)), name='roles_delegationduty_delegable', violation_error_message='该职责不得委托'),
        ),
        migrations.AddConstraint(
            model_name='postduty',
            constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['propose_projects', 'review_proposals', 'report_projects', 'sign_township_report', 'propose_department_projects', 'appraise_projects', 'countersign_plan', 'manage_sources', 'manage_library', 'compile_plan', 'convene_meeting', 'decide_library', 'chair_leading_group', 'attend_leading_group', 'chair_executive_meeting', 'attend_executive_meeting', 'edit_check', 'sign_off', 'pre_issue_check', 'register_document', 'announce', 'send_filing', 'answer_filing', 'acknowledge_filing', 'sign_filing', 'handle_objection', 'supervise', 'audit', 'read_territory', 'evaluate', 'administer_system', 'administer_security', 'administer_audit'])), name='roles_postduty_known', violation_error_message='没有这项职责'),
        ),
    ]
