"""A journey that halts at a step."""

from __future__ import annotations

from collections.abc import Callable
from unittest import mock

import pytest

from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver

GoesTo = Callable[[str], WorkItem]
"""Takes a test's journey on to a step; the fixture `goes_to`."""


class Stopped(Exception):
    """The journey has come as far as it should."""

    def __init__(self, item: WorkItem) -> None:
        self.item = item


def halt(driver: Driver, step: str, go: Callable[[], object]) -> WorkItem:
    """What is open at the step, when going has led there."""
    usual: Callable[..., None] = driver.decide

    def decide(item: WorkItem, *said: object) -> None:
        if item.step == step:
            raise Stopped(item)
        usual(item, *said)

    with mock.patch.object(driver, "decide", decide), pytest.raises(Stopped) as stopped:
        go()
    return stopped.value.item
