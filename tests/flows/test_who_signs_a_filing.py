"""Whoever drafted the filing letter does not sign it; whoever signed another document of the dossier may draft it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core import clock
from core.errors import Refused
from roles import services as roles
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_signed_text import approve, current, lies_at
from workflows.desk import services as desk
from workflows.engine import separation
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


def test_the_drafter_of_the_filing_letter_does_not_sign_it_as_acting_head() -> None:
    with make.july():
        item = lies_at("office_drafts_filing")
        drafter = holder(item.duty, item.organisation)
        assert Opinion.objects.get(dossier=item.dossier_id, step="office_director_signs_letter").actor == drafter
        approve(item)
        signing = current(item)
        assert signing.step == "head_signs_filing"
        head = holder(Duty.SIGN_OFF, signing.organisation)
        post = roles.make_post(
            actor=None, organisation=signing.organisation, title="代签副县长", duties=[Duty.SIGN_OFF], is_head=False
        )
        roles.appoint(actor=None, user=drafter, post=post, starts_on=clock.today(), acting=True, basis="临时主持工作")
        assert signing not in WorkItem.objects.inbox_of(drafter)
        with pytest.raises(Refused, match="拟稿人不得签发同一公文"):
            desk.decide(actor=drafter, work_item=signing.pk, decision="approve", opinion="同意。", request_id=uuid4())
        assert current(item).pk == signing.pk
        assert separation.nobody_left([signing]) == {}
        desk.decide(actor=head, work_item=signing.pk, decision="approve", opinion="同意。", request_id=uuid4())
        assert current(item).step == "office_sends_filing"
        assert Opinion.objects.get(dossier=item.dossier_id, step="head_signs_filing").actor == head
