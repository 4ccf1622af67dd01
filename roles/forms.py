"""What is typed about accounts, appointments and delegations; shape only, the services know the rules."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import User
from core.pages.forms import DateField, PrintedTexts
from roles import rules
from roles.duties import SEPARATE_REALMS, Duty
from roles.exclusions import Exclusion, exclusions, exclusions_of_deputy
from roles.models import Appointment, AppointmentRequest, Post
from roles.models.tokens import TokenReach
from roles.people import possible_deputies


class AppointmentForm(forms.Form):
    """An appointment asked for: whom, from when to when, on which document."""

    username = forms.CharField(label=_("账号"), max_length=64, help_text=_("任职人员的登录账号"))
    starts_on = DateField(label=_("任职日期"))
    ends_on = DateField(label=_("免职日期"), required=False, help_text=_("当日仍在任；不填为长期任职"))
    acting = forms.BooleanField(label=_("代理（主持工作）"), required=False)
    basis = forms.CharField(label=_("任免依据"), max_length=200, help_text=_("任免文件的名称和文号"))
    aware = forms.BooleanField(label=_("已核对上述职责分离提示，仍然申请"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self.excluding: list[Exclusion] = []

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise ValidationError(_("没有这个启用中的账号，请先建立账号"))
        return user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("免职日期不得早于任职日期"))
        if {"username", "starts_on", "ends_on"} <= cleaned.keys():
            self._ask_about_exclusions(cleaned)
        return cleaned

    def _ask_about_exclusions(self, cleaned: dict[str, Any]) -> None:
        """Where duties would exclude each other, the box to tick stands on the page and is to be ticked."""
        asked = AppointmentRequest(
            user=cleaned["username"], post=self.post, starts_on=cleaned["starts_on"], ends_on=cleaned["ends_on"]
        )
        [self.excluding] = exclusions([asked])
        if not self.excluding:
            return
        self.fields["aware"].widget = forms.CheckboxInput()
        if not cleaned.get("aware"):
            self.add_error("aware", _("该人员将同时担任相互排斥的职责，请核对后勾选，或改由他人任职"))


class DecisionForm(forms.Form):
    """The second person's answer to a request."""

    reason = forms.CharField(label=_("不予确认的理由"), max_length=200, required=False)


class EndForm(forms.Form):
    """The last day in office."""

    ends_on = DateField(label=_("最后任职日"), help_text=_("填昨日即时生效，在办事项立即交回"))

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appointment = appointment

    def clean_ends_on(self) -> datetime.date:
        ends_on: datetime.date = self.cleaned_data["ends_on"]
        held = self.appointment
        reason = rules.against_end(
            starts_on=held.starts_on, ends_on=ends_on, today=clock.today(), ends_now=held.ends_on
        )  # fmt: skip
        if reason:
            raise ValidationError(reason)
        return ends_on


class AccountForm(PrintedTexts, forms.Form):
    """A new account; its first password is changed at the first log-in."""

    unprinted = frozenset({"password"})
    username = forms.CharField(label=_("账号"), max_length=64, validators=[UnicodeUsernameValidator()])
    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    password = forms.CharField(
        label=_("初始密码"), widget=forms.PasswordInput, help_text=_("当面交给本人，首次登录须修改")
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class DelegationForm(forms.Form):
    """For whom one's own duties are done, in which period; both days included."""

    principal = forms.ModelChoiceField(label=_("委托岗位"), queryset=Appointment.objects.none(), empty_label=None)
    deputy = forms.ModelChoiceField(label=_("受托人"), queryset=User.objects.none())
    duties = forms.MultipleChoiceField(
        label=_("委托职责"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选即委托该岗位的全部职责"),
    )
    starts_on = DateField(label=_("开始日期"))
    ends_on = DateField(label=_("结束日期"), help_text=_("当日仍有效"))
    reason = forms.CharField(label=_("委托事由"), max_length=200)
    aware = forms.BooleanField(label=_("已核对上述职责分离提示，仍然委托"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.excluding: list[Exclusion] = []
        own = Appointment.objects.in_force(clock.today()).filter(user=actor)
        principal, deputy = self.fields["principal"], self.fields["deputy"]
        principal.queryset = own.select_related("post__organisation").in_order()  # type: ignore[attr-defined]
        principal.label_from_instance = _office_in_words  # type: ignore[attr-defined]
        deputy.queryset = possible_deputies(actor)  # type: ignore[attr-defined]
        held = own.values_list("post__duties__duty", flat=True)
        names = {duty for duty in held if duty and duty not in SEPARATE_REALMS}
        self.fields["duties"].choices = [  # type: ignore[attr-defined]
            (duty.value, duty.label) for duty in Duty if duty.value in names
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"principal", "deputy", "starts_on", "ends_on"} <= cleaned.keys() and "duties" in cleaned:
            self.excluding = exclusions_of_deputy(
                deputy=cleaned["deputy"],
                principal=cleaned["principal"],
                duties=cleaned["duties"],
                tenure=rules.Tenure(cleaned["starts_on"], cleaned["ends_on"]),
            )
            self._ask_whether_aware(cleaned)
        return cleaned

    def _ask_whether_aware(self, cleaned: dict[str, Any]) -> None:
        if not self.excluding:
            return
        self.fields["aware"].widget = forms.CheckboxInput()
        if not cleaned.get("aware"):
            self.add_error("aware", _("受托人将同时承担相互排斥的职责，请核对后勾选，或改托他人"))

    def period(self) -> tuple[datetime.datetime, datetime.datetime]:
        """From now or the first day's beginning to the end of the last day, in Shanghai."""
        begin = _midnight(self.cleaned_data["starts_on"])
        end = _midnight(self.cleaned_data["ends_on"] + datetime.timedelta(days=1))
        return max(begin, clock.now()), end


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=clock.SHANGHAI)


def _office_in_words(appointment: Appointment) -> str:
    return f"{appointment.post.organisation.name} {appointment.post.title}"


PERIODS = ((30, _("30天")), (90, _("90天")), (180, _("180天")), (365, _("365天")))


class TokenForm(PrintedTexts, forms.Form):
    """A token of the interface: what for, what it may do and for how long."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：财政业务系统夜间对账"))
    reach = forms.ChoiceField(
        label=_("权限"),
        choices=TokenReach.choices,
        help_text=_("程序以您的名义办事，权限不超过您本人；只需读取数据的，请选“只查阅”。"),
    )
    days = forms.TypedChoiceField(label=_("有效期"), choices=PERIODS, coerce=int)
