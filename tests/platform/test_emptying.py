"""What a test with real connections leaves behind for those that come after it in the same process."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from plans.models import NegativeListEntry


@pytest.mark.django_db(transaction=True)
def test_what_a_migration_entered_outlives_the_emptying() -> None:
    before = list(NegativeListEntry.objects.order_by("code").values_list("code", "name"))
    assert before
    call_command("flush", interactive=False, verbosity=0)
    assert list(NegativeListEntry.objects.order_by("code").values_list("code", "name")) == before
