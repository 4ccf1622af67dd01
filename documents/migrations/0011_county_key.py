"""The county's key on every table that grows, taken over from the row that each belongs to."""

import django.db.models.deletion
from django.db import migrations

import core.county_key
from core.county_key import earlier_rows, taken_over, trigger

RESERVED_FOR = """SELECT coalesce(agency.county_id, agency.id)
    FROM documents_documentcode code JOIN core_organisation agency ON agency.id = code.organisation_id
    WHERE code.id = NEW.code_id"""
RECEIVED_IN = """SELECT coalesce(
    (SELECT county_id FROM documents_issueddocument document WHERE document.id = NEW.document_id),
    (SELECT coalesce(agency.county_id, agency.id) FROM core_organisation agency WHERE agency.id = NEW.organisation_id))"""
BELONGS_TO = {
    'documents_numberreservation': RESERVED_FOR,
    'documents_voidrequest': taken_over('document_id', 'documents_issueddocument'),
    'documents_carried': taken_over('letter_id', 'documents_issueddocument'),
    'documents_incomingdocument': RECEIVED_IN,
    'documents_submitteddraft': taken_over('dossier_id', 'core_dossier'),
    'documents_coissuer': taken_over('document_id', 'documents_issueddocument'),
}
KEPT_BY = {
    'documents_numberreservation': 'documents_reservation_kept',
    'documents_voidrequest': 'documents_void_request_kept',
    'documents_carried': 'documents_carried_kept',
    'documents_incomingdocument': 'documents_incoming_kept',
    'documents_submitteddraft': 'documents_submitted_kept',
    'documents_coissuer': 'documents_co_issuer_kept',
}


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('documents', '0010_incoming_from_outside'),
    ]

    operations = [
        migrations.AddField(
            model_name='numberreservation',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='voidrequest',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='carried',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='incomingdocument',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='submitteddraft',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AddField(
            model_name='coissuer',
            name='county',
            field=core.county_key.CountyKey(null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(earlier_rows(table, county, kept_by=KEPT_BY[table]) for table, county in BELONGS_TO.items()),
        migrations.AlterField(
            model_name='numberreservation',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='voidrequest',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='carried',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='incomingdocument',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='submitteddraft',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        migrations.AlterField(
            model_name='coissuer',
            name='county',
            field=core.county_key.CountyKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='所属县'),
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
    ]
