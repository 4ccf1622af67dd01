"""How a county-level place and its organs are spoken of: 县, 市, 区 or 林区, derived from its official name alone.

竹山县 says 县委, 县政府各部门, 我县; 恩施市 says 市委, 市政府各部门, 我市; 神农架林区 says 林区党委, 林区政府各部门, 我区.
What a document says of "the county" is asked here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

FOREST = "林区"
LEVELS = ("县", "市", "区", "旗")

_otherwise: ContextVar[Mapping[str, CountyWords] | None] = ContextVar("county_words_otherwise", default=None)


@dataclass(frozen=True)
class CountyWords:
    """The words for one place; `place` is its plain name, 恩施市."""

    place: str

    @property
    def level(self) -> str:
        """What the names of its organs begin with."""
        return FOREST if self.place.endswith(FOREST) else self._last

    @property
    def ours(self) -> str:
        """As the place speaks of itself."""
        return f"我{self._last}"

    @property
    def directly(self) -> str:
        """县直, 市直, 区直: what stands right below its government."""
        return f"{self._last}直"

    @property
    def head(self) -> str:
        """The title of the head of its government."""
        return f"{self._last}长"

    @property
    def committee(self) -> str:
        """Its party committee."""
        return f"{FOREST}党委" if self.level == FOREST else f"{self.level}委"

    @property
    def leading_group(self) -> str:
        return f"{self.level}统筹资金领导小组"

    @property
    def departments(self) -> str:
        """All of them, as the government writes to its departments."""
        return f"{self.level}政府各部门"

    @property
    def units(self) -> str:
        """All of them, as any other organ writes to them."""
        return f"{self.directly}各有关单位"

    @property
    def names_of_departments(self) -> frozenset[str]:
        """Under which an addressee line means all departments of the place."""
        spoken = {f"{self.directly}{unit}" for unit in ("各有关单位", "有关单位", "各单位", "各部门")}
        return frozenset({self.departments, self.units} | spoken)

    @property
    def beside_the_government(self) -> tuple[str, ...]:
        """The offices of its other organs, which important documents of the government are copied to."""
        organs = ("人大常委会办公室", "政协办公室", "纪委监察局")
        return f"{self.committee}办公室", *(f"{self.level}{organ}" for organ in organs)

    def full(self, name: str) -> str:
        """The name of an organ with the place's own name: 县审计局 is 竹山县审计局, any other name as it is."""
        return f"{self.place}{name.removeprefix(self.level)}" if name.startswith(self.level) else name

    @property
    def _last(self) -> str:
        return self.place[-1] if self.place.endswith(LEVELS) else LEVELS[0]


def words(name: str) -> CountyWords:
    """Of a place by its plain or its official name, 恩施市 or 恩施市人民政府."""
    return (_otherwise.get() or {}).get(name) or CountyWords(name.removesuffix("人民政府"))


@contextmanager
def spoken_of(otherwise: Mapping[str, CountyWords]) -> Iterator[None]:
    """Within the block places of these names, which say of themselves nothing, are spoken of in words of their own."""
    token = _otherwise.set(otherwise)
    try:
        yield
    finally:
        _otherwise.reset(token)
