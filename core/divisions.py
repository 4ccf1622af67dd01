"""Organisations from a division table: the province, its places and how their governments sign."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import pinyin, printable
from core.enums import OrganisationKind, PoorLevel
from core.errors import Invalid
from core.models import Organisation
from core.place_names import village_name

LEVELS = (
    OrganisationKind.PROVINCE,
    OrganisationKind.PREFECTURE,
    OrganisationKind.COUNTY,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.VILLAGE,
)
HUBEI_DIVISIONS = Path(__file__).parent / "data" / "hubei_divisions.csv.gz"
_POOR_COUNTIES = Path(__file__).parent / "data" / "hubei_poor_counties.csv"
_POOR_LEVELS = {"国定": PoorLevel.NATIONAL, "省定": PoorLevel.PROVINCIAL}
_COLUMNS = ("code", "name", "level", "parent")
_FIELDS = ("name", "official_name", "kind", "parent_id", "county_id", "path", "poor_level", "pinyin")
_MAX_ROWS = 1_000_000
_BATCH = 2_000


class Division(NamedTuple):
    """A row of a division table; `parent` is the code above, "" at the top."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Loaded:
    """How many organisations of each kind the table holds, and how many were made or changed."""

    province: int = 0
    prefecture: int = 0
    county: int = 0
    township: int = 0
    village: int = 0
    created: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, field.name) for field in fields(self)[:5])


def read_divisions(file: Path) -> list[Division]:
    """The rows of a csv or csv.gz file; Invalid when it is not a division table."""
    try:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            if missing := [column for column in _COLUMNS if column not in (reader.fieldnames or ())]:
                message = _("行政区划表“%(file)s”缺少列：%(columns)s")
                raise Invalid(message % {"file": file.name, "columns": "、".join(missing)})
            rows = [_division(row) for row, _number in zip(reader, range(_MAX_ROWS), strict=False)]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(_("行政区划表“%(file)s”读不出来") % {"file": file.name}) from error
    return rows


def unprintable(rows: Iterable[Division]) -> list[tuple[Division, str]]:
    """The places whose names no document can print as the table spells them, each with what is wrong."""
    return [(row, wrong) for row in rows if (wrong := printable.mistake(row.name))]


def _division(row: Mapping[str, str | None]) -> Division:
    return Division(*((row[column] or "").strip() for column in _COLUMNS))


@transaction.atomic
def load(rows: Iterable[Division]) -> Loaded:
    """Make or bring up to date an organisation for each row; a second load of the same rows changes nothing.
    Rows may come in any order; each needs its parent among them or already loaded."""
    by_code = _checked(rows)
    known = {organisation.code: organisation for organisation in Organisation.objects.filter(code__in=_needed(by_code))}
    counts = {"created": 0, "changed": 0}
    for level in LEVELS:
        wanted = [_organisation(row, known) for row in by_code.values() if row.level == level]
        for name, count in _store(wanted, known).items():
            counts[name] += count
    return Loaded(**{level: sum(row.level == level for row in by_code.values()) for level in LEVELS}, **counts)


def _checked(rows: Iterable[Division]) -> dict[str, Division]:
    by_code: dict[str, Division] = {}
    for number, row in enumerate(rows, start=2):
        if row.level not in LEVELS or not row.code.isdecimal() or not row.name:
            raise Invalid(_("行政区划表第%(row)s行的代码、名称或级别不对") % {"row": number})
        if by_code.get(row.code, row) != row:
            raise Invalid(_("行政区划表第%(row)s行的代码%(code)s重复") % {"row": number, "code": row.code})
        by_code[row.code] = row
    return by_code


def _needed(by_code: Mapping[str, Division]) -> set[str]:
    return {*by_code, *(row.parent for row in by_code.values() if row.parent)}


def _organisation(row: Division, known: Mapping[str, Organisation]) -> Organisation:
    """The row as an organisation, its parent already stored."""
    parent = known.get(row.parent)
    if row.parent and parent is None:
        raise Invalid(_("行政区划%(code)s的上级%(parent)s不存在") % {"code": row.code, "parent": row.parent})
    kind = OrganisationKind(row.level)
    name = village_name(row.name).short if kind is OrganisationKind.VILLAGE else row.name
    before = known.get(row.code)
    own = before.pk if before and kind is OrganisationKind.COUNTY else None
    return Organisation(
        pk=before.pk if before else None,
        code=row.code,
        name=name,
        official_name=official_name(row.name, kind),
        kind=kind,
        parent=parent,
        county_id=own or (parent.county_id if parent else None),
        path=f"{parent.path if parent else ''}{row.code}/",
        poor_level=poor_levels().get(row.code, ""),
        pinyin=pinyin.initials_of_name(name)[:100],
    )


def _store(wanted: list[Organisation], known: dict[str, Organisation]) -> dict[str, int]:
    """One upsert for what is new or different; counties become their own county."""
    created = sum(organisation.code not in known for organisation in wanted)
    different = [o for o in wanted if o.code not in known or _facts(o) != _facts(known[o.code])]
    for organisation in different:
        organisation.pk = None
    stored = Organisation.objects.bulk_create(
        different,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[field.removesuffix("_id") for field in _FIELDS],
    )
    for organisation in stored:
        if organisation.kind == OrganisationKind.COUNTY:
            organisation.county_id = organisation.pk
        known[organisation.code] = organisation
    Organisation.objects.filter(kind=OrganisationKind.COUNTY, county=None).update(county=F("pk"))
    return {"created": created, "changed": len(different) - created}


def _facts(organisation: Organisation) -> tuple[object, ...]:
    return tuple(getattr(organisation, field) for field in _FIELDS)


def official_name(name: str, kind: OrganisationKind) -> str:
    """How the government of a place signs: 竹山县人民政府, 城关镇人民政府, 五里街道办事处, 柏树村村民委员会."""
    if kind is OrganisationKind.VILLAGE:
        return village_name(name).official
    if kind is OrganisationKind.TOWNSHIP:
        if name.endswith("街道"):
            return f"{name}办事处"
        return f"{name}人民政府" if name.endswith(("镇", "乡")) else name
    # 省直辖县级行政区划 and the like are headings of the bureau, not governments
    return f"{name}人民政府" if name.endswith(("省", "市", "州", "县", "区", "旗")) else name


@cache
def poor_levels() -> dict[str, PoorLevel]:
    """Which counties the policy covers, by code (28 国定, 9 省定)."""
    with _POOR_COUNTIES.open(encoding="utf-8-sig", newline="") as text:
        return {row["code"]: _POOR_LEVELS[row["poor_level"]] for row in csv.DictReader(text)}
