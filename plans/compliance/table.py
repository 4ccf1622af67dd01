"""The table of rules for people who read no code: docs/rules.md, written from the registry."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from plans.compliance import registry
from plans.compliance.judges.money import plain
from plans.compliance.rule import Rule, Way

HEAD = """# The rules of compliance

Written by `manage.py export_rules` from `plans/compliance/registry/`; not edited by hand. Clauses are quoted in Chinese,
as they stand in 鄂政办发〔2015〕63号 or the text named. A rule is *judged* on every draft, and its verdict kept as the
draft is closed for consultation, sent for signature and issued; or it is *enforced* where the work is done, at the
places named; or it is *not yet* kept by the system. `forbidden` is removed, a `warning` is removed or justified (on the
row, or for the plan as a whole) and printed in the plan, a `hint` asks for nothing. Thresholds are this system's own
setting, for the policy names no figures; the province replaces them by dated records, and a
county may be stricter.
"""
GROUPS = {
    "B": "Projects, money and papers",
    "N": "The negative list",
    "C": "Further clauses of 鄂政办发〔2015〕63号",
}
COLUMNS = (
    "| Code | Title | 规则 | Clause and words | Severity | From | Asks | Kept by |\n|---|---|---|---|---|---|---|---|"
)


def markdown() -> str:
    """The whole page, ended by a newline."""
    return "\n".join([HEAD, *_sections(), _thresholds()])


def _sections() -> Iterator[str]:
    for letter, title in GROUPS.items():
        yield f"## {title}\n\n{COLUMNS}"
        yield from (_row(rule) for rule in registry.RULES if rule.code.startswith(letter))
        yield ""


def _row(rule: Rule) -> str:
    cells = (
        rule.code,
        _in("en", rule.title),
        _in("zh-hans", rule.title),
        f"{rule.clause}：{rule.text}" if rule.text else rule.clause,
        rule.severity.value,
        f"{rule.valid_from} to {rule.valid_to}" if rule.valid_to else str(rule.valid_from),
        _in("en", rule.asks),
        _kept(rule),
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _kept(rule: Rule) -> str:
    if rule.way == Way.JUDGED:
        said = "; ".join(parameter.key for parameter in rule.parameters)
        return f"judged ({said})" if said else "judged"
    return ", ".join(f"`{place}`" for place in rule.kept_by) or "not yet"


def _thresholds() -> str:
    lines = [
        "## Thresholds\n\n| Key | Title | 标准 | Usual | From | To | Stricter | Rules |\n|---|---|---|---|---|---|---|---|"
    ]
    for key, (one, codes) in registry.parameters().items():
        figures = " | ".join(
            f"{plain(figure)} {_in('en', one.unit)}" for figure in (one.usual, one.lowest, one.highest)
        )
        stricter = "higher" if one.larger_is_stricter else "lower"
        lines.append(
            f"| `{key}` | {_in('en', one.title)} | {_in('zh-hans', one.title)} | {figures} | {stricter} | {', '.join(codes)} |"
        )
    return "\n".join([*lines, ""])


def _in(language: str, text: object) -> str:
    with translation.override(language):
        return str(text)
