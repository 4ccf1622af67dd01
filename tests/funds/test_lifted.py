"""Keys and indexes lifted for a large load: what the movements of a source add up to is asked all the same."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from core.models import Organisation
from funds.models import FundMovement, FundSource
from tests.funds.money import source
from workflows.flows.province.lifting import lifted

pytestmark = pytest.mark.django_db
TABLES = (FundMovement._meta.db_table, FundSource._meta.db_table)


def test_a_source_may_come_before_its_movements_and_its_sum_is_asked_by_index_once_all_are_there(
    county: Organisation,
) -> None:
    said: list[str] = []
    before = indexes()
    with lifted(TABLES, said.append):
        assert indexes() == before  # the sums are asked by them
        pot = source(county, "100.00")
    assert said[-1].startswith("foreign keys checked")
    assert indexes() == before
    with pytest.raises(IntegrityError, match="变动之和"), transaction.atomic(), lifted(TABLES, said.append):
        FundSource.objects.filter(pk=pot.pk).update(amount="101.00", integrable="101.00")


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s)", [list(TABLES)])
        return {name for (name,) in cursor.fetchall()}
