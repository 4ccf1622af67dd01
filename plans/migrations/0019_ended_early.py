"""终止: a version may be terminated, and a notice ends with what it was posted for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_dossier_urgency'),
        ('documents', '0014_codes_end'),
        ('plans', '0018_prepared_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='ended_because',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='终止理由'),
        ),
        migrations.AddField(
            model_name='notice',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='终止日期'),
        ),
        migrations.AlterField(
            model_name='planversion',
            name='state',
            field=models.CharField(choices=[('drafting', '起草中'), ('consulting', '征求意见'), ('deciding', '会议审议'), ('signing', '核稿签发'), ('issued', '已印发'), ('filed', '已报备'), ('terminated', '已终止')], default='drafting', max_length=12, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_because', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='plans_notice_ended_because', violation_error_message='终止公示须有理由'),
        ),
    ]
