"""委派, 加签, their answers and their taking back, on the task page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused, Stale
from core.models import User
from workflows.desk import assistance, assistance_told, chips, drafts
from workflows.desk.assistance import Askable
from workflows.desk.assistance_forms import AnswerForm, EntrustForm, RecallForm, SignForm
from workflows.engine import answering_people
from workflows.engine.enums import Assist
from workflows.engine.models import Assistance, WorkItem

if TYPE_CHECKING:
    from workflows.desk.views.task_page import Desk


@dataclass
class Helping:
    """What was asked on one item, as one person sees it, with the forms as they were sent."""

    item: WorkItem
    actor: User
    is_asked: bool
    """Whether the page offers to decide."""
    is_within: bool
    """Whether the reader is told what is done within the side where the item lies."""
    entrust: EntrustForm | None = None
    sign: SignForm | None = None
    answer: AnswerForm | None = None
    recall: RecallForm | None = None
    unsent: str = ""
    """What was written as an answer and not taken."""

    @cached_property
    def askable(self) -> Askable:
        return Askable(self.actor, self.item)

    @cached_property
    def rows(self) -> list[Assistance]:
        """Everything asked on the item, in order; one statement."""
        return assistance.asked_on_one(self.item) if self.is_within else []

    @cached_property
    def row(self) -> Assistance | None:
        """What the item waits for."""
        return next((row for row in self.rows if row.is_open), None) if self.item.waits else None

    @cached_property
    def may_answer(self) -> bool:
        if self.row is None or self.item.suspended_at:
            return False
        return answering_people.authority(self.actor, self.row) is not None

    @property
    def may_recall(self) -> bool:
        return self.row is not None and self.row.asked_by_id == self.actor.pk and self.item.suspended_at is None

    def context(self) -> dict[str, Any]:
        """What the page shows of it."""
        row = self.row
        return {
            "helping": self,
            "came_back": assistance_told.came_back(self.rows, self.item, self.actor),
            "entrusting": (self.entrust or EntrustForm(askable=self.askable)) if self.is_asked else None,
            "signing": (self.sign or SignForm(askable=self.askable)) if self.is_asked else None,
            "answering": (self.answer or AnswerForm(row=row)) if row and self.may_answer else None,
            "recalling": (self.recall or RecallForm()) if self.may_recall else None,
            "unsent": "" if row and self.may_answer else self.unsent,
            "asked_of": assistance_told.asked_of(row) if row else "",
            "intended": assistance_told.intended(row, self.item) if row else [],
            "answer_due": chips.day_left(row.until, self.item.suspended_at) if row and row.until else None,
        }


def entrust(desk: Desk, typed: QueryDict) -> str:
    """Press 委派; what is said then."""
    form = desk.helping.entrust = EntrustForm(typed, askable=_askable(desk))
    _require(form)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    asked = form.cleaned_data
    with marked_in(form):
        assistance.entrust(
            actor=desk.actor, work_item=desk.item.pk, receiver=form.chosen, words=asked["words"], until=asked["until"]
        )
    told = {"title": desk.item.dossier.title, "name": form.chosen.name}
    return _("“%(title)s”已委派%(name)s先办，办结后回到您处") % told


def sign(desk: Desk, typed: QueryDict) -> str:
    """Press 前后加签; what is said then. What was typed is kept for when it comes back."""
    form = desk.helping.sign = SignForm(typed, askable=_askable(desk))
    _require(form)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    with marked_in(form):
        if form.is_after:
            assistance.sign_after(
                actor=desk.actor, work_item=desk.item.pk, asking=form.asking, decision=form.decided,
                opinion=typed.get("opinion", ""), typed=typed,
            )  # fmt: skip
        else:
            assistance.sign_before(actor=desk.actor, work_item=desk.item.pk, asking=form.asking)
    told = {"title": desk.item.dossier.title, "name": form.name}
    if form.is_after:
        return _("“%(title)s”已请%(name)s后加签，同意后您的决定即生效") % told
    return _("“%(title)s”已请%(name)s前加签，签署后由您决定") % told


def answer(desk: Desk, typed: QueryDict) -> str:
    """Press 办结委派 or 签署; what is said then."""
    row, desk.helping.unsent = desk.helping.row, typed.get("answer-text", "")
    if row is None:
        raise Stale(_("该委派或加签已答复、收回或终止"))
    if not desk.helping.may_answer:
        raise Refused(_("该事项没有委派给您，也没有请您加签"))
    form = desk.helping.answer = AnswerForm(typed, row=row)
    _require(form)
    said = form.cleaned_data
    ended = assistance.answer(
        actor=desk.actor, work_item=desk.item.pk, text=said["text"], consents=said.get("consents")
    )
    told = {"title": desk.item.dossier.title, "name": row.asked_by.name}
    if ended.kind == Assist.AFTER and ended.consents and not ended.hindered:
        return _effect_told(ended) % told
    return _("已答复，“%(title)s”回到%(name)s处") % told


def _effect_told(ended: Assistance) -> str:
    """What a yes to an after-sign has led to by now."""
    if assistance.is_owed(ended, WorkItem.objects.get(pk=ended.work_item_id)):
        return _("已签署同意；“%(title)s”此刻正由他人办理，%(name)s的决定稍后自动生效，一般不超过两分钟")
    return _("已签署同意，%(name)s对“%(title)s”的决定即时生效")


def recall(desk: Desk, typed: QueryDict) -> str:
    """Press 收回; what is said then."""
    form = desk.helping.recall = RecallForm(typed)
    _require(form)
    assistance.recall(actor=desk.actor, work_item=desk.item.pk, reason=form.cleaned_data["reason"])
    return _("已收回，由您继续办理")


def _askable(desk: Desk) -> Askable:
    if not desk.is_asked:
        raise Stale(_("该待办不在您名下"))
    return desk.helping.askable


@contextmanager
def marked_in(form: Any) -> Iterator[None]:
    """What a service finds wrong stands at its field too, and is raised on."""
    try:
        yield
    except Invalid as refusal:
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.message)
        raise


def _require(form: Any) -> None:
    if not form.is_valid():
        raise Invalid(_("请更正标出的内容后重新提交"))
