"""常用意见: words that are written again and again, a county's and one's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation


class Phrase(models.Model):
    """One phrase: of a person, or of a county for all who work there; one of his own a person may mark as the one that stands
    in the opinion box before he writes (默认意见)."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("本人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    county = models.ForeignKey(
        Organisation, verbose_name=_("县"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("常用意见"), max_length=100)
    written_at = models.DateTimeField(_("写入时间"))
    is_default = models.BooleanField(_("默认意见"), default=False, db_default=False)

    class Meta:
        verbose_name = _("常用意见")
        constraints = (
            models.CheckConstraint(
                name="desk_phrase_of_one",
                condition=Q(owner__isnull=True, county__isnull=False) | Q(owner__isnull=False, county__isnull=True),
            ),
            models.CheckConstraint(name="desk_phrase_said", condition=~Q(text="")),
            models.CheckConstraint(
                name="desk_phrase_default_own", condition=Q(is_default=False) | Q(owner__isnull=False)
            ),
            models.UniqueConstraint(fields=["owner"], condition=Q(is_default=True), name="desk_phrase_default_once"),
            models.UniqueConstraint(
                fields=["owner", "text"], condition=Q(owner__isnull=False), name="desk_phrase_own_once"
            ),
            models.UniqueConstraint(
                fields=["county", "text"], condition=Q(county__isnull=False), name="desk_phrase_county_once"
            ),
        )

    def __str__(self) -> str:
        return self.text
