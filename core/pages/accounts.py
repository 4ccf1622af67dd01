"""The forms of log-in and password change, in the words of the office."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from core.models import User


class LogInForm(AuthenticationForm):
    """账号 and 密码; the same answer for a wrong account, a wrong password and a closed account."""

    error_messages = {
        "invalid_login": _("账号或密码不正确。请检查大小写后重试；多次失败会暂时锁定账号。"),
        "inactive": _("账号或密码不正确。请检查大小写后重试；多次失败会暂时锁定账号。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")


class NewPasswordForm(PasswordChangeForm):
    """The old password and twice the new one; changing it ends the duty to change it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("现用密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _("至少10个字符，不能全是数字，不能与账号、姓名或电话相近。")
        self.fields["new_password2"].label = _("再次输入新密码")
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)
