"""The plan of the travelled year is adjusted: every step again, a document of its own, filed again (domain a.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, ledger
from core.models import User
from funds import services as funds
from plans.enums import AddresseeState, NoticeKind, ProjectState, VersionState
from plans.models import FilingAddressee, Notice, PlanVersion, Project
from plans.services import changes
from plans.services.changes import Explained
from tests.factories import flows as make
from tests.flows.travelled.conftest import Travelled
from workflows.engine import reconciling, replaying
from workflows.engine.models import Proceeding
from workflows.flows.rehearsal.adjusting import adjust
from workflows.flows.rehearsal.driver import Driver

pytestmark = pytest.mark.django_db

REASON, GROUND, GONE = "省级追加指标，调整年初方案。", "鄂财农〔2027〕9号", "用地未能落实。"


def edit(actor: User, version: PlanVersion) -> None:
    """The last row goes out, the first gets a hundredth of a yuan less."""
    first, *_between, last = version.items.order_by("seq")
    paid = {funding.source_id: funding.amount for funding in first.fundings.order_by("source")}
    source = next(iter(paid))
    funds.arrange(actor=actor, item=first.pk, amounts={source: paid[source] - Decimal("0.01")})
    funds.put_back(actor=actor, item=last.pk)
    said = {first.project_id: Explained("招标结余。"), last.project_id: Explained(GONE, "纪要〔2027〕3号")}
    changes.explain(actor=actor, version=version.pk, said=said)


def test_it_goes_the_whole_way_again_and_takes_over(travelled: Travelled, client: Client) -> None:
    usual = travelled.driver.prepare
    driver = Driver({"working_group_drafts": usual["working_group_drafts"]})
    with make.july():
        clock.advance(to=Proceeding.objects.latest("closed_at").closed_at)
        former = PlanVersion.objects.select_related("dossier__owner").get(pk=travelled.version.pk)
        assert former.document is not None
        kept = former.document.content
        last = former.items.order_by("-seq")[0].project_id
        made = adjust(driver, former, edit, reason=REASON, ground=GROUND)
        _took_over(made, former, last)
        assert former.document.content == kept
        _documents(made)
        _public_page(made, former, client)
        flows = Proceeding.objects.filter(dossier=made.dossier).select_related("dossier")
        assert list(map(str, [*replaying.deviations(flows), *reconciling.differences(flows)])) == []
        assert all(ledger.verify(chain).holds for chain in ledger.chains())
    steps = [trace.step for trace in driver.traces if trace.flow == "plan_adjustment"]
    assert steps[:2] == ["working_group_drafts", "office_director_signs_letter"]
    assert {"leading_group_decides", "executive_meeting_decides", "office_sends_filing"} <= set(steps)


def _took_over(made: PlanVersion, former: PlanVersion, last: int) -> None:
    former.refresh_from_db()
    assert (former.state, made.state) == (VersionState.SUPERSEDED, VersionState.FILED)
    assert Project.objects.get(pk=last).state == ProjectState.IN_LIBRARY
    addressed = FilingAddressee.objects.filter(filing__version=made)
    assert set(addressed.values_list("state", flat=True)) == {AddresseeState.REGISTERED}
    assert made.filing.letter.number != former.filing.letter.number


def _documents(made: PlanVersion) -> None:
    paper = made.document
    assert paper is not None
    assert (paper.kind, paper.replaces) == ("D16", made.adjustment.adjusts.document)
    assert [annex["label"] for annex in paper.content["annexes"]] == ["附表1", "附表2", "附表3", "附表4", "附表5"]
    rows = paper.content["annexes"][3]["rows"]
    assert rows[0][9] == "-0.000001"
    assert rows[1][6:9] == ["—", "—", "—"]
    assert rows[1][10:] == [GONE, "纪要〔2027〕3号"]
    text = str(paper.content["body"])
    assert GROUND in text
    former = made.adjustment.adjusts.document
    assert former is not None
    assert former.number in text
    assert "系对" in str(made.filing.letter.content["body"])


def _public_page(made: PlanVersion, former: PlanVersion, client: Client) -> None:
    old, new = (Notice.objects.get(kind=NoticeKind.PLAN, dossier=one.dossier) for one in (former, made))
    shown = {n: client.get(reverse("disclosure:notice", args=[n.pk])).content.decode() for n in (old, new)}
    assert "现行方案见" in shown[old]
    assert new.title in shown[old]
    assert "现行方案见" not in shown[new]
    assert old.title in shown[new]
