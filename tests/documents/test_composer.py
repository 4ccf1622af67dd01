"""Lines are full, marks stand where they may, figures stay whole."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from documents import rendering
from documents.composer import CELL_PT, NEVER_FIRST, NEVER_LAST, SIZE_PT, Line, lines, normalise
from documents.measuring.reading import sheets
from documents.titles import broken
from tests.factories.documents import Letter, with_issue

TEXT = (
    "根据《湖北省人民政府办公厅关于创新建立贫困县资金整合机制实施精准扶贫的意见》（鄂政办发〔2015〕63号），统筹整合资金1,256.909198万元，"
    * 6
)


def text_of(line: Line) -> str:
    return "".join(token.text for token in line.tokens)


def test_nothing_is_lost() -> None:
    assert "".join(map(text_of, lines([(TEXT, "")]))) == TEXT


def test_marks_stand_where_they_may() -> None:
    composed = [text_of(line) for line in lines([(TEXT, "")])]
    assert len(composed) > 10
    assert not [line for line in composed if line[0] in NEVER_FIRST]
    assert not [line for line in composed[:-1] if line[-1] in NEVER_LAST]


def test_figures_stay_whole() -> None:
    assert sum("1,256.909198" in text_of(line) for line in lines([(TEXT, "")])) == 6


def test_a_full_line_of_28_characters_is_as_wide_as_the_type_area() -> None:
    first, *_rest = lines([("统" * 80, "")], indent=0)
    assert len(first.tokens) == 28
    assert 28 * SIZE_PT + 27 * first.spacing == pytest.approx(28 * CELL_PT, abs=0.3)


@pytest.mark.parametrize(
    ("given", "proper"),
    [
        ("甲,乙(丙):丁", "甲，乙（丙）：丁"),
        ("1.5公里,12:30,1,000元", "1.5公里，12:30,1,000元"),
        ("甲 乙", "甲乙"),
        ("共......等", "共……等"),
        ("麻家渡—擂鼓公路", "麻家渡—擂鼓公路"),
        ("占50%—60%", "占50%—60%"),
        ("2016–2018年", "2016—2018年"),
        ("县域——含镇区", "县域——含镇区"),
        ("县域———含镇区", "县域——含镇区"),
        ("见http://www.zhushan.gov.cn/zwgk/?id=1(附表)", "见http://www.zhushan.gov.cn/zwgk/?id=1（附表）"),
        ("网址:www.a.gov.cn,邮箱:a.b@c.gov.cn", "网址：www.a.gov.cn，邮箱：a.b@c.gov.cn"),
    ],
)
def test_punctuation_is_made_full_width(given: str, proper: str) -> None:
    assert normalise(given) == proper


def test_a_long_address_breaks_behind_its_marks_and_stays_on_the_paper() -> None:
    text = f"详见县政府网站（http://www.zhushan.gov.cn/{'zwgk/' * 12}index.html?id={'7' * 60}）。"
    composed = lines([(text, "")])
    assert "".join(map(text_of, composed)) == text
    widest = 28 * CELL_PT + SIZE_PT / 2
    assert all(sum(t.width * SIZE_PT + t.spaced * line.spacing for t in line.tokens) <= widest for line in composed)
    assert all(line.spacing <= SIZE_PT / 2 for line in composed)


def test_characters_that_share_a_glyph_are_all_printed() -> None:
    """In the body face ·, • and ・ look alike; a name loses none of them."""
    printed = rendering.render(with_issue(Letter(text="买买提·艾合•提・完毕。")))
    with pikepdf.Pdf.open(io.BytesIO(printed)) as pdf:
        drawn = "".join(glyph.text for glyph in sheets(pdf)[0].glyphs)
    assert re.search("买买提.艾合.提.完毕。", drawn)


def test_a_title_breaks_between_words() -> None:
    title = "竹山县人民政府关于印发《竹山县2016年度统筹整合财政涉农资金实施方案》的通知"
    parts = broken(title)
    assert "".join(parts) == title
    assert parts == ["竹山县人民政府关于印发", "《竹山县2016年度统筹整合", "财政涉农资金实施方案》的通知"]


@pytest.mark.parametrize(
    "lines_of",
    [
        # the lead's own name, its year, and the count of a meeting each stay whole
        ["北塔区人民政府关于印发《北塔区2020年度", "统筹整合资金实施方案》的通知"],
        ["竹山县统筹整合财政涉农资金领导小组", "2016年第1次会议纪要"],
        ["竹山县财政局竹山县扶贫开发办公室", "竹山县发展和改革局关于下达2016年度", "第一批统筹整合资金项目计划的通知"],
        ["竹山县人民政府关于湖北省财政厅", "备案意见整改情况的复函"],
        ["恩施土家族苗族自治州来凤县人民政府", "关于报送《来凤县2020年度", "统筹整合资金实施方案》备案的函"],
        # a number stays with its unit
        [
            "竹山县交通运输局关于麻家渡镇塅里村通村",
            "公路硬化工程第3.5公里至12公里标段",
            "资金1256.909198万元拨付情况的报告",
        ],
    ],
)
def test_a_title_parts_no_name_and_no_number_from_its_unit(lines_of: list[str]) -> None:
    assert broken("".join(lines_of)) == lines_of


def test_a_last_line_of_one_character_is_drawn_in() -> None:
    """单字不成行: two lines of 28 take one character more each, pressed together by less than a point."""
    text = "统" * (26 + 28) + "施。"
    composed = lines([(text, "")])
    assert [len(text_of(line)) for line in composed] == [27, 29]
    assert min(line.spacing for line in composed) > -1.0
    assert [len(text_of(line)) for line in lines([("统" * (26 + 28 + 3), "")])] == [26, 28, 3]


def test_an_endless_title_still_breaks() -> None:
    assert max(map(len, broken("关于" + "统" * 200 + "的通知"))) <= 19
