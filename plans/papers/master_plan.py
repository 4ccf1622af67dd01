"""D15b: the notice that carries the plan of several years, with its tables by category, township and village (四（四）)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.county_words import words
from documents.papers import Annex, Block, CodeUse, Column, Disclosure, Enclosure, Heading, Layout, Paper, Paragraph
from plans.papers.cells import UNIT, heads, money, money_text
from plans.papers.plan_tables import share
from plans.papers.plan_text import POLICY
from plans.papers.rows import total

UNREPORTED = "未报"


@dataclass(frozen=True, kw_only=True)
class PeriodRow:
    """A category or a township: its lines and what it gets in each year of the period, in yuan."""

    name: str
    lines: int
    amounts: tuple[Decimal, ...]
    villages: int = 0
    silent: int = 0

    @property
    def amount(self) -> Decimal:
        return total(self.amounts)


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A village, or a township itself (`village` empty): what it wants, in words, and what each year brings, in yuan. One
    that has not reported stands there with nothing, as does one whose township's part was ended."""

    township: str
    village: str
    contents: tuple[str, ...]
    wanted: Decimal
    amounts: tuple[Decimal, ...]
    households: int = 0
    people: int = 0
    poor_households: int = 0
    poor_people: int = 0
    is_silent: bool = False
    is_of_ended_part: bool = False


