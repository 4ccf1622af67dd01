"""Who registers the code under which an agency numbers, corrects it before its first use, and ends it."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, DomainError, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from documents import agency_codes, code_keepers, numbers
from documents.enums import CodeUse
from documents.models import DocumentCode
from roles.duties import Duty
from roles.services import staff
from tests.factories.documents import give_code
from tests.factories.roles import give, person, place

LETTER, NOTICE = CodeUse.LETTER, CodeUse.DOCUMENT


@pytest.fixture
def township(county: Organisation) -> Organisation:
    return place("420323100", "溢水镇", OrganisationKind.TOWNSHIP, county)


@pytest.fixture
def keeper(township: Organisation) -> User:
    """Who handles the township's papers."""
    user = person("扶贫专干")
    give(user, Duty.REPORT_PROJECTS, township)
    return user


@pytest.fixture
def administrator(county: Organisation) -> User:
    """Of the county, and so of everything below."""
    organ = place("420323-administration", "管理组", OrganisationKind.ADMINISTRATION, county)
    user = person("系统管理员")
    give(user, Duty.ADMINISTER_SYSTEM, organ)
    return user


def register(actor: User, organisation: Organisation, code: str = "溢政发", use: CodeUse = NOTICE) -> DocumentCode:
    return agency_codes.register(actor=actor, organisation=organisation, use=use, code=code)


def test_a_keeper_and_the_administrator_register(
    township: Organisation, keeper: User, administrator: User, county: Organisation
) -> None:
    assert register(keeper, township).code == "溢政发"
    assert register(administrator, township, "溢政函", LETTER).use == LETTER
    assert numbers.expected(township, NOTICE, 2026, None).code == "溢政发"
    assert LedgerEntry.objects.filter(action="code.registered").count() == 2
    with pytest.raises(Refused, match=r"收发文经办人或者所在地的系统管理员"):
        register(keeper, county)
    with pytest.raises(Refused):
        register(person("外人"), township, "溢政补", CodeUse.SUPPLEMENT)


@pytest.mark.parametrize(
    "code", ["", "溢", "溢政发2026", "溢政发〔〕", "溢 政发", "YZF", "溢政发" * 6, "溢政发。", "第溢1号"]
)  # fmt: skip
def test_what_is_no_code_is_refused(township: Organisation, keeper: User, code: str) -> None:
    with pytest.raises(Invalid, match="2至15个汉字"):
        register(keeper, township, code)
    assert not DocumentCode.objects.exists()


def test_a_code_belongs_to_one_agency(township: Organisation, keeper: User, office: Organisation) -> None:
    """Ended ones too: their numbers stay used."""
    with pytest.raises(Invalid, match="已由竹山县人民政府登记"):
        register(keeper, township, "竹财函")
    DocumentCode.objects.update(ends_on=datetime.date(2020, 1, 1))
    with pytest.raises(Invalid, match="已由竹山县人民政府登记"):
        register(keeper, township, "竹财函")


