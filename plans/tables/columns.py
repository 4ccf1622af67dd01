"""Which column means what: the heading's words weighed with what the cells below it look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from plans.tables.amounts import read_amount
from plans.tables.headings import MEASURES, MONEY, UNIQUE, Role, heading_and_measure, meanings
from plans.tables.texts import is_blank, plain

NATURES = ("新建", "续建", "改扩建", "改建", "扩建", "维修", "迁建", "新增", "提升改造")
_NUMBERS = MONEY | {Role.QUANTITY, Role.SEQ}
_EITHER = frozenset({Role.BENEFICIARIES, Role.NOTE, Role.OTHER, Role.PERIOD, Role.STANDARD, Role.TABLE})
_PROJECT = re.compile(r".{3,}(?:项目|工程|建设|基地|贴息|改造|硬化|整治|修复|提升)(?:\(.*\))?")
_ORGAN = re.compile(r".{1,25}(?:局|办|委|办事处|中心|政府|公司|合作社|林场|委员会|镇|乡|站|协会)")
_PLACE = re.compile(r".*(?:镇|乡|街道|办事处|村|社区|居委会|村委会|组)|全[区县市]")
_WORKS = re.compile(
    r"[^镇乡村]{0,6}(?:新建|改建|扩建|改造|维修|修建|修|建设|购置|铺设|种植|养殖|硬化|安装|治理|清淤|拆除|渠|塘|道路|管道)"
)
_OWN = re.compile(r".*(?:自筹|群众|社会|企业|银行|信贷|贷款|捐赠|投工投劳).*")
_THRESHOLD = 4


@dataclass(frozen=True)
class Column:
    """A column of the table: its place, its printed heading, what it is for, the unit behind its heading."""

    index: int
    heading: str
    role: Role
    measure: str = ""

    @property
    def label(self) -> str:
        """What a warning calls the column."""
        return self.heading.replace("\n", "") or self.role.value

    @property
    def title(self) -> str:
        """The heading without its unit: 清淤渠道(公里) is 清淤渠道."""
        return heading_and_measure(self.heading)[0].rpartition("·")[2].removeprefix("其中").lstrip(":")


def assign(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """One role a column, the surest first; `cells` holds each column's printed values below the heading."""
    ranked = sorted(
        (
            (-score, index, role)
            for index, heading in enumerate(headings)
            for role, score in _scores(heading, cells[index]).items()
            if score >= _THRESHOLD
        ),
    )
    taken: dict[int, Role] = {}
    for _score, index, role in ranked:
        if index not in taken and not (role in UNIQUE and role in taken.values()):
            taken[index] = role
    columns = tuple(
        Column(index, heading, taken.get(index, Role.OTHER), heading_and_measure(heading)[1])
        for index, heading in enumerate(headings)
        if index in taken or any(not is_blank(cell) for cell in cells[index])
    )
    return _settle_money(columns, cells)


def _scores(heading: str, cells: Sequence[str]) -> dict[Role, int]:
    values = [plain(cell) for cell in cells if not is_blank(cell)][:300]
    scores: dict[Role, int] = dict(meanings(heading))
    if not values:
        return scores
    numeric = _share(values, lambda v: read_amount(v) is not None)
    for role, score in _evidence(values, numeric, plain(heading)).items():
        scores[role] = max(score, scores.get(role, 0) + 2)
    for role in list(scores):
        fits = numeric >= 0.5 if role in _NUMBERS else numeric < 0.5
        if not fits and role not in _EITHER:
            scores[role] -= 9
    return scores


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(value)) for value in values) / len(values)


def _evidence(values: Sequence[str], numeric: float, heading: str) -> dict[Role, int]:
    """Roles the values alone suggest, each a little above the threshold."""
    if numeric >= 0.8:
        if _counts_up(values):
            return {Role.SEQ: 5}
        has_unit = _share(values, lambda v: (found := read_amount(v)) is not None and bool(found.unit)) > 0.5
        return {Role.AMOUNT: 6} if has_unit else ({Role.QUANTITY: 4} if _WORKS.search(heading) else {})
    found: dict[Role, int] = {}
    for role, test in (
        (Role.NATURE, lambda v: v in NATURES),
        (Role.MEASURE, lambda v: v in MEASURES),
        (Role.NAME, _PROJECT.fullmatch),
        (Role.CONTENT, _WORKS.match),
        (Role.PLACE, _PLACE.fullmatch),
        (Role.IMPLEMENTER, _ORGAN.fullmatch),
        (Role.TABLE, re.compile(r"附?表[一二三四五六七八九十\d]+").fullmatch),
    ):
        if _share(values, test) >= 0.7:
            found[role] = 5
    return found


def _counts_up(values: Sequence[str]) -> bool:
    numbers = [int(value) for value in values if value.isdecimal() and len(value) < 6]
    steps = sum(b - a == 1 for a, b in pairwise(numbers))
    return len(numbers) >= 2 and numbers[0] == 1 and steps >= 0.8 * (len(numbers) - 1)


def _settle_money(columns: tuple[Column, ...], cells: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Decide which column is the amount: the one that the source columns sum to, else the integrated funds,
    else the whole cost, else the only money column there is."""
    by_role = {role: [c for c in columns if c.role is role] for role in MONEY}
    amount, whole, sources = by_role[Role.AMOUNT], by_role[Role.WHOLE_COST], by_role[Role.SOURCE]
    own = [column for column in sources if _OWN.fullmatch(column.title)]
    if amount and own and _sums(amount[0], [column for column in sources if column not in own], cells):
        return _recast(columns, {column.index: Role.BEYOND for column in own})
    if amount and whole and _sums(whole[0], [*amount, *sources], cells):
        return _recast(columns, {amount[0].index: Role.SOURCE, whole[0].index: Role.AMOUNT})
    if whole and not amount:
        return _recast(columns, {whole[0].index: Role.AMOUNT})
    if not amount and len(sources) == 1:
        return _recast(columns, {sources[0].index: Role.AMOUNT})
    if not amount and len(sources) > 2:
        total = next((c for c in sources if _sums(c, [s for s in sources if s is not c], cells)), None)
        return _recast(columns, {total.index: Role.AMOUNT}) if total else columns
    return columns


def _recast(columns: tuple[Column, ...], roles: dict[int, Role]) -> tuple[Column, ...]:
    return tuple(replace(column, role=roles.get(column.index, column.role)) for column in columns)


def _sums(total: Column, parts: Sequence[Column], cells: Sequence[Sequence[str]]) -> bool:
    """Whether the parts add up to the total in most rows."""
    if not parts:
        return False
    agree = rows = 0
    for row, cell in enumerate(cells[total.index]):
        printed = read_amount(cell)
        if printed is None:
            continue
        numbers = [found.number for part in parts if (found := read_amount(cells[part.index][row]))]
        rows += 1
        agree += sum(numbers, Decimal()) == printed.number
    return rows > 0 and agree * 2 > rows
