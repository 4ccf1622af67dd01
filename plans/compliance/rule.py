"""A rule, what it finds in a plan, and what it comes to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from plans.compliance.basis import Basis, Parameter
from plans.compliance.picture import Picture
from plans.enums import RuleOutcome, Severity
from plans.rules.refusal import Refusal

POLICY = "鄂政办发〔2015〕63号"
POLICY_DAY = datetime.date(2015, 8, 25)


class Way(TextChoices):
    """How a rule is kept."""

    JUDGED = "judged", _("对方案逐项检查")
    ENFORCED = "enforced", _("办理时把关")
    NOT_YET = "not_yet", _("尚未由系统把关")


class Answer(TextChoices):
    """Where a warning is answered: on the row that it concerns, or for the plan as a whole."""

    ITEM = "item", _("逐项说明")
    PLAN = "plan", _("全案说明")


@dataclass(frozen=True)
class Hit:
    """One thing that a rule finds. `seq` is the row's number and `item` its key, both none for the plan as a whole;
    `amount` in yuan is what it concerns. `entry` is the line of the negative list that it touches, which a plan prints
    instead of the rule's title."""

    said: Refusal
    item: int | None = None
    seq: int | None = None
    amount: Decimal = Decimal(0)
    entry: str = ""
    justification: str = ""

    @property
    def is_answered(self) -> bool:
        """A warning with its reason; nothing justifies what is forbidden, and a hint asks for none."""
        return self.said.severity == Severity.WARNING and bool(self.justification.strip())

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the plan cannot go on with it."""
        if self.said.severity == Severity.FORBIDDEN:
            return True
        return self.said.severity == Severity.WARNING and not self.is_answered


Judge = Callable[[Picture, Basis], Sequence[Hit]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One edition of a rule, in force from `valid_from` to `valid_to`, both included.

    `text` quotes the clause in its own words, empty where no text stands behind it or none is at hand: `clause` says
    which. `asks` is the test in one sentence. A rule with a `judge` is judged on a plan; one without names in `kept_by`
    the places that keep it (dotted names of functions, classes and constraints), or none and is not kept yet.
    """

    code: str
    title: StrOrPromise
    clause: str
    text: str = ""
    asks: StrOrPromise
    severity: Severity
    valid_from: datetime.date = POLICY_DAY
    valid_to: datetime.date | None = None
    parameters: tuple[Parameter, ...] = ()
    judge: Judge | None = None
    answer: Answer = Answer.ITEM
    kept_by: tuple[str, ...] = ()

    @property
    def way(self) -> Way:
        if self.judge:
            return Way.JUDGED
        return Way.ENFORCED if self.kept_by else Way.NOT_YET

    def is_in_force(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Judged:
    """What one rule comes to on a plan. `text_from` is the day from which the text that it was judged by is in force:
    of the rule, the negative list's lines or the thresholds, whichever came last."""

    rule: Rule
    hits: tuple[Hit, ...]
    text_from: datetime.date

    @property
    def outcome(self) -> RuleOutcome:
        severities = {hit.said.severity for hit in self.hits}
        if Severity.FORBIDDEN in severities:
            return RuleOutcome.FORBIDDEN
        if any(hit.stands_in_the_way for hit in self.hits):
            return RuleOutcome.UNANSWERED
        if Severity.WARNING in severities:
            return RuleOutcome.JUSTIFIED
        return RuleOutcome.NOTED if self.hits else RuleOutcome.PASSED
