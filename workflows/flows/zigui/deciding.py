"""The steps of a plan taken on their pages, each by whoever has the duty; meetings are called, held and signed there."""

from __future__ import annotations

import datetime

from core import clock
from core.browsing import Desk
from core.models import Dossier
from core.proofs import ProofFailed
from core.working_days import add_working_days
from roles.duties import Duty
from workflows.desk.bodies import convening_organ, members
from workflows.desk.models import Meeting
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import MEETINGS, MORNING
from workflows.flows.rehearsal.people import holder

PLACE = "县政府会议室"


def decide_all(desk: Desk, dossier: Dossier, until: str = "") -> int:
    """Whatever is open, until nothing of the dossier is or only the step named is; how many decisions that took."""
    taken = 0
    while items := [item for item in open_items(dossier) if item.step != until]:
        for item in items:
            meet(desk, item) if item.step in MEETINGS else decide(desk, item)
            taken += 1
    return taken


def open_items(dossier: Dossier) -> list[WorkItem]:
    """Of the dossier, in the order in which they came."""
    found = WorkItem.objects.open().filter(dossier=dossier).select_related("organisation__county", "dossier")
    return list(found.order_by("pk"))


def decide(desk: Desk, item: WorkItem) -> None:
    """One decision on its page. Raises ProofFailed with what the page says where it is refused."""
    if item.not_before and item.not_before > clock.today():
        later(item.not_before)
    desk.sit(holder(item.duty, item.organisation))
    desk.open(f"/tasks/{item.pk}/")
    desk.decide("approve", "同意。")
    if WorkItem.objects.open().filter(pk=item.pk).exists():
        raise ProofFailed(f"{item.step} at {item.organisation}: {desk.one('main').text[:800]}")


def meet(desk: Desk, item: WorkItem) -> None:
    """The secretary calls the meeting, notes who came and how they voted; the chair signs the minutes."""
    kind, _place = MEETINGS[item.step]
    day = add_working_days(clock.today(), 1)
    desk.sit(holder(Duty.CONVENE_MEETING, convening_organ(kind, item.organisation)))
    desk.open("/meetings/")
    desk.follow("召集会议")
    desk.set_moment("held_at", day, "09:00")
    desk.fill({"place": PLACE})
    desk.send()
    held = Meeting.objects.get(agenda__work_item=item.pk)
    later(day)
    desk.open(f"/meetings/{held.pk}/")
    desk.press("section[aria-labelledby=attendance] form button[type=submit]")
    for member in members(kind, item.organisation):
        desk.tick(f"vote-{member.pk}", "for")
    desk.tick("result", "pass")
    desk.press("article form .button-main")
    desk.sit(holder(item.duty, item.organisation))
    desk.open(f"/meetings/{held.pk}/")
    desk.press("form.decision .button-main")
    held.refresh_from_db()
    if held.minutes is None:
        raise ProofFailed(f"the meeting of {item.step} has no minutes: {desk.one('main').text[:800]}")


def later(day: datetime.date) -> None:
    """The clock of every page moves to the morning of a day."""
    morning = datetime.datetime.combine(day, MORNING, clock.SHANGHAI)
    clock.load()
    if clock.now() < morning:
        clock.advance(to=morning)
    clock.load()
