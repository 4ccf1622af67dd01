"""The person who logs in. What he may do lies in roles, never here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no create_superuser, because no account is one."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One account of one natural person; deactivated, never deleted (trap 7)."""

    username = models.CharField(_("账号"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("姓名"), max_length=50)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("首次登录须改密"), default=False)
    date_joined = models.DateTimeField(_("建立时间"), default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("用户")
        constraints = (
            models.CheckConstraint(
                name="core_user_no_superuser",
                condition=models.Q(is_superuser=False),
                violation_error_message=_("系统不设超级用户"),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.username
