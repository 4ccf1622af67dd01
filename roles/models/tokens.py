"""Tokens of the interface: what a program shows in place of a person's log-in. Only a digest is kept."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TokenReach(models.TextChoices):
    """What a token lets a program do in its owner's name; never more than the owner may."""

    READ = "read", _("只查阅")
    ACT = "act", _("查阅和办理")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions by moment; the end is excluded."""

    def usable(self, moment: datetime.datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=moment)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class ApiToken(models.Model):
    """One token of one person: named, ending, revocable. All moments are real time, whatever a demonstration's clock
    shows; revoked tokens stay, since the ledger names them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("持有人"), on_delete=models.PROTECT, related_name="api_tokens"
    )
    name = models.CharField(_("用途"), max_length=60)
    reach = models.CharField(_("权限"), max_length=4, choices=TokenReach.choices)
    digest = models.CharField(_("令牌摘要（SHA-256）"), max_length=64, unique=True)
    ending = models.CharField(_("末四位"), max_length=4)
    created_at = models.DateTimeField(_("生成时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects: ClassVar[models.Manager[ApiToken]] = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at__isnull=True),
                name="roles_token_one_name",
                violation_error_message=_("已有同名的接口令牌"),
            ),
            models.CheckConstraint(
                name="roles_token_ends",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_message=_("接口令牌须有失效时间"),
            ),
        )

    def __str__(self) -> str:
        return self.name
