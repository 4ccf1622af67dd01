"""D08 and D18 to D20: what a province's department answers to a filing, and the county's answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Conflict
from core.models import User
from documents.drafts import Draft
from plans import drafting
from plans.models import FilingAddressee
from plans.services import filings
from roles import policies
from workflows.desk import unissued
from workflows.engine.models import WorkItem
from workflows.flows import filing_acts
from workflows.flows.filing_forms import AnswerForm, FindingsForm
from workflows.flows.unissued import acting


def register_all() -> None:
    """At start-up."""
    receipts, requests = gettext_lazy("备案回执"), gettext_lazy("补正通知书")
    unissued.register("filing", [filing_acts.CHECKING], "D18", receipts, receipt)
    unissued.register("filing", [filing_acts.CHECKING], "D08", requests, supplement)
    unissued.register("filing", [filing_acts.CHECKING], "D19", gettext_lazy("备案意见函"), findings)
    for code, label in (("D18", receipts), ("D08", requests), ("D19", gettext_lazy("备案意见函"))):
        unissued.register("filing", [filing_acts.SIGNING], code, label, to_sign(code), applies=is_prepared(code))
    unissued.register("filing", ["county_answers", "head_signs_answer"], "D20", gettext_lazy("复函"), answer)


def receipt(item: WorkItem, reader: User) -> Sequence[Draft]:
    """With the remarks that the reader has typed so far."""
    addressee = _addressee(item)
    remarks = FindingsForm.remarks_of(acting.handed_in(item, reader))
    paper = drafting.filing_receipt(addressee, acting.person(item, reader), remarks=remarks)
    return [Draft.of(paper, issuer_name=addressee.organisation.name_on(clock.today()))]


def supplement(item: WorkItem, reader: User) -> Sequence[Draft]:
    return [_asking(item, reader, is_supplement=True)]


def findings(item: WorkItem, reader: User) -> Sequence[Draft]:
    return [_asking(item, reader, is_supplement=False)]


def _asking(item: WorkItem, reader: User, *, is_supplement: bool) -> Draft:
    """With what the reader has typed so far, of the addressee's people."""
    raised, due_on = FindingsForm.raised(acting.written(item, reader))
    addressee, clerk = _addressee(item), acting.person(item, reader)
    paper = filings.asking_draft(
        addressee=addressee, clerk=clerk, raised=raised, due_on=due_on, is_supplement=is_supplement,
        reason=acting.words(item, reader),
    )  # fmt: skip
    return Draft.of(paper, issuer_name=addressee.organisation.name_on(clock.today()))


def to_sign(code: str) -> unissued.Build:
    """What the clerk prepared, for the people of the addressee alone until it is signed."""

    def drafted(item: WorkItem, reader: User) -> Sequence[Draft]:
        addressee = _addressee(item)
        if not policies.has_office_in(reader, addressee.organisation):
            told = {"organisation": addressee.organisation.name}
            raise Conflict(_("该文由%(organisation)s签发，发出以前只有该机关人员可以查看草稿") % told)
        prepared = filing_acts.to_sign(addressee, acting.person(item, reader))
        issuer = addressee.organisation.name_on(clock.today())
        draft = Draft.of(prepared.paper, issuer_name=issuer, remark=prepared.against)
        return [draft] if prepared.kind == code else []

    return drafted


def is_prepared(code: str) -> unissued.Applies:
    """Whether that kind is the one that the clerk prepared, which nobody but the addressee's people learns before it is
    signed; two statements."""

    def applies(item: WorkItem, reader: User) -> bool:
        is_own = policies.has_office_in(reader, item.organisation)
        return is_own and filing_acts.prepared_kind(item.dossier_id) == code

    return applies


def answer(item: WorkItem, reader: User) -> Sequence[Draft]:
    """With the answers that the reader has typed so far, afterwards with those that were handed in; for the county's
    own people, until its head has signed."""
    addressee, responses = _addressee(item), None
    county = addressee.filing.version.plan.county
    if not filings.shows_unsent_answers(reader, county):
        raise Conflict(_("复函由%(county)s签发，发出以前只有该县人员可以查看草稿") % {"county": county.official_name})
    if item.step == "county_answers":
        said = acting.handed_in(item, reader)
        if said is None:
            raise Conflict(str(acting.UNWRITTEN))
        responses = AnswerForm.responses(said)
    return [Draft.of(filings.answer_draft(addressee, responses), issuer_name=county.name_on(clock.today()))]


def _addressee(item: WorkItem) -> FilingAddressee:
    addressees = FilingAddressee.objects.select_related(
        "organisation", "filing__version__plan__county", "filing__version__dossier", "filing__version__document",
        "filing__letter",
    )  # fmt: skip
    return addressees.get(dossier=item.dossier_id)
