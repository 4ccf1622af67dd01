"""Long proofs by name: `./test` runs the short form of each with a printed seed, `manage.py prove` the full count.

Rooms register theirs in a module `proofs`. A proof leaves the database as it found it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.module_loading import autodiscover_modules


class ProofFailed(Exception):
    """What was to be proved does not hold; says where."""


class Proof(Protocol):
    """Yields what it found line by line, counts included; raises ProofFailed."""

    def __call__(self, *, seed: int, short: bool) -> Iterable[str]: ...


proofs: dict[str, Proof] = {}


def register(name: str, proof: Proof) -> None:
    """Make a proof known under a name."""
    if name in proofs:
        raise ValueError(f"{name} is registered twice")
    proofs[name] = proof


def discover() -> None:
    """Import every room's `proofs`, and those of the ledger."""
    from core import ledger_proofs  # noqa: F401

    autodiscover_modules("proofs")
