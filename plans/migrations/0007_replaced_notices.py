import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0006_as_decided'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.notice', verbose_name='重新发布的公示'),
        ),
    ]
