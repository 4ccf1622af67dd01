"""Pages of organisations, appointments and delegations: each with who may and who may not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import Organisation, User
from roles import policies, urls
from roles.duties import Duty
from roles.models import Appointment, AppointmentRequest, Delegation, Post
from roles.services import delegate, issue_token, request_appointment, staff
from roles.services.administrators import Administrators
from tests.factories.roles import give, person, post
from tests.roles.conftest import Province

DAY = datetime.timedelta(days=1)


@pytest.fixture
def seat(hubei: Province) -> Post:
    return post(hubei.zhushan, Duty.SIGN_OFF, is_head=True)


@pytest.fixture
def office(seat: Post, clerk: User) -> Appointment:
    return Appointment.objects.get(pk=give(clerk, Duty.EDIT_CHECK, seat.organisation).pk)


@pytest.fixture
def asked(seat: Post, administrators: Administrators) -> AppointmentRequest:
    return request_appointment(
        actor=administrators.system, user=person("李四"), post=seat, starts_on=clock.today(), basis="竹政任〔2026〕1号"
    )


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Stage:
    """Whom and what the table of pages speaks of."""

    def __init__(
        self, hubei: Province, administrators: Administrators, office: Appointment, asked: AppointmentRequest
    ) -> None:
        self.hubei, self.office, self.asked, self.seat = hubei, office, asked, asked.post
        self.clerk, self.stranger, self.deputy = office.user, person("外人"), person("副手")
        self.system, self.security = administrators.system, administrators.security
        give(self.stranger, Duty.SIGN_OFF, hubei.zhuxi)
        give(self.deputy, Duty.EDIT_CHECK, hubei.organs["government-office"])
        now = clock.now()
        self.delegation = delegate(
            actor=self.clerk,
            principal=office,
            deputy=self.deputy,
            starts_at=now,
            ends_at=now + DAY,
            reason="出差",
        )
        self.token, _secret = issue_token(actor=self.clerk, name="对账", reach="read", days=30)


@pytest.fixture
def stage(hubei: Province, administrators: Administrators, office: Appointment, asked: AppointmentRequest) -> Stage:
    return Stage(hubei, administrators, office, asked)


APPOINT = {"username": "user-new", "starts_on": "2026-03-02", "basis": "竹政任〔2026〕2号"}
ACCOUNT = {"username": "wangwu", "name": "王五", "password": "Mu-tian-yu-2026"}

# url name, what its pk is, method, data, who may, who may not
PAGES: tuple[tuple[str, str | None, str, dict[str, str], str, str | None], ...] = (
    ("organisations", None, "get", {}, "stranger", None),
    ("organisation", "hubei.zhushan", "get", {}, "stranger", None),
    ("make_posts", "hubei.township", "post", {}, "system", "security"),
    (
        "set_telephone",
        "hubei.township",
        "post",
        {"phone": "0719-4220001", "supervision_phone": "0719-4220000"},
        "system",
        "security",
    ),
    ("create_account", "hubei.township", "get", {}, "system", "security"),
    ("create_account", "hubei.township", "post", ACCOUNT, "system", "stranger"),
    ("person", "clerk", "get", {}, "clerk", "stranger"),
    ("person", "clerk", "get", {}, "security", "deputy"),
    ("deactivate", "clerk", "post", {"at": "zhushan"}, "system", "security"),
    ("appoint", "seat", "get", {}, "system", "stranger"),
    ("appoint", "seat", "post", APPOINT, "system", "security"),
    ("requests", None, "get", {}, "security", "clerk"),
    ("decide_request", "asked", "post", {"confirm": "1"}, "security", "system"),
    ("decide_request", "asked", "post", {"refuse": "1", "reason": "文件未附"}, "security", "clerk"),
    ("end_appointment", "office", "get", {}, "security", "system"),
    ("end_appointment", "office", "post", {"ends_on": "2026-03-02"}, "security", "clerk"),
    ("my_posts", None, "get", {}, "clerk", None),
    ("revoke", "delegation", "post", {}, "clerk", "stranger"),
    ("revoke", "delegation", "post", {}, "deputy", "system"),
    ("my_tokens", None, "get", {}, "clerk", None),
    ("revoke_token", "token", "post", {}, "clerk", "deputy"),
    ("revoke_token", "token", "post", {}, "security", "system"),
)


def thing(stage: Stage, name: str) -> Any:
    found: Any = stage
    for part in name.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize(("name", "key", "method", "data", "allowed", "refused"), PAGES)
def test_who_may_open_each_page(
    stage: Stage, name: str, key: str | None, method: str, data: dict[str, str], allowed: str, refused: str | None
) -> None:
    User.objects.filter(pk=person().pk).update(username="user-new")
    sent = {field: str(stage.hubei.zhushan.pk) if value == "zhushan" else value for field, value in data.items()}
    url = reverse(f"roles:{name}", args=[thing(stage, key).pk] if key else [])
    anonymous = getattr(Client(), method)(url, sent)
    assert (anonymous.status_code, anonymous["Location"].partition("?")[0]) == (302, "/login/")
    if refused:
        answer = getattr(as_user(thing(stage, refused)), method)(url, sent)
        assert answer.status_code == 403, answer
    answer = getattr(as_user(thing(stage, allowed)), method)(url, sent)
    assert answer.status_code == (200 if method == "get" else 302), answer.content.decode()


def test_the_table_names_every_page() -> None:
    assert {page[0] for page in PAGES} == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize(
    "name", ["make_posts", "set_telephone", "deactivate", "decide_request", "revoke", "revoke_token"]
)
def test_acts_are_posted(stage: Stage, name: str) -> None:
    assert as_user(stage.system).get(reverse(f"roles:{name}", args=[1])).status_code == 405


def test_drilling_down_shows_what_lies_below(hubei: Province, clerk: User) -> None:
    client = as_user(clerk)
    top = client.get(reverse("roles:organisations")).content.decode()
    assert "十堰市" in top
    assert "省财政厅" in top
    below = client.get(reverse("roles:organisations"), {"at": hubei.zhushan.pk}).content.decode()
    assert "竹山县财政局" in below
    assert "城关镇" in below
    assert "竹溪县" not in below
    assert client.get(reverse("roles:organisations"), {"at": "x"}).status_code == 404


@pytest.mark.parametrize("words", ["竹山县财", "zsxczj", "ZSXCZJ"])
def test_search_by_name_and_pinyin(hubei: Province, clerk: User, words: str) -> None:
    page = as_user(clerk).get(reverse("roles:organisations"), {"q": words}).content.decode()
    assert "竹山县财政局" in page
    assert "竹溪县财政局" not in page


@pytest.mark.parametrize("asked", [{}, {"at": "zhushan"}, {"q": "局"}, {"q": "局", "page": "2"}])
def test_the_list_takes_at_most_six_statements(hubei: Province, clerk: User, asked: dict[str, str]) -> None:
    give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    for organ in hubei.organs.values():
        staff(organ)
    client = as_user(clerk)
    query = {name: str(hubei.zhushan.pk) if value == "zhushan" else value for name, value in asked.items()}
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("roles:organisations"), query).status_code == 200
    assert len(captured.captured_queries) <= 6, "\n".join(
        row["sql"][:90] + " … " + row["sql"][-200:] for row in captured
    )


def test_the_statements_of_an_organisation_page_do_not_grow_with_its_posts(hubei: Province, clerk: User) -> None:
    client, url = as_user(clerk), reverse("roles:organisation", args=[hubei.zhushan.pk])

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured.captured_queries)

    give(person(), Duty.SIGN_OFF, hubei.zhushan)
    few = statements()
    for _number in range(10):
        give(person(), [Duty.SIGN_OFF, Duty.EDIT_CHECK], hubei.zhushan)
    assert statements() == few


def test_an_appointment_goes_from_request_to_office(stage: Stage) -> None:
    person_asked = stage.asked.user
    waiting = as_user(stage.security).get(reverse("roles:requests")).content.decode()
    assert "李四" in waiting
    as_user(stage.security).post(reverse("roles:decide_request", args=[stage.asked.pk]), {"confirm": "1"})
    assert policies.may(person_asked, Duty.SIGN_OFF, stage.hubei.zhushan)
    shown = as_user(stage.clerk).get(reverse("roles:organisation", args=[stage.hubei.zhushan.pk])).content.decode()
    assert "李四" in shown


def test_only_administrators_find_requests_in_their_navigation(stage: Stage) -> None:
    for user, finds in ((stage.system, True), (stage.security, True), (stage.clerk, False)):
        page = as_user(user).get(reverse("roles:my_posts")).content.decode()
        assert (reverse("roles:requests") in page) is finds


def test_administrators_of_another_county_see_none_of_its_requests(stage: Stage) -> None:
    other = person()
    give(other, Duty.ADMINISTER_SECURITY, stage.hubei.organs_zhuxi["administration"])
    assert "李四" not in as_user(other).get(reverse("roles:requests")).content.decode()


def test_a_wrong_form_keeps_what_was_typed(stage: Stage) -> None:
    answer = as_user(stage.system).post(
        reverse("roles:appoint", args=[stage.seat.pk]), {"username": "nobody", "basis": "竹政任〔2026〕9号"}
    )
    assert answer.status_code == 422
    assert "竹政任〔2026〕9号" in answer.content.decode()


def test_entrusting_somebody(stage: Stage) -> None:
    answer = as_user(stage.clerk).post(
        reverse("roles:my_posts"),
        {
            "principal": stage.office.pk,
            "deputy": stage.deputy.pk,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-04",
            "reason": "外出学习",
        },
    )
    assert answer.status_code == 302
    made = Delegation.objects.latest("pk")
    assert made.ends_at == datetime.datetime(2026, 3, 5, tzinfo=clock.SHANGHAI)
    assert policies.may(stage.deputy, Duty.EDIT_CHECK, stage.hubei.zhushan)


def test_one_entrusts_only_colleagues_and_only_for_oneself(stage: Stage) -> None:
    client = as_user(stage.clerk)
    for changed in ({"deputy": stage.stranger.pk}, {"deputy": stage.security.pk}, {"principal": stage.office.pk + 99}):
        sent = {
            "principal": stage.office.pk,
            "deputy": stage.deputy.pk,
            "starts_on": "2026-03-02",
            "ends_on": "2026-03-04",
            "reason": "外出学习",
        }
        assert client.post(reverse("roles:my_posts"), sent | changed).status_code == 422


def test_the_top_bar_names_own_and_deputised_posts(stage: Stage) -> None:
    page = as_user(stage.deputy).get(reverse("roles:my_posts")).content.decode()
    assert f"竹山县 {stage.office.post.title}" in page
    assert "代办" in page


def test_an_abolished_organisation_is_marked(stage: Stage) -> None:
    Organisation.objects.filter(pk=stage.hubei.zhuxi.pk).update(is_active=False)
    page = as_user(stage.clerk).get(reverse("roles:organisations"), {"q": "竹溪县"}).content.decode()
    assert "已撤销" in page


def test_ending_says_what_becomes_of_the_work_and_which_duties_nobody_has_then(
    office: Appointment, administrators: Administrators
) -> None:
    address = reverse("roles:end_appointment", args=[office.pk])
    shown = as_user(administrators.security).get(address).content.decode()
    assert "已领取的待办交回本机关" in shown
    assert "暂无人承担以下职责" in shown
    assert f"<li>{Duty.EDIT_CHECK.label}</li>" in shown
    give(person("同事"), Duty.EDIT_CHECK, office.post.organisation)
    assert "暂无人承担以下职责" not in as_user(administrators.security).get(address).content.decode()
