"""What the interface answered, so that a request sent again gets the same answer and does nothing twice."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedAnswer(models.Model):
    """The answer to one key of one person, written in the transaction of the act itself; a refused act leaves none.

    Kept for `workflows.desk.jobs.KEPT`, then swept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key_digest = models.CharField(_("幂等键摘要"), max_length=64)
    request_digest = models.CharField(_("请求摘要"), max_length=64)
    answer = models.JSONField(_("答复"), encoder=DjangoJSONEncoder, default=dict)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("接口答复")
        constraints = (models.UniqueConstraint(fields=["user", "key_digest"], name="desk_answer_one_key"),)
        indexes = (models.Index(fields=["saved_at"], name="desk_answer_age"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.key_digest[:8]}"
