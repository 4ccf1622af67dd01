"""Separation of duties: which two steps of one dossier one person must not both take.

A table of named pairs. The engine asks when it offers work and again when the work is done. A person who acts
for another counts as both: the deputy cannot sign what his principal drafted, nor what he drafted himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.duties import Duty

Actors = int | Iterable[int] | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two duties that exclude each other on one dossier, and why in words."""

    one: Duty
    other: Duty
    reason: str | Promise


PAIRS: tuple[Pair, ...] = (
    Pair(Duty.PROPOSE_PROJECTS, Duty.REVIEW_PROPOSALS, gettext_lazy("申报人不得审核本人申报的项目")),
    Pair(Duty.PROPOSE_PROJECTS, Duty.SIGN_TOWNSHIP_REPORT, gettext_lazy("申报人不得签发含本人申报项目的报告")),
    Pair(Duty.REVIEW_PROPOSALS, Duty.SIGN_TOWNSHIP_REPORT, gettext_lazy("审核人不得签发同一报告")),
    Pair(Duty.REPORT_PROJECTS, Duty.SIGN_TOWNSHIP_REPORT, gettext_lazy("拟稿人不得签发同一报告")),
    Pair(Duty.PROPOSE_DEPARTMENT_PROJECTS, Duty.APPRAISE_PROJECTS, gettext_lazy("申报人不得论证本人申报的项目")),
    Pair(Duty.PROPOSE_PROJECTS, Duty.APPRAISE_PROJECTS, gettext_lazy("申报人不得论证本人申报的项目")),
    Pair(Duty.APPRAISE_PROJECTS, Duty.DECIDE_LIBRARY, gettext_lazy("论证人不得审定同一批入库项目")),
    Pair(Duty.COMPILE_PLAN, Duty.COUNTERSIGN_PLAN, gettext_lazy("方案编制人不得会签同一方案")),
    Pair(Duty.COMPILE_PLAN, Duty.CONVENE_MEETING, gettext_lazy("修改方案的人不得核对修改稿")),
    Pair(Duty.COMPILE_PLAN, Duty.EDIT_CHECK, gettext_lazy("拟稿人不得核稿")),
    Pair(Duty.COMPILE_PLAN, Duty.SIGN_OFF, gettext_lazy("拟稿人不得签发同一公文")),
    Pair(Duty.MANAGE_SOURCES, Duty.SIGN_OFF, gettext_lazy("拟稿人不得签发同一公文")),
    Pair(Duty.EDIT_CHECK, Duty.SIGN_OFF, gettext_lazy("核稿人不得签发同一公文")),
    Pair(Duty.PRE_ISSUE_CHECK, Duty.SIGN_OFF, gettext_lazy("复核人不得签发同一公文")),
    Pair(Duty.REGISTER_DOCUMENT, Duty.SIGN_OFF, gettext_lazy("登记编号人不得签发同一公文")),
    Pair(Duty.COMPILE_PLAN, Duty.PRE_ISSUE_CHECK, gettext_lazy("拟稿人不得复核同一公文")),
    Pair(Duty.SEND_FILING, Duty.ACKNOWLEDGE_FILING, gettext_lazy("报送人不得登记同一备案")),
    Pair(Duty.ANSWER_FILING, Duty.ACKNOWLEDGE_FILING, gettext_lazy("答复人不得登记同一备案")),
    Pair(Duty.ACKNOWLEDGE_FILING, Duty.SIGN_FILING, gettext_lazy("经办人不得签发本人拟办的备案文书")),
    Pair(Duty.SEND_FILING, Duty.SIGN_FILING, gettext_lazy("报送人不得签发同一备案的回执和意见")),
    Pair(Duty.ANSWER_FILING, Duty.SIGN_FILING, gettext_lazy("答复人不得签发同一备案的回执和意见")),
    Pair(Duty.SEND_FILING, Duty.SIGN_OFF, gettext_lazy("拟稿人不得签发同一公文")),
    Pair(Duty.ANSWER_FILING, Duty.SIGN_OFF, gettext_lazy("拟稿人不得签发同一公文")),
)

_excluded: dict[str, dict[str, str | Promise]] = {}
for _pair in PAIRS:
    _excluded.setdefault(_pair.one.value, {})[_pair.other.value] = _pair.reason
    _excluded.setdefault(_pair.other.value, {})[_pair.one.value] = _pair.reason


def between(held: Iterable[str], wanted: Iterable[str]) -> list[Pair]:
    """The pairs that one person would hold who has the duties `held` and takes those `wanted` as well."""
    had, new = frozenset(map(str, held)), frozenset(map(str, wanted))
    return [p for p in PAIRS if (p.one in had and p.other in new) or (p.one in new and p.other in had)]


def excluded_by(step: Duty | str) -> frozenset[str]:
    """The duties whose doer on this dossier must not take `step`; the engine asks only for those actors."""
    return frozenset(_excluded.get(str(step), {}))


def conflict(
    step: Duty | str, previous: Mapping[str, Actors], actor_id: int, *, on_behalf_of: int | None = None
) -> str | None:
    """Why the actor must not take `step` (a duty), or None.

    `previous` says who took which duty on this dossier: one user id or several, deputies and principals alike.
    """
    persons = {actor_id} | ({on_behalf_of} if on_behalf_of is not None else set())
    for duty, reason in _excluded.get(str(step), {}).items():
        if persons & _as_set(previous.get(duty)):
            return _("职责分离：%(reason)s") % {"reason": reason}
    return None


def _as_set(actors: Actors) -> set[int]:
    if actors is None:
        return set()
    return {actors} if isinstance(actors, int) else set(actors)
