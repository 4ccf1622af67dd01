"""D02 to D09 and D04b: what villages, townships and the library round put on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Organisation, User
from documents.drafts import Draft
from documents.papers import Paper
from plans.models import LibraryRound, TownshipRound, VillageRound
from plans.services import library_rounds, resubmissions, township_rounds, village_rounds
from workflows.desk import unissued
from workflows.engine.models import WorkItem
from workflows.flows.forms import AppraisalForm, TownshipReviewForm
from workflows.flows.unissued import acting


def register_all() -> None:
    """At start-up."""
    register = unissued.register
    register("village_round", ["village_deliberates"], "D03", _("村民代表会议记录"), record)
    register("village_round", ["village_deliberates"], "D04", _("公示"), village_notice)
    register("village_round", ["village_submits"], "D05", _("公示结果证明"), village_result)
    register("village_round", ["village_submits"], "D02", _("项目申报表"), sheets)
    register("village_round", ["village_corrects"], "D02", _("项目申报表"), corrected_sheets)
    register("village_round", ["township_reviews"], "D07", _("乡镇审核意见表"), review)
    register("township_round", ["township_posts_notice"], "D04", _("公示"), township_notice)
    register("township_round", ["township_confirms_notice"], "D05", _("公示结果证明"), township_result)
    register("township_round", ["township_head_signs"], "D06", _("项目计划报告"), report)
    register("library_round", ["department_appraises"], "D09", _("联合论证意见表"), appraisal)
    register("library_round", ["working_group_announces"], "D04b", _("入库公告"), announcement)
    register("library_round", ["working_group_sends_back"], "D08", _("退回意见书"), slips)


def record(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _village(item)
    return [_of(village_rounds.record_draft(held), held.village)]


def village_notice(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _village(item)
    return [_of(village_rounds.notice_draft(held), held.village)]


def village_result(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _village(item)
    return [_of(village_rounds.result_draft(held), held.village)]


def sheets(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _village(item)
    return _by_project(held, village_rounds.sheet_drafts(held))


def corrected_sheets(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _village(item)
    return _by_project(held, village_rounds.corrected_sheet_drafts(held))


def _by_project(held: VillageRound, papers: Sequence[Paper]) -> list[Draft]:
    return [_of(paper, held.village, label=paper.content()["fields"]["project"]["name"]) for paper in papers]


def review(item: WorkItem, reader: User) -> Sequence[Draft]:
    """The sheet, and the slip where something is sent back, with the verdicts that the reader has typed so far."""
    held, clerk = _village(item), acting.person(item, reader)
    verdicts = TownshipReviewForm.verdicts(acting.written(item, reader))
    papers = village_rounds.review_drafts(actor=clerk, village_round=held, work_item=item.pk, verdicts=verdicts)
    return [_of(paper, item.organisation) for paper in papers]


def appraisal(item: WorkItem, reader: User) -> Sequence[Draft]:
    """With the verdicts that the reader has typed so far."""
    held, clerk = _library(item), acting.person(item, reader)
    verdicts = AppraisalForm.verdicts(acting.written(item, reader))
    paper = library_rounds.sheet_draft(
        actor=clerk, library_round=held, department=item.organisation, work_item=item.pk, verdicts=verdicts
    )
    return [_of(paper, item.organisation)]


def township_notice(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _township(item)
    return [_of(township_rounds.notice_draft(held), held.township)]


def township_result(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _township(item)
    return [_of(township_rounds.result_draft(held), held.township)]


def report(item: WorkItem, reader: User) -> Sequence[Draft]:
    held, signatory = _township(item), acting.person(item, reader)
    paper = township_rounds.report_draft(held, township_rounds.travelling(held), signatory)
    return [_of(paper, held.township, signatory_name=signatory.name)]


def announcement(item: WorkItem, _reader: User) -> Sequence[Draft]:
    held = _library(item)
    return [_of(library_rounds.announcement_draft(held), held.dossier.owner)]


def slips(item: WorkItem, reader: User) -> Sequence[Draft]:
    held = _library(item)
    papers = resubmissions.slips_drafted(held, acting.person(item, reader))
    return [_of(paper, held.dossier.owner, label="、".join(paper.addressees)) for paper in papers]


def _of(paper: Paper, issuer: Organisation, **facts: str) -> Draft:
    return Draft.of(paper, issuer_name=issuer.name_on(clock.today()), **facts)


def _village(item: WorkItem) -> VillageRound:
    return VillageRound.objects.select_related("dossier__county", "village__parent").get(dossier=item.dossier_id)


def _township(item: WorkItem) -> TownshipRound:
    return TownshipRound.objects.select_related("dossier__county", "township__county").get(dossier=item.dossier_id)


def _library(item: WorkItem) -> LibraryRound:
    return LibraryRound.objects.select_related("dossier__county", "dossier__owner", "county").get(
        dossier=item.dossier_id
    )
