"""The search of the top bar over every dossier of a county while stored volume grows.

Sought are a number that one dossier has, the initials of a place, and a word that every title has, this one by somebody
who reads in every county too; beside the same
question as raw SQL on the same index, and beside passing over all titles.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Cast
from django.urls import reverse

from core import planner, search
from core.benches import Asked, Figure, at_least, at_most
from core.measuring import Act, interleaved, ratio
from core.models import Dossier, Organisation, SearchEntry, User
from core.visiting import Visitor, pages
from roles.duties import Duty
from workflows.desk import searching
from workflows.engine.benches import volume
from workflows.engine.trials import stage

OURS, IDEAL, SCAN = "ours", "ideal raw query", "passing over all titles"
NEAR = at_most(5)
WHY = (
    "the ideal query asks for less than the page shows: neither the reader's duties nor where each dossier lies, one "
    "statement to three"
)
SMALL = (
    "a county's titles are few; the search also reads numbers, places and initials, and asks for the reader's rights"
)
FLAT = at_most(1.3, "at most {} x the smallest size")
BEATS = at_least(1, "at least {} x faster")
FEW = at_most(8, "at most {}")
COUNTY = "420301"
READER = "bench-search-province"
BATCH = 2_000

_IDEAL = """
    SELECT d.id, d.title, o.name, s.texts
    FROM core_searchentry s JOIN core_dossier d ON d.id = s.dossier_id JOIN core_organisation o ON o.id = d.owner_id
    WHERE s.words @@ %s::tsquery AND d.county_id = %s
    ORDER BY d.closed_at DESC NULLS FIRST, d.opened_at DESC, d.id DESC LIMIT %s"""
_SCAN = """
    SELECT d.id, d.title, o.name FROM core_dossier d JOIN core_organisation o ON o.id = d.owner_id
    WHERE d.title LIKE %s AND d.county_id = %s
    ORDER BY d.closed_at DESC NULLS FIRST, d.opened_at DESC, d.id DESC LIMIT %s"""
_OF_COUNTY = " AND d.county_id = %s"


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each kind of word at each size; the page's statements; how the time for one number grows."""
    quickest: list[float] = []
    for size in asked.sizes:
        items = volume.fill(size)
        reader, county = stage.holder(COUNTY), stage.organisation(COUNTY)
        _enter()
        yield f"{items:,} work items, {SearchEntry.objects.count():,} dossiers to be found"
        for kind, typed, plain in _sought(county):
            found = _seconds(reader, county, typed, plain, asked.runs)
            if kind == "one number":
                quickest.append(min(found[OURS]))
            yield from _figures(f"{size:,} work items, {kind}", found)
        found = _seconds(_provincial(), None, typed, plain, asked.runs)
        yield from _figures(f"{size:,} work items, {kind}, read in every county", found)
    yield Figure(
        case=f"one number, {asked.sizes[0]:,} to {asked.sizes[-1]:,} work items", measure="quickest, ms",
        ours=quickest[-1] * 1e3, peer=f"{asked.sizes[0]:,}", theirs=quickest[0] * 1e3,
        ratio=quickest[-1] / quickest[0], bar=FLAT,
    )  # fmt: skip
    with pages():
        statements = Visitor(reader).statements(f"{reverse('desk:search')}?q=方案")
    yield Figure(case="the whole page", measure="statements", ours=statements, bar=FEW)


def _enter() -> None:
    """Let every dossier be found by its title and place, as `core.search.note` would."""
    lacking = Dossier.objects.filter(search=None).select_related("owner__parent").order_by("pk")
    entries = []
    for dossier in lacking.iterator(chunk_size=BATCH):
        lines = [dossier.title, *search.places(dossier)]
        words = Cast(Value(search.vector(lines)), SearchVectorField())
        entries.append(SearchEntry(dossier=dossier, texts="\n".join(lines), words=words))
    SearchEntry.objects.bulk_create(entries, batch_size=BATCH)
    planner.learn()


def _sought(county: Organisation) -> tuple[tuple[str, str, str], ...]:
    """Kind, what is typed, and the same as a pattern over titles."""
    oldest = Dossier.objects.filter(county=county, search__isnull=False, title__endswith="号").earliest("opened_at")
    number = oldest.title.removeprefix("统筹整合资金方案")
    initials = search.initials(oldest.owner.name)
    return (
        ("one number", number, f"%{number}%"),
        ("initials of a place", initials, "%方案第%"),
        ("a word of every title", "统筹整合", "%统筹整合%"),
    )


def _provincial() -> User:
    """Somebody who reads in every county."""
    reader = User.objects.filter(username=READER).first()
    if reader is None:
        reader = User.objects.create_user(READER, name="省级查阅")
        stage.appoint(reader, stage.organisation(volume.PERSONS["province"]), [Duty.READ_TERRITORY])
    return reader


def _seconds(
    reader: User, county: Organisation | None, typed: str, plain: str, runs: int
) -> dict[str, list[float]]:  # fmt: skip
    """Of a county, or without one of all."""
    acts: dict[str, Act] = {
        OURS: lambda: searching.dossiers(reader, typed),
        IDEAL: partial(_raw, _IDEAL, search.query(typed), county),
        SCAN: partial(_raw, _SCAN, plain, county),
    }
    if [one.pk for one in acts[OURS]()] != acts[IDEAL]():
        raise RuntimeError(f"the search for {typed} and the ideal query disagree")
    return interleaved(acts, runs=runs, warm=2)


def _raw(statement: str, sought: str, county: Organisation | None) -> list[int]:
    asked = statement if county else statement.replace(_OF_COUNTY, "")
    with connection.cursor() as cursor:
        cursor.execute(asked, [sought, *([county.pk] if county else []), searching.SHOWN + 1])
        return [row[0] for row in cursor.fetchall()]


def _figures(case: str, found: dict[str, list[float]]) -> Iterator[Figure]:
    ours = found[OURS]
    for peer, bar, by in ((IDEAL, NEAR, ratio(ours, found[IDEAL])), (SCAN, BEATS, ratio(found[SCAN], ours))):
        yield Figure(
            case=case, measure="ms" + (" (ratio: times faster)" if bar.is_floor else ""),
            ours=statistics.median(ours) * 1e3, peer=peer, theirs=statistics.median(found[peer]) * 1e3, ratio=by,
            bar=bar, reason=WHY if peer == IDEAL else SMALL,
        )  # fmt: skip
