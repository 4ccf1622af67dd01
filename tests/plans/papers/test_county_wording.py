"""No document calls a city or a district a county, and each office speaks as it does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from core.county_words import words
from core.divisions import HUBEI_DIVISIONS, read_divisions
from plans import papers
from plans.papers.forms_of_address import ours, yours
from tests.plans.papers.examples import every_paper, plan_issuance

PLACES = [row.name for row in read_divisions(HUBEI_DIVISIONS) if row.level == "county"]
PAPERS = every_paper()
SPOKEN = re.compile(r"我县|县委|县政府|县财政局|县扶贫办|县直|县统筹|县审计局")


def printed(content: dict[str, Any]) -> str:
    return json.dumps([content["body"], content["enclosure"], content["title"]], ensure_ascii=False)


def of(
    place: str,
) -> list[papers.PlanIssuance | papers.PlanningCall | papers.FilingLetter | papers.TownshipReport | Any]:
    """What the five papers that speak of the county say when it is this place."""
    government = f"{place}人民政府"
    call, letter, report, answer = PAPERS["D01"], PAPERS["D17"], PAPERS["D06"], PAPERS["D20"]
    assert isinstance(call, papers.PlanningCall)
    assert isinstance(letter, papers.FilingLetter)
    assert isinstance(report, papers.TownshipReport)
    assert isinstance(answer, papers.RectificationReply)
    plan = replace(plan_issuance(), government=government, county=place, basis=(), meetings=(), safeguards="")
    return [
        plan, replace(call, county=place, issuer=f"{place}统筹资金领导小组"), replace(letter, government=government, meetings=("会议",)),
        replace(report, addressee=government), replace(answer, government=government),
    ]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_never_called_another_kind(place: str) -> None:
    said = "".join(printed(paper.content()) for paper in of(place))
    spoken = words(place)
    for word in (spoken.ours, f"{spoken.level}财政局", f"{spoken.directly}主管部门", spoken.leading_group):
        assert word in said
    if not place.endswith("县"):
        assert SPOKEN.findall(said) == []


@pytest.mark.parametrize(
    ("name", "mine", "your"),
    [
        ("擂鼓镇人民政府", "我镇", "贵镇"), ("大庙乡人民政府", "我乡", "贵乡"), ("五里街道办事处", "我街道", "贵街道"),
        ("竹山县水利局", "我局", "贵局"), ("湖北省财政厅", "我厅", "贵厅"), ("湖北省发展和改革委员会", "我委", "贵委"),
        ("湖北省扶贫开发办公室", "我办", "贵办"), ("竹山县人民政府", "我县", "贵县"), ("恩施市人民政府", "我市", "贵市"),
        ("神农架林区人民政府", "我区", "贵区"), ("试验机关", "我单位", "你单位"),
    ],
)  # fmt: skip
def test_offices_speak_of_themselves_and_each_other(name: str, mine: str, your: str) -> None:
    assert (ours(name), yours(name)) == (mine, your)
    assert yours(name, is_below=True) == f"你{your[1:]}"


def test_a_village_is_addressed_as_one() -> None:
    assert yours("麻家渡镇柏树村村民委员会", is_below=True) == "你村"


@pytest.mark.parametrize("kind", ["D01", "D06", "D10", "D17", "D17b"])
def test_the_hotline_is_nobodys_telephone(kind: str) -> None:
    """联系电话 is the office's own, or is left out."""
    paper: Any = PAPERS[kind]
    assert "联系电话：0719" in json.dumps(paper.content(), ensure_ascii=False)
    silent = replace(paper, phone="").content()
    assert "联系电话" not in json.dumps([silent["note"], silent["body"]], ensure_ascii=False)
    assert silent["note"]


def test_a_single_remark_has_no_number() -> None:
    reply = PAPERS["D11"]
    assert isinstance(reply, papers.ConsultationReply)
    opening = "经研究，我局同意《竹山县2016年度统筹整合财政涉农资金实施方案（征求意见稿）》，并提出以下修改意见："
    assert reply.content()["body"][0]["text"].endswith(opening)
    assert reply.content()["body"][1]["text"].startswith("1. ")
    one = replace(reply, remarks=("删去第三条。",), decision="不同意").content()["body"]
    assert [block["text"] for block in one][1:] == ["删去第三条。", "特此函复。"]
    assert one[0]["text"].endswith("，理由如下：")
    agreed = replace(reply, remarks=(), decision="同意").content()["body"]
    assert agreed[0]["text"].endswith("无不同意见。")
