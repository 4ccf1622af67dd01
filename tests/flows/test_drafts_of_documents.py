"""Whoever checks, signs or registers a document sees the draft of that very document; a whole year is looked at."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from core.models import LedgerEntry, User
from documents import fontpackages
from documents.drafts import UNNUMBERED
from documents.models import IssuedDocument, NumberSeries, SubmittedDraft
from plans.models import Notice, PlanItem
from plans.services import plan_versions
from tests.conftest import BEGINNING
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.flows.wayward import Wayward
from workflows.desk import conclusion, minutes, unissued
from workflows.desk import drafts as texts
from workflows.desk.enums import ItemResult
from workflows.desk.models import Meeting
from workflows.engine import registry
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Prepare
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db

STATEMENTS = 40


@dataclass
class Look:
    """One draft as its holder saw it."""

    title: str
    words: str
    is_numbered: bool
    statements: int
    outsider: int
    stranger: str
    again: int


class Watched(dict[str, Prepare]):
    """What is done before a decision, with a look at every draft after it."""

    driver: Looking

    def get(self, step: str, default: Any = None) -> Prepare:
        usual = super().get(step, default)
        return lambda item, actor: self.driver.saw(item, actor, usual)


@dataclass
class Looking(Wayward):
    """Opens every draft before it decides, and keeps what the act then issued; both meetings amend."""

    looks: dict[tuple[str, str], Look] = field(default_factory=dict)
    drafted: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    issued: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, str] = field(default_factory=dict)

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        before = _last()
        super().decide(item, decision, opinion)
        self._keep(item.step, before)

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        self.look(item, holder(item.duty, item.organisation))
        before, sign = _last(), conclusion.conclude

        def conclude(*, actor: User, meeting: int, **more: Any) -> Meeting:
            held = Meeting.objects.select_related("body").get(pk=meeting)
            draft = minutes.draft(held, actor)
            self.drafted[item.step, str(draft.content["kind"])].append(draft.content)
            self.looks[item.step, "minutes"] = _look(
                reverse("desk:meeting_draft", args=[meeting]), actor, True, draft.title
            )
            return sign(actor=actor, meeting=meeting, **more)

        with mock.patch.object(conclusion, "conclude", conclude):
            super().meet(item, ItemResult.PASS_WITH_AMENDMENTS, "压减一项。")
        self._keep(item.step, before)

    def saw(self, item: WorkItem, actor: User, usual: Prepare | None) -> Mapping[str, Any] | None:
        """Prepare as ever, keep what will be handed in as it is typed, and look."""
        said = usual(item, actor) if usual else None
        _type(item, actor, dict(said or {}))
        self.look(item, actor)
        return said

    def look(self, item: WorkItem, actor: User) -> None:
        if item.step in ("working_group_amends", "working_group_revises"):
            row = PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq")[0]
            plan_versions.change_item(actor=actor, item=row.pk, fields={"schedule": f"{row.schedule}，{item.step}"})
        for kind in unissued.kinds(item, actor):
            is_asking = item.step == "province_checks" and kind.code != "D18"
            if is_asking and texts.kept(actor=actor, work_item=item.pk) is None:
                continue
            drafts = unissued.drafts(item, actor, kind)
            self.drafted[item.step, kind.code] += [draft.content for draft in drafts]
            if (item.step, kind.code) not in self.looks:
                address = reverse("desk:task_draft", args=[item.pk, kind.code])
                self.looks[item.step, kind.code] = _look(address, actor, drafts[0].is_numbered, drafts[0].title)
        if item.step not in self.pages:
            self.pages[item.step] = _as(actor).get(reverse("desk:task", args=[item.pk])).content.decode()

    def _keep(self, step: str, before: int) -> None:
        for document in IssuedDocument.objects.filter(pk__gt=before).order_by("pk"):
            content = {name: part for name, part in document.content.items() if name != "issue"}
            self.issued[step, document.kind].append(content)


def _type(item: WorkItem, actor: User, said: Mapping[str, Any]) -> None:
    """Keep what will be handed in, as it is typed into the page."""
    typed = QueryDict(mutable=True)
    for pk, verdict in said.get("verdicts", {}).items():
        typed[f"verdict-{pk}"], typed[f"note-{pk}"] = verdict["verdict"], verdict["note"]
        typed.setlist(f"points-{pk}", verdict["points"])
    for pk, response in said.get("responses", {}).items():
        typed.update({f"response-{pk}": response["text"]} | {f"{k}-{pk}": response[k] for k in ("state", "evidence")})
    for number, row in enumerate(said.get("findings", []), 1):
        typed.update({f"{name}-{number}": text for name, text in row.items()})
        typed["due_on"] = said["due_on"]
    if typed:
        texts.keep(actor=actor, work_item=item.pk, typed=typed)


def _last() -> int:
    return IssuedDocument.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _kept() -> tuple[int, ...]:
    """What no look may change."""
    rows = (LedgerEntry, IssuedDocument, SubmittedDraft, Notice)
    numbers = NumberSeries.objects.values_list("last", flat=True)
    return (*(model.objects.count() for model in rows), sum(numbers))


def _look(address: str, actor: User, is_numbered: bool, title: str) -> Look:
    client, before = _as(actor), _kept()
    client.get(reverse("desk:inbox"))
    with counted() as seen:
        shown = client.get(address)
    assert shown.status_code == 200, (address, shown.content.decode()[:2000])
    if shown["Content-Type"].startswith("text/html"):  # several, or one with a remark
        assert title in shown.content.decode()
        address = f"{address}1/"
        shown = client.get(address)
    assert shown["Content-Type"] == "application/pdf"
    again = client.get(address, headers={"if-none-match": shown["ETag"]})
    assert _kept() == before
    outsider, stranger = _as(_outsider()).get(address), Client().get(address)
    return Look(
        title, _words(shown), is_numbered, len([sql for sql in seen if "django_session" not in sql]),
        outsider.status_code, stranger["Location"], again.status_code,
    )  # fmt: skip


def _outsider() -> User:
    return User.objects.filter(username="outsider").first() or User.objects.create_user("outsider", name="外人")


def _words(shown: Any) -> str:
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=shown.content, capture_output=True, check=True)
    return "".join(told.stdout.decode().split())


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Looking]:
    """The whole way with every draft looked at; undone when the module's tests are over."""
    fontpackages.install(lambda line: None)
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=True), make.july():
            journey = Journey(make.county(), make.YEAR, make.plan())
            journey.driver = driver = Looking.instead_of(journey.driver)
            driver.prepare = watched = Watched(driver.prepare)
            watched.driver = driver
            journey.travel()
        yield driver
        transaction.set_rollback(True)


