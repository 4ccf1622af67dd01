"""When a province may be generated: never among real dossiers, never twice, one password for all in demonstrations only."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from core import clock, generated
from core.enums import DossierKind
from core.models import Dossier, GeneratedProvince, Organisation
from documents.models import IssuedDocument
from tests.conftest import BEGINNING
from tests.factories import roles
from tests.flows.province.conftest import COUNTY, NEIGHBOUR, SIZE, fill, places
from workflows.engine.models import WorkItem
from workflows.flows.province import foundry, sequences
from workflows.flows.province.making import Cast, casting
from workflows.flows.province.marks import FIRST
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def test_it_is_refused_among_real_dossiers() -> None:
    places()
    _real_dossier(Organisation.objects.get(code=COUNTY))
    with pytest.raises(CommandError, match="已有实际案卷"):
        call_command("make_province")
    assert Dossier.objects.count() == 1


def test_it_is_not_made_twice() -> None:
    GeneratedProvince.objects.create(seed=3, years=5, counties=103, work_items=1000, day=clock.today())
    with pytest.raises(CommandError, match="种子3，1000项待办"):
        call_command("make_province")


def test_one_password_for_all_is_for_demonstrations(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="只能用于演示环境"):
        call_command("make_province", password="tongchou")


def test_every_page_says_that_it_is_generated(client: Client) -> None:
    assert "生成数据" not in client.get("/login/").content.decode()
    GeneratedProvince.objects.create(seed=3, years=5, counties=103, work_items=1000, day=clock.today())
    generated.forget()
    assert "生成数据" in client.get("/login/").content.decode()
    generated.remember(False)


def test_a_run_that_was_cut_off_leaves_no_key_astray() -> None:
    before = sequences.positions()
    sequences.move({"core_dossier": FIRST + 5})
    sequences.mend()
    assert sequences.positions() == {**before, "core_dossier": 0}


def test_the_same_seed_makes_the_same_province(moulds: Cast) -> None:
    """But for the machine's own time and the keys, which the database gives."""
    places()
    first, again = _filled(moulds, seed=11), _filled(moulds, seed=11)
    assert first == again
    assert first != _filled(moulds, seed=12)


def _filled(moulds: Cast, *, seed: int) -> list[tuple[object, ...]]:
    """What a small province tells, made and undone."""
    with transaction.atomic():
        fill(moulds, work_items=130, seed=seed)
        dossiers = Dossier.objects.order_by("pk").values_list("title", "amount", "opened_at", "closed_at", "outcome")
        items = WorkItem.objects.order_by("pk").values_list("step", "organisation__code", "due_at", "decided_at")
        documents = IssuedDocument.objects.order_by("pk").values_list("number", "content_sha256", "verification_code")
        told: list[tuple[object, ...]] = [*dossiers, *items, *documents]
        transaction.set_rollback(True)
    return told


def test_a_demonstration_keeps_its_county_and_the_command_fills_the_others(settings: Settings, client: Client) -> None:
    settings.DEMO = True
    places(neighbour=True)
    county = Organisation.objects.get(code=COUNTY)
    kept = _real_dossier(county)
    told = StringIO()
    call_command("make_province", work_items=60, years=2, seed=SIZE.seed, password="tongchou", stdout=told)
    assert "to be filled: 1 counties" in told.getvalue()
    assert list(Dossier.objects.filter(county=county)) == [kept]
    item = WorkItem.objects.open().filter(dossier__county__code=NEIGHBOUR).select_related("organisation").last()
    assert item is not None
    client.force_login(holder(item.duty, item.organisation))
    page = client.get("/")
    assert page.status_code == 200
    assert "生成数据" in page.content.decode()
    generated.remember(False)


def test_where_every_county_has_dossiers_nothing_is_made(settings: Settings) -> None:
    settings.DEMO = True
    places()
    _real_dossier(Organisation.objects.get(code=COUNTY))
    with pytest.raises(CommandError, match="各县均已有案卷"):
        call_command("make_province")
    assert not GeneratedProvince.objects.exists()


def _real_dossier(county: Organisation) -> Dossier:
    return Dossier.objects.create(
        kind=DossierKind.PLAN, title="方案", county=county, owner=county, year=2026, opened_by=roles.person()
    )


def test_one_seed_casts_the_same_moulds_at_any_hour(moulds: Cast) -> None:
    """Whatever a clock tells, and however long the machine takes: the first telling, and everybody's post."""
    hour = time_machine.travel(BEGINNING.replace(hour=17, minute=41), tick=True)
    with hour, casting(SIZE.seed, SIZE.years, foundry.SMALL_BUNDLES, clock.today()) as (model, found):
        again = next(found)
        assert {place: vars(mould) for place, mould in model.staffing.items()} == {
            place: vars(mould) for place, mould in moulds.staffing.items()
        }
    assert vars(again) == vars(moulds.moulds[0])
    assert (again.story, again.stage) == ("rounds", "in_library")


def test_moulds_are_taken_of_every_room() -> None:
    """A new room's tables must be known to the moulds."""
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"viewflow", "engine", "desk", "flows"}
    assert rooms - {"config"} == set(sequences.ROOMS)
