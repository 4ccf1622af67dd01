"""Every paper: lawful, frozen as JSON, printed, and saying what it was given."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from core.enums import OrganisationKind
from documents import fontpackages, rendering, rules
from documents.drafts import mark, printed_by
from documents.models import IssuedDocument
from documents.papers import chinese_date
from documents.services import issue
from plans.papers import RectificationReply
from tests.factories.documents import give_code
from tests.factories.roles import person, place
from tests.plans.papers.examples import ISSUES, PROJECTS, every_paper, plan_issuance

PAPERS = every_paper()
SAID: dict[str, tuple[str, ...]] = {
    "D01": ("关于编制2016年度统筹资金规划和方案的通知", "2015年9月10日", "0719-4221234"),
    "D01b": ("编制工作的通知", "竹统筹组发〔2015〕6号", "不再执行", "3个项目保留在项目库中", "不再占用资金来源"),
    "D02": ("塅里村通村公路硬化工程", "157.5万元", "162.5万元", "陈建国", "赵德才", "2015年8月5日"),
    "D03": ("应到代表", "45人", "赞成36票，反对1票，弃权1票"),
    "D04": ("1256.909198万元", "2015年9月12日至2015年9月22日", "12317", "931.409198"),
    "D04b": ("领导小组审定", "2015年11月5日"),
    "D05": ("共11日", "收到异议1件", "不成立"),
    "D06": ("签发人：杨帆", "竹山县人民政府：", "1088.909198万元", "特此报告。"),
    "D07": ("961.409198万元", "补充预算书", "×", "√"),
    "D08": ("工程预算书", "2015年9月15日前补正"),
    "D09": ("县交通运输局", "157.5万元", "马超"),
    "D10": ("1256.909198万元", "2016年1月12日前书面回复", "县扶贫办", "附件：竹山县", "附表3", "1301.409198"),
    "D11": ("并提出以下修改意见", "竹统筹办函〔2016〕1号", "特此函复。"),
    "D12": ("逾期未回复", "同意印发。", "2016年2月3日", "120份"),
    "D13": ("出席", "请假", "列席", "赞成9票，反对0票，弃权1票", "第1次会议纪要"),
    "D14": ("第12次常务会议纪要", "会议原则同意", "修改完善后执行", "分送"),
    "D15": ("各乡镇人民政府，县政府各部门：", "此件主动公开", "抄送", "县审计局", "附表1", "附表2", "附表3", "执行负面清单", "1301.409198", "1256.909198", "86.63%"),
    "D16": ("关于印发《竹山县2016年度统筹整合资金中期调整方案》的通知", "竹政发〔2016〕3号", "附表4", "附表5", "除应急项目1个外", "须于2016年8月15日前补办入库", "921.409198", "-168", "1171.909198"),
    "D17": ("附件：随函报送材料清单", "共3件随函报送（清单见附件）。请予备案。", "HJKMN-PQRTV", "竹政发〔2016〕3号", "616万元", "135.409198万元", "十堰市财政局"),
    "D17b": ("附件：随文报送材料清单", "签发人：杨帆", "十堰市人民政府：", "特此报告。", "135.409198万元"),
    "D18": ("竹政函〔2016〕5号", "2016年2月18日", "16页", "林芳"),
    "D19": ("提出意见2条", "绩效目标未量化到村", "2016年3月21日"),
    "D20": ("鄂财函〔2016〕21号", "已整改1条，其余1条正在整改", "对账表"),
    "D22": ("关于调整2016年度“高垸村桥梁新建”等3个项目计划的通知", "竹政发〔2016〕3号", "15.999326万元", "由350万元调整为334.000674万元", "附件：2016年度项目计划调整对照表"),
    "D37": ("竹山县人民政府2016年发文登记簿", "1件", "竹政发〔2016〕3号", "主送机关"),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def installed_fonts() -> None:
    fontpackages.install(lambda line: None)


def frozen(kind: str) -> dict[str, Any]:
    paper = PAPERS[kind]
    issuer, number, day = ISSUES[kind]
    return paper.content() | {
        "issue": {
            "number": number, "issuer_name": issuer, "mark": mark(paper.layout, issuer), "signatory_name": "杨帆",
            "document_date": day.isoformat(), "printed_by": printed_by(paper.layout, issuer), "printed_on": day.isoformat(),
        }
    }  # fmt: skip


def read(pdf: bytes) -> str:
    """The text of a PDF without the breaks of lines and cells."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_catalogue_is_complete() -> None:
    assert [paper.kind for paper in PAPERS.values()] == list(PAPERS) == list(ISSUES) == list(SAID)


