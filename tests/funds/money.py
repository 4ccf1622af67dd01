"""Money of the small county: sources, what moves, and a plan that draws on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from funds import movements
from funds import services as funds
from funds.enums import FundLevel, MovementAct
from funds.models import FundSource
from funds.movements import Basis
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import plan_versions
from plans.services.organs import bureau, organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_refusals import drafted, drafter, in_library
from workflows.flows.rehearsal.driver import MORNING
from workflows.flows.rehearsal.people import holder


def treasurer(county: Organisation) -> User:
    return holder(Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))


def yuan(text: str) -> Decimal:
    return Decimal(text)


def source(county: Organisation, amount: str, name: str = "中央", **fields: Any) -> FundSource:
    """A line of the fund table, all of it integrated unless said otherwise."""
    told = {
        "name": name, "doc_no": f"{name}1号", "level": FundLevel.CENTRAL, "received_on": clock.today(),
        "amount": yuan(amount), "integrable": yuan(amount),
    }  # fmt: skip
    return funds.add_source(actor=treasurer(county), county=county, year=make.YEAR, fields=told | fields)


def basis(number: str = "鄂财农发〔2026〕7号", **told: Any) -> Basis:
    given: dict[str, Any] = {"doc_no": number, "dated": clock.today(), "reason": "按上级文件。"}
    return Basis(**(given | told))


def enter(
    county: Organisation, of: FundSource, act: MovementAct, amount: str, integrated: str = "", **told: Any
) -> None:
    movements.enter(
        actor=told.pop("actor", None) or treasurer(county), source=of.pk, act=act, amount=yuan(amount),
        integrated=yuan(integrated or amount), to=told.pop("to", None), basis=told.pop("basis", None) or basis(**told),
    )  # fmt: skip


def drawing(county: Organisation, amounts: dict[int, Decimal]) -> PlanVersion:
    """A draft whose one item is paid so by the sources."""
    version = drafted(county)
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts=amounts)
    return version


def put_in_force(county: Organisation, version: PlanVersion) -> None:
    """As after its issue; the call stands for the plan's own document."""
    head = holder(Duty.SIGN_OFF, organ(county, OrganisationKind.LEADING_GROUP))
    version.document = plan_versions.call(actor=head, version=version, reply_by=clock.today())
    plan_versions.advance(version, VersionState.ISSUED)


@contextmanager
def at(day: datetime.date) -> Iterator[None]:
    """In the morning of that day."""
    with clock.shifted(datetime.datetime.combine(day, MORNING, clock.SHANGHAI) - clock.now()):
        yield
