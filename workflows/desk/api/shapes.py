"""What the interface answers and takes, field by field. Amounts are decimal strings in yuan, moments ISO 8601 with offset.

Every answer is built from values named here; nothing of a row goes out by itself.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as fields

from core.enums import DossierUrgency
from workflows.desk.api.added_shapes import AddedStep
from workflows.desk.api.name_shapes import Person as Person
from workflows.desk.api.name_shapes import Place as Place
from workflows.desk.api.return_shapes import COLUMNS, ROWS, SentBack
from workflows.desk.facets import ACTING, OWN
from workflows.desk.waiting_groups import Band, Group
from workflows.desk.waiting_rows import ORDERS
from workflows.engine.enums import Assist, Decision

LARGEST_PAGE = 50
Plain = fields.Serializer[Any]


class Paged(Plain):
    """Which page, from 1; at most LARGEST_PAGE rows on it."""

    page = fields.IntegerField(min_value=1, max_value=100_000, default=1)
    page_size = fields.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=LARGEST_PAGE)


class InboxQuery(Paged):
    """What of the inbox."""

    group = fields.ChoiceField(choices=Group.values, required=False, help_text=_("按期限分组"))
    year = fields.IntegerField(min_value=1900, max_value=9999, required=False)
    step = fields.CharField(max_length=120, required=False, help_text=_("流程代码.环节代码"))
    organisation = fields.IntegerField(min_value=1, max_value=2**31, required=False, help_text=_("主办机关编号"))
    township = fields.IntegerField(min_value=1, max_value=2**31, required=False, help_text=_("主办机关所在乡镇编号"))
    place = fields.IntegerField(min_value=1, max_value=2**31, required=False, help_text=_("办理机关编号"))
    band = fields.ChoiceField(choices=Band.values, required=False, help_text=_("金额范围"))
    returned = fields.ChoiceField(choices=["1"], required=False, help_text=_("只列退回的"))
    acting = fields.ChoiceField(choices=[OWN, ACTING], required=False, help_text=_("本人职责，或者代人办理"))
    seat = fields.ChoiceField(choices=["1"], required=False, help_text=_("只列会签席位"))
    q = fields.CharField(max_length=60, required=False, help_text=_("标题中的词语"))
    order = fields.ChoiceField(choices=[name for name in ORDERS if name], required=False)


class InboxRow(Plain):
    """One open item that may be decided."""

    task = fields.IntegerField()
    dossier = fields.IntegerField()
    title = fields.CharField()
    owner = fields.CharField()
    amount = fields.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    flow = fields.CharField()
    step = fields.CharField()
    step_title = fields.CharField()
    organisation = fields.CharField()
    urgency = fields.ChoiceField(choices=DossierUrgency.values, help_text=_("紧急程度：0平件，1加急，2特急"))
    why = fields.CharField()
    sender = fields.CharField(allow_blank=True)
    group = fields.ChoiceField(choices=Group.values)
    due_at = fields.DateTimeField()
    time_left = fields.CharField()
    not_before = fields.DateField(allow_null=True)
    suspended_at = fields.DateTimeField(allow_null=True)
    opened_at = fields.DateTimeField()
    by_meeting = fields.BooleanField()
    is_claimed = fields.BooleanField()


class Page(Plain):
    """One page of a list."""

    count = fields.IntegerField()
    page = fields.IntegerField()
    page_size = fields.IntegerField()
    pages = fields.IntegerField()


class InboxPage(Page):
    results = InboxRow(many=True)


class Choice(Plain):
    """A value and what it is called."""

    value = fields.CharField(allow_blank=True)
    label = fields.CharField(allow_blank=True)  # type: ignore[assignment]  # a member, which the metaclass takes out of the class


class Offered(Choice):
    """A decision that is offered, and what it leads to."""

    consequence = fields.CharField(allow_blank=True)


class Asked(Plain):
    """A field that the step asks for beside the opinion: sent under its name in `answers`."""

    name = fields.CharField()
    label = fields.CharField(allow_blank=True)  # type: ignore[assignment]  # a member, which the metaclass takes out of the class
    type = fields.ChoiceField(choices=["text", "integer", "boolean", "date", "choice", "choices", "amount_in_wan"])
    required = fields.BooleanField()  # type: ignore[assignment]  # a member, which the metaclass takes out of the class
    help = fields.CharField(allow_blank=True)
    choices = Choice(many=True)


class TaskState(Plain):
    """How a task stands; `version` changes whenever that does."""

    id = fields.IntegerField()
    version = fields.CharField()
    is_open = fields.BooleanField()
    claimed_by = Person(allow_null=True)
    due_at = fields.DateTimeField()
    not_before = fields.DateField(allow_null=True)
    suspended_at = fields.DateTimeField(allow_null=True)
    waits = fields.CharField(allow_blank=True, help_text=_("等待的答复：entrust、before、after；空为不等待"))
    decided_at = fields.DateTimeField(allow_null=True)
    closed_at = fields.DateTimeField(allow_null=True)


class DossierName(Plain):
    """Which dossier."""

    id = fields.IntegerField()
    title = fields.CharField()
    kind = fields.CharField()
    kind_title = fields.CharField()


class Assisted(Plain):
    """One thing that was asked: of a person, or of an organisation whose head answers, and how it ended."""

    id = fields.IntegerField()
    kind = fields.ChoiceField(choices=Assist.values)
    asked_by = Person()
    asked_at = fields.DateTimeField()
    asked_of = Person(allow_null=True)
    organisation = Place()
    words = fields.CharField()
    until = fields.DateField(allow_null=True)
    ended_how = fields.CharField(allow_blank=True, help_text=_("answered、recalled、vacant、closed；空为尚未结束"))
    ended_at = fields.DateTimeField(allow_null=True)
    ended_by = Person(allow_null=True)
    on_behalf_of = Person(allow_null=True)
    consents = fields.BooleanField(allow_null=True)
    answer = fields.CharField(allow_blank=True)
    hindered = fields.CharField(allow_blank=True)


class Askable(Plain):
    """Whom the person may ask: people to entrust, people and organisations to sign."""

    entrusted = Person(many=True)
    people = Person(many=True)
    organisations = Place(many=True)


class Task(TaskState):
    """A task as its page shows it; what may be done is what the person is offered there."""

    flow = fields.CharField()
    flow_title = fields.CharField()
    step = fields.CharField()
    step_title = fields.CharField()
    round = fields.IntegerField()
    organisation = Place()
    dossier = DossierName()
    why = fields.CharField()
    sent_by = fields.CharField(allow_blank=True)
    opened_at = fields.DateTimeField()
    time_left = fields.CharField()
    by_meeting = fields.BooleanField()
    may_decide = fields.BooleanField()
    may_withdraw = fields.BooleanField()
    against_withdrawing = fields.CharField(allow_blank=True)
    decisions = Offered(many=True)
    returns = Choice(many=True)
    grounds = Choice(many=True)
    clauses = Choice(many=True, help_text=_("退回可依据的规定"))
    rows = Choice(many=True, help_text=_("退回可指明的项目，以编号为准"))
    columns = Choice(many=True, help_text=_("项目可指明的栏目"))
    rows_in_all = fields.IntegerField(help_text=_("退回可指明的项目共有多少个"))
    sent_back = SentBack(allow_null=True, help_text=_("因退回到此的，退回时所指的问题、规定和项目"))
    may_go_straight = fields.BooleanField()
    asks = Asked(many=True, help_text=_("作出 asked_for 所列决定时须同时填写的内容"))
    asked_for = fields.ListField(child=fields.CharField())
    receivers = Person(many=True)
    assistances = Assisted(many=True, help_text=_("委派、前加签、后加签及其答复"))
    may_answer = fields.BooleanField()
    may_recall = fields.BooleanField()
    may_ask = Askable()
    unplanned = fields.CharField(allow_blank=True, help_text=_("增加的环节的名称；空为流程规定的环节"))
    added_steps = AddedStep(many=True, help_text=_("办理后先经过的增加的环节"))
    may_add = Place(many=True, help_text=_("可以增加由其办理的环节的单位"))


ANSWERS = _("按 asks 列出的名称填写")


class Act(Plain):
    """What every act says: which version of the task it was decided on."""

    version = fields.CharField(max_length=64, help_text=_("读取待办时的 version；其后有变化的，答复409"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing that is not known is passed over."""
        sent = self.initial_data if isinstance(self.initial_data, dict) else {}
        if unknown := sorted(set(map(str, sent)) - set(self.fields)):
            raise fields.ValidationError({name: fields.ErrorDetail("", code="unknown") for name in unknown})
        return attrs


