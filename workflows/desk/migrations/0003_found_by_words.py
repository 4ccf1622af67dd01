"""Dossiers and numbered documents that were there before are found by their words too."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Cast

from core import search

AT_ONCE = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """What `core.search.note` would have written, dossier by dossier."""
    entries = apps.get_model("core", "SearchEntry").objects
    dossiers = apps.get_model("core", "Dossier").objects.select_related("owner__parent")
    issued = apps.get_model("documents", "IssuedDocument").objects.filter(dossier__isnull=False)
    numbered = issued.order_by("dossier", "issued_at", "pk").values_list("dossier", "number", "title")
    texts = {
        dossier: [text for _dossier, *both in rows for text in both]
        for dossier, rows in groupby(numbered, key=lambda row: row[0])
    }
    made = []
    for dossier in dossiers.order_by("pk").iterator(chunk_size=AT_ONCE):
        lines = [dossier.title, *search.places(dossier), *texts.get(dossier.pk, [])]
        lines = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        words = Cast(Value(search.vector(lines)), SearchVectorField())
        made.append(entries.model(dossier=dossier, texts="\n".join(lines), words=words))
    entries.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0002_drafts"),
        ("core", "0004_search"),
        ("documents", "0002_frozen_documents"),
    ]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
