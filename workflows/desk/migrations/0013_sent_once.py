"""A view of the inbox has room for a search in Chinese; a comment and a circulation that are sent twice are one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0012_urgency_of_a_county'),
    ]

    operations = [
        migrations.AlterField(
            model_name='savedview', name='question', field=models.CharField(max_length=1000, verbose_name='筛选条件'),
        ),
        *(
            migrations.AddField(
                model_name=name, name='request_id',
                field=models.UUIDField(editable=False, null=True, verbose_name='请求编号'),
            )
            for name in ('comment', 'circulation')
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(
                fields=('author', 'request_id'), name='desk_comment_once', violation_error_message='该留言已经提交',
            ),
        ),
        migrations.AddConstraint(
            model_name='circulation',
            constraint=models.UniqueConstraint(
                fields=('sent_by', 'request_id'), name='desk_circulation_once', violation_error_message='该传阅已经发出',
            ),
        ),
    ]
