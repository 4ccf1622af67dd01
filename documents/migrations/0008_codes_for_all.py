"""Documents issued before there were codes get theirs, so that anyone can ask of every document whether it is genuine.

What was printed without a code stays as it was printed; the page of the document names the code.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from documents import codes


def give_codes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In the order of issuing, as issuing does it: the n-th document of the same content has the n-th code of it."""
    model: Any = apps.get_model("documents", "IssuedDocument")
    coded = dict[str, int]()
    schema_editor.execute("ALTER TABLE documents_issueddocument DISABLE TRIGGER documents_frozen")
    for document in model.objects.only("content_sha256", "verification_code").order_by("issued_at", "id").iterator():
        copy = coded.get(document.content_sha256, 0)
        coded[document.content_sha256] = copy + 1
        if not document.verification_code:
            model.objects.filter(pk=document.pk).update(verification_code=codes.code_of(document.content_sha256, copy))
    schema_editor.execute("ALTER TABLE documents_issueddocument ENABLE TRIGGER documents_frozen")


class Migration(migrations.Migration):
    dependencies = (("documents", "0007_registers"),)
    operations = (migrations.RunPython(give_codes, migrations.RunPython.noop),)
