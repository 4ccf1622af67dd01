"""What people ask others while a work item stays where it is; a question stays as it was asked, and an answer as it was
given."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {
    'desk_consultation': taken_over('dossier_id', 'core_dossier'),
    'desk_consulted': taken_over('consultation_id', 'desk_consultation'),
    'desk_consultationcopy': taken_over('consulted_id', 'desk_consulted'),
}
KEPT = """
CREATE FUNCTION desk_consultation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - 'reminded_at' - 'reminders' <> to_jsonb(OLD) - 'reminded_at' - 'reminders' THEN
        RAISE EXCEPTION '征询不得改动，只能提醒' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_consultation_kept BEFORE UPDATE OR DELETE ON desk_consultation
    FOR EACH ROW EXECUTE FUNCTION desk_consultation_kept();
CREATE FUNCTION desk_consulted_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION '已答复或收回的征询不得改动' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_consulted_kept BEFORE UPDATE OR DELETE ON desk_consulted
    FOR EACH ROW EXECUTE FUNCTION desk_consulted_kept();
"""
UNKEPT = """
DROP TRIGGER desk_consultation_kept ON desk_consultation; DROP FUNCTION desk_consultation_kept();
DROP TRIGGER desk_consulted_kept ON desk_consulted; DROP FUNCTION desk_consulted_kept();
"""


def county():
    return core.county_key.CountyKey(
        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation',
        verbose_name='所属县',
    )


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')


def person(name, *, null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL,
        verbose_name=name,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('desk', '0014_part_of_a_meeting'),
        ('engine', '0012_assistances'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', key()),
                ('words', models.CharField(max_length=500, verbose_name='征询事项')),
                ('asked_at', models.DateTimeField(verbose_name='征询时间')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='提醒时间')),
                ('reminders', models.PositiveSmallIntegerField(default=0, verbose_name='提醒次数')),
                ('request_id', models.UUIDField(editable=False, null=True, verbose_name='请求编号')),
                ('asked_by', person('征询人')),
                ('asked_on_behalf_of', person('委托人', null=True)),
                ('county', county()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='core.dossier', verbose_name='案卷')),
                ('work_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='engine.workitem')),
            ],
            options={
                'verbose_name': '征询意见',
                'indexes': [
                    models.Index(fields=['dossier', 'asked_at'], name='desk_consultation_dossier'),
                    models.Index(fields=['asked_by', '-asked_at'], name='desk_consultation_asker'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='desk_consultation_words', violation_error_message='请写明征询事项'),
                    models.UniqueConstraint(fields=('asked_by', 'request_id'), name='desk_consultation_once', violation_error_message='该征询已经发出'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Consulted',
            fields=[
                ('id', key()),
                ('answer', models.TextField(db_default='', default='', verbose_name='答复')),
                ('has_nothing', models.BooleanField(db_default=False, default=False, verbose_name='无意见')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ended_how', models.CharField(choices=[('answered', '已答复'), ('recalled', '已收回')], db_default='', default='', max_length=10, verbose_name='如何结束')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='desk.consultation', verbose_name='征询意见')),
                ('county', county()),
                ('ended_by', person('结束人', null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='答复机关')),
                ('person', person('答复人', null=True)),
            ],
            options={
                'verbose_name': '征询对象',
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['ended_at'], name='desk_consulted_lately')],
                'constraints': [
                    models.UniqueConstraint(fields=('consultation', 'organisation', 'person'), name='desk_consulted_once', nulls_distinct=False, violation_error_message='同一对象在一次征询中只问一次'),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(('answer', ''), ('ended_at__isnull', True), ('ended_how', ''), ('has_nothing', False)),
                            models.Q(('answer', ''), ('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_how', 'recalled'), ('has_nothing', False)),
                            models.Q(
                                ('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_how', 'answered'),
                                models.Q(('has_nothing', True), models.Q(('answer', ''), _negated=True), _connector='OR'),
                            ),
                            _connector='OR',
                        ),
                        name='desk_consulted_ended', violation_error_message='答复须有内容或者注明无意见',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConsultationCopy',
            fields=[
                ('id', key()),
                ('opened_at', models.DateTimeField(null=True, verbose_name='打开时间')),
                ('consulted', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='desk.consulted', verbose_name='征询对象')),
                ('county', county()),
                ('reader', person('人员')),
            ],
            options={
                'verbose_name': '征询件',
                'indexes': [models.Index(fields=['reader', '-id'], name='desk_consultation_reader')],
                'constraints': [models.UniqueConstraint(fields=('consulted', 'reader'), name='desk_consultation_one_copy', violation_error_message='同一人在一次征询中只有一份')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
