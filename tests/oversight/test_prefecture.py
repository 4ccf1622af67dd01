"""A prefecture's supervision office: it chases its own counties and nobody else's; what the departments of the province
took over real filings is shown to it too."""

from __future__ import annotations

import datetime
from collections import defaultdict
from statistics import median_low

import pytest
from django.test import Client

from core import clock, deadlines
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Organisation, User
from core.working_days import working_days_between
from oversight import areas, provincial, services, slips, waiting
from oversight.counting import first_of
from oversight.models import Slip
from oversight.periods import Period
from plans.models import FilingAddressee
from roles.county import make_prefecture_organs
from roles.heads import head_of
from roles.services import staff
from tests.factories import flows as make
from tests.flows.test_signed_text import approve, current, lies_at
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage
from workflows.flows.rehearsal.people import staff as appoint_all


def office_of(prefecture: Organisation) -> Organisation:
    """The prefecture's supervision office with somebody in each of its posts."""
    office = make_prefecture_organs(prefecture)["supervision"]
    appoint_all([office], datetime.date(2020, 1, 1))
    return office


@pytest.fixture
def supervisor(watch: Watch) -> User:
    """Of the prefecture that the first county is put under; the second stays outside."""
    prefecture = stage._organisation(stage.organisation("42"), "4203", "十堰市", OrganisationKind.PREFECTURE)
    for place in Organisation.objects.filter(path__startswith=watch.county.path).order_by("path"):
        place.path = place.path.replace(watch.county.path, f"{prefecture.path}{watch.county.code}/")
        place.parent = prefecture if place.pk == watch.county.pk else place.parent
        place.save(update_fields=["path", "parent"])
    head = head_of(office_of(prefecture))
    assert head is not None
    return head


def test_it_has_the_posts_of_a_supervision_office(supervisor: User) -> None:
    office = Organisation.objects.get(code="4203-supervision")
    assert (office.name, office.kind) == ("十堰市人民政府督查室", OrganisationKind.SUPERVISION_OFFICE)
    assert [post.title for post in staff(office)] == ["督查室主任", "督查员"]


def test_it_sees_and_chases_its_own_counties_alone(watch: Watch, supervisor: User, client: Client) -> None:
    mine, others = (WorkItem.objects.get(pk=one.pk) for one in (watch.item, watch.next_door))
    found = waiting.overview(areas.supervised(supervisor), waiting.Asked())
    assert {row.item.pk for row in found.rows} == {mine.pk}
    assert services.urge(actor=supervisor, work_item=mine.pk, text="请按期办理。").actor == supervisor
    with pytest.raises(Refused):
        services.urge(actor=supervisor, work_item=others.pk, text="请按期办理。")
    due = clock.today() + datetime.timedelta(days=7)
    with pytest.raises(Refused):
        slips.issue(actor=supervisor, work_item=others.pk, requirement="请办结。", due_on=due)
    assert slips.drafted(
        actor=supervisor, work_item=mine.pk, asked=slips.Asked(requirement="请办结。", due_on=due)
    ).office.code == "4203-supervision"  # fmt: skip
    assert not Slip.objects.exists()
    client.force_login(supervisor)
    for address in ("/oversight/", "/oversight/trends/", "/oversight/wall/", "/oversight/flows/", "/oversight/slips/"):
        assert client.get(address).status_code == 200
    for pk, status in ((mine.pk, 200), (others.pk, 403)):
        assert client.get(f"/oversight/items/{pk}/slip/").status_code == status


@pytest.mark.django_db
def test_departments_of_the_province_are_measured_by_real_filings(client: Client) -> None:
    with make.july():
        item = lies_at("province_checks")
        county = item.dossier.county
        clock.advance(to=clock.now() + datetime.timedelta(days=6))
        approve(current(item))
        approve(current(item))
        period = Period(first_of(clock.today()))
        told = {one.department: one for one in provincial.responses(county, period)}
        rows = FilingAddressee.objects.select_related("filing", "organisation").filter(filing__sent_at__isnull=False)
        taken: dict[str, list[FilingAddressee]] = defaultdict(list)
        for row in rows.order_by("pk"):
            taken[row.organisation.name].append(row)
        assert told.keys() == taken.keys()
        for name, filed in taken.items():
            receipts = [_days(one.filing.sent_at, one.received_at) for one in filed if one.received_at]
            registered = [_days(one.received_at, one.registered_at) for one in filed if one.registered_at]
            one = told[name]
            assert (one.sent, one.received, one.registered) == (len(filed), len(receipts), len(registered))
            assert one.receipt_median == (median_low(receipts) if receipts else None)
            assert one.registration_median == (median_low(registered) if registered else None)
        assert any(one.registered and one.registration_median for one in told.values())
        office = office_of(county.parent or county)
        head = head_of(office)
        assert head is not None
        client.force_login(head)
        page = client.get("/oversight/trends/").content.decode()
        assert "省级部门办理备案的用时" in page
        assert all(name in page for name in told)


def _days(begin: datetime.datetime | None, end: datetime.datetime | None) -> int:
    assert begin is not None
    assert end is not None
    return working_days_between(deadlines.day_of(begin), deadlines.day_of(end))
