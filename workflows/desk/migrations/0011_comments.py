"""What people say to each other about a dossier; a row stays as it was, but that it may be withdrawn."""

import core.county_key
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.county_key import taken_over, trigger

BELONGS_TO = {'desk_comment': taken_over('dossier_id', 'core_dossier')}
KEPT = """
CREATE FUNCTION desk_comment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at' THEN
        RAISE EXCEPTION '留言不得改动，只能撤回一次' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_comment_kept BEFORE UPDATE OR DELETE ON desk_comment
    FOR EACH ROW EXECUTE FUNCTION desk_comment_kept();
"""
UNKEPT = "DROP TRIGGER desk_comment_kept ON desk_comment; DROP FUNCTION desk_comment_kept();"


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('desk', '0010_circulations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000, verbose_name='留言')),
                ('written_at', models.DateTimeField(verbose_name='留言时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='留言人')),
                ('county', core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='core.dossier', verbose_name='案卷')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所在机关')),
            ],
            options={
                'verbose_name': '留言',
                'indexes': [models.Index(fields=['dossier', 'written_at'], name='desk_comment_dossier')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='desk_comment_says_something', violation_error_message='请填写留言')],
            },
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
