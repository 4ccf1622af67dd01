"""Those called to a meeting are told of items that were put on its agenda since."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0015_consultations'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='invitation', name='desk_invitation_news'),
        migrations.AlterField(
            model_name='invitation', name='news',
            field=models.CharField(
                choices=[
                    ('called', '召开'), ('moved', '时间、地点变更'), ('cancelled', '取消'), ('extended', '议程增补'),
                ],
                default='called', max_length=10, verbose_name='通知事项',
            ),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(
                condition=models.Q(('news__in', ['called', 'moved', 'cancelled', 'extended'])),
                name='desk_invitation_news',
                violation_error_message='通知事项只能是召开、变更、增补议题或取消',
            ),
        ),
    ]