@dataclass(frozen=True, kw_only=True)
class MasterPlanIssuance(Paper):
    """D15b 关于印发《…统筹整合资金规划》的通知: the plan travels under a notice of the county government. `meetings` are what
    approved it, in order; `revised` is the number of the notice that it takes the place of, `absent` the townships that
    take no part."""

    kind = "D15b"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    government: str
    county: str
    years: tuple[int, ...]
    plan_title: str
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    meetings: tuple[str, ...]
    goals: str
    tasks: str
    safeguards: str
    categories: tuple[PeriodRow, ...]
    townships: tuple[PeriodRow, ...]
    places: tuple[PlaceRow, ...]
    revised: str = ""
    absent: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.government}关于印发《{self.plan_title}》的通知"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        approved = f"已经{'、'.join(self.meetings)}审议通过，" if self.meetings else ""
        replaced = f"本规划印发后，{self.revised}印发的规划不再执行。" if self.revised else ""
        told = f"《{self.plan_title}》{approved}现印发给你们，请结合实际，认真组织实施。{replaced}"
        return (Paragraph(told),)

    def enclosure(self) -> Enclosure:
        named = "".join(
            f"{'附表：' if number == 1 else ''}{number}. {annex.title}\n"
            for number, annex in enumerate(self.annexes(), 1)
        )
        return Enclosure(
            self.plan_title,
            (
                Paragraph(
                    f"为科学统筹{self._period}扶贫资金，引导资金有序投入，根据{POLICY}“上一年第三季度着手编制好统筹资金规划”的要求，"
                    f"按照自下而上、上下结合、细化到村、落实到户的办法，结合{words(self.county).ours}实际，制定本规划。"
                ),
                Heading(1, "一、目标任务"),
                Paragraph(self.goals),
                Heading(1, "二、需求征集情况"),
                Paragraph(self._gathered()),
                *self._silent(),
                Heading(1, "三、资金规模和分类安排"),
                Paragraph(self._scale()),
                Heading(1, "四、重点任务"),
                Paragraph(self.tasks),
                Heading(1, "五、与年度方案衔接"),
                Paragraph(
                    "年度统筹资金方案以本规划为依据，项目从项目库中选取。年度方案分类安排与本规划差异较大的，在年度方案中说明理由；"
                    "规划期内实行滚动修订，每年第三季度根据执行情况调整以后年度的安排，按原程序审定后重新印发。"
                ),
                Heading(1, "六、保障措施"),
                Paragraph(self.safeguards),
                *(Paragraph(line) for line in named.splitlines()),
            ),
        )

    @property
    def _period(self) -> str:
        first, last = self.years[0], self.years[-1]
        return f"{first}—{last}年" if last > first else f"{first}年"

    def _gathered(self) -> str:
        villages = [row for row in self.places if row.village]
        silent = [row for row in villages if row.is_silent]
        wanted = money_text(total(row.wanted for row in self.places))
        lines = sum(row.lines for row in self.categories)
        benefit = sum(row.poor_households for row in self.places), sum(row.poor_people for row in self.places)
        poor = f"受益贫困户累计{benefit[0]}户次、贫困人口{benefit[1]}人次。" if any(benefit) else ""
        absent = f"未参加本期编制的乡镇：{'、'.join(self.absent)}。" if self.absent else ""
        return (
            f"{len(self.townships)}个乡镇、{len(villages)}个村参加编制，已报{len(villages) - len(silent)}个村，"
            f"未报{len(silent)}个村；经村民代表会议议定、乡镇审核，共汇总需求{lines}项，需求资金{wanted}。{poor}{absent}"
        )

    def _silent(self) -> tuple[Block, ...]:
        """Every village that has not reported, by name: none is left out silently."""
        silent = [row for row in self.places if row.is_silent]
        late = _named(row for row in silent if not row.is_of_ended_part)
        ended = _named(row for row in silent if row.is_of_ended_part)
        return (
            *((Paragraph(f"下列村逾期未报，其需求在滚动修订时补报：{late}。"),) if late else ()),
            *((Paragraph(f"下列村所在乡镇未上报，其需求在滚动修订时补报：{ended}。"),) if ended else ()),
        )

    def _scale(self) -> str:
        whole = total(row.amount for row in self.categories)
        by_year = "；".join(
            f"{year}年{money_text(total(row.amounts[n] for row in self.categories))}"
            for n, year in enumerate(self.years)
        )
        by_category = "；".join(
            f"{row.name}{row.lines}项、{money_text(row.amount)}，占{share(row.amount, whole)}"
            for row in self.categories
        )
        return (
            f"规划期内统筹安排资金{money_text(whole)}，其中：{by_year}。分类安排：{by_category}。"
            "分年度分类安排详见附表1，分乡镇、分村安排详见附表2、附表3。"
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (
            _period_annex("附表1", f"{self._period}规划资金分年度分类安排表", "项目类别", self.years, self.categories),
            _township_annex(f"{self._period}规划资金分乡镇安排表", self.years, self.townships),
            _place_annex(f"{self._period}分村规划需求及安排表", self.years, self.places),
        )


def _named(rows: Iterable[PlaceRow]) -> str:
    """The villages by township; empty where there are none."""
    by_township: dict[str, list[str]] = {}
    for row in rows:
        by_township.setdefault(row.township, []).append(row.village)
    return "；".join(f"{township}：{'、'.join(names)}" for township, names in by_township.items())


def _yearly(years: Sequence[int], width: float = 6) -> tuple[Column, ...]:
    return (*(Column(f"{year}年", width, "right") for year in years), Column("合计", width, "right"))


def _sums(amounts: Iterable[tuple[Decimal, ...]], years: Sequence[int]) -> tuple[str, ...]:
    rows = list(amounts)
    by_year = [total(row[n] for row in rows) for n in range(len(years))]
    return (*(money(amount) for amount in by_year), money(total(by_year)))


def _cells(amounts: tuple[Decimal, ...]) -> tuple[str, ...]:
    return (*(money(amount) for amount in amounts), money(total(amounts)))


def _period_annex(label: str, title: str, what: str, years: Sequence[int], rows: Sequence[PeriodRow]) -> Annex:
    whole = total(row.amount for row in rows)
    columns = (
        Column("序号", 2.5), Column(what, 9, "left"), Column("项数", 4), *_yearly(years), Column("占比", 5, "right"),
    )  # fmt: skip
    body = tuple(
        (str(number), row.name, str(row.lines), *_cells(row.amounts), share(row.amount, whole))
        for number, row in enumerate(rows, 1)
    )
    closing = (
        "",
        "合计",
        str(sum(row.lines for row in rows)),
        *_sums((row.amounts for row in rows), years),
        share(whole, whole),
    )
    return Annex(label, title, columns, (*body, closing), unit=UNIT, totals=1)


def _township_annex(title: str, years: Sequence[int], rows: Sequence[PeriodRow]) -> Annex:
    columns = (
        Column("序号", 2.5), Column("乡镇", 7, "left"), Column("村数", 4), Column("其中未报", 4), Column("项数", 4),
        *_yearly(years),
    )  # fmt: skip
    body = tuple(
        (str(number), row.name, str(row.villages), str(row.silent or ""), str(row.lines), *_cells(row.amounts))
        for number, row in enumerate(rows, 1)
    )
    counted = (sum(row.villages for row in rows), sum(row.silent for row in rows), sum(row.lines for row in rows))
    closing = ("", "合计", *(str(number or "") for number in counted), *_sums((row.amounts for row in rows), years))
    return Annex("附表2", title, columns, (*body, closing), unit=UNIT, totals=1)


def _place_annex(title: str, years: Sequence[int], rows: Sequence[PlaceRow]) -> Annex:
    columns = (
        Column("序号", 2.2), Column("乡镇", 4.6, "left"), Column("村", 5, "left"), Column("规划内容（年度、类别、内容）", 17, "left"),
        Column("需求资金", 5.4, "right"), *_yearly(years, 5.4), Column("受益户／人", 4), Column("其中贫困户／人", 4),
    )  # fmt: skip
    body = tuple(_place(number, row) for number, row in enumerate(rows, 1))
    people = (sum(row.households for row in rows), sum(row.people for row in rows))
    poor = (sum(row.poor_households for row in rows), sum(row.poor_people for row in rows))
    closing = (
        "", "合计", "", "", money(total(row.wanted for row in rows)), *_sums((row.amounts for row in rows), years),
        heads(*people), heads(*poor),
    )  # fmt: skip
    return Annex("附表3", title, columns, (*body, closing), unit=UNIT, totals=1)


def _place(number: int, row: PlaceRow) -> tuple[str, ...]:
    if row.is_silent:
        return str(number), row.township, row.village, UNREPORTED, *[""] * (len(row.amounts) + 2), "", ""
    return (
        str(number), row.township, row.village or "（乡镇本级）", "\n".join(row.contents), money(row.wanted),
        *_cells(row.amounts), heads(row.households, row.people), heads(row.poor_households, row.poor_people),
    )  # fmt: skip
