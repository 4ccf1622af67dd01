"""Numbers that were there before are found whole too."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from core import search

AT_ONCE = 500
_ADD = """
    UPDATE core_searchentry SET words = words || told.numbers::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS told (dossier, numbers) WHERE dossier_id = told.dossier"""


def fill(apps: Any, schema_editor: Any) -> None:
    """What `core.search.vector` would have kept beside the pairs, entry by entry."""
    entries = apps.get_model("core", "SearchEntry").objects.order_by("pk")
    texts = entries.values_list("pk", "texts").iterator(chunk_size=AT_ONCE)
    told = ((pk, search.numbers_in(lines.splitlines())) for pk, lines in texts)
    rows = [(pk, numbers) for pk, numbers in told if numbers]
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            cursor.execute(_ADD, [list(column) for column in zip(*rows[first : first + AT_ONCE], strict=True)])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0016_latest_dossiers")]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
