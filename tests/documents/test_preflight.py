"""A character without a glyph stops the document, named with its place; every Hubei name can be printed."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from core.errors import Conflict, Invalid
from documents import fonts, outlines, preflight
from documents.drafts import Draft
from documents.papers import Annex, Column
from tests.factories.documents import Letter

DIVISIONS = Path("core/data/hubei_divisions.csv.gz")


class Tabled(Letter):
    def annexes(self) -> tuple[Annex, ...]:
        return (Annex("附表1", "名单", (Column("序号"), Column("村名")), (("1", "塅里村"), ("2", "高\ue170村"))),)


def test_a_private_character_in_the_text_is_refused() -> None:
    with pytest.raises(Invalid, match=r"正文第1段中的“\ue170”（U\+E170）"):
        preflight.check(Letter(text="高\ue170村").content())


def test_a_cell_is_named_by_row_and_column() -> None:
    with pytest.raises(Invalid, match="附表1第2行“村名”栏"):
        preflight.check(Tabled().content())


def test_rare_place_names_pass() -> None:
    preflight.check(Letter(text="𡐓塝塅㙘垱塆漖㙍坵垇鳡㎡").content())


def test_every_hubei_name_can_be_printed() -> None:
    with gzip.open(DIVISIONS, "rt") as table:
        names = [row["name"] for row in csv.DictReader(table)]
    assert len(names) == 28652
    unprintable = {name for name in names if set(name) - fonts.characters()}
    # The statistics bureau's own table spells one village of 420684103 with a private-use code.
    assert unprintable <= {"高\ue170村委会"}


@pytest.fixture
def no_faces(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A site whose faces are not installed yet, in a process that has opened none."""
    for known in (fonts.picked, outlines.glyph):
        known.cache_clear()
    settings.DATA_DIR = tmp_path
    yield
    for known in (fonts.picked, outlines.glyph):
        known.cache_clear()


@pytest.mark.usefixtures("no_faces")
def test_a_draft_without_faces_says_what_to_do() -> None:
    with pytest.raises(Conflict, match="install_fonts"):
        Draft.of(Letter(), issuer_name="竹山县财政局").pdf()
