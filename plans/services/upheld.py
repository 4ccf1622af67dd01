"""Objections that were upheld: what they concern is changed or taken out before it is posted again (六（四）, domain a.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.templatetags.words import cn_date
from documents.papers import Paper
from plans.enums import GONE, NoticeKind
from plans.models import Notice, Objection, Project, VillageRound
from plans.rules import told
from plans.rules.notices import Rows, unanswered_refusals


def listed(notice: Notice) -> list[Project]:
    """The projects that a notice lists, in order."""
    codes = rows_of(notice.document.content) if notice.document else {}
    return list(Project.objects.filter(code__in=codes).in_order())


def concerned(notice: Notice, projects: Iterable[int]) -> list[Project]:
    """The projects of a notice that an upheld objection concerns; the only one where it lists one. Raises Invalid for
    none, or for one that it does not list."""
    found = {project.pk: project for project in listed(notice)}
    wanted = list(dict.fromkeys(projects)) or (list(found) if len(found) == 1 else [])
    if found and not wanted:
        raise Invalid(_("异议成立的，请勾选涉及的项目"), field="projects")
    if any(pk not in found for pk in wanted):
        raise Invalid(_("所选项目不在该公示中，请重新勾选"), field="projects")
    return [found[pk] for pk in wanted]


def require_answered(earlier: Iterable[Notice], now: Paper | Notice) -> None:
    """Raises Conflict for each upheld objection to an earlier notice whose projects the later one lists unchanged: to
    post it again is no answer."""
    upheld = Objection.objects.filter(notice__in=list(earlier), upheld=True).select_related("notice__document")
    objections = list(upheld.prefetch_related("projects").order_by("received_at", "pk"))
    if not objections:
        return
    rows = _still_listed(now)
    refusals = [refusal for one in objections for refusal in _unanswered(one, rows)]
    if refusals:
        raise Conflict(told(refusals), clause=refusals[0].clause)


def _unanswered(objection: Objection, now: Rows) -> Iterable[Any]:
    if _is_deliberated_anew(objection):
        return []
    document = objection.notice.document
    before = rows_of(document.content) if document else {}
    codes = [project.code for project in objection.projects.all()]
    where = _("%(day)s收到的异议") % {"day": cn_date(objection.received_at)}
    by_meeting = objection.notice.kind == NoticeKind.VILLAGE
    return unanswered_refusals(where, codes, before, now, by_meeting=by_meeting)


def _is_deliberated_anew(objection: Objection) -> bool:
    """Whether the village's meeting was held again since, as its record (D03) has it: after the notice was posted, and
    not before the objection was upheld. What was irregular is mended so, though no word of a project changes."""
    if objection.closed_at is None:
        return False
    upheld_on = objection.closed_at.astimezone(clock.SHANGHAI).date()
    held = VillageRound.objects.filter(dossier=objection.notice.dossier_id)
    return held.filter(held_on__gte=upheld_on, held_on__gt=objection.notice.posted_on).exists()


def _still_listed(now: Paper | Notice) -> Rows:
    """What the later notice lists, without what was taken out since it was posted."""
    if isinstance(now, Paper):
        return rows_of(now.content())
    rows = rows_of(now.document.content) if now.document else {}
    gone = set(Project.objects.filter(code__in=rows, state__in=GONE).values_list("code", flat=True))
    return {code: row for code, row in rows.items() if code not in gone}


def rows_of(content: dict[str, Any]) -> Rows:
    """What a notice prints of each project, by its code; empty for an announcement without projects."""
    return {row["code"]: row for row in content["fields"].get("projects", ())}