class Deciding(Act):
    """A decision, the words that go with it, and what the step asks."""

    decision = fields.ChoiceField(choices=[one for one in Decision.values if one not in ("return", "lapsed")])
    opinion = fields.CharField(max_length=4000, allow_blank=True, default="")
    answers = fields.DictField(required=False, help_text=ANSWERS)


class Returning(Act):
    """Where to, what is wrong, and why."""

    step = fields.CharField(max_length=60)
    reason = fields.CharField(max_length=4000)
    grounds = fields.ListField(child=fields.CharField(max_length=60), min_length=1, max_length=40)
    clause = fields.CharField(max_length=10, allow_blank=True, default="", help_text=_("依据的规定，clauses 所列之一"))
    rows = fields.ListField(child=fields.CharField(max_length=60), max_length=1000, default=list, help_text=ROWS)
    columns = fields.DictField(
        child=fields.ListField(child=fields.CharField(max_length=40), max_length=40), default=dict, help_text=COLUMNS
    )
    straight_back = fields.BooleanField(default=False)
    answers = fields.DictField(required=False, help_text=ANSWERS)


class Transferring(Act):
    """To whom, and why."""

    receiver = fields.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = fields.CharField(max_length=500)


class Withdrawing(Act):
    """Why."""

    reason = fields.CharField(max_length=200)


