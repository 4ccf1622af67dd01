"""Eight offices at once: no number twice, none left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core.models import Organisation, User
from documents.models import IssuedDocument
from documents.services import issue
from tests.factories.documents import Letter

EACH = 12


@pytest.mark.django_db(transaction=True)
def test_no_duplicate_and_no_gap(office: Organisation, clerk: User) -> None:
    def issue_many(worker: int) -> None:
        try:
            for turn in range(EACH):
                with transaction.atomic():
                    issue(actor=clerk, paper=Letter(), dossier=None, issuer=office)
                    if (worker + turn) % 4 == 0:
                        transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(issue_many, range(8)))
    kept = list(IssuedDocument.objects.order_by("seq").values_list("seq", flat=True))
    assert kept == list(range(1, 8 * EACH * 3 // 4 + 1))
