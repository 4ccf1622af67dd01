"""Files brought with the answer to a question, and the deputy who gave it; claims and handings-over of many items at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0013_search_by_county'),
        ('desk', '0016_told_of_more_items'),
        ('engine', '0015_terminations_laid_anew'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='attachment',
            name='desk_attachment_once',
        ),
        migrations.AddField(
            model_name='attachment',
            name='consulted',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='desk.consulted', verbose_name='所答复的征询'),
        ),
        migrations.AddField(
            model_name='batch',
            name='act',
            field=models.CharField(choices=[('approve', '批量同意'), ('claim', '批量领取'), ('hand_over', '批量转办')], db_default='approve', default='approve', max_length=10, verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='batch',
            name='giver',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='原承办人'),
        ),
        migrations.AddField(
            model_name='batch',
            name='receiver',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接办人'),
        ),
        migrations.AddField(
            model_name='consulted',
            name='ended_on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='flow_key',
            field=models.CharField(blank=True, max_length=40, verbose_name='流程'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='step',
            field=models.CharField(blank=True, max_length=60, verbose_name='环节'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('consulted__isnull', True), ('removed_at__isnull', True)), fields=('work_item', 'sha256'), name='desk_attachment_once', violation_error_message='同一文件已经上传'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('consulted__isnull', False)), fields=('consulted', 'sha256'), name='desk_attachment_of_an_answer_once', violation_error_message='同一文件已经上传'),
        ),
    ]
