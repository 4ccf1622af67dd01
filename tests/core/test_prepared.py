"""A prepared question answers as the queryset it was made from."""

from __future__ import annotations

import datetime
import gc
import threading
import weakref
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, connections, transaction
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.signals import post_migrate
from pytest_django import Settings

from core import kept_statements, ledger
from core.enums import OrganisationKind
from core.models import CalendarDay, LedgerEntry
from core.prepared import Prepared, PreparedModels
from tests.engine.statements import counted
from tests.factories.roles import place

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (datetime.date(2026, month, 1) for month in (5, 6, 7))


def days(*, since: datetime.date, name: str) -> QuerySet[CalendarDay, Any]:
    return CalendarDay.objects.filter(day__gte=since, name=name, is_working=True).order_by("day").values_list("day")


@pytest.fixture(autouse=True)
def calendar() -> None:
    for day, name in ((MAY, "劳动节"), (JUNE, "劳动节"), (JULY, "建党节")):
        CalendarDay.objects.create(day=day, name=name, is_working=True, source="通知")


def test_it_answers_as_the_queryset_does_for_every_value() -> None:
    prepared = Prepared(days, since=datetime.date, name=str)
    for since in (MAY, JUNE, JULY):
        for name in ("劳动节", "建党节", "%s'; --"):
            assert prepared.rows(since=since, name=name) == list(days(since=since, name=name))


def test_it_is_compiled_once_and_one_statement() -> None:
    built = []

    def build(**values: Any) -> QuerySet[CalendarDay, Any]:
        built.append(values)
        return days(**values)

    prepared = Prepared(build, since=datetime.date, name=str)
    with counted() as seen:
        assert prepared.first(since=MAY, name="劳动节") == (MAY,)
        assert prepared.first(since=JULY, name="劳动节") is None
    assert (len(seen), len(built)) == (2, 1)


def test_a_value_may_stand_twice_and_constants_stay() -> None:
    def build(*, since: datetime.date) -> QuerySet[CalendarDay, Any]:
        rows = CalendarDay.objects.filter(day__gte=since).order_by("day").annotate(asked=Value(since), one=Value(1))
        return rows.values_list("day", "asked", "one")

    assert Prepared(build, since=datetime.date).rows(since=JUNE) == [(JUNE, JUNE, 1), (JULY, JUNE, 1)]


def test_a_question_that_does_not_ask_with_its_value_is_refused() -> None:
    prepared = Prepared(lambda *, since, name: days(since=since, name="劳动节"), since=datetime.date, name=str)
    with pytest.raises(ValueError, match="not a parameter of the statement: name"):
        prepared.rows(since=MAY, name="建党节")


def test_a_question_that_keeps_a_moment_is_refused() -> None:
    for looked in (lambda since: MAY, lambda since: since + datetime.timedelta(days=1)):
        prepared = Prepared(lambda *, since, name, at=looked: days(since=at(since), name=name), name=str,
                            spare=["since"], since=datetime.date)  # fmt: skip
        with pytest.raises(ValueError, match="a moment was looked up or worked out"):
            prepared.rows(since=MAY, name="劳动节")


def named(*, names: list[str], since: datetime.date) -> QuerySet[CalendarDay, Any]:
    rows = CalendarDay.objects.annotate(asked=Among(F("name"), Value(names, ArrayField(TextField()))))
    return rows.filter(asked=True, day__gte=since).order_by("day").values_list("day")


class Among(Func):
    """Whether a text is one of several, told as one value."""

    template, arg_joiner, output_field = "(%(expressions)s))", " = ANY(", BooleanField()


def test_several_may_be_told_as_one_value() -> None:
    prepared = Prepared(named, names=list[str], since=datetime.date)
    assert prepared.rows(names=["劳动节", "建党节"], since=JUNE) == [(JUNE,), (JULY,)]
    assert prepared.rows(names=[], since=JUNE) == []
    assert "core_calendarday" in prepared.plan(names=[], since=JUNE)


def test_postgresql_keeps_it_for_the_connection_also_after_a_rollback() -> None:
    prepared = Prepared(days, since=datetime.date, name=str)
    with transaction.atomic():
        assert prepared.rows(since=JULY, name="建党节") == [(JULY,)]
        transaction.set_rollback(True)
    with counted() as seen:
        assert prepared.rows(since=JUNE, name="劳动节") == [(JUNE,)]
    assert [text.split()[0] for text in seen] == ["EXECUTE"]


