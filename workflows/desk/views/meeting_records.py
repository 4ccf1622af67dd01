"""What a secretary records of a meeting, as its page and the meeting mode send it: attendance, votes and results."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid
from core.models import User
from core.pages.keys import key
from workflows.desk import meetings, sittings
from workflows.desk.enums import Presence
from workflows.desk.forms import DeliberationForm
from workflows.desk.models import AgendaItem, Meeting
from workflows.desk.sittings import Sitting, Span


def attend(actor: User, held: Meeting, typed: QueryDict) -> str:
    """Press 保存出席情况; what is said then."""
    presences: dict[int, tuple[str, str]] = {}
    spans: dict[int, Span] = {}
    for name, value in typed.items():
        prefix, _dash, user = name.partition("-")
        if prefix != "presence" or str(value) not in Presence.values:
            continue
        if (person := key(user)) is None:
            raise Invalid(_("登记的人员中有的没有账号，请重新打开页面后再登记"))
        presences[person] = (str(value), typed.get(f"note-{user}", "")[:100])
        spans[person] = key(typed.get(f"first-{user}", "")), key(typed.get(f"last-{user}", ""))
    meetings.record_attendance(
        actor=actor, meeting=held.pk, presences=presences, spans=spans, read=typed.get("read")
    )  # fmt: skip
    return _("出席情况已登记")


def deliberate(actor: User, held: Meeting, typed: QueryDict) -> str:
    """Press 记录表决和议决; what is said then."""
    item = asked_item(held, typed)
    form = deliberation(item, Sitting(held), typed)
    if not form.is_valid():
        raise Invalid(_("请选择议决结果后提交"))
    said = form.cleaned_data
    meetings.record_deliberation(
        actor=actor, agenda_item=item.pk, votes=form.votes(), result=said["result"], text=said["text"],
        read=typed.get("read"),
    )  # fmt: skip
    told = {"seq": item.seq, "result": dict(form.fields["result"].choices)[said["result"]]}  # type: ignore[attr-defined]
    return _("第%(seq)d项议题已记录：%(result)s") % told


def clear(actor: User, held: Meeting, typed: QueryDict) -> str:
    """Press 清除本项记录; what is said then."""
    item = asked_item(held, typed)
    meetings.clear(actor=actor, agenda_item=item.pk, read=typed.get("read"))
    return _("第%(seq)d项议题的记录已清除") % {"seq": item.seq}


def strike(actor: User, held: Meeting, typed: QueryDict) -> str:
    """Press 撤下; what is said then."""
    item = asked_item(held, typed)
    meetings.strike(actor=actor, agenda_item=item.pk, reason=typed.get("reason", ""))
    return _("议题已撤下")


def asked_item(held: Meeting, typed: QueryDict) -> AgendaItem:
    """The item that a form is about. Raises Conflict where it is not on the agenda any more."""
    found = held.agenda.filter(pk=key(typed.get("item", "")) or 0).first()
    if found is None:
        raise Conflict(_("该事项不在会议议程上"))
    return found


def deliberation(item: AgendaItem, sitting: Sitting, typed: QueryDict | None) -> DeliberationForm:
    """The form of one item, for those who took part in it, with what was recorded or typed."""
    return DeliberationForm(
        typed,
        voters=[(one.user_id, str(one.user)) for one in sitting.voters(item.seq)],
        cast={vote.user_id: vote.choice for vote in item.votes.all()},
        read=sittings.version_of(item),
        initial={"result": item.result, "text": item.text},
        auto_id=f"item-{item.pk}-%s",
    )
