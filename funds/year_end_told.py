"""What a year-end statement tells: the head of the bureau that it waits for him, whoever drew it what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.enums import OrganisationKind, Sector
from core.messages_out import events
from core.messages_out.events import REMEMBERED, Addressee, Content, Event, Fact, Owed
from core.models import LedgerEntry, Organisation
from funds.enums import YearEndState
from funds.models import YearEndStatement
from funds.models.year_end import YearEndStatementQuerySet
from roles.duties import Duty
from roles.hands import Hands

SUBMITTED, GIVEN_BACK, CONFIRMED = "year_end.submitted", "year_end.given_back", "year_end.confirmed"
"""Acts of the ledger, each of which is told once, however often one statement goes up and down."""


def waiting(owed: Owed) -> Iterator[Fact]:
    """Statements that wait for the head: to all who sign for the bureau, without whoever drew it and for whom."""
    found = _done(owed, YearEndStatement.objects.filter(state=YearEndState.WAITING), (SUBMITTED,))
    leads = _leads({statement.county_id for statement, _act in found})
    hands = Hands.of((Duty.SIGN_OFF.value, lead) for lead in leads.values())
    for statement, act in found:
        drawers = [one for one in (statement.drawn_by_id, statement.drawn_for_id) if one]
        lead = leads.get(statement.county_id)
        there = hands.all_at((Duty.SIGN_OFF.value, lead), without=drawers) if lead else ()
        yield _fact(statement, act, there)


def answered(owed: Owed) -> Iterator[Fact]:
    """What the head confirmed or gave back: to whoever drew it, and for whom."""
    recently = Q(state=YearEndState.CONFIRMED, confirmed_at__gt=clock.now() - REMEMBERED)
    rows = YearEndStatement.objects.filter(recently | Q(state=YearEndState.DRAWING) & ~Q(given_back_because=""))
    for statement, act in _done(owed, rows, (GIVEN_BACK, CONFIRMED)):
        drawers = sorted({one for one in (statement.drawn_by_id, statement.drawn_for_id) if one})
        yield _fact(statement, act, tuple(map(Addressee, drawers)))


def _done(
    owed: Owed, rows: YearEndStatementQuerySet, actions: Iterable[str]
) -> list[tuple[YearEndStatement, LedgerEntry]]:
    """What is owed of these statements, each with the act of the ledger that brought it there; two statements."""
    acts = LedgerEntry.objects.filter(dossier=OuterRef("version__dossier"), action__in=list(actions))
    latest = Cast(Subquery(acts.order_by("-seq").values("pk")[:1]), CharField())
    told = rows.exclude(version__dossier=None).select_related("version__dossier").order_by("pk")
    found = list(owed.of(told, latest))
    entries = LedgerEntry.objects.select_related("actor").in_bulk([int(one.message_key) for one in found])
    return [(one, entries[int(one.message_key)]) for one in found]


def _leads(counties: set[int]) -> dict[int, int]:
    """The finance bureau of each county; one statement."""
    bureaus = Organisation.objects.filter(county__in=counties, kind=OrganisationKind.DEPARTMENT, is_active=True)
    rows = bureaus.filter(sector=Sector.FINANCE).order_by("-pk").values_list("county", "pk") if counties else ()
    return {county: lead for county, lead in rows if county is not None}


def _fact(statement: YearEndStatement, act: LedgerEntry, there: tuple[Addressee, ...]) -> Fact:
    return Fact(
        key=str(act.pk), about=statement.pk, county=statement.county_id, at=act.clock_at, addressees=there,
        content=Content(
            who=act.actor.name if act.actor else "", what=statement.version.dossier.title, code=act.action,
            link=reverse("funds:year_end", args=[statement.plan_id]),
        ),
    )  # fmt: skip


def still_waiting(numbers: Collection[int]) -> set[int]:
    return events.still(YearEndStatement.objects.filter(state=YearEndState.WAITING), numbers)


def not_handed_in_again(numbers: Collection[int]) -> set[int]:
    there = (YearEndState.DRAWING, YearEndState.CONFIRMED)
    return events.still(YearEndStatement.objects.filter(state__in=there), numbers)


def words(told: Content) -> str:
    said = {"who": told.who, "what": told.what}
    if told.code == SUBMITTED:
        return _("%(who)s送请确认年终结转收回清单：%(what)s") % said
    if told.code == GIVEN_BACK:
        return _("%(who)s退回年终结转收回清单，请修改后重新送出：%(what)s") % said
    return _("%(who)s已确认年终结转收回清单：%(what)s") % said


EVENTS = (
    Event(
        key="funds.year_end_waits", title=gettext_lazy("年终清单待确认"), facts=waiting, holds=still_waiting,
        words=words, order=111,
    ),
    Event(
        key="funds.year_end_answered", title=gettext_lazy("年终清单的确认、退回"), facts=answered,
        holds=not_handed_in_again, words=words, order=112,
    ),
)  # fmt: skip
