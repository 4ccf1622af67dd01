"""The real places that moulds are stamped into: what stands there for each place, person and code of the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core import county_words
from core.enums import OrganisationKind, PoorLevel
from core.models import Organisation
from documents.models import DocumentCode
from roles.models import Appointment
from workflows.flows.province.model_county import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, village
from workflows.flows.province.standing import GOVERNMENT, Standing, plain_title, spoken

Filling = dict[str, str]
"""What stands in the place of each name of a mould."""
Facts = tuple[int, str, str, str]
"""Key, name, official name and code of an organisation."""
Row = tuple[int, str, str, str, str, int | None, str]
"""The same with its kind, what it is below, and which list of poor counties it is on."""


@dataclass(frozen=True)
class Township:
    """A township and its villages, in the order of the tree."""

    facts: Facts
    villages: tuple[Facts, ...]


@dataclass(frozen=True)
class County:
    """A county with everything above and below it, by place of the model county."""

    facts: Facts
    places: dict[str, Facts]
    townships: tuple[Township, ...]
    standing: Standing


@dataclass(frozen=True)
class Register:
    """Who holds the posts, and which codes the organisations have."""

    people: dict[int, dict[str, int]]
    codes: dict[int, dict[str, str]]

    @classmethod
    def read(cls) -> Register:
        """All of it; two statements."""
        people: dict[int, dict[str, int]] = defaultdict(dict)
        held = Appointment.objects.filter(ends_on__isnull=True).order_by("-pk")
        for organisation, title, user in held.values_list("post__organisation_id", "post__title", "user_id"):
            people[organisation][title] = user
        codes: dict[int, dict[str, str]] = defaultdict(dict)
        for organisation, use, code in DocumentCode.objects.order_by("pk").values_list(
            "organisation_id", "use", "code"
        ):
            codes[organisation][use] = code
        return cls(people, codes)

    def filling(self, place: str, facts: Facts) -> Filling:
        """One place with its people and codes."""
        found = words(place, facts)
        held = self.people.get(facts[0], {}).items()
        if place == COUNTY:
            head = county_words.words(facts[1]).head
            held = {plain_title(title, head): user for title, user in held}.items()
        found |= {f"{place}.u.{title}": str(user) for title, user in held}
        found |= {f"{place}.c.{use}": code for use, code in self.codes.get(facts[0], {}).items()}
        return found


def words(place: str, facts: Facts) -> Filling:
    """What an organisation is called, and its key; of the county how it is spoken of, of the prefecture whose government it
    is."""
    key, name, official, code = facts
    found = {f"{place}.id": str(key), f"{place}.name": name, f"{place}.official": official, f"{place}.code": code}
    if place == COUNTY:
        found |= spoken(name)
    if place == PREFECTURE:
        found[f"{place}.stem"] = official.removesuffix(GOVERNMENT)
    return found


def counties() -> list[County]:
    """The counties of the province in the order of the tree; those without villages left out."""
    columns = ("pk", "name", "official_name", "code", "kind", "parent_id", "poor_level")
    tree = _Tree(list(Organisation.objects.in_order().values_list(*columns)))
    return [county for row in tree.rows if row[4] == OrganisationKind.COUNTY if (county := tree.county(row)).townships]


class _Tree:
    """The organisations by what they are below."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.by_key = {row[0]: row for row in rows}
        self.below: dict[int | None, list[Row]] = defaultdict(list)
        for row in rows:
            self.below[row[5]].append(row)

    def county(self, row: Row) -> County:
        prefecture = self.by_key[row[5] or 0]
        province = self.by_key[prefecture[5] or 0]
        places: dict[str, Facts] = {}
        for place, organ_of in ((PROVINCE, province), (PREFECTURE, prefecture), (COUNTY, row)):
            places |= {place: organ_of[:4], **dict(self._organs(place, organ_of))}
        townships = (r for r in self.below[row[0]] if r[4] == OrganisationKind.TOWNSHIP)
        found = tuple(Township(r[:4], tuple(v[:4] for v in self.below[r[0]])) for r in townships)
        standing = Standing(row[6] == PoorLevel.PROVINCIAL, not prefecture[2].endswith(GOVERNMENT))
        return County(row[:4], places, tuple(t for t in found if t.villages), standing)

    def _organs(self, place: str, row: Row) -> Iterable[tuple[str, Facts]]:
        for organ in self.below[row[0]]:
            if organ[3].startswith(f"{row[3]}-"):
                yield f"{place}:{organ[3].removeprefix(f'{row[3]}-')}", organ[:4]


def county_filling(county: County, register: Register) -> Filling:
    """The county, its organs, and those above it."""
    found: Filling = {}
    for place, facts in county.places.items():
        found |= register.filling(place, facts)
    return found


def fillings_for_staff(county: County) -> Iterable[tuple[str, Facts, Filling]]:
    """Every organisation of the county and above it: its place in the model, its facts, what stands for its words."""
    above: Filling = {}
    for place in (PROVINCE, PREFECTURE, COUNTY):
        above |= words(place, county.places[place])
    for place, facts in county.places.items():
        yield place, facts, above | words(place, facts)
    for township in county.townships:
        here = above | words(TOWNSHIP, township.facts)
        yield TOWNSHIP, township.facts, dict(here)
        for facts in township.villages:
            yield village(0), facts, here | words(village(0), facts)


def township_filling(township: Township, villages: Iterable[Facts], register: Register) -> Filling:
    """A township and the villages that travel together."""
    found = register.filling(TOWNSHIP, township.facts)
    for n, facts in enumerate(villages):
        found |= register.filling(village(n), facts)
    return found