def test_every_draft_opens_for_its_holder_and_says_that_it_is_one(year: Looking) -> None:
    assert len(year.looks) > 30
    for key, look in year.looks.items():
        assert "草稿" in look.words, key
        assert "".join(look.title.split()) in look.words, key
        assert (UNNUMBERED in look.words) is look.is_numbered, key


def test_it_is_refused_to_an_outsider_and_hidden_from_the_public(year: Looking) -> None:
    for key, look in year.looks.items():
        assert look.outsider == (404 if key[1] == "minutes" else 403), key
        assert look.stranger.startswith("/login/"), key


def test_the_same_draft_is_not_printed_twice_and_its_statements_are_few(year: Looking) -> None:
    assert {look.again for look in year.looks.values()} == {304}
    assert max(look.statements for look in year.looks.values()) <= STATEMENTS


def test_what_an_act_issues_is_what_was_drafted_word_for_word(year: Looking) -> None:
    for (step, kind), documents in year.issued.items():
        if kind == "D12":  # the cover sheet has one more line by then
            continue
        drafted = [content for (at, _kind), contents in year.drafted.items() if at == step for content in contents]
        for document in documents:
            assert document in drafted, (step, kind)


def test_every_step_of_a_paper_has_its_draft_on_its_page(year: Looking) -> None:
    papers = {"call": "D01", "letter": "D10", "plan": "D15", "filing": "D17"}
    for node in registry.flow("annual_plan").instance.nodes():
        for paper in getattr(node, "papers", ()):
            if node.name == "working_group_drafts_call":  # taken as the plan is opened; see test_draft_pages
                continue
            assert (node.name, papers[paper]) in year.looks
            assert f"/draft/{papers[paper]}/" in year.pages[node.name]
    assert "/draft/D06/" in year.pages["township_head_signs"]
    assert "/draft/D20/" in year.pages["head_signs_answer"]
    assert "/draft/D15/" in year.pages["department_countersigns"]
