"""Each drafting rule, kept and broken, each with its article."""

from __future__ import annotations

from typing import Any

import pytest

from documents.rules import Issuer, Sending, changes, refusals

PLAIN: dict[str, Any] = {
    "layout": "document", "genre": "通知", "title": "竹山县人民政府关于某事的通知", "addressees": ["各乡镇人民政府"], "cc": [],
    "body": [{"block": "paragraph", "text": "正文。"}], "enclosure": None, "attendance": [],
    "annexes": [], "attachments": [], "note": "", "is_sealed": True, "disclosure": "on_request",
}  # fmt: skip
UPWARD = PLAIN | {
    "layout": "upward",
    "genre": "报告",
    "title": "擂鼓镇人民政府关于某事的报告",
    "addressees": ["竹山县人民政府"],
}
LETTER = PLAIN | {"layout": "letter", "genre": "函", "title": "竹山县财政局关于某事的函"}
MINUTES = PLAIN | {
    "layout": "minutes", "genre": "纪要", "title": "常务会议纪要", "addressees": [], "attendance": [{"label": "出席", "names": "甲。"}],
    "is_sealed": False,
}  # fmt: skip


FORM = PLAIN | {"layout": "form", "genre": ""}
TABLES: dict[str, Any] = {"annexes": [{"title": title, "rows": [], "notes": []} for title in ("甲表", "乙表")]}
DRAFT: dict[str, Any] = TABLES | {"enclosure": {"title": "方案", "blocks": []}, "attachments": ["方案"]}
LEAD = Issuer("竹山县财政局", 4, "杨帆")
SECOND = Issuer("竹山县扶贫办", 4, "吴刚")


def sent(signatory: str = "杨帆", *others: Issuer, below: str = "") -> Sending:
    return Sending((Issuer("擂鼓镇人民政府", 4, signatory), *others), frozenset({below} - {""}))


def text(words: str) -> dict[str, Any]:
    return {"body": [{"block": "paragraph", "text": words}]}


@pytest.mark.parametrize(
    "content",
    [PLAIN, UPWARD, LETTER, MINUTES, FORM, FORM | TABLES, LETTER | DRAFT, PLAIN | DRAFT | {"attachments": []}],
)
def test_a_proper_paper_is_let_through(content: dict[str, Any]) -> None:
    assert refusals(content, sent()) == []


@pytest.mark.parametrize(
    ("content", "sending", "article", "why"),
    [
        (PLAIN | {"genre": "方案", "title": "某某方案"}, sent(), "第八条", "不是法定文种"),
        (PLAIN | {"genre": "公示", "title": "某某公示"}, sent(), "第八条", "不是法定文种"),
        (PLAIN | {"title": "竹山县人民政府关于某事的意见"}, sent(), "第九条", "以文种“通知”结尾"),
        (LETTER | {"enclosure": {"title": "方案", "blocks": []}}, sent(), "第八条", "须以通知印发"),
        (UPWARD | {"addressees": ["甲", "乙"]}, sent(), "第十五条", "只能有一个主送机关"),
        (UPWARD | {"addressees": []}, sent(), "第十五条", "只能有一个主送机关"),
        (UPWARD | {"addressees": ["张明县长"]}, sent(), "第十五条", "不得以机关名义向领导个人"),
        (UPWARD | {"cc": ["各村民委员会"]}, sent(), "第十五条", "不得同时抄送下级机关"),
        (UPWARD | {"cc": ["塅里村民委员会"]}, sent(below="塅里村民委员会"), "第十五条", "不得同时抄送下级机关"),
        (UPWARD, sent(""), "第九条", "必须标注签发人"),
        (UPWARD | {"genre": "通知", "title": "关于某事的通知"}, sent(), "第八条", "应为报告、请示或意见"),
        (PLAIN | {"addressees": []}, sent(), "第九条", "缺少主送机关"),
        (PLAIN | {"cc": ["各乡镇人民政府"]}, sent(), "第九条", "既主送又抄送"),
        (LETTER | {"genre": "报告", "title": "关于某事的报告"}, sent(), "10.1", "信函格式不适用"),
        (MINUTES | {"attendance": []}, sent(), "10.3", "须列出席人员"),
        (MINUTES | {"is_sealed": True}, sent(), "10.3", "不加盖印章"),
        (PLAIN | {"body": []}, sent(), "第九条", "没有正文"),
        (LETTER, Sending((Issuer("竹山县财政局"),), is_numbered=True), "第二十二条", "未经签发不得编号"),
        (LETTER | {"attachments": ["清单"]}, sent(), "7.3.7", "附件说明所列“清单”不在文后"),
        (FORM | {"attachments": ["清单"]}, sent(), "7.3.7", "附件说明所列“清单”不在文后"),
        (LETTER | TABLES, sent(), "7.3.4", "附件“乙表”未列入附件说明"),
        (LETTER | TABLES | {"attachments": ["乙表", "甲表"]}, sent(), "7.3.7", "顺序与附件说明不一致"),
        (LETTER | DRAFT | {"attachments": ["方案", "甲表"]}, sent(), "7.3.7", "所列“甲表”不在文后"),
    ],
)
def test_a_broken_rule_is_named(content: dict[str, Any], sending: Sending, article: str, why: str) -> None:
    assert any(why in breach.text and article in breach.article for breach in refusals(content, sending))


