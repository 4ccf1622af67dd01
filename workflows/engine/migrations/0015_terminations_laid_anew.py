"""A proposal that is not decided goes with its dossier; deputies and principals alike are kept apart."""

from functools import reduce
from operator import or_
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / 'sql'
SAME = [
    models.Q(**{one: models.F(other)})
    for one in ('decided_by', 'decided_on_behalf_of')
    for other in ('proposed_by', 'proposed_on_behalf_of')
]


class Migration(migrations.Migration):

    dependencies = [('engine', '0014_terminations')]

    operations = [
        migrations.RemoveConstraint(model_name='termination', name='engine_termination_by_another'),
        migrations.AddConstraint(
            model_name='termination',
            constraint=models.CheckConstraint(
                condition=models.Q(result='recalled') | ~reduce(or_, SAME), name='engine_termination_by_another',
                violation_error_message='提请终止的人不能同时决定',
            ),
        ),
        migrations.RunSQL(
            (SQL / 'terminations_laid_anew.sql').read_text('utf-8'),
            (SQL / 'terminations_laid_anew_reverse.sql').read_text('utf-8'),
        ),
    ]
