"""A whole county's posts, accounts and appointments cost the statements of one, and are refused as singly."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core import clock, ledger
from core.errors import Conflict, Invalid
from core.models import LedgerEntry, Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment, Post
from roles.services import NewAccount, appoint_all, open_accounts, staff_all
from tests.engine.statements import counted
from tests.factories.roles import person, post
from tests.roles.conftest import Province

STATEMENTS = 25


def man(organisations: Sequence[Organisation]) -> list[Appointment]:
    """A person for every standard post."""
    posts = staff_all(organisations)
    users = open_accounts([NewAccount(at.organisation, f"user-{at.pk}", f"人员{at.pk}") for at in posts])
    return appoint_all([held(user, at) for user, at in zip(users, posts, strict=True)])


def held(user: User, at: Post, **fields: object) -> Appointment:
    return Appointment(user=user, post=at, starts_on=clock.today(), **{"basis": "任命通知"} | fields)


def test_many_cost_the_statements_of_one(hubei: Province) -> None:
    with counted() as one:
        man([hubei.provincial["water"]])
    places = [*hubei.organs.values(), hubei.zhushan, hubei.township, hubei.village, *hubei.prefectural.values()]
    with counted() as many:
        assert len(man(places)) > 60
    assert len(many) <= len(one) <= STATEMENTS


def test_everybody_may_what_his_post_may_and_the_ledger_tells_and_holds(hubei: Province) -> None:
    for row in man([hubei.organs["working-group"], hubei.organs["administration"], hubei.provincial["audit"]]):
        duties = Duty(str(row.post.duties.values_list("duty", flat=True).order_by("pk").first()))
        assert policies.may(row.user, duties, row.post.organisation)
        assert not policies.may(row.user, duties, hubei.organs_zhuxi["working-group"])
        assert not row.user.has_usable_password()
    for chain, expected in ((hubei.zhushan, [2, 7, 7]), (hubei.province, [1, 2, 2])):
        told = LedgerEntry.objects.filter(chain=chain)
        found = [told.filter(action=action).count() for action in ("posts_made", "account_created", "appointed")]
        assert found == expected
        assert ledger.verify(chain).broken is None


def test_those_before_it_in_the_row_count(hubei: Province) -> None:
    head, seat = post(hubei.zhushan, Duty.SIGN_OFF, is_head=True), post(hubei.zhushan, Duty.EDIT_CHECK)
    audit, first, second = post(hubei.zhushan, Duty.AUDIT), person(), person()
    stopped = person(is_active=False)
    wrong: list[tuple[type[Exception], list[Appointment]]] = [
        (Conflict, [held(first, head), held(second, head)]),
        (Conflict, [held(first, seat), held(first, seat)]),
        (Conflict, [held(first, seat), held(stopped, seat)]),
        (Invalid, [held(first, seat), held(first, audit)]),
        (Invalid, [held(first, seat), held(second, seat, basis=" ")]),
    ]
    for error, rows in wrong:
        with pytest.raises(error):
            appoint_all(rows)
        assert not Appointment.objects.exists()
        assert not LedgerEntry.objects.filter(action="appointed").exists()
    assert len(appoint_all([held(first, head), held(second, head, acting=True), held(second, seat)])) == 3


def test_a_name_that_is_taken_or_unprintable_opens_none(hubei: Province) -> None:
    taken = person()
    for error, second in (
        (Conflict, NewAccount(hubei.zhushan, taken.username, "张三")),
        (Conflict, NewAccount(hubei.zhushan, "new", "张三")),
        (Invalid, NewAccount(hubei.zhushan, "newer", "张\u200b三")),
    ):
        with pytest.raises(error):
            open_accounts([NewAccount(hubei.zhushan, "new", "李四"), second])
    assert User.objects.count() == 1
