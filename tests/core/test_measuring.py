"""What an act reads of the database."""

from __future__ import annotations

import pytest

from core.measuring import rows_read
from core.models import User

pytestmark = pytest.mark.django_db


def test_rows_read_are_told_by_table_and_the_act_is_undone() -> None:
    User.objects.bulk_create(User(username=f"listed-{n}", name="某人") for n in range(20))

    def act() -> None:
        User.objects.create(username="listed-more", name="某人")
        list(User.objects.filter(username__startswith="listed-").order_by("pk"))

    found = rows_read(act)
    assert found["core_user"] >= 21
    assert "core_dossier" not in found
    assert not User.objects.filter(username="listed-more").exists()
