"""A document of three pages and annexes of many rows, beside one big table in plain WeasyPrint and in Typst.

Every typesetting happens in a process of its own, so that its peak memory is its own; the same text, the same faces.
"""

from __future__ import annotations

import datetime
import html
import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core import benches
from core.benches import Asked, Bar, Figure, at_least, at_most, missing
from core.fresh import Done, Fresh, at_once, once
from core.measuring import ratio
from documents.papers import Annex, Block, Column, Heading, Layout, Paper, Paragraph

OURS, TABLE, TYPST = "ours", "WeasyPrint, one table", "Typst"
LETTER_PARAGRAPHS = 10
PEAK = at_most(400, "at most {} MB")
PLAIN = at_most(2)
FASTER = at_least(5, "at least {} x faster")
LINEAR = at_most(1.3, "at most {} x a row")
LARGE = 5_000
"""From so many rows on the plain table is left out: it takes minutes and a gigabyte, which proves nothing more."""

COLUMNS = (
    Column("序号", 2.5), Column("项目名称", 8, "left"), Column("类别", 4), Column("建设性质", 3.5),
    Column("实施地点", 6, "left"), Column("建设任务及规模", 11, "left"), Column("总投资", 5, "right"),
    Column("整合资金", 5, "right"), Column("资金来源", 6), Column("责任单位", 6), Column("时间进度", 5),
    Column("绩效目标", 8, "left"), Column("受益户／人", 4), Column("备注", 3, "left"),
)  # fmt: skip
STYLE = """
@page { size: A4 %s }
html { font: 7.5pt/1.3 "Liberation Serif", FandolFang, "Noto Serif CJK SC" }
table { border-collapse: collapse; width: 100%% } td, th { border: 0.5pt solid; padding: 1pt 2pt }
p { font-size: 16pt; line-height: 10.445mm; margin: 0; text-indent: 2em }
"""
PAGE = '#set page(paper: "a4", flipped: {wide}, margin: 20mm)\n#set text(font: ("Liberation Serif", "FandolFang R", "FandolFang", "Noto Serif CJK SC"), size: {size}pt, lang: "zh")\n'


