"""The shape of what the desk's pages send; meaning is checked by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import Organisation, User
from core.pages.forms import PrintedTexts
from workflows.desk.enums import Choice, ItemResult
from workflows.engine.enums import Decision


class OpinionForm(PrintedTexts, forms.Form):
    """The opinion box: a decision, words, and for a return where to, why and how it comes back."""

    decision = forms.ChoiceField(label=_("决定"), choices=Decision.choices)
    opinion = forms.CharField(
        label=_("意见"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)
    return_reason = forms.CharField(
        label=_("退回理由"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    return_step = forms.CharField(label=_("退回到"), required=False, max_length=60)
    return_grounds = forms.Field(label=_("存在的问题"), required=False, widget=forms.MultipleHiddenInput)
    return_clause = forms.CharField(label=_("依据的规定（选填）"), required=False, max_length=10)
    return_rows = forms.Field(label=_("涉及的项目（选填）"), required=False, widget=forms.MultipleHiddenInput)
    return_columns = forms.Field(label=_("有问题的栏目（选填）"), required=False, widget=forms.MultipleHiddenInput)
    find_rows = forms.CharField(label=_("查找项目"), required=False, max_length=60)
    straight_back = forms.BooleanField(label=_("改后直接送回本环节"), required=False)


def so_far(typed: QueryDict) -> dict[str, Any]:
    """What was typed into the opinion box, as a page shows it again."""
    return {
        **typed.dict(),
        **{name: typed.getlist(name) for name in ("return_grounds", "return_rows", "return_columns")},
    }


def by_row(typed: list[str]) -> dict[str, list[str]]:
    """Columns by the code of their row, of what is sent as 420323-2027-0001.content for each."""
    told: dict[str, list[str]] = {}
    for one in typed:
        row, _dot, column = one.rpartition(".")
        told.setdefault(row, []).append(column)
    return told


class TransferForm(forms.Form):
    """转办: to whom, and why; the reason is the first thing the receiver reads."""

    use_required_attribute = False
    prefix = "transfer"
    receiver = forms.TypedChoiceField(
        label=_("转给"), coerce=int, empty_value=None, error_messages={"required": _("请选择接办人")}
    )
    reason = forms.CharField(
        label=_("转办原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("转办须写明原因")},
    )

    def __init__(self, *args: Any, receivers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in receivers}
        self.fields["receiver"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((str(person.pk), person.name) for person in receivers),
        ]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["receiver"]]


class WithdrawForm(forms.Form):
    """撤回: why; it stands with the opinion that was taken back."""

    use_required_attribute = False
    reason = forms.CharField(label=_("撤回理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class SeatForm(forms.Form):
    """加签: which further organisation is asked."""

    use_required_attribute = False
    prefix = "seat"
    organisation = forms.ModelChoiceField(
        label=_("加签单位"),
        queryset=Organisation.objects.none(),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择加签单位"), "invalid_choice": _("请选择加签单位")},
    )

    def __init__(self, *args: Any, offered: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offered  # type: ignore[attr-defined]
        self.fields["organisation"].label_from_instance = lambda o: o.name  # type: ignore[attr-defined]


class ConveneForm(PrintedTexts, forms.Form):
    """When and where, and which of the waiting items."""

    held_at = forms.DateTimeField(
        label=_("会议时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("地点"), max_length=100)
    work_items = forms.TypedMultipleChoiceField(
        label=_("议题"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项议题")},
    )

    def __init__(self, *args: Any, agenda: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_items"].choices = [(str(pk), text) for pk, text in agenda]  # type: ignore[attr-defined]


class PutOnForm(forms.Form):
    """What came to wait since a meeting was called."""

    use_required_attribute = False
    work_items = forms.TypedMultipleChoiceField(
        label=_("增补的议题"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项议题")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_items"].choices = [(str(pk), text) for pk, text in offered]  # type: ignore[attr-defined]


class MoveForm(PrintedTexts, forms.Form):
    """Another hour or place for a meeting that was called."""

    prefix = "move"
    held_at = forms.DateTimeField(
        label=_("会议时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("地点"), max_length=100)


class DeliberationForm(PrintedTexts, forms.Form):
    """The votes of those who took part in one item, and what was decided; `read` is the version of the record that is
    shown."""

    use_required_attribute = False
    result = forms.ChoiceField(
        label=_("议决"), choices=ItemResult.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选择议决结果")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("议定事项或理由"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, voters: list[tuple[int, str]], cast: dict[int, str], read: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.voters, self.read = voters, read
        for user, name in voters:
            self.fields[f"vote-{user}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[*Choice.choices, ("", _("未投"))],
                widget=forms.RadioSelect,
                initial=cast.get(user, ""),
            )

    def ballots(self) -> list[forms.BoundField]:
        """The vote fields, in the order of the attendance list."""
        return [self[f"vote-{user}"] for user, _name in self.voters]

    def votes(self) -> dict[int, str]:
        """By member, those who voted."""
        cast = {user: self.cleaned_data[f"vote-{user}"] for user, _name in self.voters}
        return {user: choice for user, choice in cast.items() if choice}
