"""What every county needs is there, and stays as it is when made twice."""

from __future__ import annotations

from core.enums import Sector
from core.models import LedgerEntry, Organisation
from roles.county import make_county_organs, make_prefecture_organs, make_provincial_organs
from roles.duties import ADMINISTRATIVE, Duty
from roles.models import Post, PostDuty
from roles.services import staff
from roles.standard_posts import standard_posts
from tests.roles.conftest import Province


def test_organs_have_official_names_and_codes(hubei: Province) -> None:
    finance = hubei.organs["finance"]
    assert (finance.code, finance.name, finance.path) == (
        "420323-finance",
        "竹山县财政局",
        "42/4203/420323/420323-finance/",
    )
    assert (finance.county, finance.parent, finance.pinyin) == (hubei.zhushan, hubei.zhushan, "zsxczj")
    provincial = hubei.provincial["finance"]
    assert (provincial.name, provincial.official_name, provincial.county) == ("省财政厅", "湖北省财政厅", None)
    assert set(hubei.prefectural) == {"finance", "poverty", "supervision"}
    assert {organ.sector for organ in hubei.organs.values() if organ.sector} == set(Sector.values)


def test_making_organs_again_changes_nothing(hubei: Province) -> None:
    before = Organisation.objects.count()
    assert make_county_organs(hubei.zhushan) == hubei.organs
    make_prefecture_organs(hubei.prefecture)
    make_provincial_organs(hubei.province)
    assert Organisation.objects.count() == before


def test_together_the_standard_posts_have_every_duty(hubei: Province) -> None:
    for organisation in Organisation.objects.order_by("pk"):
        staff(organisation)
    assert set(PostDuty.objects.values_list("duty", flat=True)) == set(Duty.values)


def test_staffing_again_changes_nothing_and_keeps_what_a_place_changed(hubei: Province) -> None:
    posts = staff(hubei.organs["working-group"])
    clerk = next(post for post in posts if post.title == "公告公示员")
    clerk.duties.filter(duty=Duty.HANDLE_OBJECTION).delete()
    written = LedgerEntry.objects.count()
    assert staff(hubei.organs["working-group"]) == posts
    assert list(clerk.duties.values_list("duty", flat=True)) == [Duty.ANNOUNCE]
    assert LedgerEntry.objects.count() == written


def test_registrar_and_signer_drafter_and_checker_sit_in_different_seats(hubei: Province) -> None:
    from roles.separation import PAIRS

    for organisation in Organisation.objects.order_by("pk"):
        for post in standard_posts(organisation):
            for pair in PAIRS:
                assert not {pair.one, pair.other} <= set(post.duties), post
            assert len(ADMINISTRATIVE & set(post.duties)) <= 1


def test_a_department_of_the_province_registers_and_one_of_a_prefecture_watches(hubei: Province) -> None:
    def duties(organisation: Organisation) -> set[str]:
        return {duty for post in standard_posts(organisation) for duty in post.duties}

    assert duties(hubei.provincial["water"]) == {Duty.ACKNOWLEDGE_FILING, Duty.SIGN_FILING}
    assert duties(hubei.prefectural["finance"]) == {Duty.READ_TERRITORY}
    assert duties(hubei.organs["finance"]) > {Duty.COUNTERSIGN_PLAN, Duty.MANAGE_SOURCES}
    assert duties(hubei.province) == set()


def test_an_organisation_has_one_head(hubei: Province) -> None:
    for organisation in Organisation.objects.order_by("pk"):
        staff(organisation)
    heads = Post.objects.filter(is_head=True).values_list("organisation_id", flat=True)
    assert len(heads) == len(set(heads))
