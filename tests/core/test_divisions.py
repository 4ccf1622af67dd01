"""Organisations from division tables: all of Hubei, again and again, and what is refused."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count
from pytest_django.plugin import DjangoDbBlocker

from core.divisions import HUBEI_DIVISIONS, Division, Loaded, load, read_divisions
from core.enums import OrganisationKind, PoorLevel
from core.errors import Invalid
from core.models import Organisation
from core.place_names import village_name
from tests.worlds import standing

DATA = Path(__file__).parents[1] / "data" / "divisions"
ROWS = [
    Division("42", "湖北省", "province", ""),
    Division("4203", "十堰市", "prefecture", "42"),
    Division("420323", "竹山县", "county", "4203"),
    Division("420323100", "城关镇", "township", "420323"),
    Division("420323100201", "窑沟村委会", "village", "420323100"),
]


@pytest.fixture(scope="class")
def hubei(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Loaded, float]]:
    """All of it, loaded once into nothing, and how many seconds that took."""
    with standing(django_db_blocker, _loaded) as made:
        yield made


def _loaded() -> tuple[Loaded, float]:
    began = time.perf_counter()
    loaded = load(read_divisions(HUBEI_DIVISIONS))
    return loaded, time.perf_counter() - began


@pytest.mark.django_db
class TestAllOfHubei:
    def test_it_is_loaded_and_loaded_again(
        self, hubei: tuple[Loaded, float], capsys: pytest.CaptureFixture[str]
    ) -> None:
        loaded, took = hubei
        again = load(read_divisions(HUBEI_DIVISIONS))
        with capsys.disabled():
            print(f" [28,652 places in {took:.1f} s]", end="")
        assert (loaded.province, loaded.prefecture, loaded.county) == (1, 14, 105)
        assert (loaded.township, loaded.village) == (1_475, 27_057)
        assert (loaded.created, loaded.changed, again.created, again.changed) == (28_652, 0, 0, 0)
        assert took < 60
        _poor_counties()
        _real_villages()
        _names_unique_in_a_township()

    def test_a_name_that_no_document_prints_is_told_until_it_is_corrected(
        self, hubei: tuple[Loaded, float], tmp_path: Path
    ) -> None:
        out = io.StringIO()
        call_command("load_divisions", HUBEI_DIVISIONS, stdout=out)
        [told] = [line for line in out.getvalue().splitlines() if "U+E170" in line]
        assert told.startswith("420684103229 高\ue170村委会: ")
        assert told.endswith("420684103229,NAME,village,420684103")
        corrected = tmp_path / "corrected.csv"
        corrected.write_text("code,name,level,parent\n420684103229,高垱村委会,village,420684103\n", encoding="utf-8")
        out = io.StringIO()
        call_command("load_divisions", corrected, stdout=out)
        assert "0 new, 1 changed" in out.getvalue()
        assert "U+" not in out.getvalue()
        assert Organisation.objects.get(code="420684103229").official_name == "高垱村村民委员会"


def _poor_counties() -> None:
    levels = (
        Organisation.objects.filter(kind=OrganisationKind.COUNTY).values_list("poor_level", flat=True).order_by("code")
    )
    assert list(levels).count(PoorLevel.NATIONAL) == 28
    assert list(levels).count(PoorLevel.PROVINCIAL) == 9


def _real_villages() -> None:
    """The fifteen villages that a provincial notice names are found; one township is a 街道 since."""
    with (DATA / "real_villages_hubei.csv").open(encoding="utf-8-sig", newline="") as text:
        named = list(csv.DictReader(text))
    assert len(named) == 15
    for row in named:
        found = Organisation.objects.get(
            county__code=row["县代码"], name=village_name(row["村"]).short, parent__name__startswith=row["乡镇"][:2]
        )
        assert found.kind == OrganisationKind.VILLAGE


def _names_unique_in_a_township() -> None:
    twice = Organisation.objects.values("parent", "name").annotate(times=Count("pk")).filter(times__gt=1)
    assert not twice.order_by("parent").exists()


@pytest.mark.django_db
def test_names_paths_and_counties() -> None:
    load(reversed(ROWS))
    county = Organisation.objects.get(code="420323")
    village = Organisation.objects.get(code="420323100201")
    assert (county.name, county.official_name, county.pinyin) == ("竹山县", "竹山县人民政府", "zsx")
    assert (county.county, county.poor_level) == (county, PoorLevel.NATIONAL)
    assert (village.name, village.official_name) == ("窑沟村", "窑沟村村民委员会")
    assert village.path == "42/4203/420323/420323100/420323100201/"
    assert village.county == county
    assert Organisation.objects.get(code="4203").county is None


@pytest.mark.django_db
def test_a_changed_name_is_brought_up_to_date_and_nothing_else() -> None:
    load(ROWS)
    before = Organisation.objects.get(code="420323100")
    loaded = load([*ROWS[:3], ROWS[3]._replace(name="城关街道"), ROWS[4]])
    after = Organisation.objects.get(code="420323100")
    assert (loaded.created, loaded.changed) == (0, 1)
    assert (after.pk, after.official_name) == (before.pk, "城关街道办事处")
    assert Organisation.objects.get(code="420323100201").parent == after


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([ROWS[0], ROWS[2]], "上级4203不存在"),
        ([ROWS[0], ROWS[0]._replace(name="湖南省")], "重复"),
        ([ROWS[0]._replace(level="state")], "第2行"),
        ([ROWS[0]._replace(code="四二")], "第2行"),
    ],
)
def test_refused_tables_change_nothing(rows: list[Division], reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        load(rows)
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_command_loads_several_files_and_says_so() -> None:
    out = io.StringIO()
    call_command("load_divisions", DATA / "430511_beita.csv", DATA / "430902_ziyang.csv", stdout=out)
    assert "2 counties" in out.getvalue()
    assert Organisation.objects.filter(code__startswith="430902").count() == 134


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b""])
def test_command_refuses_what_is_no_division_table(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("load_divisions", file)