@pytest.mark.parametrize("kind", PAPERS)
def test_it_is_lawful(kind: str) -> None:
    sending = rules.Sending((rules.Issuer(ISSUES[kind][0], signatory="杨帆"),))
    assert rules.refusals(PAPERS[kind].content(), sending) == []


@pytest.mark.parametrize("kind", PAPERS)
def test_its_content_survives_json(kind: str) -> None:
    content = PAPERS[kind].content()
    assert json.loads(json.dumps(content, ensure_ascii=False)) == content


@pytest.mark.parametrize("kind", PAPERS)
def test_it_prints_what_it_was_given(kind: str) -> None:
    text = read(rendering.render(frozen(kind)))
    issuer, number, day = ISSUES[kind]
    expected = [*SAID[kind], number, *([issuer, chinese_date(day)] if PAPERS[kind].is_signed_off else [])]
    missing = [words for words in expected if re.sub(r"\s", "", words) not in text]
    assert not missing


def test_the_plan_lists_the_platform_and_the_schedule_in_words() -> None:
    """Two of the five mandatory elements (四（四）·5); a row without words still prints its two days."""
    table = plan_issuance().annexes()[2]
    titles = [column.title for column in table.columns]
    printed = [(row[titles.index("使用平台")], row[titles.index("时间进度")]) for row in table.rows]
    assert printed[0] == ("县国库集中支付", "2016年3月开工，9月底前完成路基，11月完工")
    assert printed[1] == ("", "2016.4至2016.10")
    text = read(rendering.render(frozen("D15")))
    assert "使用平台" in text
    assert "9月底前完成路基" in text


def test_a_long_plan_repeats_its_heads_and_ends_on_an_even_page() -> None:
    content = frozen("D15") | plan_issuance(PROJECTS * 40).content()
    printed = rendering.typeset(content)
    pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(printed.pdf)).pages]
    assert len(pages) == printed.pages
    assert printed.pages % 2 == 0
    assert sum("带贫减贫机制" in page and "实施地点" in page for page in pages) > 5
    assert "印发" in pages[-1]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PAPERS)
def test_what_is_numbered_is_frozen(kind: str) -> None:
    paper, issuer = PAPERS[kind], place("42", "试验机关", OrganisationKind.PROVINCE)
    if paper.code_use:
        give_code(issuer, paper.code_use, "试发")
    head = person("杨帆")
    document = issue(actor=head, paper=paper, dossier=None, issuer=issuer, signatory=head, signed_on=ISSUES[kind][2])
    document.refresh_from_db()
    assert document.content == json.loads(json.dumps(paper.content())) | {"issue": document.content["issue"]}
    assert rendering.digest(document.content) == document.content_sha256
    assert bool(document.number) == bool(paper.code_use)
    changes: tuple[dict[str, Any], ...] = ({"content": {}}, {"title": "改"}, {"number": "改"}, {"addressees": ["改"]})
    for change in changes:
        with pytest.raises(IntegrityError, match="不得更改"), transaction.atomic():
            IssuedDocument.objects.filter(pk=document.pk).update(**change)


def test_a_reply_says_how_far_things_are_only_where_it_is_known() -> None:
    reply = PAPERS["D20"]
    assert isinstance(reply, RectificationReply)
    unknown = tuple(replace(row, is_done=None) for row in reply.rows)
    answer = replace(reply, rows=unknown).content()
    assert "到位" not in answer["body"][0]["text"]
    assert "2条意见逐条研究办理。" in answer["body"][0]["text"]
    assert "状态" not in [column["title"] for column in answer["body"][1]["columns"]]


def test_a_receipts_number_names_the_county() -> None:
    assert PAPERS["D18"].numbered("鄂财农备", 2016, 12) == "鄂财农备〔2016〕420323-12号"


def test_a_reply_to_a_supplement_notice_speaks_of_what_was_supplied_and_shows_no_empty_column() -> None:
    reply = PAPERS["D20"]
    assert isinstance(reply, RectificationReply)
    bare = tuple(replace(row, evidence="", is_done=True) for row in reply.rows)
    answer = replace(reply, rows=bare, is_supplement=True).content()
    assert answer["title"].endswith("备案材料补正情况的复函")
    assert "补正通知书（鄂财函〔2016〕21号）收悉" in answer["body"][0]["text"]
    assert "2条补正事项逐项办理，已全部补正到位" in answer["body"][0]["text"]
    assert [column["title"] for column in answer["body"][1]["columns"]] == ["序号", "补正事项", "补正情况", "状态"]
