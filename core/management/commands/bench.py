"""`manage.py bench NAME|all [--size 10k,1m] [--runs N] [--seconds S] [--write]`; without a name, which there are."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import benches, proof_page
from core.benches import Asked, Bench, CannotMeasure, Figure
from core.own_database import own_database

SHORT = {"k": 1_000, "m": 1_000_000}


class Command(BaseCommand):
    help = "Measure a room beside its peer in the same run; medians, ratios and versions are printed."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--size", type=sizes, help="such as 10k,100k,1m; what is counted differs by bench")
        parser.add_argument("--runs", type=int, help="interleaved runs; the medians count")
        parser.add_argument("--seconds", type=float, help="how long clients act in one run, where they do")
        parser.add_argument("--write", action="store_true", help="put the tables into docs/proof.md")

    def handle(self, *args: Any, name: str | None, write: bool, **options: Any) -> None:
        logging.disable(logging.INFO)  # who logs in here is no news
        benches.discover()
        known = benches.benches
        if name is None:
            self.stdout.write("\n".join(f"{bench.name}: {bench.promise}" for _name, bench in sorted(known.items())))
            return
        if name != "all" and name not in known:
            raise CommandError(f"No bench {name}; there are: {', '.join(sorted(known))}, all")
        if name != "all":
            try:
                self._measure(known[name], write=write, **options)
            except CannotMeasure as reason:
                raise CommandError(f"{name}: {reason}") from reason
            return
        for bench in known.values():
            try:
                self._measure(bench, write=write, **options)
            except CannotMeasure as reason:
                self.stdout.write(f"{bench.name}: not measured: {reason}\n")

    def _measure(self, bench: Bench, *, write: bool, **options: Any) -> None:
        asked = Asked(
            sizes=options["size"] or bench.sizes,
            runs=options["runs"] or bench.runs,
            seconds=options["seconds"] or bench.seconds,
        )
        called = proof_page.command_of(bench, asked)
        self.stdout.write(f"{called}\n{proof_page.versions(bench)}")
        began = time.monotonic()
        figures = []
        with own_database(f"bench_{bench.name}"):
            for found in bench.measure(asked):
                self.stdout.write(found if isinstance(found, str) else f"  {proof_page.sentence(found)}")
                figures += [found] if isinstance(found, Figure) else []
        self.stdout.write(f"{bench.name}: {time.monotonic() - began:.0f} s\n")
        if write:
            proof_page.write(bench, asked, figures)


def sizes(text: str) -> tuple[int, ...]:
    """10k,1m as numbers."""
    return tuple(_size(part.strip().lower()) for part in text.split(","))


def _size(text: str) -> int:
    number, factor = (text[:-1], SHORT[text[-1]]) if text[-1:] in SHORT else (text, 1)
    if not number.isdecimal() or not int(number):
        raise ValueError(text)
    return int(number) * factor
