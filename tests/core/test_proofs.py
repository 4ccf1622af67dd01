"""The registry of long proofs, and the short form of the core's own."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import proofs


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ledger-cost", "ledger-tampering"])
def test_short_form_of(name: str) -> None:
    out = StringIO()
    call_command("prove", name, "--short", stdout=out)
    print(out.getvalue())
    assert f"{name} holds" in out.getvalue()


def test_without_a_name_the_proofs_are_listed() -> None:
    out = StringIO()
    call_command("prove", stdout=out)
    assert "ledger-cost" in out.getvalue().split()


def test_a_failing_proof_fails_the_command_and_tells_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*, seed: int, short: bool) -> Iterator[str]:
        yield "one found"
        raise proofs.ProofFailed("two missing")

    monkeypatch.setitem(proofs.proofs, "failing", fails)
    with pytest.raises(CommandError, match="failing FAILED with seed 7: two missing"):
        call_command("prove", "failing", "--seed", "7", stdout=StringIO())


def test_an_unknown_proof_is_refused() -> None:
    with pytest.raises(CommandError, match="No proof nothing"):
        call_command("prove", "nothing")


def test_a_name_is_registered_once() -> None:
    proofs.discover()
    with pytest.raises(ValueError, match="registered twice"):
        proofs.register("ledger-cost", proofs.proofs["ledger-cost"])
