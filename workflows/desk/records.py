"""What is stored about one dossier, read once however many parts of a page tell it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from core.models import Dossier, LedgerEntry
from core.prepared import PreparedModels
from roles.people import Seats, posts_with
from workflows.desk import added_steps, consultations_asked
from workflows.desk.enums import Aside
from workflows.desk.models import Attachment, Consultation
from workflows.engine.enums import Act
from workflows.engine.models import Assistance, Opinion, Proceeding, Transfer, UnplannedStep, WorkItem

ASKS = {Act.ENTRUST.value: False, Act.SIGN_BEFORE.value: True, Act.SIGN_AFTER.value: True}
"""The ledger's acts by which whoever has an item in hand asks somebody else, and whether the item then waits on others:
what is entrusted stays his."""
ANSWERS = (Act.ANSWER.value, Act.RECALL.value, Act.ASSIST_END.value)
"""The acts after which it waits no longer."""
HANDS = {Act.CLAIM.value: True, Act.TRANSFER.value: True, Act.RELEASE.value: False, **dict.fromkeys(ASKS, True)}
"""The ledger's acts after which an item is in somebody's hands, or in nobody's."""

_told: set[str] = set()


def tell(*actions: str) -> None:
    """Name the ledger's actions that are told among the opinions, at start-up. Their entries say with `work_item` at
    which step it was, with `project` and `name` of what, where it was one project, and with `reason` why."""
    _told.update(actions)


class Records:
    """Each list is one statement, when it is first asked for."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @cached_property
    def proceedings(self) -> list[Proceeding]:
        """Every flow that it went through, as they began."""
        return list(Proceeding.objects.filter(dossier=self.dossier).order_by("opened_at", "pk"))

    @cached_property
    def items(self) -> list[WorkItem]:
        """Every seat of every step, as they were opened."""
        found = _ITEMS.found(dossier=self.dossier.pk)
        for item in found:
            item.dossier = self.dossier
        return found

    def item(self, pk: int) -> WorkItem:
        """The seat of that number."""
        return self._items_by_number[pk]

    @cached_property
    def _items_by_number(self) -> dict[int, WorkItem]:
        return {item.pk: item for item in self.items}

    @property
    def open_items(self) -> list[WorkItem]:
        """Where the dossier lies now, first come first."""
        return [item for item in self.items if item.is_open]

    @cached_property
    def seats(self) -> dict[tuple[str, int], Seats]:
        """The posts that may decide what is open, by duty and organisation, and whether anybody is there; no statement
        where nothing is open."""
        places = {(item.duty, item.organisation_id) for item in self.open_items}
        return posts_with(places) if places else {}

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Everything that was written of it, those taken back among it, as it was written; each with what was
        `attached` where it was written. The seat is `item` of its task."""
        found = _OPINIONS.found(dossier=self.dossier.pk)
        for one in found:
            item = self.item(one.task_id)
            if item.organisation_id == one.organisation_id:
                one.organisation = item.organisation
        return found

    @cached_property
    def transfers(self) -> list[Transfer]:
        """Every handing over, as it was made; a statement only where one was."""
        if not any(one.action == Act.TRANSFER for one in self._entries):
            return []
        made = Transfer.objects.filter(dossier=self.dossier).select_related("made_by", "on_behalf_of", "receiver")
        found = list(made.in_order())
        for one in found:
            one.work_item = self.item(one.work_item_id)
        return found

    @cached_property
    def assistances(self) -> list[Assistance]:
        """Everything that was entrusted or asked to be signed on the way, as it was asked; a statement only where
        something was."""
        if not any(one.action in ASKS for one in self._entries):
            return []
        related = ("asked_by", "asked_on_behalf_of", "asked_of", "organisation", "ended_by", "ended_on_behalf_of")
        return list(Assistance.objects.filter(dossier=self.dossier).select_related(*related).in_order())

    @cached_property
    def added_steps(self) -> list[UnplannedStep]:
        """Everything that was added to its flows, in order; a statement only where something was."""
        is_added = any(one.action == Act.ADD_STEP for one in self._entries)
        return added_steps.of_dossier(self.dossier) if is_added else []

    @cached_property
    def consultations(self) -> list[Consultation]:
        """Everything that others were asked for a word on, as it was asked; statements only where something was."""
        is_asked = any(one.action == Aside.CONSULT for one in self._entries)
        return consultations_asked.of_dossier(self.dossier) if is_asked else []

    def told(self) -> Iterator[LedgerEntry]:
        """The acts that are told among the opinions. What an older entry does not say where it was done is told by
        the ledger alone."""
        return self._entries_of(_told)

    def hands(self) -> Iterator[LedgerEntry]:
        """When an item came into somebody's hands and when out of them."""
        return self._entries_of(HANDS)

    def waits(self) -> Iterator[LedgerEntry]:
        """When an item began and ended to wait for whoever was asked to sign."""
        return self._entries_of({*(act for act, waits in ASKS.items() if waits), *ANSWERS})

    def _entries_of(self, actions: Collection[str]) -> Iterator[LedgerEntry]:
        return (one for one in self._entries if one.action in actions and "work_item" in one.detail)

    @cached_property
    def _entries(self) -> list[LedgerEntry]:
        asked = LedgerEntry.objects.filter(
            dossier=self.dossier, action__in=sorted(_told | {*HANDS, *ANSWERS, Aside.CONSULT.value})
        )
        return list(asked.select_related("actor").order_by("seq"))


def _items(*, dossier: int) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(dossier=dossier).select_related("organisation", "claimed_by").in_order()


def _opinions(*, dossier: int) -> QuerySet[Opinion]:
    written = Opinion.objects.filter(dossier=dossier).select_related("actor", "on_behalf_of", "proceeding")
    brought = ArraySubquery(Attachment.objects.told_of("task"))
    return written.annotate(attached=brought).order_by("written_at", "pk")


_ITEMS: PreparedModels[WorkItem] = PreparedModels(_items, dossier=int)
_OPINIONS: PreparedModels[Opinion] = PreparedModels(_opinions, dossier=int)
