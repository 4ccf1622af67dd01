"""How a slip is met in the inbox: by whoever signs for it, answers or heads the organisation, and by the office that
issued it once there is something to verify, to answer or to escalate."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, working_days
from core.dates import day_words
from core.models import User
from oversight.enums import SlipColour
from oversight.models import Slip, SlipExtension, SlipState
from oversight.rules import next_colour
from roles import asking
from roles.asking import Asker, HasDuty
from roles.duties import Duty
from roles.heads import led_by
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left

TITLE, COLOUR = F("work_item__dossier__title"), F("colour")
FACTS = {
    "slip": F("pk"), "title": TITLE, "colour": COLOUR, "due_on": F("due_on"), "sign_by": F("sign_by"),
    "text": F("requirement"), "by": F("office__name"), "state": F("state"), "remark": F("remark"),
    "item": F("work_item"),
}  # fmt: skip


def with_his_duty(actor: User | Asker) -> HasDuty:
    """A condition on slips: he has the duty of the matter at its organisation."""
    return asking.of(actor).has(F("work_item__duty"), "organisation")


def waiting_for(actor: User | Asker) -> QuerySet[Slip]:
    """Slips that he signs for or answers by the duty of the matter, and what waits for him as the organisation's head: a
    red one to be signed for, a report or a request to be signed."""
    asker = asking.of(actor)
    to_sign = Exists(SlipExtension.objects.to_sign().filter(slip=OuterRef("pk")))
    red = Q(state=SlipState.ISSUED, colour=SlipColour.RED)
    his = Q(with_his_duty(asker), state__in=(SlipState.ISSUED, SlipState.SIGNED)) & ~red
    as_head = Q(led_by(asker, "organisation")) & (red | Q(state=SlipState.DRAFTED) | Q(to_sign))
    return Slip.objects.unanswered().filter(his | as_head)


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份督办单待签收或反馈", "%(number)s份督办单待签收或反馈", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One slip in the inbox; of one that was sent back, why."""
    is_to_sign = facts["state"] == SlipState.ISSUED and facts["sign_by"]
    day = facts["sign_by"] if is_to_sign else facts["due_on"]
    which = _("所示为签收期限") if is_to_sign else _("所示为反馈期限")
    said = facts["text"]
    if facts["state"] == SlipState.SIGNED and facts["remark"]:
        said = _("被退回：%(reason)s") % {"reason": facts["remark"]}
    return _line(facts, said, _("%(office)s督办，%(state)s（%(which)s）") % {**_by(facts), "which": which}, day)


def _by(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"office": facts["by"], "state": str(SlipState(facts["state"]).label)}


def to_verify(actor: User | Asker) -> QuerySet[Slip]:
    """Answered slips of the supervision offices where he supervises."""
    return Slip.objects.filter(asking.of(actor).has(Duty.SUPERVISE, "office"), state=SlipState.ANSWERED)


def to_verify_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份督办单待核查", "%(number)s份督办单待核查", number) % {"number": number}


def to_verify_line(facts: Mapping[str, Any]) -> Line:
    """One answer: of which matter, what it says and who gave it, and by when it is verified."""
    answered = datetime.datetime.fromisoformat(facts["at"]).astimezone(clock.SHANGHAI).date()
    day = working_days.add_working_days(answered, settings.SLIP_VERIFY_DAYS).isoformat()
    return _line(
        facts, facts["answer"], _("%(organisation)s反馈，右侧为本室核查期限") % {"organisation": facts["by"]}, day
    )


def asking_for_time(actor: User | Asker) -> QuerySet[SlipExtension]:
    """Requests for more time that his office has to answer."""
    asked = SlipExtension.objects.to_answer().filter(slip__in=Slip.objects.unanswered())
    return asked.filter(asking.of(actor).has(Duty.SUPERVISE, "slip__office"))


def asking_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext(
        "%(number)s件督办延期申请待答复", "%(number)s件督办延期申请待答复", number
    ) % {"number": number}  # fmt: skip


def asking_line(facts: Mapping[str, Any]) -> Line:
    """One request: why, until when, and by when it is answered."""
    asked = datetime.datetime.fromisoformat(facts["at"]).astimezone(clock.SHANGHAI).date()
    day = working_days.add_working_days(asked, settings.SLIP_EXTENSION_ANSWER_DAYS).isoformat()
    told = {"organisation": facts["by"], "day": day_words(datetime.date.fromisoformat(str(facts["wanted"])))}
    return _line(facts, facts["text"], _("%(organisation)s申请延至%(day)s") % told, day)


def ran_out(actor: User | Asker) -> QuerySet[Slip]:
    """Slips of his office whose day passed without a report, none of a suspended dossier, and without a request that he has yet to answer."""
    asked = Exists(SlipExtension.objects.to_answer().filter(slip=OuterRef("pk")))
    asker = asking.of(actor)
    return Slip.objects.ran_out(asker.today).exclude(asked).filter(asker.has(Duty.SUPERVISE, "office"))


def ran_out_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext(
        "%(number)s份督办单期满未反馈", "%(number)s份督办单期满未反馈", number
    ) % {"number": number}  # fmt: skip


