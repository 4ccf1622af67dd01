"""The county up to its plan: every village proposes, every township reports, the library admits; each act by whoever has
the duty. What one notice waits for, all wait for together."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from random import Random

from core import clock
from core.divisions import load
from core.models import Dossier, Organisation
from plans.tables import ReadItem
from workflows.flows.rehearsal.driver import MORNING
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import equip
from workflows.flows.rehearsal.proposals import townships_of
from workflows.flows.zigui import table
from workflows.flows.zigui.table import Size


class Wide(Journey):
    """A year of a county with very many villages."""

    def fill_library(self) -> None:
        """From the first proposal to the admission of all."""
        by_proposer: dict[Organisation, list[ReadItem]] = defaultdict(list)
        for item in self.plan.items:
            by_proposer[self.proposer.of(item)].append(item)
        townships = townships_of(by_proposer)
        self._equip([*by_proposer, *townships])
        self._villages(by_proposer)
        self._direct(by_proposer)
        self._townships(townships)
        self._library()

    def _villages(self, by_proposer: Mapping[Organisation, list[ReadItem]]) -> None:
        """All deliberate before the first notice is over."""
        run = self.driver.run

        def deliberate(dossier: Dossier) -> None:
            run(dossier, until="village_submits")
            waiting.append(dossier)

        waiting: list[Dossier] = []
        self.driver.run = deliberate  # type: ignore[method-assign,assignment]
        try:
            super()._villages(by_proposer)
        finally:
            self.driver.run = run  # type: ignore[method-assign]
        for dossier in waiting:
            run(dossier)


def county(size: Size, rng: Random) -> Wide:
    """秭归县 with its organs, on 1 July of a year to come; nothing proposed yet. In demonstration mode only."""
    year = clock.today().year + 2
    clock.advance(to=datetime.datetime.combine(datetime.date(year - 1, 7, 1), MORNING, clock.SHANGHAI))
    load(table.places(size))
    found = Organisation.objects.select_related("county").get(code=table.COUNTY)
    equip(found, [], clock.today())
    return Wide(found, year, table.plan(size, rng))
