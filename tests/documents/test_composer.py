"""Lines are full, marks stand where they may, figures stay whole."""

from __future__ import annotations

import pytest

from documents.composer import CELL_PT, NEVER_FIRST, NEVER_LAST, SIZE_PT, Line, lines, normalise
from documents.titles import broken

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
    ],
)
def test_punctuation_is_made_full_width(given: str, proper: str) -> None:
    assert normalise(given) == proper


def test_a_title_breaks_between_words() -> None:
    title = "竹山县人民政府关于印发《竹山县2016年度统筹整合财政涉农资金实施方案》的通知"
    parts = broken(title)
    assert "".join(parts) == title
    assert parts == ["竹山县人民政府关于印发", "《竹山县2016年度统筹整合", "财政涉农资金实施方案》的通知"]


def test_an_endless_title_still_breaks() -> None:
    assert max(map(len, broken("关于" + "统" * 200 + "的通知"))) <= 19