def test_the_second_of_two_at_once_hears_of_the_first(
    township: Organisation, keeper: User, office: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both found the code free."""
    own = register(keeper, township, "溢政发")
    monkeypatch.setattr(agency_codes, "_written", lambda code, _own=None: code)
    with pytest.raises(Invalid, match="已由竹山县人民政府登记"):
        register(keeper, township, "竹财函", LETTER)
    with pytest.raises(Invalid, match="已由竹山县人民政府登记"):
        agency_codes.correct(actor=keeper, code=own, written="竹财函")
    assert list(township.document_codes.values_list("code", flat=True)) == ["溢政发"]


def test_what_numbers_nothing_gets_no_code(client: Client, township: Organisation, administrator: User) -> None:
    """By its address too; what it has from before may be ended."""
    before = register(administrator, township)
    village = place("420323100201", "溢水村", OrganisationKind.VILLAGE, township)
    Organisation.objects.filter(pk=township.pk).update(is_active=False)
    township.refresh_from_db()
    client.force_login(administrator)
    for agency in (township, village):
        with pytest.raises(Conflict, match="不编文号"):
            register(administrator, agency, "溢村发", LETTER)
        told = {"use": LETTER, "code": "溢村发"}
        assert client.post(reverse("documents:register_code", args=[agency.pk]), told).status_code == 422
        shown = client.get(reverse("documents:codes_of", args=[agency.pk])).content.decode()
        assert "不编文号，不登记代字" in shown
        assert 'id="register"' not in shown
    assert reverse("documents:end_code", args=[before.pk]) in client.get(
        reverse("documents:codes_of", args=[township.pk])
    ).content.decode()  # fmt: skip
    assert agency_codes.end(actor=administrator, code=before, ends_on=clock.today()).ends_on


def test_a_use_has_one_code_until_that_ends(township: Organisation, keeper: User) -> None:
    first = register(keeper, township)
    with pytest.raises(Conflict, match="须先停用"):
        register(keeper, township, "溢水政发")
    agency_codes.end(actor=keeper, code=first, ends_on=clock.today())
    with pytest.raises(Conflict, match="须先停用"):  # it numbers until the evening
        register(keeper, township, "溢水政发")
    with clock.shifted(datetime.timedelta(days=1)):
        assert numbers.expected(township, NOTICE, 2026, None).code == ""
        with pytest.raises(Conflict, match="请先登记") as refused:
            numbers.take(township, NOTICE, 2026, None)
        assert refused.value.page == reverse("documents:codes_of", args=[township.pk])
        register(keeper, township, "溢水政发")
        assert numbers.take(township, NOTICE, 2026, None).code == "溢水政发"


def test_a_code_is_mended_before_its_first_use_only(township: Organisation, keeper: User) -> None:
    code = register(keeper, township, "益政发")
    assert agency_codes.correct(actor=keeper, code=code, written="溢政发").code == "溢政发"
    with pytest.raises(Refused):
        agency_codes.correct(actor=person("外人"), code=code, written="溢水政发")
    numbers.reserve(actor=keeper, code=code, purpose="会议")
    with pytest.raises(Conflict, match="不得更正"):
        agency_codes.correct(actor=keeper, code=code, written="溢水政发")
    code.refresh_from_db()
    assert code.code == "溢政发"


def test_no_code_ends_while_a_reserved_number_waits(township: Organisation, keeper: User) -> None:
    code = register(keeper, township)
    reserved = numbers.reserve(actor=keeper, code=code, purpose="会议")
    with pytest.raises(Conflict, match=r"预留文号.*尚未使用"):
        agency_codes.end(actor=keeper, code=code, ends_on=clock.today())
    numbers.give_up(actor=keeper, reservation=reserved, reason="不用")
    with pytest.raises(Invalid, match="不得早于今天"):
        agency_codes.end(actor=keeper, code=code, ends_on=clock.today() - datetime.timedelta(days=1))
    with pytest.raises(Refused):
        agency_codes.end(actor=person("外人"), code=code, ends_on=clock.today())
    agency_codes.end(actor=keeper, code=code, ends_on=clock.today())
    with pytest.raises(Conflict, match="已定于"):
        agency_codes.end(actor=keeper, code=code, ends_on=clock.today())
    with clock.shifted(datetime.timedelta(days=1)), pytest.raises(DomainError, match="已停用"):
        numbers.reserve(actor=keeper, code=DocumentCode.objects.get(), purpose="再会")


def test_by_page(township: Organisation, keeper: User) -> None:
    """A form with mistakes keeps what was typed; who may not sees the codes and no form."""
    browser = Client()
    browser.force_login(keeper)
    assert "溢水镇人民政府" in browser.get(reverse("documents:codes")).content.decode()
    address = reverse("documents:register_code", args=[township.pk])
    wrong = browser.post(address, {"use": NOTICE, "code": "溢政发1"})
    assert (wrong.status_code, "溢政发1" in wrong.content.decode()) == (422, True)
    assert browser.post(address, {"use": NOTICE, "code": "溢政发"}).status_code == 302
    code = DocumentCode.objects.get()
    mended = browser.post(reverse("documents:correct_code", args=[code.pk]), {"code": "1"})
    assert (mended.status_code, "2至15个汉字" in mended.content.decode()) == (422, True)
    assert browser.post(reverse("documents:end_code", args=[code.pk]), {"ends_on": "2026-03-31"}).status_code == 302
    other = Client()
    other.force_login(person("外人"))
    seen = other.get(reverse("documents:codes_of", args=[township.pk])).content.decode()
    assert ("溢政发" in seen, "登记代字</h2>" in seen) == (True, False)
    assert other.post(address, {"use": LETTER, "code": "溢政函"}).status_code == 403


def test_by_command(township: Organisation, keeper: User) -> None:
    told = StringIO()
    call_command(
        "agency_code", township.code, "--use=document", "--code=益政发", f"--as={keeper.username}", stdout=told
    )
    call_command(
        "agency_code", township.code, "--correct=益政发", "--code=溢政发", f"--as={keeper.username}", stdout=told
    )
    call_command(
        "agency_code", township.code, "--end=溢政发", "--on=2026-12-31", f"--as={keeper.username}", stdout=told
    )
    assert told.getvalue().split("\n")[-2] == "document 溢政发 until 2026-12-31"
    stranger = person("外人")
    with pytest.raises(CommandError, match="收发文经办人"):
        call_command("agency_code", township.code, "--use=letter", "--code=溢政函", f"--as={stranger.username}")
    with pytest.raises(CommandError, match="no account"):
        call_command("agency_code", township.code, "--use=letter", "--code=溢政函", "--as=nobody")


def test_how_a_rehearsals_codes_look(township: Organisation, county: Organisation) -> None:
    from roles.county import make_county_organs, make_provincial_organs
    from workflows.flows.rehearsal.people import give_codes

    namesake = place("420323101", "溢洪乡", OrganisationKind.TOWNSHIP, county)
    organs = make_county_organs(county)
    province = Organisation.objects.get(code="42")
    finance = make_provincial_organs(province)["finance"]
    rows = (county, township, namesake, organs["government-office"], organs["environment"], organs["finance"], finance)
    made = set(give_codes(rows))
    assert {"竹政发", "竹政函", "溢政发", "溢洪政发", "竹政办函", "竹环函", "竹财函", "鄂财农备", "鄂财函"} <= made
    give_code(organs["water"], LETTER, "竹水函")
    assert "竹山水函" not in give_codes([organs["water"]])


def test_whoever_may_not_register_reads_whom_to_ask(
    client: Client, township: Organisation, county: Organisation, administrator: User
) -> None:
    """The post that handles the agency's papers and the administrator of its place, each with the telephone there."""
    Organisation.objects.filter(pk=township.pk).update(phone="0719-0000100")
    office = place("420323-government-office", "政府办公室", OrganisationKind.GOVERNMENT_OFFICE, county)
    staff(office)
    staff(township)
    administration = Organisation.objects.get(kind=OrganisationKind.ADMINISTRATION)
    staff(administration)
    township.refresh_from_db()
    told = code_keepers.keepers_of(township)
    assert [(one.organisation, one.post, one.phone) for one in told if one.organisation == township.name] == [
        (township.name, "扶贫专干", "0719-0000100")
    ]
    assert (administration.name, "系统管理员") in {(one.organisation, one.post) for one in told}
    assert (office.name, "机要文书") in {(one.organisation, one.post) for one in code_keepers.keepers_of(county)}
    deputy = person("分管副乡镇长")
    give(deputy, Duty.REVIEW_PROPOSALS, township)
    client.force_login(deputy)
    for address in (reverse("documents:codes"), reverse("documents:codes_of", args=[township.pk])):
        shown = client.get(address).content.decode()
        assert "扶贫专干，电话0719-0000100" in shown
        assert "系统管理员" in shown
    client.force_login(administrator)
    assert "电话0719-0000100" not in client.get(reverse("documents:codes_of", args=[township.pk])).content.decode()
