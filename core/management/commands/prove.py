"""`manage.py prove NAME [--seed N] [--short]`: a long proof in full; without a name, which there are."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import proofs


class Command(BaseCommand):
    help = "Run a long proof with its full count; the seed is printed, so that a failure can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--seed", type=int)
        parser.add_argument("--short", action="store_true", help="the count that the tests use")

    def handle(self, *args: Any, name: str | None, seed: int | None, short: bool, **options: Any) -> None:
        proofs.discover()
        if name is None:
            self.stdout.write("\n".join(sorted(proofs.proofs)))
            return
        if name not in proofs.proofs:
            raise CommandError(f"No proof {name}; there are: {', '.join(sorted(proofs.proofs))}")
        seed = secrets.randbelow(2**31) if seed is None else seed
        self.stdout.write(f"{name}, seed {seed}")
        began = time.monotonic()
        try:
            for line in proofs.proofs[name](seed=seed, short=short):
                self.stdout.write(line)
        except proofs.ProofFailed as failure:
            raise CommandError(f"{name} FAILED with seed {seed}: {failure}") from failure
        self.stdout.write(f"{name} holds ({time.monotonic() - began:.1f} s)")
