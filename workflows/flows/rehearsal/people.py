"""Equipping a county: organs, posts, one person a post, document codes; and finding who may act."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from core import planner
from core.enums import OrganisationKind, Sector
from core.errors import Refused
from core.models import Organisation, User
from documents.enums import CodeUse
from documents.models import DocumentCode
from roles import county as organs
from roles import policies, services
from roles.duties import Duty
from roles.models import Appointment, Post

BASIS = "演练任命"
CODES = {
    OrganisationKind.COUNTY: {
        CodeUse.DOCUMENT: "政发",
        CodeUse.LETTER: "政函",
        CodeUse.MINUTES: "政常纪",
        CodeUse.REPORT: "政文",
    },
    OrganisationKind.LEADING_GROUP: {
        CodeUse.DOCUMENT: "统筹组发",
        CodeUse.MINUTES: "统筹组纪",
        CodeUse.REPORT: "统筹组文",
    },
    OrganisationKind.WORKING_GROUP: {
        CodeUse.DOCUMENT: "统筹办发",
        CodeUse.LETTER: "统筹办函",
        CodeUse.SUPPLEMENT: "统筹办补",
        CodeUse.REPORT: "统筹办文",
    },
    OrganisationKind.GOVERNMENT_OFFICE: {
        CodeUse.DOCUMENT: "政办发",
        CodeUse.LETTER: "政办函",
        CodeUse.REPORT: "政办文",
        CodeUse.BULLETIN: "政办通报",
    },
    OrganisationKind.SUPERVISION_OFFICE: {CodeUse.FORM: "督办", CodeUse.LETTER: "督函"},
    OrganisationKind.TOWNSHIP: {CodeUse.REPORT: "政报", CodeUse.DOCUMENT: "政发", CodeUse.SUPPLEMENT: "补"},
    OrganisationKind.DEPARTMENT: {
        CodeUse.LETTER: "函",
        CodeUse.RECEIPT: "备",
        CodeUse.SUPPLEMENT: "补",
        CodeUse.REPORT: "文",
    },
}
"""What an organisation's document codes end with in a rehearsal; what they begin with comes from its name. A real agency's
code is registered by its own people (documents.agency_codes), never made up."""


def equip(county: Organisation, places: Iterable[Organisation], since: datetime.date) -> list[str]:
    """Make what the county lacks to carry a plan: organs, posts, people and document codes.

    `places` are the townships and villages that take part. Returns the codes that were made up, for warnings.
    """
    made = list(organs.make_county_organs(county).values())
    province = Organisation.objects.get(code=county.path.split("/")[0])
    made += organs.make_provincial_organs(province).values()
    own, watching = [county, *places, *made], list(_watching(county))
    staff([*own, *watching], since)
    planner.learn()
    return give_codes([*own, *(one for one in watching if one.kind == OrganisationKind.SUPERVISION_OFFICE)])


def _watching(county: Organisation) -> Iterable[Organisation]:
    """The organs of the prefecture that are told of a filing or chase its counties; none where the county stands right
    below the province."""
    prefecture = county.parent
    if prefecture is None or not prefecture.official_name.endswith("人民政府"):
        return ()
    return organs.make_prefecture_organs(prefecture).values()


def staff(organisations: Iterable[Organisation], since: datetime.date) -> None:
    """One account for every post that nobody ever held, named by the post; the same few statements for any number."""
    posts = services.staff_all(list({organisation.pk: organisation for organisation in organisations}.values()))
    held = set(Appointment.objects.filter(post__in=posts).order_by("post").values_list("post", flat=True))
    empty = [post for post in posts if post.pk not in held]
    users = services.open_accounts([_account(post) for post in empty])
    services.appoint_all(
        [
            Appointment(user=user, post=post, starts_on=since, basis=BASIS)
            for user, post in zip(users, empty, strict=True)
        ]
    )


def give_codes(organisations: Iterable[Organisation]) -> list[str]:
    """Rehearsal codes for the uses that have none; a real installation enters its own. Three statements."""
    places = {organisation.pk: organisation for organisation in organisations}
    present = set(DocumentCode.objects.filter(organisation__in=places).values_list("organisation_id", "use"))
    taken = set(DocumentCode.objects.order_by("pk").values_list("code", flat=True))
    made = []
    for organisation in places.values():
        lacking = [
            DocumentCode(organisation=organisation, use=use, code=code_of(organisation, ending, taken))
            for use, ending in endings(organisation).items()
            if (organisation.pk, use) not in present
        ]
        taken |= {row.code for row in lacking}
        made += lacking
    DocumentCode.objects.bulk_create(made)
    return [row.code for row in made]


def endings(organisation: Organisation) -> dict[CodeUse, str]:
    """What the codes of its uses end with; finance says which money it registers, or allots in a county (竹财农)."""
    of_kind = CODES.get(OrganisationKind(organisation.kind), {})
    if organisation.sector == Sector.FINANCE and organisation.kind == OrganisationKind.DEPARTMENT:
        return of_kind | ({CodeUse.RECEIPT: "农备"} if organisation.county_id is None else {CodeUse.DOCUMENT: "农"})
    return of_kind


def holder(duty: Duty | str, organisation: Organisation) -> User:
    """Who has the duty there today. Raises Refused naming duty and organisation when nobody has."""
    found = policies.who_may(duty, organisation)
    if not found:
        told = {"organisation": organisation.name, "duty": Duty(duty).label}
        raise Refused(_("%(organisation)s无人承担“%(duty)s”职责，无法继续办理") % told)
    return found[0]


def _account(post: Post) -> services.NewAccount:
    at = post.organisation
    return services.NewAccount(at, f"{at.code}.{post.position + 1}", post_name(_place_name(at), post.title)[:50])


def post_name(place: str, title: str) -> str:
    """Place and post in one, what both say only once: 县政府办公室 and 办公室主任 are 县政府办公室主任."""
    shared = range(min(len(place), len(title)), 1, -1)
    said = next((n for n in shared if place.endswith(title[:n])), 0)
    return f"{place}{title[said:]}"


def _place_name(organisation: Organisation) -> str:
    return organisation.official_name if organisation.kind == OrganisationKind.COUNTY else organisation.name


def code_of(organisation: Organisation, ending: str, taken: Collection[str]) -> str:
    """How such an agency would number: 竹政发, 溢政发, 竹环函, 鄂财农备; with more of its name where another has that."""
    for start in _starts(organisation):
        if (code := f"{start}{ending}") not in taken:
            return code
    return f"{organisation.code}{organisation.name}{ending}"[:30]


def _starts(organisation: Organisation) -> Iterator[str]:
    """What may begin the code, the shortest first."""
    county = organisation.county.name if organisation.county else ""
    if organisation.kind == OrganisationKind.TOWNSHIP:
        own = organisation.name.removesuffix("街道")[: -1 if organisation.name.endswith(("镇", "乡")) else None]
        yield from (organisation.name[0], own, f"{county[0]}{own}", f"{county[:-1]}{own}")
        return
    line = LINES.get(organisation.sector, "") if organisation.kind == OrganisationKind.DEPARTMENT else ""
    if organisation.kind == OrganisationKind.DEPARTMENT and not county:
        place = organisation.parent.name if organisation.parent else ""
        yield PROVINCES.get(place, place[:1]) + (line or organisation.name)
        yield organisation.name
        return
    place = county or organisation.name
    yield from (f"{start}{line}" for start in (place[0], place[:2], place[:-1], place))


LINES: dict[str, str] = {
    Sector.FINANCE: "财", Sector.POVERTY: "扶", Sector.REFORM: "发改", Sector.TRANSPORT: "交", Sector.WATER: "水",
    Sector.AGRICULTURE: "农", Sector.FORESTRY: "林", Sector.HOUSING: "建", Sector.LAND: "自然资", Sector.EDUCATION: "教",
    Sector.HEALTH: "卫", Sector.TOURISM: "文旅", Sector.ENVIRONMENT: "环", Sector.CIVIL_AFFAIRS: "民", Sector.ETHNIC: "民宗",
    Sector.FINANCIAL_SERVICES: "金",
}  # fmt: skip
"""What stands for the line of work of a department."""
PROVINCES = {"湖北省": "鄂"}
