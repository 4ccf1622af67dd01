"""The negative list as an installation finds it, and how the migration that enters it can be taken back."""

from __future__ import annotations

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from plans.compliance.judges.negative import touched
from plans.enums import Severity
from plans.models import NegativeListEntry
from tests.plans.compliance import pictures

TODAY = datetime.date(2026, 3, 2)
migration = import_module("plans.migrations.0002_negative_list")
kept = import_module("plans.migrations.0022_rules_kept")


def found(words: str, on: datetime.date = TODAY) -> list[tuple[str, Severity]]:
    seen = pictures.picture(pictures.item(words, of={"name": "项目"}))
    entries = NegativeListEntry.objects.order_by("code")
    return [(hit.said.message, hit.said.severity) for hit in touched(seen, pictures.basis(on, entries).entries)]


@pytest.mark.django_db
def test_every_line_is_entered_with_its_clause_from_the_day_of_its_text() -> None:
    rows = NegativeListEntry.objects.order_by("code").values_list("code", "valid_from")
    begins = {"N8": datetime.date(2017, 3, 13), "N9": datetime.date(2017, 3, 13)}
    assert list(rows) == [(f"N{n}", begins.get(f"N{n}", datetime.date(2015, 8, 25))) for n in range(2, 10)]
    assert not NegativeListEntry.objects.filter(clause="").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("新建门楼一处", Severity.WARNING),
        ("县城规划区内道路", Severity.FORBIDDEN),
        ("新建办公楼一栋", Severity.FORBIDDEN),
        ("发放慰问金", Severity.FORBIDDEN),
        ("补充办公经费", Severity.FORBIDDEN),
        ("偿还债务", Severity.FORBIDDEN),
        ("购置车辆两台", Severity.FORBIDDEN),
    ],
)
def test_its_words_are_found(words: str, severity: Severity) -> None:
    assert [kind for _message, kind in found(words)] == [severity]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["硬化通组公路2公里", "拆除原办公楼复垦", "设项目公示牌一块"])
def test_ordinary_work_is_not(words: str) -> None:
    assert found(words) == []


@pytest.mark.django_db
def test_before_the_order_nothing_is_found() -> None:
    assert found("新建办公楼一栋", datetime.date(2015, 8, 24)) == []


@pytest.mark.django_db
def test_it_can_be_taken_back_and_entered_again_without_touching_what_was_changed() -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("ALTER TABLE plans_negativelistentry DISABLE TRIGGER USER")  # which came later
        migration.take_out(apps, editor)
        assert not NegativeListEntry.objects.exists()
        NegativeListEntry.objects.create(
            code="N4", name="改过的", severity=Severity.WARNING, clause="县里的规定", valid_from=TODAY
        )
        migration.enter(apps, editor)
        editor.execute("ALTER TABLE plans_negativelistentry ENABLE TRIGGER USER")
    assert NegativeListEntry.objects.count() == len(migration.ENTRIES)
    assert NegativeListEntry.objects.get(code="N4").name == "改过的"


@pytest.mark.django_db
def test_lines_of_the_rules_of_2017_that_were_entered_as_of_2015_begin_with_their_text() -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("ALTER TABLE plans_negativelistentry DISABLE TRIGGER USER")
        NegativeListEntry.objects.filter(code__in=["N8", "N9"]).update(valid_from=datetime.date(2015, 8, 25))
        NegativeListEntry.objects.filter(code="N9").update(clause="县里的规定")
        kept.redate(apps, editor)
        editor.execute("ALTER TABLE plans_negativelistentry ENABLE TRIGGER USER")
    days = dict(NegativeListEntry.objects.order_by("code").values_list("code", "valid_from"))
    assert days["N8"] == datetime.date(2017, 3, 13)
    assert {days[code] for code in ("N2", "N4", "N9")} == {datetime.date(2015, 8, 25)}  # of others' texts, untouched


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed", [{"keywords": ["喷泉"]}, {"severity": "hint"}, {"valid_from": TODAY}, {"valid_to": None}, None]
)
def test_a_line_gets_its_last_day_and_changes_no_more(changed: dict[str, object] | None) -> None:
    lines = NegativeListEntry.objects.filter(code="N4")
    lines.update(valid_to=TODAY)
    with pytest.raises(IntegrityError, match="只能停用并另立"), transaction.atomic():
        lines.update(**changed) if changed else lines.delete()
    lines.update(valid_to=TODAY - datetime.timedelta(days=1))
    with pytest.raises(IntegrityError, match="只能停用并另立"), transaction.atomic():
        lines.update(valid_to=TODAY)