class PuttingAside(Act):
    """稍后办理: until which day; without one, back into the list."""

    until = fields.DateField(allow_null=True)


class Urging(Act):
    """催办, by who supervises the organisation where the task lies, began its dossier or sent it there."""

    text = fields.CharField(max_length=300)


class Opinion(Plain):
    """What was written."""

    id = fields.IntegerField()
    decision = fields.CharField()
    decision_title = fields.CharField()
    text = fields.CharField(allow_blank=True)
    on_behalf_of = Person(allow_null=True)
    written_at = fields.DateTimeField()


class Done(Plain):
    """What an act came to: the task as it stands now, the opinion if one was written, and where the dossier lies."""

    task = TaskState()
    opinion = Opinion(allow_null=True)
    whereabouts = fields.CharField()


class Lying(Plain):
    """Where a dossier lies."""

    task = fields.IntegerField()
    step_title = fields.CharField()
    organisation = Place()
    why = fields.CharField()
    claimed_by = fields.CharField(allow_blank=True)
    due_at = fields.DateTimeField()
    time_left = fields.CharField()
    not_before = fields.DateField(allow_null=True)
    suspended_at = fields.DateTimeField(allow_null=True)


class WholeFlow(Plain):
    """The limits of a whole proceeding under way."""

    flow = fields.CharField()
    flow_title = fields.CharField()
    due_at = fields.DateTimeField(allow_null=True)
    overall_due_at = fields.DateTimeField(allow_null=True)


class Standing(Plain):
    """Why a dossier stands still."""

    reason = fields.CharField()
    suspended_at = fields.DateTimeField()
    expected_on = fields.DateField()


class Dossier(DossierName):
    """A dossier and where it lies."""

    owner = Place()
    county = Place()
    year = fields.IntegerField()
    amount = fields.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    opened_at = fields.DateTimeField()
    closed_at = fields.DateTimeField(allow_null=True)
    outcome = fields.CharField(allow_blank=True)
    suspension = Standing(allow_null=True)
    lying = Lying(many=True)
    lying_count = fields.IntegerField()
    whole_flows = WholeFlow(many=True)


class Line(Plain):
    """One act of the story."""

    round = fields.CharField()
    at = fields.DateTimeField()
    who = fields.CharField()
    on_behalf_of = fields.CharField(allow_blank=True)
    organisation = fields.CharField()
    act = fields.CharField()
    step = fields.CharField(allow_blank=True)
    text = fields.CharField(allow_blank=True)
    deadline = fields.CharField(allow_blank=True)
    late = fields.CharField(allow_blank=True)


class Timeline(Page):
    results = Line(many=True)


class File(Plain):
    """One way to take a document; `sha256` of the PDF as it was printed and signed."""

    format = fields.ChoiceField(choices=["pdf", "docx", "xlsx"])
    title = fields.CharField()
    url = fields.CharField()
    sha256 = fields.CharField(allow_blank=True)


class Document(Plain):
    """One issued document of a dossier."""

    id = fields.IntegerField()
    kind = fields.CharField()
    number = fields.CharField(allow_blank=True)
    title = fields.CharField()
    issuer = fields.CharField()
    document_date = fields.DateField()
    pages = fields.IntegerField(allow_null=True)
    state = fields.ChoiceField(choices=["deferred", "owed", "done", "failed", "void"])
    files = File(many=True)


class Documents(Page):
    results = Document(many=True)


class Mistake(Plain):
    """Where in what was sent (RFC 6901), and what is wrong."""

    pointer = fields.CharField(allow_blank=True)
    detail = fields.CharField()


class Problem(Plain):
    """RFC 9457."""

    type = fields.CharField()
    title = fields.CharField()
    status = fields.IntegerField()
    detail = fields.CharField(required=False)
    clause = fields.CharField(required=False)
    errors = Mistake(many=True, required=False)  # type: ignore[assignment]  # a member, which the metaclass takes out of the class
    current = TaskState(required=False)
