"""The catalogue names every paper, every step it names exists, and docs/catalogue.md says the same."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from documents.papers import Paper
from workflows.engine import registry
from workflows.flows.catalogue import CATALOGUE, Entry, markdown

KINDS = [f"D{n:02}" for n in range(1, 38)]
NODE = re.compile(r"(\w+)\.(\w+)")
OURS = ("plans.", "documents.")


def papers(base: type[Paper] = Paper) -> set[type[Paper]]:
    """Every paper of the project that has a kind of its own."""
    found = {one for one in base.__subclasses__() if "kind" in vars(one) and one.__module__.startswith(OURS)}
    return found.union(*(papers(one) for one in base.__subclasses__()))


def test_every_kind_is_listed_once_and_in_order() -> None:
    kinds = [entry.kind for entry in CATALOGUE]
    assert sorted(kinds) == kinds == list(dict.fromkeys(kinds))
    assert set(KINDS) <= set(kinds)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.kind)
def test_a_kind_is_either_built_or_says_with_what_it_comes(entry: Entry) -> None:
    assert bool(entry.paper) != bool(entry.comes_with)
    assert bool(entry.paper) == bool(entry.step)
    assert entry.paper is None or entry.paper.kind == entry.kind


def test_every_paper_of_the_code_is_in_the_catalogue() -> None:
    known = {entry.paper for entry in CATALOGUE}
    unlisted = {paper for paper in papers() - known if not {"proofs", "benches"} & set(paper.__module__.split("."))}
    assert unlisted == set()


@pytest.mark.parametrize("entry", [e for e in CATALOGUE if "." in e.step], ids=lambda entry: entry.kind)
def test_a_step_of_the_catalogue_exists(entry: Entry) -> None:
    for flow, node in NODE.findall(entry.step):
        assert hasattr(registry.flow(flow), node), (flow, node)


def test_the_page_says_what_the_code_says() -> None:
    written = (settings.BASE_DIR / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert written == markdown(), "run manage.py export_catalogue"
