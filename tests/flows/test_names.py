"""What people, meetings and villages are called where one would be taken for another."""

from __future__ import annotations

import pytest

from core.enums import OrganisationKind
from core.models import Organisation
from core.places import place
from plans.drafting.minutes import cited
from workflows.desk.enums import MeetingKind
from workflows.desk.models import Meeting
from workflows.flows.rehearsal.people import post_name


@pytest.mark.parametrize(
    ("place_name", "title", "said"),
    [
        ("竹山县政府办公室", "办公室主任", "竹山县政府办公室主任"),
        ("竹山县统筹资金工作专班", "专班主任", "竹山县统筹资金工作专班主任"),
        ("竹山县审计局", "审计局长", "竹山县审计局长"),
        ("竹山县财政局", "局长", "竹山县财政局局长"),
        ("竹山县人民政府", "县长", "竹山县人民政府县长"),
    ],
)
def test_a_post_says_once_what_its_place_says(place_name: str, title: str, said: str) -> None:
    assert post_name(place_name, title) == said


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (MeetingKind.LEADING_GROUP, "竹山县统筹整合资金领导小组", "竹山县统筹整合资金领导小组2027年第3次会议"),
        (MeetingKind.EXECUTIVE, "竹山县人民政府", "竹山县人民政府2027年第3次常务会议"),
    ],
)
def test_a_meeting_is_cited_by_the_full_name_of_its_body(kind: MeetingKind, body: str, said: str) -> None:
    meeting = Meeting(kind=kind, body=Organisation(official_name=body), year=2027, ordinal=3)
    assert cited(meeting) == said


def test_a_village_is_named_with_its_township() -> None:
    village = Organisation(name="新茶村", kind=OrganisationKind.VILLAGE, parent=Organisation(name="宝丰镇"))
    assert place(village) == "宝丰镇新茶村"
    assert place(Organisation(name="新茶村", kind=OrganisationKind.VILLAGE)) == "新茶村"
    bureau = Organisation(name="财政局", kind=OrganisationKind.DEPARTMENT, parent=Organisation(name="竹山县"))
    assert place(bureau) == "财政局"
