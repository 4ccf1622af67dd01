"""The story of a slip in the order of time: issued and signed for, then each report with what was said of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User
from core.pages.parts import Act, Crumb, Round
from core.templatetags.words import cn_date
from documents.models import IssuedDocument
from oversight.models import Slip, SlipExtension, SlipReport

REPORT_RELATED = ("drafted_by", "given_back_by", "signed_by", "verified_by", "document")
EXTENSION_RELATED = ("asked_by", "signed_by", "dropped_by", "answered_by", "document")


def rounds(slip: Slip, following: Slip | None = None) -> list[Round]:
    """Everything that was done with it in the order of time; each report begins a part, filing away is the last.
    `following` is the graver slip that took its place. Two statements."""
    reports = list(slip.reports.in_order().select_related(*REPORT_RELATED))
    asked = slip.extensions.in_order().select_related(*EXTENSION_RELATED)
    acts = [*_issue(slip)]
    acts += [act for report in reports for act in _report(slip, report)]
    acts += [act for request in asked for act in _extension(slip, request)]
    acts += [*_closing(slip, reports), *_escalation(following)]
    begins = [(report.drafted_at, _("第%(round)d次反馈") % {"round": report.round}) for report in reports]
    told = _parted(sorted(acts, key=lambda act: act.at), begins)
    if ending := list(_ending(slip)):
        told.append(Round(_("归档"), ending))
    return told


def _parted(acts: Sequence[Act], begins: Sequence[tuple[datetime.datetime, str]]) -> list[Round]:
    """The acts, in order, parted at the moments where each report begins."""
    parts: list[tuple[str, list[Act]]] = [(_("交办"), [])]
    ahead = list(begins)
    for act in acts:
        while ahead and ahead[0][0] <= act.at:
            parts.append((ahead.pop(0)[1], []))
        parts[-1][1].append(act)
    return [Round(label, part) for label, part in parts]


def _issue(slip: Slip) -> Iterator[Act]:
    told = [slip.get_ground_display(), slip.reason]
    yield _act(
        slip.issued_at, slip.issued_by, slip.office.name, _("下达督办单"), "：".join(filter(None, told)), slip.document
    )
    if slip.signed_at:
        yield _act(slip.signed_at, slip.signed_by, slip.organisation.name, _("签收"))


def _report(slip: Slip, report: SlipReport) -> Iterator[Act]:
    at = slip.organisation.name
    yield _act(report.drafted_at, report.drafted_by, at, _("反馈拟稿"), _result(report))
    if report.given_back_at:
        yield _act(
            report.given_back_at, report.given_back_by, at, _("退回修改"), report.given_back_because, tone="warning"
        )
    if report.signed_at:
        yield _act(report.signed_at, report.signed_by, at, _("签发反馈报告"), "", report.document)
    if report.verified_at:
        done = _("属实，销号") if report.holds else _("不符，退回重办")
        words = [report.remark]
        if report.due_on:
            words.append(_("重办期限%(day)s。") % {"day": cn_date(report.due_on)})
        tone = "" if report.holds else "warning"
        yield _act(report.verified_at, report.verified_by, slip.office.name, done, "".join(words), tone=tone)


def _result(report: SlipReport) -> str:
    lines = [report.result]
    if report.evidence:
        lines.append(_("佐证材料：%(text)s") % {"text": report.evidence})
    if not report.is_done and report.done_by:
        told = {"reasons": _unended(report.reasons), "day": cn_date(report.done_by)}
        lines.append(_("尚未办结：%(reasons)s，预计%(day)s前办结") % told)
    return "\n".join(lines)


def _unended(text: str) -> str:
    """The text without its last stop, where the sentence goes on."""
    return text.rstrip("。；，.;, ")


def _extension(slip: Slip, request: SlipExtension) -> Iterator[Act]:
    at = slip.organisation.name
    told = {"day": cn_date(request.wanted), "reason": _unended(request.reason), "progress": request.progress}
    words = _("申请延至%(day)s。理由：%(reason)s。进展：%(progress)s") % told
    yield _act(request.asked_at, request.asked_by, at, _("申请延期"), words)
    if request.dropped_at:
        yield _act(
            request.dropped_at, request.dropped_by, at, _("不同意申请延期"), request.dropped_because, tone="warning"
        )
    if request.signed_at:
        yield _act(request.signed_at, request.signed_by, at, _("签发延期申请"), "", request.document)
    if request.answered_at:
        yield _answered(slip, request, request.answered_at)


def _answered(slip: Slip, request: SlipExtension, at: datetime.datetime) -> Act:
    if request.until is None:
        return _act(at, request.answered_by, slip.office.name, _("不同意延期"), request.answer, tone="warning")
    until = _("办结期限由%(before)s延至%(day)s。") % {
        "before": cn_date(request.due_before), "day": cn_date(request.until),
    }  # fmt: skip
    return _act(at, request.answered_by, slip.office.name, _("同意延期"), until + request.answer)


def _closing(slip: Slip, reports: Sequence[SlipReport]) -> Iterator[Act]:
    """Closed because its matter was decided, before a report was verified."""
    if slip.closed_at and not any(report.holds for report in reports):
        yield _act(slip.closed_at, slip.verified_by, slip.office.name, _("事项已办结，直接销号"), slip.remark)


def _escalation(following: Slip | None) -> Iterator[Act]:
    if following is not None:
        act = _("升级为%(colour)s督办单") % {"colour": following.get_colour_display()}
        yield _act(following.issued_at, following.issued_by, following.office.name, act, paper=following.document)


def _ending(slip: Slip) -> Iterator[Act]:
    if slip.archived_at:
        yield _act(slip.archived_at, slip.archived_by, slip.office.name, _("归档"))


def _act(
    at: datetime.datetime,
    who: User | None,
    organisation: str,
    act: str,
    text: str = "",
    paper: IssuedDocument | None = None,
    tone: str = "",
) -> Act:
    links: Sequence[Crumb] = ()
    if paper is not None:
        links = [Crumb(f"{paper.number} {paper.title}".strip(), reverse("documents:document", args=[paper.pk]))]
    return Act(
        at=at, who=who.name if who else "", organisation=organisation, act=act, text=text, links=links, tone=tone
    )
