"""The model county: a province of marked words with one county, one township, a few villages, organs and people."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from core import clock, county_words
from core.enums import OrganisationKind, PoorLevel
from core.models import Organisation
from documents.models import DocumentCode
from roles import county as organs
from roles.models import Appointment
from workflows.flows.demonstration.days import HOUR
from workflows.flows.province.casting import Known, cast, here
from workflows.flows.province.marks import Words
from workflows.flows.province.moulds import Mould
from workflows.flows.province.standing import GOVERNMENT, USUAL, MarkedWords, Standing, plain_title
from workflows.flows.rehearsal.people import CODES, staff

VILLAGES = 8
PROVINCE, PREFECTURE, COUNTY, TOWNSHIP = "province", "prefecture", "county", "township"


@dataclass
class ModelCounty:
    """Its organisations by their place in it, and what its words and keys stand for."""

    since: datetime.date
    words: Words = field(default_factory=Words)
    places: dict[str, Organisation] = field(default_factory=dict)
    staffing: dict[str, Mould] = field(default_factory=dict)
    """How each place is staffed: posts, people, appointments, rights, and what the ledger says of it."""

    @property
    def county(self) -> Organisation:
        return self.places[COUNTY]

    def villages(self, number: int) -> list[Organisation]:
        """The first so many villages."""
        return [self.places[village(n)] for n in range(number)]

    @property
    def known_places(self) -> Known:
        """Organisations by their place."""
        return Known(self.words, {organisation.pk: f"{place}.id" for place, organisation in self.places.items()})

    @property
    def known(self) -> Known:
        """Organisations by their place, people by place and post."""
        keys = self.known_places.keys
        by_key = {organisation.pk: place for place, organisation in self.places.items()}
        held = Appointment.objects.filter(post__organisation__in=by_key).order_by("pk")
        head = county_words.words(self.county.name).head
        for user, organisation, title in held.values_list("user_id", "post__organisation_id", "post__title"):
            keys[user] = f"{by_key[organisation]}.u.{plain_title(title, head)}"
        return Known(self.words, keys)

    def spoken_of(self) -> AbstractContextManager[None]:
        """Within the block whatever speaks of the county does so in marked words."""
        names = (self.county.name, self.county.official_name)
        return county_words.spoken_of({name: MarkedWords(self.county.name, self.words) for name in names})

    def stand(self, standing: Standing) -> None:
        """Let the county be of that standing from now on."""
        prefecture = self.places[PREFECTURE]
        official = self.words.of(f"{PREFECTURE}.official")
        if not standing.right_below_province:
            official = f"{self.words.of(f'{PREFECTURE}.stem')}{GOVERNMENT}"
        Organisation.objects.filter(pk=prefecture.pk).update(official_name=official)
        poor_level = PoorLevel.PROVINCIAL if standing.on_provincial_list else ""
        Organisation.objects.filter(pk=self.county.pk).update(poor_level=poor_level)


def village(n: int) -> str:
    """The place of the n-th village, from 0."""
    return f"village{n}"


def build(since: datetime.date, villages: int) -> ModelCounty:
    """Make the organisations, so many villages among them, and staff each on that day."""
    made = ModelCounty(since)
    with clock.stepping(datetime.datetime.combine(since, HOUR, clock.SHANGHAI)):
        _places(made, villages)
        _organs(made)
        made.stand(USUAL)
        with made.spoken_of():
            for place in made.places:
                made.staffing[place] = _staffed(made, place)
                _codes(made, place)
    return made


def _places(made: ModelCounty, villages: int) -> None:
    province = _place(made, PROVINCE, OrganisationKind.PROVINCE, None)
    prefecture = _place(made, PREFECTURE, OrganisationKind.PREFECTURE, province)
    county = _place(made, COUNTY, OrganisationKind.COUNTY, prefecture)
    county.county = county
    county.save(update_fields=["county"])
    township = _place(made, TOWNSHIP, OrganisationKind.TOWNSHIP, county)
    for n in range(villages):
        _place(made, village(n), OrganisationKind.VILLAGE, township)


def _place(made: ModelCounty, place: str, kind: OrganisationKind, parent: Organisation | None) -> Organisation:
    code = made.words.new(f"{place}.code")
    above = parent.path if parent else ""
    made.places[place] = Organisation.objects.create(
        code=code, name=made.words.new(f"{place}.name"), official_name=made.words.new(f"{place}.official"), kind=kind,
        parent=parent, county=parent.county if parent else None, path=f"{above}{code}/",
    )  # fmt: skip
    return made.places[place]


def _organs(made: ModelCounty) -> None:
    for place, make in (
        (PROVINCE, organs.make_provincial_organs),
        (PREFECTURE, organs.make_prefecture_organs),
        (COUNTY, organs.make_county_organs),
    ):
        for slug, organ in make(made.places[place]).items():
            made.places[f"{place}:{slug}"] = organ


def _staffed(made: ModelCounty, place: str) -> Mould:
    since = here()
    staff([made.places[place]], made.since)
    return cast(made.known_places, since, story="staff", stage=place, year=made.since.year, villages=0)


def _codes(made: ModelCounty, place: str) -> None:
    uses = CODES.get(OrganisationKind(made.places[place].kind), {})
    DocumentCode.objects.bulk_create(
        [
            DocumentCode(organisation=made.places[place], use=use, code=made.words.new(f"{place}.c.{use}"))
            for use in uses
        ]
    )