@pytest.mark.parametrize(
    "place",
    [
        text("以上报告，请批示。"),
        text("妥否，请 批\u3000复。"),
        {"body": [{"block": "table", "rows": [["一", "请予审批"]]}]},
        {"annexes": [{"title": "甲表", "rows": [["1", "请审定"]], "notes": []}], "attachments": ["甲表"]},
        {"annexes": [{"title": "甲表", "rows": [], "notes": ["注：请予批准。"]}], "attachments": ["甲表"]},
        {"note": "请批复"},
    ],
)
def test_a_request_is_found_wherever_a_report_hides_it(place: dict[str, Any]) -> None:
    assert [breach for breach in refusals(UPWARD | place, sent()) if "不得夹带请示事项" in breach.text]


def test_a_request_may_ask() -> None:
    asking = UPWARD | {"genre": "请示", "title": "擂鼓镇人民政府关于某事的请示"} | text("妥否，请批示。")
    assert refusals(asking, sent()) == []


@pytest.mark.parametrize(
    ("issuers", "why"),
    [
        ((LEAD, SECOND), ""),
        ((LEAD, Issuer("竹山县人民政府", 3, "张明")), "不同级"),
        ((LEAD, Issuer("竹山县扶贫办", 4, "")), "尚缺：竹山县扶贫办"),
        ((Issuer("竹山县财政局", 4, ""), SECOND), "尚缺：竹山县财政局"),
        ((LEAD, SECOND, SECOND), "重复"),
    ],
)
def test_agencies_that_issue_together(issuers: tuple[Issuer, ...], why: str) -> None:
    found = [str(breach) for breach in refusals(PLAIN, Sending(issuers))]
    assert any(why in breach for breach in found) if why else not found


def test_minutes_and_forms_are_never_joint() -> None:
    both = Sending((LEAD, SECOND))
    assert any("不能联合行文" in breach.text for breach in refusals(MINUTES, both))
    assert any("不能联合行文" in breach.text for breach in refusals(PLAIN | {"layout": "form", "genre": ""}, both))


def test_what_changed_is_named_by_its_part() -> None:
    annex = {"label": "附表3", "rows": [["1"]], "notes": []}
    signed = PLAIN | {"annexes": [annex], "fields": {"year": 2016}}
    now = PLAIN | text("改。") | {"title": "改", "annexes": [annex | {"rows": [["2"]]}], "fields": {"year": 2017}}
    assert changes(signed, now) == ["标题", "正文", "附表3"]
    assert changes(signed, signed) == []
