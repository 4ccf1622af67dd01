"""增加环节 on the task page: what was added, and the buttons to add one and to take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid, Refused, Stale
from workflows.desk import drafts
from workflows.desk.added_step_forms import AddStepForm, RecallStepForm
from workflows.desk.added_steps import Adding
from workflows.desk.views.task_assistance import marked_in
from workflows.engine import services as engine

if TYPE_CHECKING:
    from workflows.desk.views.task_page import Desk


def context(adding: Adding) -> dict[str, Any]:
    """What the page shows of it; two statements where something was added, and none at a step without."""
    return {
        "adding": adding,
        "add_form": (adding.form or AddStepForm(adding=adding)) if adding.has_room else None,
        "recall_form": (adding.recall or RecallStepForm(adding=adding)) if adding.recallable else None,
    }


def follows(adding: Adding) -> str:
    """What comes first once the item is decided with a consent; empty where nothing was added."""
    names = [row.name for row in adding.rows if row.recalled_at is None] if adding.row is None else []
    return _("办理后先经过增加的环节（%(names)s），再按流程继续") % {"names": "、".join(names)} if names else ""


def add(desk: Desk, typed: QueryDict) -> str:
    """Press 增加环节; what is said then. What was typed beside it is kept as a draft, since the page is read again."""
    if not desk.is_asked:
        raise Stale(_("该待办不在您名下"))
    if desk.adding.node is None:
        raise Conflict(_("本环节不能增加环节"))
    form = desk.adding.form = AddStepForm(typed, adding=desk.adding)
    _require(form)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    said = form.cleaned_data
    with marked_in(form):
        engine.add_step(
            actor=desk.actor, work_item=desk.item.pk, name=said["name"], organisation=form.chosen, days=said["days"],
            words=said["words"],
        )  # fmt: skip
    told = {"name": said["name"], "organisation": form.chosen.name}
    return _("已增加“%(name)s”，您办理后先由%(organisation)s办理") % told


def recall(desk: Desk, typed: QueryDict) -> str:
    """Press 收回; what is said then."""
    if not desk.adding.recallable:
        raise Refused(_("没有您可以收回的环节：只能收回本人增加或在办事项之后增加、尚未开始的环节"))
    form = desk.adding.recall = RecallStepForm(typed, adding=desk.adding)
    _require(form)
    if desk.is_asked:
        drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    with marked_in(form):
        row = engine.recall_step(actor=desk.actor, step=form.cleaned_data["step"], reason=form.cleaned_data["reason"])
    return _("已收回“%(name)s”，不再经过该环节") % {"name": row.name}


def _require(form: Any) -> None:
    if not form.is_valid():
        raise Invalid(_("请更正标出的内容后重新提交"))