def test_compiled_anew_it_is_the_statement_that_is_known() -> None:
    def known() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            return int(cursor.fetchone()[0])

    assert Prepared(days, since=datetime.date, name=str).rows(since=JULY, name="建党节") == [(JULY,)]
    before = known()
    assert Prepared(days, since=datetime.date, name=str).rows(since=MAY, name="建党节") == [(JULY,)]
    assert known() == before
    others = Prepared(lambda *, since, name: days(since=since, name=name)[:1], since=datetime.date, name=str)
    assert others.rows(since=MAY, name="劳动节") == [(MAY,)]
    assert known() == before + 1


def test_behind_a_pooler_it_is_sent_as_text(settings: Settings) -> None:
    settings.KEEP_STATEMENTS = False
    prepared = Prepared(days, since=datetime.date, name=str)
    with counted() as seen:
        assert prepared.rows(since=JUNE, name="劳动节") == [(JUNE,)]
    assert [text.split()[0] for text in seen] == ["SELECT"]


def test_a_connection_keeps_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_statements.forget()
    monkeypatch.setattr(kept_statements, "MOST", 0)
    with counted() as seen:
        assert Prepared(days, since=datetime.date, name=str).rows(since=JUNE, name="%s") == []
    assert [text.split()[0] for text in seen] == ["SELECT"]


def test_after_a_migration_it_is_learnt_anew() -> None:
    prepared = Prepared(days, since=datetime.date, name=str)
    assert prepared.rows(since=JUNE, name="劳动节") == [(JUNE,)]
    kept_statements.forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)
    assert prepared.rows(since=JUNE, name="劳动节") == [(JUNE,)]
    assert kept_statements.forget in [receiver() for _key, receiver, *_more in post_migrate.receivers]


def test_models_come_as_the_queryset_gives_them() -> None:
    def build(*, since: datetime.date) -> QuerySet[CalendarDay]:
        return CalendarDay.objects.filter(day__gte=since).annotate(asked=Value(since)).order_by("day")

    prepared: PreparedModels[CalendarDay] = PreparedModels(build, since=datetime.date)
    for since in (MAY, JUNE):
        kept, plain = prepared.found(since=since), list(build(since=since))
        assert [vars(one) | {"_state": None} for one in kept] == [vars(one) | {"_state": None} for one in plain]
        assert not any(one._state.adding for one in kept)
    assert prepared.one(since=JULY) == CalendarDay.objects.get(day=JULY)
    assert prepared.one(since=JULY + datetime.timedelta(days=1)) is None


def test_models_bring_what_is_selected_beside_and_values_are_python_s() -> None:
    province = place("420000", "湖北省", OrganisationKind.PROVINCE)
    ledger.record(actor=None, action="tried", chain=province, told=[1, "二"])
    entry = LedgerEntry.objects.get(action="tried")

    def build(*, pk: int) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.filter(pk=pk).select_related("chain", "actor")

    prepared: PreparedModels[LedgerEntry] = PreparedModels(build, pk=int)
    with counted() as seen:
        kept = prepared.one(pk=entry.pk)
        assert kept is not None
        assert (kept.detail["told"], kept.chain, kept.actor) == ([1, "二"], province, None)
    assert len(seen) == 1


def test_what_one_thread_compiled_keeps_nothing_of_it() -> None:
    def build(*, since: datetime.date) -> QuerySet[CalendarDay]:
        return CalendarDay.objects.filter(day__gte=since).order_by("day")

    prepared: PreparedModels[CalendarDay] = PreparedModels(build, since=datetime.date)
    its_own: list[weakref.ref[Any]] = []

    def compile_it() -> None:
        prepared.found(since=MAY)
        its_own.append(weakref.ref(connections["default"]))
        connection.close()

    thread = threading.Thread(target=compile_it)
    thread.start()
    thread.join()
    gc.collect()
    assert [ref() for ref in its_own] == [None]
    assert [day.day for day in prepared.found(since=JUNE)] == [JUNE, JULY]
