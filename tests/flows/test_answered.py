"""What others said is printed with the opinions: once with both names, a sign with its yes or no."""

from __future__ import annotations

import pytest

from core import clock
from core.models import User
from roles.duties import Duty
from tests.desk.conftest import raise_county
from tests.factories import roles as make
from workflows.desk import minutes, trials
from workflows.engine import registry, services
from workflows.engine.models import Assistance
from workflows.flows.answered import _said, _who, answered_rows


@pytest.fixture
def asked(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Assistance, User]:
    """A draft that waits for a sign of a colleague's."""
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    monkeypatch.setattr(minutes, "_builders", {})
    trials.open_trial()
    stage = raise_county()
    colleague = make.person("同事")
    make.give(colleague, Duty.REPORT_PROJECTS, stage.working_group)
    item = stage.dossier().work_items.get()
    row = services.sign_before(
        actor=stage.drafter, work_item=item.pk, of=colleague, organisation=None, words="请核对", until=clock.today()
    )
    return row, colleague


def test_a_sign_is_printed_with_its_yes_once_it_is_given(asked: tuple[Assistance, User]) -> None:
    row, colleague = asked
    assert answered_rows({row.work_item_id: "起草"}) == []
    services.answer(actor=colleague, work_item=row.work_item_id, text="合计已核对", consents=True)
    [(_at, printed)] = answered_rows({row.work_item_id: "起草"})
    assert printed == ("起草（前加签）", row.organisation.official_name, "同事", "同意。合计已核对", clock.today())


def test_a_deputy_is_printed_with_both_names() -> None:
    row = Assistance(
        ended_by=User(name="代办人"), ended_on_behalf_of=User(name="局长"), consents=False, answer="不同意，缺附表"
    )
    assert (_who(row), _said(row)) == ("代办人（代局长）", "不同意，缺附表")
