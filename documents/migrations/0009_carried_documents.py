"""What goes along with a letter (随文报送): written with the letter, kept as it was (B26)."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER documents_carried_kept BEFORE UPDATE OR DELETE ON documents_carried
    FOR EACH ROW EXECUTE FUNCTION documents_keep_register();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0008_codes_for_all'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carried',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried_by', to='documents.issueddocument')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='documents.issueddocument')),
            ],
            options={
                'verbose_name': '随文材料',
                'constraints': [models.UniqueConstraint(fields=('letter', 'document'), name='documents_carried_once', violation_error_message='同一材料只随文报送一次')],
            },
        ),
        migrations.RunSQL(KEPT, "DROP TRIGGER documents_carried_kept ON documents_carried;"),
    ]
