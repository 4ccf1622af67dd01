"""How pages write amounts, dates and terms; a builtin of every template."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import clock, ledger_words, lights, money
from core.dates import day_words, local, moment_words
from core.pages.parts import FieldMistake
from core.working_days import is_provisional, working_days_between

register = template.Library()


@register.filter
def wan(yuan: Decimal | int | None) -> str:
    """Yuan as 万元 with separators and without loss; nothing for nothing. The unit stands in the header."""
    return "" if yuan is None or yuan == "" else money.wan(Decimal(yuan), separators=True)


@register.filter
def total(rows: Iterable[Any], name: str) -> Decimal:
    """The sum of one amount over all rows that are shown, in yuan."""
    return sum((getattr(row, name) for row in rows), Decimal())


@register.filter
def action_words(code: str) -> str:
    """What a ledger entry records, in words."""
    return ledger_words.action(code)


@register.filter
def fact_words(name: str) -> str:
    """What a fact of a ledger entry is of, in words."""
    return ledger_words.fact(name)


@register.filter
def cn_date(day: datetime.date | datetime.datetime | None) -> str:
    """2026年3月5日; a moment by the date it has in Shanghai; in English 5 Mar 2026."""
    return day_words(day) if day else ""


@register.filter
def cn_moment(moment: datetime.datetime | None) -> str:
    """2026年3月5日 09:30, in Shanghai."""
    return moment_words(moment) if moment else ""


@register.filter
def time_spent(span: datetime.timedelta) -> str:
    """2天3小时5分, in whole minutes; 0 for none."""
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, _("%(count)d天")), (hours, _("%(count)d小时")), (rest, _("%(count)d分"))]
    return "".join(text % {"count": count} for count, text in parts if count) or "0"


@register.filter
def iso(day: datetime.date | datetime.datetime | None) -> str:
    """What machines read from a `time` element."""
    return local(day).isoformat() if day else ""


@register.filter
def working_days_left(due: datetime.datetime | datetime.date | None) -> int | None:
    """Working days from today to the due day; negative when it has passed."""
    if due is None:
        return None
    day = local(due)
    return working_days_between(clock.today(), day.date() if isinstance(day, datetime.datetime) else day)


@register.filter
def provisional(due: datetime.datetime | datetime.date | None) -> bool:
    """Whether the year of the due day has no published holidays yet (暂定)."""
    if due is None:
        return False
    day = local(due)
    return is_provisional(day.date() if isinstance(day, datetime.datetime) else day)


@register.filter
def days_words(days: int | None) -> str:
    """剩3个工作日, 今天到期, 逾期2个工作日; without a limit 不限时."""
    return lights.words(days)


@register.filter
def days_tone(days: int | None) -> str:
    """The colour that goes with the words, by `core.lights`."""
    return lights.of_days(days).tone


@register.filter
def days_mark(days: int | None) -> str:
    """The shape that goes with the words."""
    return lights.of_days(days).mark


@register.filter
def short_hash(digest: str) -> str:
    """The first twelve characters in groups of four: enough to compare by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, min(12, len(digest)), 4))


@register.filter
def html_attributes(attributes: Mapping[str, Any]) -> SafeString:
    """The further attributes of a component, escaped; the only way a component prints what it was given."""
    shown = attributes.attrs_dict() if hasattr(attributes, "attrs_dict") else dict(attributes)
    bare = [(name,) for name, value in shown.items() if value is True]
    pairs = [(name, conditional_escape(value)) for name, value in shown.items() if value is not True and value != ""]
    return mark_safe(format_html_join("", " {}", bare) + format_html_join("", ' {}="{}"', pairs))  # noqa: S308


@register.simple_tag(takes_context=True)
def address_without(context: Context, name: str) -> str:
    """This page with one parameter less, from its first page."""
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    kept.pop("page", None)
    return f"?{kept.urlencode()}"


@register.simple_tag
def form_mistakes(form: BaseForm) -> tuple[FieldMistake, ...]:
    """Every error of a form in field order, for its summary; errors of the whole form first."""
    whole = [FieldMistake("", "", str(message)) for message in form.non_field_errors()]
    own = [FieldMistake(_target(bound), bound.label, str(message)) for bound in form for message in bound.errors]
    return (*whole, *own)


def _target(bound: BoundField) -> str:
    return bound.id_for_label or bound.auto_id


@register.filter
def share_of(value: float, whole: float) -> int:
    """A value as per cent of a whole, for the length of a bar."""
    return round(100 * value / whole) if whole else 0


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers of a pager: both ends, three around the present page, gaps as ellipses."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
