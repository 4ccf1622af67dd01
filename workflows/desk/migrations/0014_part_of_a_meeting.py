"""Of a member who came late or left early, the minutes know in which items he took part."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0013_sent_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance', name='first_item',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='自第几项议题起到会'),
        ),
        migrations.AddField(
            model_name='attendance', name='last_item',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='至第几项议题离会'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(
                condition=Q(first_item__isnull=True, last_item__isnull=True)
                | Q(presence='present')
                & (Q(first_item__isnull=True) | Q(last_item__isnull=True) | Q(last_item__gte=F('first_item'))),
                name='desk_attendance_span',
                violation_error_message='离会不能早于到会，只有出席的人员可以登记中途到会、离会',
            ),
        ),
    ]
