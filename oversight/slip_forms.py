"""What is asked with each act on a slip: one form for the acts that one person may choose between."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core import clock
from core.models import Organisation, User
from core.pages.forms import DateField, PrintedTexts
from oversight import slips
from oversight.enums import SlipAct, SlipColour, SlipGround
from oversight.models import Slip
from oversight.slips import extending, helping, standing, standing_still
from workflows.engine.models import WorkItem

Button = tuple[SlipAct, str]
"""An act and how its button looks."""


def words(
    label: StrOrPromise,
    *,
    rows: int = 3,
    help_text: StrOrPromise = "",
    required: bool = False,
    missing: StrOrPromise = "",
) -> forms.CharField:
    """A text of a few lines; `missing` is said where one that is required is not given."""
    return forms.CharField(
        label=label, max_length=500, required=required or bool(missing), help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": missing} if missing else None,
    )  # fmt: skip


class ActForm(PrintedTexts, forms.Form):
    """One form on a slip's page. What is wrong with its fields the service says, so that nothing is asked twice; a field
    that it always asks for is required here too, in the same words, so that no label calls it optional."""

    use_required_attribute = False
    title: ClassVar[StrOrPromise]
    buttons: ClassVar[tuple[Button, ...]]
    shows_paper: ClassVar[bool] = False
    """Whether a paper is signed with it, which is then shown."""

    def __init__(self, data: QueryDict | None = None, *, slip: Slip) -> None:
        super().__init__(data, auto_id=f"{self.buttons[0][0]}-%s")
        self.slip = slip

    def take(self, actor: User, act: SlipAct) -> None:
        """Do it."""
        raise NotImplementedError

    def offered(self) -> list[tuple[str, StrOrPromise, str]]:
        """Its buttons: value, words and tone."""
        return [(act.value, act.label, tone) for act, tone in self.buttons]


class SignForm(ActForm):
    title = gettext_lazy("签收督办单")
    buttons = ((SlipAct.SIGN, "main"),)

    def take(self, actor: User, act: SlipAct) -> None:
        slips.sign_for(actor=actor, slip=self.slip.pk)


class AnswerForm(ActForm):
    DONE, UNDONE = "done", "undone"
    title = gettext_lazy("反馈办理结果")
    buttons = ((SlipAct.ANSWER, "main"),)

    text = words(
        gettext_lazy("办理结果"), rows=4, help_text=gettext_lazy("写入督办反馈报告，报告不得夹带请示事项。"),
        missing=gettext_lazy("请写明办理结果"),
    )  # fmt: skip
    evidence = words(gettext_lazy("佐证材料"), rows=2, help_text=gettext_lazy("文号、日期、照片编号等。"))
    is_done = forms.ChoiceField(
        label=gettext_lazy("是否办结"), initial=DONE, widget=forms.RadioSelect,
        choices=((DONE, gettext_lazy("已办结")), (UNDONE, gettext_lazy("尚未办结"))),
    )  # fmt: skip
    reasons = words(gettext_lazy("未办结原因（尚未办结的填写）"), rows=2)
    done_by = DateField(label=gettext_lazy("预计办结日期（尚未办结的填写）"), required=False)

    def take(self, actor: User, act: SlipAct) -> None:
        told = self.cleaned_data
        slips.answer(
            actor=actor, slip=self.slip.pk, text=told["text"], evidence=told["evidence"],
            is_done=told["is_done"] != self.UNDONE, reasons=told["reasons"], done_by=told["done_by"],
        )  # fmt: skip


class ReportForm(ActForm):
    title = gettext_lazy("签发督办反馈报告")
    buttons = ((SlipAct.SIGN_REPORT, "main"), (SlipAct.GIVE_BACK, ""))
    shows_paper = True

    text = words(gettext_lazy("退回理由（退回修改的填写）"), rows=2)

    def take(self, actor: User, act: SlipAct) -> None:
        if act == SlipAct.SIGN_REPORT:
            slips.sign_report(actor=actor, slip=self.slip.pk)
        else:
            slips.give_back(actor=actor, slip=self.slip.pk, reason=self.cleaned_data["text"])


class VerifyForm(ActForm):
    title = gettext_lazy("核查")
    buttons = ((SlipAct.CLOSE, "main"), (SlipAct.RETURN, ""))

    text = words(
        gettext_lazy("核查意见"),
        help_text=gettext_lazy("核查事实、任务、结论和格式。"),
        missing=gettext_lazy("请写明核查意见"),
    )
    due_on = DateField(label=gettext_lazy("重办期限（退回重办时可另定）"), required=False)

    def __init__(self, data: QueryDict | None = None, *, slip: Slip) -> None:
        super().__init__(data, slip=slip)
        if slip.due_on <= clock.today():
            self.fields["due_on"].help_text = _("原办结期限已到，退回重办须另定重办期限")

    def take(self, actor: User, act: SlipAct) -> None:
        told = self.cleaned_data
        slips.verify(
            actor=actor, slip=self.slip.pk, holds=act == SlipAct.CLOSE, remark=told["text"], due_on=told["due_on"]
        )


class ConcludeForm(ActForm):
    title = gettext_lazy("事项已办结")
    buttons = ((SlipAct.CONCLUDE, "main"),)

    text = words(gettext_lazy("核查意见"), missing=gettext_lazy("请写明核查意见"))

    def take(self, actor: User, act: SlipAct) -> None:
        slips.conclude(actor=actor, slip=self.slip.pk, remark=self.cleaned_data["text"])


class ArchiveForm(ActForm):
    title = gettext_lazy("归档督办单")
    buttons = ((SlipAct.ARCHIVE, "main"),)

    def take(self, actor: User, act: SlipAct) -> None:
        slips.archive(actor=actor, slip=self.slip.pk)


class ExtensionForm(ActForm):
    title = gettext_lazy("申请延期")
    buttons = ((SlipAct.ASK_EXTENSION, ""),)

    reason = words(gettext_lazy("延期理由"), rows=2, missing=gettext_lazy("请写明延期理由"))
    progress = words(gettext_lazy("目前进展"), rows=2, missing=gettext_lazy("请写明目前进展"))
    wanted = DateField(label=gettext_lazy("申请延至"))

    def __init__(self, data: QueryDict | None = None, *, slip: Slip) -> None:
        super().__init__(data, slip=slip)
        self.fields["wanted"].help_text = _("须在办结期限内提出，最迟可延至%(day)s。") % {
            "day": f"{standing.latest_extension(self.slip):%Y-%m-%d}"
        }

    def take(self, actor: User, act: SlipAct) -> None:
        told = self.cleaned_data
        extending.ask(
            actor=actor, slip=self.slip.pk, reason=told["reason"], progress=told["progress"], wanted=told["wanted"]
        )


class ExtensionHeadForm(ActForm):
    title = gettext_lazy("签发延期申请单")
    buttons = ((SlipAct.SIGN_EXTENSION, "main"), (SlipAct.DROP_EXTENSION, ""))
    shows_paper = True

    text = words(gettext_lazy("不同意申请的理由（不同意的填写）"), rows=2)

    def take(self, actor: User, act: SlipAct) -> None:
        if act == SlipAct.SIGN_EXTENSION:
            extending.sign(actor=actor, slip=self.slip.pk)
        else:
            extending.drop(actor=actor, slip=self.slip.pk, reason=self.cleaned_data["text"])


class ExtensionAnswerForm(ActForm):
    title = gettext_lazy("答复延期申请")
    buttons = ((SlipAct.GRANT, "main"), (SlipAct.REFUSE, ""))

    until = DateField(label=gettext_lazy("新的办结期限（同意延期的填写）"), required=False)
    text = words(gettext_lazy("答复意见（不同意延期的须写明理由）"), rows=2)

    def __init__(self, data: QueryDict | None = None, *, slip: Slip) -> None:
        super().__init__(data, slip=slip)
        request = self.slip.extensions.to_answer().first()
        self.fields["until"].initial = standing_still.wanted_now(request) if request else None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.data.get("act") == SlipAct.GRANT and not told.get("until") and "until" not in self.errors:
            self.add_error("until", _("请填写新的办结期限"))
        return told

    def take(self, actor: User, act: SlipAct) -> None:
        told = self.cleaned_data
        until: datetime.date | None = told["until"] if act == SlipAct.GRANT else None
        extending.respond(actor=actor, slip=self.slip.pk, text=told["text"], until=until)


FORMS: tuple[type[ActForm], ...] = (
    SignForm, ReportForm, ExtensionHeadForm, VerifyForm, ExtensionAnswerForm, AnswerForm, ExtensionForm, ConcludeForm,
    ArchiveForm,
)  # fmt: skip
FORM_OF: dict[str, type[ActForm]] = {act.value: form for form in FORMS for act, _tone in form.buttons}


class IssueForm(PrintedTexts, forms.Form):
    """What is required, by when, in which colour and why in that one."""

    colour = forms.ChoiceField(label=gettext_lazy("颜色"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=gettext_lazy("下达事由"), choices=SlipGround.choices)
    reason = forms.CharField(
        label=gettext_lazy("事由说明（重大、紧急，特事特办的须写明）"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    requirement = words(gettext_lazy("督办要求"), rows=4, required=True)
    due_on = DateField(label=gettext_lazy("办结期限"))
    co_handler = forms.ModelChoiceField(
        label=gettext_lazy("协办单位"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args: Any, item: WorkItem, red_by: str, **kwargs: Any) -> None:
        """`red_by` says who issues a red one, where its reader may not."""
        super().__init__(*args, **kwargs)
        colours = (SlipColour.BLUE, SlipColour(settings.SLIP_WARNING_COLOUR), *(() if red_by else (SlipColour.RED,)))
        self._choices("colour", [(one.value, one.label) for one in colours])
        self.fields["colour"].help_text = red_by
        if red_by:
            self.fields["colour"].error_messages["invalid_choice"] = red_by
        field = self.fields["co_handler"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = helping.of(item)

    def _choices(self, name: str, choices: list[tuple[str, StrOrPromise]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def asked(self) -> slips.Asked:
        """As the service takes it."""
        told = self.cleaned_data
        return slips.Asked(
            requirement=told["requirement"], due_on=told["due_on"], colour=told["colour"],
            ground=told["ground"], reason=told["reason"], co_handler=told["co_handler"],
        )  # fmt: skip
