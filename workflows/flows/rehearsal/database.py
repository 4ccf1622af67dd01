"""A database of the rehearsal's own: never a number, a ledger row or an account in the live one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from core.divisions import Division
from core.models import Organisation


def live_places(county: str) -> list[Division]:
    """The province, prefecture and places of a county from the live database, as division rows."""
    chain = [county[:2], county[:4], county]
    rows = Organisation.objects.filter(code__in=chain) | Organisation.objects.filter(
        county__code=county, kind__in=("township", "village")
    )
    ordered = rows.select_related("parent").order_by("path")
    return [Division(o.code, o.official_name if o.kind == "village" else o.name, o.kind, o.parent.code if o.parent else "")
            for o in ordered]  # fmt: skip


@contextmanager
def own_database(*, keep: bool) -> Iterator[str]:
    """Make, migrate and enter a database beside the configured one; drop it afterwards unless kept."""
    live = connection.settings_dict["NAME"]
    name = f"{live}_rehearsal_{os.getpid()}"
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted}")
    _use(name)
    try:
        call_command("migrate", verbosity=0)
        yield name
    finally:
        _use(live)
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
