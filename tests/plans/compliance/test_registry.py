"""The registry is whole, says where each rule is kept, and docs/rules.md says the same."""

from __future__ import annotations

import datetime
import pkgutil
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from plans.compliance import registry, table
from plans.compliance.rule import Rule, Way
from plans.enums import Severity

NOT_KEPT = {"B34", "B37", "C03", "C05", "C08", "C09", "C16"}
"""What nothing in the system keeps yet; a rule that gets its keeper leaves the list."""


def test_every_code_of_the_domain_is_there() -> None:
    codes = {rule.code for rule in registry.RULES}
    assert {f"B{n:02}" for n in range(1, 39)} | {f"N{n}" for n in range(1, 12)} <= codes


def test_what_is_not_kept_yet_is_said() -> None:
    assert {rule.code for rule in registry.RULES if rule.way == Way.NOT_YET} == NOT_KEPT


def overlapping(rules: Sequence[Rule]) -> list[str]:
    """The codes of which two editions are in force on one day, of editions in their order."""
    pairs = [(one, other) for one, other in pairwise(rules) if one.code == other.code]
    return [one.code for one, other in pairs if one.valid_to is None or one.valid_to >= other.valid_from]


def test_editions_of_one_code_follow_each_other_without_overlap() -> None:
    assert overlapping(registry.RULES) == []


@pytest.mark.parametrize(("last", "found"), [(None, ["B01"]), ((2020, 1, 1), ["B01"]), ((2019, 12, 31), [])])
def test_an_overlap_of_editions_is_found(last: tuple[int, int, int] | None, found: list[str]) -> None:
    ended = datetime.date(*last) if last else None
    first = replace(registry.RULES[0], code="B01", valid_to=ended)
    assert overlapping([first, replace(first, valid_from=datetime.date(2020, 1, 1), valid_to=None)]) == found


@pytest.mark.parametrize("rule", registry.RULES, ids=lambda rule: f"{rule.code} {rule.valid_from}")
def test_a_rule_says_what_it_rests_on(rule: Rule) -> None:
    assert str(rule.title)
    assert str(rule.asks)
    assert rule.clause
    if rule.parameters:
        assert rule.judge, "a threshold is for judging by"


@pytest.mark.django_db
def test_each_place_that_keeps_a_rule_is_there() -> None:
    places = {place for rule in registry.RULES for place in rule.kept_by}
    assert len(places) > 30
    missing = [place for place in sorted(places) if not _is_there(place)]
    assert missing == []


def _is_there(place: str) -> bool:
    """A name of the code, or of a constraint or trigger of the database."""
    where, is_database, name = place.partition("database:")
    if is_database:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_constraint WHERE conname = %s UNION SELECT 1 FROM pg_trigger WHERE tgname = %s",
                [name, name],
            )
            return cursor.fetchone() is not None
    try:
        return pkgutil.resolve_name(where) is not None
    except (AttributeError, ImportError):
        return False


def test_the_table_is_written_from_the_code() -> None:
    kept = (Path(settings.BASE_DIR) / "docs" / "rules.md").read_text(encoding="utf-8")
    assert kept == table.markdown(), "run manage.py export_rules"


def test_the_table_is_for_people_who_read_chinese_clauses_and_english_titles() -> None:
    page = table.markdown()
    assert len(re.findall(r"^\| [BNC]\d+ \|", page, re.MULTILINE)) == len(registry.RULES)
    untranslated = [row for row in page.splitlines() if re.match(r"\| [BNC]\d+ \| [^|]*[一-鿿]", row)]
    assert untranslated == []


def test_thresholds_stand_within_their_bounds() -> None:
    for parameter, codes in registry.parameters().values():
        assert parameter.lowest <= parameter.usual <= parameter.highest
        assert codes


def test_a_figure_is_laxer_when_more_would_pass_by_it() -> None:
    for parameter, _codes in registry.parameters().values():
        lax, strict = parameter.highest, parameter.lowest
        if parameter.key in {"small_amount", "industry_share"}:
            lax, strict = strict, lax
        assert (parameter.is_laxer(lax, strict), parameter.is_laxer(strict, lax)) == (True, False)
        assert not parameter.is_laxer(parameter.usual, parameter.usual)


def test_hints_and_warnings_are_few_enough_to_be_read() -> None:
    """Nothing is forbidden that the order only warns of: the soft rules are those named."""
    soft = {rule.code for rule in registry.RULES if rule.judge and rule.severity != Severity.FORBIDDEN}
    assert soft == {"B14", "C04", "B18", "B20", "B21", "B22", "B23", "B38", "B39", "N1", "N2", "N10", "N11", "N12"}
