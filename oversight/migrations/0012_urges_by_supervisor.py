from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0011_personal_looks'),
    ]

    operations = [
        migrations.AddField(
            model_name='urge',
            name='by_supervisor',
            field=models.BooleanField(db_default=True, default=True, verbose_name='督办人员催办'),
        ),
        migrations.RemoveConstraint(
            model_name='urge',
            name='oversight_urge_once_a_day',
        ),
        migrations.AddConstraint(
            model_name='urge',
            constraint=models.UniqueConstraint(fields=('work_item', 'day', 'by_supervisor'), name='oversight_urge_once_a_day', violation_error_message='同一事项一天只能催办一次'),
        ),
    ]
