"""What tells one county's papers from another's: how it is spoken of, and what its plan depends on."""

from __future__ import annotations

from dataclasses import dataclass

from core import county_words
from core.county_words import CountyWords
from workflows.flows.province.marks import Words

GOVERNMENT = "人民政府"


@dataclass(frozen=True, order=True)
class Standing:
    """What a county's plan depends on: whether it is on the province's own list of poor counties, whose plans must say
    why they use central money, and whether no prefecture stands above it to which its filings are copied."""

    on_provincial_list: bool = False
    right_below_province: bool = False


USUAL = Standing()


@dataclass(frozen=True)
class MarkedWords(CountyWords):
    """How the model county is spoken of: 县委, 市委 and 林区党委 come with the place that it is stamped into."""

    words: Words

    @property
    def level(self) -> str:
        return self.words.of("county.level")

    @property
    def committee(self) -> str:
        return self.words.of("county.committee")

    @property
    def _last(self) -> str:
        return self.words.of("county.last")


def spoken(name: str) -> dict[str, str]:
    """What stands for the marked words of a county of that name."""
    told = county_words.words(name)
    last = told.ours.removeprefix("我")
    return {"county.level": told.level, "county.committee": told.committee, "county.last": last}


def plain_title(title: str, head: str) -> str:
    """A post's title as the model names it, whatever the head of the county is called: 副市长 is 副县长."""
    return title.replace(head, "县长")
