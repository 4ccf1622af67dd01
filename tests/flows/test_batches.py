"""Which steps may be approved together: those that ask nothing and number nothing, and no other."""

from __future__ import annotations

from workflows.desk import unissued
from workflows.engine.checks import steps
from workflows.engine.registry import registered
from workflows.flows.catalogue import CATALOGUE

TOGETHER = {
    ("filing", "province_receives"),
    ("township_needs", "working_group_receives"),
    ("township_round", "village_takes_note"),
}
"""签收, taking in what townships want, and noting what was left out: whoever does it decides nothing on the merits."""


def test_only_what_takes_note_is_done_in_batches() -> None:
    declared = {(entry.key, step.name) for entry in registered() for step in steps(entry.flow) if step.in_batches}
    assert declared == TOGETHER


def test_none_of_them_issues_a_document() -> None:
    """Neither is one drafted at the step, nor does the catalogue name the step."""
    for key, name in TOGETHER:
        assert (key, name) not in unissued._kinds
        assert not [entry for entry in CATALOGUE if f"{key}.{name}" in entry.step]
