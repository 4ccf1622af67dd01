"""Many clerks at once: no number twice, none left out; the full count by `manage.py prove document-numbers`."""

from __future__ import annotations

import random

import pytest

from core import proofs
from core.proofs import ProofFailed
from documents.models import IssuedDocument, NumberSeries
from documents.proofs.numbers import document_numbers

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


def test_no_duplicate_and_no_unexplained_gap() -> None:
    seed = random.randrange(2**20)  # noqa: S311  printed, so that a failure can be repeated
    print(f"seed {seed}")
    lines = list(document_numbers(seed=seed, short=True))
    print("\n".join(lines))
    assert sum("no duplicate, no gap" in line for line in lines) == 2
    assert IssuedDocument.objects.filter(voided_at__isnull=False).exists()
    assert "document-numbers" in proofs.proofs


def test_the_proof_sees_a_number_that_nobody_explains(monkeypatch: pytest.MonkeyPatch) -> None:
    def skipping(series: NumberSeries) -> int:
        series.last += 2
        series.save(update_fields=["last"])
        return series.last

    monkeypatch.setattr("documents.numbers._next", skipping)
    with pytest.raises(ProofFailed, match="unexplained"):
        list(document_numbers(seed=1, short=True))
