"""How a request is worded, and what only looks like one (条例 第十五条)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.requests import numbered_requests, requests_in
from documents.rules import Issuer, Sending, refusals
from tests.documents.test_rules import PLAIN, UPWARD, sent, text

ASKING = (
    "请批示", "请予审批", "妥否，请批复", "请县人民政府审批", "请予以审核", "请核准", "请县财政局在年度预算中统筹考虑", "请予研究解决",
    "请给予资金支持", "请尽快拨付资金", "恳请上级支持", "恳请县人民政府追加资金50万元", "当否，请批示", "特此请示", "请求追加投资", "以上意见如无不妥",
    "请批准我镇增列项目", "盼予批复", "请领导小组审定", "妥否", "请贵局协调落实", "敬请批复",
)  # fmt: skip
NOT_ASKING = (
    "申请资金50万元，经审核后列入", "申请列入年度项目库", "邀请专家审核图纸", "聘请监理单位审查", "已请县水利局审核了图纸", "请假2人",
    "按照请示报告制度办理", "《关于请予审批项目的请示》已办结", "群众反映“请给予支持”的意见已答复", "会议听取了《〈请求拨付资金的请示〉办理情况》",
    "群众渴望解决饮水问题", "研究解决了用地问题", "是否符合要求，逐项核对", "经县人民政府批准实施", "提请领导小组会议前已公示",
)  # fmt: skip


@pytest.mark.parametrize("words", ASKING)
def test_a_way_to_ask_is_found(words: str) -> None:
    assert requests_in(f"以上情况，{words}。")
    assert any("不得夹带" in breach.text for breach in refusals(UPWARD | text(f"情况如上。{words}。"), sent()))


@pytest.mark.parametrize("words", NOT_ASKING)
def test_what_only_looks_like_asking_is_let_through(words: str) -> None:
    assert requests_in(f"有关情况：{words}。") == []
    assert refusals(UPWARD | text(f"{words}。"), sent()) == []


NEUTRAL = st.text("各乡镇村项目资金路水田林茶年月日万元个户人，。；、（）0123456789", max_size=40)


@given(NEUTRAL, st.sampled_from(ASKING), NEUTRAL, st.lists(st.integers(0, 20), max_size=4))
def test_a_request_is_found_whatever_stands_around_it(before: str, asked: str, after: str, blanks: list[int]) -> None:
    """Blanks inside hide nothing."""
    for place in blanks:
        asked = f"{asked[:place]}\u3000 {asked[place:]}"
    assert requests_in(f"{before}。{asked}。{after}")


@given(NEUTRAL, st.sampled_from(ASKING), NEUTRAL, st.sampled_from(["《{}》", "“{}”", "《报告〈{}〉情况》"]))
def test_a_quoted_request_is_somebody_elses(before: str, asked: str, after: str, quotation: str) -> None:
    assert requests_in(f"{before}{quotation.format(asked)}{after}") == []


@given(NEUTRAL)
def test_a_text_without_the_words_asks_for_nothing(words: str) -> None:
    assert requests_in(words) == []


def asking(*paragraphs: str) -> dict[str, Any]:
    body = [{"block": "paragraph", "text": words} for words in paragraphs]
    return UPWARD | {"genre": "请示", "title": "擂鼓镇人民政府关于追加资金的请示", "body": body}


@pytest.mark.parametrize(
    ("paragraphs", "count"),
    [
        (("我镇道路水毁严重，请追加资金50万元。", "妥否，请批示。"), 0),
        (("一、基本情况", "道路水毁严重。", "二、请示事项", "请追加资金50万元。", "妥否，请批示。"), 0),
        (("一、请追加道路资金50万元。", "二、请批准变更实施地点。", "妥否，请批示。"), 2),
        (("请示事项如下：（一）请追加资金；（二）请批准用地；（三）请减免税费。",), 3),
        (("1. 请县财政局拨付资金。", "2. 请县水利局支持技术人员。"), 2),
        (("1. 道路长1.5公里。", "2. 请追加资金50万元。"), 0),
    ],
)
def test_one_matter_a_request(paragraphs: tuple[str, ...], count: int) -> None:
    found = [breach for breach in refusals(asking(*paragraphs), sent()) if "一文一事" in breach.text]
    assert len(numbered_requests(iter(paragraphs))) == count
    assert len(found) == bool(count)
    assert all(f"{count}项请求" in breach.text and "第十五条" in breach.article for breach in found)


@pytest.mark.parametrize(
    "title", ["报告", "关于的报告", "擂鼓镇人民政府报告", "擂鼓镇人民政府关于的报告", "关于　　的报告", "擂鼓镇人民政府关于《》的报告"]
)  # fmt: skip
def test_a_title_says_what_it_is_about(title: str) -> None:
    assert any("须写明事由" in breach.text for breach in refusals(UPWARD | {"title": title}, sent()))


@pytest.mark.parametrize("title", ["擂鼓镇人民政府关于水毁道路情况的报告", "擂鼓镇人民政府2026年工作报告"])
def test_a_title_with_a_matter_is_let_through(title: str) -> None:
    assert refusals(UPWARD | {"title": title}, sent()) == []


def test_a_request_in_the_title_of_a_report_is_found() -> None:
    title = "擂鼓镇人民政府关于请予拨付资金的报告"
    assert any("请予拨付" in breach.text for breach in refusals(UPWARD | {"title": title}, sent()))


@pytest.mark.parametrize("words", ["", "　", " \n\u3000", "\t"])
def test_blanks_are_no_text(words: str) -> None:
    sending = Sending((Issuer("竹山县人民政府", signatory="张明"),))
    assert any("没有正文" in breach.text for breach in refusals(PLAIN | text(words), sending))
