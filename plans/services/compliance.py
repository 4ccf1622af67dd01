"""A plan version against the rules: refused while something stands in the way, and the verdicts kept (四（四）, 六（六）)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Invalid
from plans.compliance import basis, picture
from plans.compliance.basis import Basis
from plans.compliance.judging import in_the_way, judge
from plans.compliance.reading import basis_of, picture_of
from plans.compliance.records import row_of, unsaved
from plans.compliance.rule import Hit, Judged, Rule
from plans.drafting.language import official
from plans.enums import BLOCKING, CheckStage, RuleOutcome, Severity, VersionKind
from plans.models import ComplianceCheck, KeptVerdict, PlanVersion
from plans.rules import told


def require_whole(version: PlanVersion) -> None:
    """Raises Invalid, rule by rule and row by row, for what is forbidden, and for what is warned of while nobody has
    given a reason (五（二）·3)."""
    refuse_unanswered(in_the_way(judge(picture_of(version), basis_of(version.plan.county, clock.today()))))


def require_fit(version: PlanVersion) -> None:
    """`require_whole` of a whole plan; of a single change what stands in its way, and did not in the version before: its
    applicant answers for the rows that change, and for no other. What is forbidden of a row that changes and keeps money
    is refused whatever stood before: the letter that files the change says that there is none."""
    if version.kind != VersionKind.ITEM_CHANGE:
        require_whole(version)
        return
    refuse_unanswered([hit for _one, hit in _brought(version)], is_change=True)


def warnings_brought(version: PlanVersion) -> list[tuple[Rule, Hit]]:
    """What a single change brings that is warned of, and nobody has given a reason for."""
    return [(one.rule, hit) for one, hit in _brought(version) if hit.said.severity == Severity.WARNING]


def _brought(version: PlanVersion) -> list[tuple[Judged, Hit]]:
    """What stands in the way of a single change, and did not before or is forbidden of a row that changes."""
    held = basis_of(version.plan.county, clock.today())
    before = {_place(one, hit) for one, hit in _in_the_way(version.adjustment.adjusts, held)}
    turned = version.items.filter(project__in=version.changes.values("project"), amount__gt=0)
    own = set(turned.order_by("seq").values_list("seq", flat=True))
    return [
        (one, hit)
        for one, hit in _in_the_way(version, held)
        if _place(one, hit) not in before or (hit.seq in own and hit.said.severity == Severity.FORBIDDEN)
    ]


def _in_the_way(version: PlanVersion, held: Basis) -> list[tuple[Judged, Hit]]:
    verdicts = judge(picture_of(version), held)
    return [(one, hit) for one in verdicts for hit in in_the_way([one])]


def _place(one: Judged, hit: Hit) -> tuple[str, int | None]:
    """A single change keeps the numbers of the rows."""
    return one.rule.code, hit.seq


def refuse_unanswered(found: list[Hit], *, is_change: bool = False) -> None:
    """The same of what was found already; nothing for nothing. A single change answers in its application."""
    if not found:
        return
    words = told(hit.said for hit in found)
    warned = [hit for hit in found if hit.said.severity == Severity.WARNING]
    if warned and is_change:
        words = _("%(found)s。警示事项须在申请的“警示事项说明”中写明理由，或者不作该项变更") % {"found": words}
    elif any(hit.seq is not None for hit in warned):
        words = _("%(found)s。警示事项须从方案中移除，或在该项目的“警示事项说明”中逐条写明理由") % {"found": words}
    if not is_change and any(hit.seq is None for hit in warned):
        words = _("%(found)s。涉及全案的警示事项须调整方案，或在方案“合规检查”中写明理由") % {"found": words}
    raise Invalid(words, clause=found[0].said.clause)


@official
@transaction.atomic
def keep(*, version: PlanVersion, stage: CheckStage) -> ComplianceCheck:
    """Judge the version by today's rules and keep what was judged, by what, and what it came to, in official words. Two
    inserts beside the reading."""
    seen, today = picture_of(version), clock.today()
    held = basis_of(version.plan.county, today)
    rows = [row_of(one) for one in judge(seen, held)]
    check = ComplianceCheck.objects.create(
        version=version, stage=stage, rules_on=today, picture=picture.kept(seen), basis=basis.kept(held)
    )
    KeptVerdict.objects.bulk_create(unsaved(check, rows))
    ledger.record(
        actor=None, action="plan.judged", chain=version.plan.county_id, dossier=version.dossier_id, check_stage=stage.value,
        rules_on=today, rules_in_the_way=[row.code for row in rows if row.outcome in BLOCKING],
        rules_justified=[row.code for row in rows if row.outcome == RuleOutcome.JUSTIFIED],
    )  # fmt: skip
    return check
