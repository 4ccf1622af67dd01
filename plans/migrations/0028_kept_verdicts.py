"""What was told apart keeps what was compared and may be withdrawn; which villages are on the list of poor villages."""

import core.clock
import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'plans_poorvillage': taken_over('village_id', 'core_organisation')}
KEPT = """
CREATE FUNCTION plans_told_apart_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
        AND to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_because'
          = to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by_id' - 'withdrawn_because'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '不重复的核定不得改动，只能撤销' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_told_apart_kept BEFORE UPDATE OR DELETE ON plans_toldapart
    FOR EACH ROW EXECUTE FUNCTION plans_told_apart_kept();

CREATE FUNCTION plans_poor_village_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
        AND to_jsonb(NEW) - 'ended_at' - 'ended_by_id' - 'end_document'
          = to_jsonb(OLD) - 'ended_at' - 'ended_by_id' - 'end_document'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '贫困村登记不得改动，只能移出名单' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plans_poor_village_kept BEFORE UPDATE OR DELETE ON plans_poorvillage
    FOR EACH ROW EXECUTE FUNCTION plans_poor_village_kept();
"""
UNKEPT = """
DROP TRIGGER plans_poor_village_kept ON plans_poorvillage;
DROP FUNCTION plans_poor_village_kept();
DROP TRIGGER plans_told_apart_kept ON plans_toldapart;
DROP FUNCTION plans_told_apart_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0015_allotment_dossiers'),
        ('plans', '0027_single_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PoorVillage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=200, verbose_name='认定文件')),
                ('listed_at', models.DateTimeField(default=core.clock.now, verbose_name='登记时间')),
                ('end_document', models.CharField(blank=True, max_length=200, verbose_name='移出文件')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='移出时间')),
            ],
            options={
                'verbose_name': '贫困村',
            },
        ),
        migrations.RemoveConstraint(
            model_name='toldapart',
            name='plans_told_apart_once',
        ),
        migrations.AddField(
            model_name='toldapart',
            name='first_look',
            field=models.CharField(blank=True, db_default='', max_length=64, verbose_name='核定时项目内容摘要'),
        ),
        migrations.AddField(
            model_name='toldapart',
            name='second_look',
            field=models.CharField(blank=True, db_default='', max_length=64, verbose_name='核定时另一项目内容摘要'),
        ),
        migrations.AddField(
            model_name='toldapart',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='撤销时间'),
        ),
        migrations.AddField(
            model_name='toldapart',
            name='withdrawn_because',
            field=models.TextField(blank=True, db_default='', verbose_name='撤销理由'),
        ),
        migrations.AddField(
            model_name='toldapart',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人'),
        ),
        migrations.AddConstraint(
            model_name='toldapart',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('first', 'second'), name='plans_told_apart_once'),
        ),
        migrations.AddConstraint(
            model_name='toldapart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='plans_told_apart_withdrawn', violation_error_message='撤销核定须写明理由'),
        ),
        migrations.AddField(
            model_name='poorvillage',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='poorvillage',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='移出登记人'),
        ),
        migrations.AddField(
            model_name='poorvillage',
            name='listed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='poorvillage',
            name='village',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='村'),
        ),
        migrations.AddConstraint(
            model_name='poorvillage',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('village',), name='plans_poor_village_once', violation_error_message='该村已在贫困村名单中'),
        ),
        migrations.AddConstraint(
            model_name='poorvillage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document', ''), _negated=True), models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('end_document', ''), _negated=True)), _connector='OR')), name='plans_poor_village_document', violation_error_message='贫困村的登记和移出须写明依据文件'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
