"""The database itself refuses to delete what was moved, and to change an opinion."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("engine", "0001_initial"), ("viewflow", "0015_task_scheduled")]
    operations: ClassVar = [
        migrations.RunSQL((SQL / "kept.sql").read_text("utf-8"), (SQL / "kept_reverse.sql").read_text("utf-8"))
    ]
