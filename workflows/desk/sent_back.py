"""Why an item lies here again: who sent it back, with what words, and what he named."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape

from core.models import User
from core.pages.parts import Act
from workflows.desk import borders, citing, timeline
from workflows.desk.citing import Named
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Opinion, WorkItem


@dataclass(frozen=True)
class SentBack:
    """The act as the story tells it, the words alone, and what was named."""

    act: Act
    text: str
    named: Named

    @property
    def who(self) -> str:
        """The organisation and the person; the organisation once, where his name begins with it."""
        at, name = self.act.organisation, self.act.who
        return name if name.startswith(at) else f"{at}{name}"

    def is_said_in(self, material: str) -> bool:
        """Whether what is shown of the dossier says it already, and nothing is to be looked up."""
        return not self.named.clause and not self.named.rows and escape(self.text) in material


def of(item: WorkItem, reader: User) -> SentBack | None:
    """None for what did not come back, what is done, and what lies on the other side of a border. One statement of what
    was returned, one more where it named rows."""
    if not item.is_open or item.why != Why.RETURNED or not borders.reads_within(reader, item):
        return None
    said = Opinion.objects.standing().filter(task=item.cause_id, decision=Decision.RETURN)
    related = ("actor", "on_behalf_of", "organisation", "proceeding", "task__work_item")
    found = said.select_related(*related).first()
    if found is None:
        return None
    listed = citing.rows(item.dossier) if found.detail.get(citing.NAMED, {}).get("rows") else ()
    return SentBack(act=timeline.act(found, ()), text=found.text, named=citing.of(found, listed))