@dataclass(frozen=True, kw_only=True)
class Measured(Paper):
    """A plan as long as one likes."""

    kind = "bench"
    layout = Layout.DOCUMENT
    rows: int

    @property
    def title(self) -> str:
        return "竹山县2016年度统筹整合财政涉农资金实施方案"

    @property
    def addressees(self) -> tuple[str, ...]:
        return ("各乡镇人民政府", "县政府各部门")

    def body(self) -> tuple[Block, ...]:
        return tuple(
            block
            for number in range(1, 2 if self.rows else LETTER_PARAGRAPHS + 1)
            for block in (Heading(4, f"（{number}）工作要求。"), Paragraph(_sentence(number)))
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (Annex("附表1", "项目明细表", COLUMNS, table(self.rows), unit="万元"),) if self.rows else ()


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Three pages first, then annexes of each size."""
    if lacking := missing("typst"):
        yield lacking
    yield from _three_pages(asked)
    a_row: dict[int, float] = {}
    for rows in asked.sizes:
        peers = (TYPST,) if rows >= LARGE else (TABLE, TYPST)
        found = {name: [once(f"{__name__}:typesetter", name=name, rows=rows) for _run in _runs(asked, rows)]
                 for name in (OURS, *peers) if name not in _absent()}  # fmt: skip
        yield from _annex(rows, found, peers)
        a_row[rows] = _seconds(found[OURS]) / rows
    few, many = min(a_row), max(a_row)
    yield Figure(
        case=f"an annex of {many:,} rows",
        measure=f"ms a row, beside {few:,} rows",
        ours=a_row[many] * 1e3,
        peer=OURS,
        theirs=a_row[few] * 1e3,
        ratio=a_row[many] / a_row[few],
        bar=LINEAR,
    )


def _runs(asked: Asked, rows: int) -> range:
    """Large annexes once: they are long enough to be sure of."""
    return range(1 if rows >= LARGE else asked.runs)


def _three_pages(asked: Asked) -> Iterator[Figure]:
    names = [name for name in (OURS, TABLE, TYPST) if name not in _absent()]
    children = {name: Fresh(f"{__name__}:typesetter", name=name, rows=0).ready() for name in names}
    found: dict[str, list[Done]] = {name: [] for name in names}
    for run in range(asked.runs + 1):
        for name, child in children.items():
            done = at_once([child])[0]
            found[name] += [done] if run else []  # the first warms it
    for child in children.values():
        child.end()
    for peer in (TABLE, TYPST):
        yield _beside(
            f"a document of {found[OURS][0].answer} pages, warm", found, peer, PLAIN if peer == TABLE else None
        )


def _absent() -> tuple[str, ...]:
    return (TYPST,) if missing("typst") else ()


def _annex(rows: int, found: dict[str, list[Done]], peers: tuple[str, ...]) -> Iterator[Figure]:
    case = f"an annex of {rows:,} rows x {len(COLUMNS)} columns, {found[OURS][0].answer} pages"
    for peer in peers:
        yield _beside(case, found, peer, FASTER if peer == TABLE and rows >= 1_000 else None)
    for peer in peers:
        yield Figure(
            case=case,
            measure="peak memory, MB",
            ours=_peak(found[OURS]),
            peer=peer,
            theirs=_peak(found[peer]) if peer in found else None,
            bar=PEAK if peer == TYPST else None,
        )


def _beside(case: str, found: dict[str, list[Done]], peer: str, bar: Bar | None) -> Figure:
    """Seconds; where the bar is a floor the ratio says how many times faster we are."""
    ours, theirs = ([done.seconds for done in found.get(name, [])] for name in (OURS, peer))
    by = () if not theirs else (theirs, ours) if bar and bar.is_floor else (ours, theirs)
    return Figure(
        case=case,
        measure="seconds (ratio: times faster)" if bar and bar.is_floor else "seconds",
        ours=_seconds(found[OURS]),
        peer=peer,
        theirs=_seconds(found[peer]) if theirs else None,
        ratio=ratio(*by) if by else None,
        bar=bar,
    )


def _seconds(found: list[Done]) -> float:
    return statistics.median(done.seconds for done in found)


def _peak(found: list[Done]) -> float:
    return max(done.peak for done in found)


def typesetter(*, name: str, rows: int) -> Callable[[], int]:
    """Prepares one way of typesetting; the act answers with the number of pages, 0 where the peer does not say."""
    return {OURS: _ours, TABLE: _plain, TYPST: _typst}[name](rows)


def _ours(rows: int) -> Callable[[], int]:
    from documents import fonts, pagination, rendering

    fonts.characters()
    pagination.typography()
    content = {**Measured(rows=rows).content(), "issue": _issue()}
    return lambda: rendering.typeset(content).pages


def _plain(rows: int) -> Callable[[], int]:
    from documents import fonts

    fonts.activate()
    from weasyprint import HTML

    style = STYLE % ("landscape; margin: 20mm" if rows else "portrait; margin: 37mm 26mm 35mm 28mm")
    text = f"<!doctype html><style>{style}</style>{_html_table(rows) if rows else _html_text()}"

    def act() -> int:
        document = HTML(string=text).render()
        document.write_pdf()
        return len(document.pages)

    return act


def _typst(rows: int) -> Callable[[], int]:
    import typst

    from documents import fonts

    text = PAGE.format(wide="true" if rows else "false", size=7.5 if rows else 16)
    text += (
        _typst_table(rows)
        if rows
        else "\n\n".join(json.dumps(p, ensure_ascii=False).join("##")[1:-1] for p in _texts())
    )
    folder = str(fonts.folder())
    compiled: Any = typst.compile  # its stubs cannot say that text may come as bytes

    def act() -> int:
        compiled(text.encode(), font_paths=[folder], ignore_system_fonts=True)
        return 0

    return act


def _issue() -> dict[str, Any]:
    return {
        "number": "竹政发〔2016〕5号", "issuer_name": "竹山县人民政府", "document_date": "2016-03-05",
        "printed_by": "竹山县人民政府办公室", "printed_on": "2016-03-05", "mark": "竹山县人民政府文件",
    }  # fmt: skip


def table(rows: int) -> tuple[tuple[str, ...], ...]:
    """Rows as long as those of a published plan, no two alike."""
    begins = datetime.date(2016, 3, 1)
    return tuple(
        (
            str(n), f"第{n}号通村公路硬化工程", "基本生产条件改善", "新建", f"麻家渡镇塅里村{n % 12 + 1}组",
            f"硬化通村公路{n % 9 + 1}.5公里，路面宽4.5米、厚18厘米", f"{n * 37 % 900 + 10}.5", f"{n * 37 % 900 + 10}",
            f"中央{n % 90}万元", "麻家渡镇人民政府", f"{begins:%Y.%m}至2016.11", f"解决{n % 400 + 20}户出行难",
            f"{n % 400 + 20}／{n % 1400 + 60}", "",
        )
        for n in range(1, rows + 1)
    )  # fmt: skip


def _sentence(number: int) -> str:
    return (
        f"各乡镇、各部门要按照统筹整合、精准使用的原则，把第{number}项任务落实到村到户，资金实行国库集中支付和县级报账制，"
        "项目实施单位凭批准文件、合同、进度和验收资料报账；达到招标限额标准的，依法进行招标投标，结果向社会公示。"
    )


def _texts() -> list[str]:
    return [f"（{n}）工作要求。{_sentence(n)}" for n in range(1, LETTER_PARAGRAPHS + 1)]


def _html_text() -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in _texts())


def _html_table(rows: int) -> str:
    head = "".join(f"<th>{column.title}</th>" for column in COLUMNS)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in table(rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _typst_table(rows: int) -> str:
    widths = ", ".join(f"{column.width}fr" for column in COLUMNS)
    head = ", ".join(_quoted(column.title) for column in COLUMNS)
    cells = ",\n".join(", ".join(map(_quoted, row)) for row in table(rows))
    return f"#table(columns: ({widths}), table.header({head}),\n{cells})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


benches.register(
    benches.Bench(
        name="documents",
        promise="a document of three pages and annexes of many rows beside plain WeasyPrint and Typst",
        measure=measure,
        sizes=(100, 1_000, 5_000),
        tiny=(3, 6),
        runs=3,
        packages=("weasyprint", "typst"),
    )
)
