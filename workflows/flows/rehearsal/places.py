"""Which places a rehearsal takes from the live database into its own."""

from __future__ import annotations

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