def ran_out_line(facts: Mapping[str, Any]) -> Line:
    """One slip that ran out, what follows, and the way there; to a red one the slip's own page leads its reader, where he
    may issue it or is told who may."""
    organisation = _("%(organisation)s未反馈") % {"organisation": facts["by"]}
    told = _line(facts, what_follows(facts["colour"], is_open=facts["is_open"]), organisation, facts["due_on"])
    following = next_colour(facts["colour"], settings.SLIP_WARNING_COLOUR)
    if following in {None, SlipColour.RED} or not facts["is_open"]:
        return told
    act = _("下达%(colour)s督办单") % {"colour": following.label}
    return Line(
        words=told.words, url=told.url, said=told.said, by=told.by, due=told.due,
        act=(act, reverse("oversight:issue_slip", args=[facts["item"]])),
    )  # fmt: skip


def unsigned(actor: User | Asker) -> QuerySet[Slip]:
    """Slips of his office that nobody signed for in time; once they run out they stand among those."""
    asker = asking.of(actor)
    return Slip.objects.unsigned(asker.today).filter(asker.has(Duty.SUPERVISE, "office"))


def unsigned_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext(
        "%(number)s份督办单逾期未签收", "%(number)s份督办单逾期未签收", number
    ) % {"number": number}  # fmt: skip


def unsigned_line(facts: Mapping[str, Any]) -> Line:
    """One slip that nobody signed for, with whom it lies and since when."""
    return _line(facts, "", _("%(organisation)s未签收") % {"organisation": facts["by"]}, facts["sign_by"])


def what_follows(colour: str, *, is_open: bool) -> str:
    """What the supervisor is to do with a slip that ran out."""
    if not is_open:
        return _("事项已办结，请核查销号")
    following = next_colour(colour, settings.SLIP_WARNING_COLOUR)
    if following is None:
        return _("红色督办单期满未反馈，请通报或约谈")
    if following == SlipColour.RED:
        return _("应升级为红色督办单，由督查室主要负责人下达")
    return _("应升级为%(colour)s督办单") % {"colour": following.label}


def reminded_until() -> datetime.date:
    """The last day on which a slip may be due that is soon due."""
    return working_days.add_working_days(clock.today(), settings.SLIP_REMIND_DAYS)


def near(actor: User | Asker, until: datetime.date | None = None) -> QuerySet[Slip]:
    """Unanswered slips that are soon due: of his office, and of the organisation that he heads."""
    asker = asking.of(actor)
    soon = Slip.objects.running().filter(due_on__gte=asker.today, due_on__lte=until or reminded_until())
    return soon.filter(Q(asker.has(Duty.SUPERVISE, "office")) | Q(led_by(asker, "organisation")))


def near_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份督办单将到期", "%(number)s份督办单将到期", number) % {"number": number}


def near_line(facts: Mapping[str, Any]) -> Line:
    """One slip that is soon due, with whom and how far."""
    told = {"organisation": facts["at"], "state": str(SlipState(facts["state"]).label)}
    return _line(facts, "", _("%(organisation)s，%(state)s") % told, facts["due_on"])


def _line(facts: Mapping[str, Any], said: str, by: str, day: str) -> Line:
    told = {"colour": SlipColour(facts["colour"]).label, "title": facts["title"]}
    return Line(
        words=_("%(colour)s督办单：%(title)s") % told,
        url=reverse("oversight:slip", args=[facts["slip"]]),
        said=said,
        by=by,
        due=time_left(working_days.closing(datetime.date.fromisoformat(day))),
        work_item=facts.get("item"),
    )


IS_OPEN = Case(
    When(work_item__closed_at__isnull=True, then=Value(True)), default=Value(False), output_field=BooleanField()
)
ASKED_OF = {"slip": F("slip"), "title": F("slip__work_item__dossier__title"), "colour": F("slip__colour")}
OFFICE = frozenset({Duty.SUPERVISE})
"""Who is at a supervision office."""
CALLS = (
    Call(
        "slips_ran_out", ran_out, ran_out_words, "oversight:slips", line=ran_out_line, by="due_on", order=7, tone="slip", duties=OFFICE,
        facts={
            "slip": F("pk"), "title": TITLE, "colour": COLOUR, "due_on": F("due_on"), "by": F("organisation__name"),
            "item": F("work_item"), "is_open": IS_OPEN,
        },
    ),
    Call(
        "slips_unsigned", unsigned, unsigned_words, "oversight:slips", line=unsigned_line, by="sign_by", order=8,
        tone="slip", duties=OFFICE,
        facts={
            "slip": F("pk"), "title": TITLE, "colour": COLOUR, "sign_by": F("sign_by"), "by": F("organisation__name"),
        },
    ),
    Call("slips", waiting_for, words, "oversight:slips", facts=FACTS, line=line, by="due_on", order=8, tone="slip"),
    Call(
        "slips_to_verify", to_verify, to_verify_words, "oversight:slips", line=to_verify_line, by="at", order=9,
        tone="slip", duties=OFFICE,
        facts={
            "slip": F("pk"), "title": TITLE, "colour": COLOUR, "at": F("answered_at"), "answer": F("answer"),
            "by": F("organisation__name"),
        },
    ),
    Call(
        "slip_extensions", asking_for_time, asking_words, "oversight:slips", line=asking_line, by="at", order=9,
        tone="slip", duties=OFFICE,
        facts=ASKED_OF | {
            "at": F("signed_at"), "text": F("reason"), "wanted": F("wanted"), "by": F("slip__organisation__name"),
        },
    ),
    Call(
        "slips_near", near, near_words, "oversight:slips", line=near_line, by="due_on", order=11,
        days={"until": reminded_until},
        facts={
            "slip": F("pk"), "title": TITLE, "colour": COLOUR, "due_on": F("due_on"), "at": F("organisation__name"),
            "state": F("state"), "item": F("work_item"),
        },
    ),
)  # fmt: skip
