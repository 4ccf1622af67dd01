"""常用意见: offered above the opinion box. One's own and the county's can be changed; where a county has none, the usual."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import BooleanField, Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from workflows.desk.enums import Act
from workflows.desk.models import Phrase
from workflows.engine.models import Opinion, WorkItem

STOCK = (
    gettext_lazy("同意。"),
    gettext_lazy("已阅，同意。"),
    gettext_lazy("拟同意，请审定。"),
    gettext_lazy("请按要求补充完善后再报。"),
    gettext_lazy("不同意，理由如下："),
)
"""Where nobody has written any for the county."""
MOST = 20
LONGEST = 100
SHORT = 30
"""Letters of the last opinion that is offered again."""


@dataclass(frozen=True)
class Stock:
    """What is offered above the opinion box, and which of it stands in the box before one writes; empty where none does."""

    texts: tuple[str, ...] = ()
    default: str = ""


def offered(actor: User, item: WorkItem) -> Stock:
    """The actor's last short words at the step first, then his own phrases, then those of the county of his organisation;
    one statement."""
    last = Opinion.objects.filter(actor=actor, step=item.step).exclude(text="").exclude(text__contains="\n")
    last = last.annotate(size=Length("text")).filter(size__lte=SHORT).order_by("-written_at", "-pk")
    said = last.values_list(Value(0), Cast("text", CharField()), Value(0), Value(False, output_field=BooleanField()))[
        :1
    ]
    whose = Case(When(owner=actor, then=Value(1)), default=Value(2), output_field=IntegerField())
    of = Phrase.objects.filter(Q(owner=actor) | Q(county=item.organisation.county_id, county__isnull=False))
    rows = said.union(of.order_by().values_list(whose, "text", F("pk"), "is_default"), all=True)
    kept = sorted(rows, key=lambda row: (row[0], row[2]))
    texts = [text for _kind, text, _number, _is_default in kept]
    if not any(kind == 2 for kind, *_others in kept):
        texts += map(str, STOCK)
    default = next((text for _kind, text, _number, is_default in kept if is_default), "")
    return Stock(tuple(dict.fromkeys(texts)), default)


def own_words(actor: User, text: str) -> str:
    """The text as a reason: nothing where it is no more than what stands in the actor's box by default; one statement."""
    is_default = Phrase.objects.filter(owner=actor, is_default=True, text=text.strip()).exists()
    return "" if is_default else text


def county_of(actor: User) -> Organisation | None:
    """The county whose phrases the actor changes: he signs off or checks texts in its government office."""
    at = Organisation.objects.filter(kind=OrganisationKind.GOVERNMENT_OFFICE).select_related("county")
    held = policies.scope(actor, Duty.SIGN_OFF, at, "pk") | policies.scope(actor, Duty.EDIT_CHECK, at, "pk")
    office = held.order_by("pk").first()
    return office.county if office else None


@transaction.atomic
def add(*, actor: User, text: str, county: Organisation | None = None) -> Phrase:
    """Keep a phrase, one's own or the county's.

    Raises Refused for a county whose phrases are not the actor's to change, Invalid without words or for words that cannot
    be printed, Conflict when there are too many or it is there already.
    """
    _require_keeper(actor, county)
    said = " ".join(text.split())
    if not said:
        raise Invalid(_("请填写常用意见"), field="text")
    if len(said) > LONGEST:
        raise Invalid(_("常用意见最多%(longest)d字") % {"longest": LONGEST}, field="text")
    printable.require(_("常用意见"), said)
    whose = {"county": county} if county else {"owner": actor}
    _one_at_a_time(actor, county)
    there = list(Phrase.objects.filter(**whose).values_list("text", flat=True))
    if said in there:
        raise Conflict(_("已有这条常用意见"))
    if len(there) >= MOST:
        raise Conflict(_("常用意见最多%(most)d条，请先删除不用的") % {"most": MOST})
    made = Phrase.objects.create(**whose, text=said, written_at=clock.now())
    if county:
        ledger.record(actor=actor, action=Act.ADD_PHRASE, chain=county, text=said)
    return made


def _one_at_a_time(actor: User, county: Organisation | None) -> None:
    """Until the end of the transaction nobody else adds to the same phrases: the counted are all there are."""
    if county:
        Organisation.objects.select_for_update(no_key=True).get(pk=county.pk)
    else:
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)


@transaction.atomic
def drop(*, actor: User, phrase: int) -> str:
    """Delete one's own or one of the county's, and answer its words; empty where there is none any more.

    Raises Refused for another person's and for a county's that is not the actor's to change.
    """
    found = Phrase.objects.select_for_update(of=("self",)).select_related("county").filter(pk=phrase).first()
    if found is None:
        return ""
    if found.county is None and found.owner_id != actor.pk:
        raise Refused(_("常用意见由本人删除"))
    if found.county:
        _require_keeper(actor, found.county)
    found.delete()
    if found.county:
        ledger.record(actor=actor, action=Act.DROP_PHRASE, chain=found.county, text=found.text)
    return found.text


@transaction.atomic
def mark(*, actor: User, phrase: int, is_default: bool) -> str:
    """Let one's own phrase stand in the opinion box before one writes, in place of any other, or none; answer its words,
    empty where there is none any more. Raises Refused for another's and for a county's."""
    _one_at_a_time(actor, None)
    found = Phrase.objects.filter(pk=phrase).first()
    if found is None:
        return ""
    if found.owner_id != actor.pk:
        raise Refused(_("默认意见只能从本人的常用意见中选"))
    Phrase.objects.filter(owner=actor, is_default=True).exclude(pk=phrase).update(is_default=False)
    Phrase.objects.filter(pk=phrase).update(is_default=is_default)
    return found.text


def _require_keeper(actor: User, county: Organisation | None) -> None:
    if county is not None and county != county_of(actor):
        raise Refused(_("县常用意见由县政府办公室的签发、核稿人员维护"))
