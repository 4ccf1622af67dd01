"""What the worker does for the plan room: reading and writing large tables, forgetting those nobody confirmed."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core import clock, jobs
from core.errors import DomainError
from core.jobs import job, periodic
from plans.enums import ImportState
from plans.imports import applying, preparing
from plans.models import PreparedImport, PreparedRow

LEFT_OVER = datetime.timedelta(minutes=10)


@job(preparing.JOB, is_first=True)
def prepare_import(prepared: int) -> None:
    """Read one uploaded file; one that is no table, or at which the reader itself fails, says so on its page and is not
    taken up again."""
    found = PreparedImport.objects.filter(pk=prepared, state=ImportState.READING).first()
    if found is None:
        return
    try:
        preparing.read(found)
    except DomainError as refusal:
        _refuse(found, refusal.message)
    except Exception:  # a job runner's outermost loop: the worker notes the fault, one bad file must not come for ever
        _refuse(found, _("读取这个文件时系统出错，已记录，请联系管理员或另存后重新上传"))
        raise


def _refuse(found: PreparedImport, why: StrOrPromise) -> None:
    found.state, found.told = ImportState.REFUSED, str(why)
    found.save(update_fields=["state", "told"])


@job(applying.JOB, is_first=True)
def apply_import(prepared: int) -> None:
    """Write one confirmed import."""
    applying.carry_out(prepared)


@periodic("take_up_imports", every=datetime.timedelta(minutes=5), title=_("续办未完成的表格导入"))
def take_up_imports() -> None:
    """Ring again for what a lost ring or a fallen worker left."""
    before = clock.now() - LEFT_OVER
    for state, name in ((ImportState.READING, preparing.JOB), (ImportState.APPLYING, applying.JOB)):
        waiting = PreparedImport.objects.filter(state=state, made_at__lt=before).order_by("pk")
        if waiting.exists() and not jobs.is_rung(name):
            for key in waiting.values_list("pk", flat=True):
                jobs.ring(name, prepared=key)


@periodic("forget_imports", every=datetime.timedelta(hours=6), title=_("清理过期的表格导入"))
def forget_imports() -> None:
    """What nobody confirmed in time loses its file and its rows, what was written its file; that it was there stays."""
    old = PreparedImport.objects.filter(expires_at__lte=clock.now())
    old.filter(state=ImportState.APPLIED).exclude(content=b"").update(content=b"")
    over = old.filter(state__in=(ImportState.READY, ImportState.REFUSED))
    keys = list(over.values_list("pk", flat=True))
    PreparedRow.objects.filter(prepared__in=keys).delete()
    PreparedImport.objects.filter(pk__in=keys).update(state=ImportState.EXPIRED, content=b"")
