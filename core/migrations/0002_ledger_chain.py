"""The database itself chains the ledger, refuses to change it, and refuses to delete accounts."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL((SQL / "ledger.sql").read_text("utf-8"), (SQL / "ledger_reverse.sql").read_text("utf-8"))
    ]
