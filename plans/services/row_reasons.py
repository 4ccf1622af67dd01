"""Why a warning of one rule stays on one row: said by the drafter, let stand by the leading group with the plan (五（二）)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core import clock, printable
from core.errors import Conflict, Invalid
from plans.compliance import registry
from plans.compliance.picture import EVERY
from plans.compliance.rule import Answer, Rule

LONGEST = 500


def answered() -> dict[str, Rule]:
    """The rules in force today that a row answers to, by code."""
    return {rule.code: rule for rule in registry.judged_on(clock.today()) if rule.answer == Answer.ITEM}


def with_reasons(standing: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The reasons of a row with those that are said now by code; an empty one is taken back, the others stand.

    Raises Conflict for a rule that a row does not answer to, Invalid for a text that is too long or cannot be printed.
    """
    rules = answered()
    for code, text in said.items():
        if code != EVERY and code not in rules:
            raise Conflict(_("规则%(code)s不在单个项目上说明") % {"code": code})
        if len(text.strip()) > LONGEST:
            raise Invalid(_("理由不超过%(most)d字") % {"most": LONGEST}, field=f"reason-{code}")
        printable.require(_("理由"), text)
    merged = {**standing, **{code: text.strip() for code, text in said.items()}}
    return {code: text for code, text in merged.items() if text}
