"""Minutes that wait for a signature are met by whoever may sign them, until they are signed."""

from __future__ import annotations

import datetime
from uuid import uuid4

from core import clock
from roles.duties import Duty
from roles.models import Appointment
from roles.services import delegate
from tests.desk.called import whom_it_names
from tests.desk.conftest import County, logged_in
from tests.desk.test_meetings import attend, convene, ready, resolve
from workflows.desk import conclusion, unsigned


def test_the_chair_is_told_once_everything_is_resolved_until_he_signs(stage: County) -> None:
    first, second = stage.at_meeting(), stage.at_meeting()
    meeting = convene(stage, first, second)
    everyone = [stage.chair, *stage.members]
    attend(stage, meeting, *everyone)
    one, other = meeting.agenda.in_order()
    resolve(stage, one, *everyone)
    assert not unsigned.waiting_for(stage.chair).exists()
    resolve(stage, other, *everyone)
    browser = logged_in(stage.chair)
    page = browser.get("/").content.decode()
    assert "1份会议纪要待签发" in page
    assert f'class="button" href="/meetings/{meeting.pk}/"' in page
    assert whom_it_names("unsigned") == {stage.chair}
    for person in (stage.group_secretary, stage.members[0], stage.office_secretary, stage.stranger):
        assert not unsigned.waiting_for(person).exists()
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert "会议纪要待签发" not in browser.get("/").content.decode()


def test_neither_a_deputy_nor_an_absent_chair_is_asked_to_sign(stage: County) -> None:
    meeting, _item = ready(stage)
    now = clock.now()
    principal = Appointment.objects.get(user=stage.chair)
    delegate(
        actor=stage.chair, principal=principal, deputy=stage.members[0], duties=[Duty.CHAIR_LEADING_GROUP],
        starts_at=now, ends_at=now + datetime.timedelta(days=1), reason="出差",
    )  # fmt: skip
    assert not unsigned.waiting_for(stage.members[0]).exists()
    assert unsigned.waiting_for(stage.chair).get() == meeting
    attend(stage, meeting, *stage.members)
    assert not unsigned.waiting_for(stage.chair).exists()
