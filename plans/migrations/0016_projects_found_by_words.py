"""Projects that were there before are found by their names and places too, in the dossier where they first travelled."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Cast, Coalesce

from core import search

FIRST = Coalesce("village_round__dossier", "township_round__dossier", "library_round__dossier")


def fill(apps: Any, schema_editor: Any) -> None:
    """What `plans.services.found_by.note` would have written, dossier by dossier."""
    entries = apps.get_model("core", "SearchEntry").objects
    travelled = apps.get_model("plans", "Project").objects.annotate(first=FIRST).filter(first__isnull=False)
    rows = travelled.order_by("first", "code").values_list("first", "code", "name", "location")
    for dossier, named in groupby(rows, key=lambda row: row[0]):
        entry = entries.filter(dossier=dossier).first()
        if entry is None:
            continue
        told = (" ".join(f"{code} {name}（{location}）".split()) for _dossier, code, name, location in named)
        lines = list(dict.fromkeys([*entry.texts.splitlines(), *told]))
        words = Cast(Value(search.vector(lines)), SearchVectorField())
        entries.filter(dossier=dossier).update(texts="\n".join(lines), words=words)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("plans", "0015_left_out_and_upheld"),
        ("core", "0006_county_key"),
        ("desk", "0003_found_by_words"),
    ]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
