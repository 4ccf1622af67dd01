"""Looking at what was uploaded, before anything is locked: may this person bring it here, is it few and small enough, and
what is it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid
from core.models import User
from documents import archive
from documents.screening.kinds import Kind
from documents.screening.names import tidy
from documents.screening.screen import screen
from roles import policies
from workflows.engine.models import WorkItem


@dataclass(frozen=True)
class Brought:
    """A file as it was let in; `size` in bytes, `small` a picture of it. Its content stays where the upload lies."""

    name: str
    kind: Kind
    size: int
    sha256: str
    small: bytes | None
    file: UploadedFile[Any]

    def content(self) -> bytes:
        """The whole file."""
        self.file.seek(0)
        held: bytes = self.file.read()
        return held


def screened(*, actor: User, work_item: int, files: Sequence[UploadedFile[Any]]) -> list[Brought]:
    """All of these files, each with what it is.

    Raises Conflict without such an item, Refused without its duty, and Invalid for too many, for what is too large and,
    naming it, for a file that may not come in.
    """
    if not files:
        raise Invalid(_("请选择要上传的文件"), field="files")
    place = WorkItem.objects.filter(pk=work_item).values_list("duty", "organisation").first()
    if place is None:
        raise Conflict(_("没有这项待办"))
    policies.require(actor, *place)
    return looked_at(files)


def looked_at(files: Sequence[UploadedFile[Any]]) -> list[Brought]:
    """The same where it is known that the person may bring files."""
    if not files:
        raise Invalid(_("请选择要上传的文件"), field="files")
    require_few(len(files))
    require_small(sum(file.size or 0 for file in files))
    return [_brought(file) for file in files]


def require_few(number: int) -> None:
    """Raises Invalid for more than one work item may have."""
    if number > settings.ATTACHMENTS_PER_TASK:
        told = {"most": settings.ATTACHMENTS_PER_TASK}
        raise Invalid(_("一个环节最多%(most)d个附件，请合并后上传") % told, field="files")


def require_small(size: int) -> None:
    """Raises Invalid for more bytes than one dossier may have."""
    if size > settings.ATTACHMENTS_PER_DOSSIER:
        told = {"largest": filesizeformat(settings.ATTACHMENTS_PER_DOSSIER)}
        raise Invalid(_("本案卷的附件（含已移除的）合计不得超过%(largest)s，请压缩后上传") % told, field="files")


def _brought(file: UploadedFile[Any]) -> Brought:
    name = tidy(file.name or "") or _("未命名")
    largest = settings.ATTACHMENT_LARGEST
    if (file.size or 0) > largest:
        told = {"name": name, "largest": filesizeformat(largest)}
        raise Invalid(_("“%(name)s”没有收下：超过%(largest)s，请压缩或拆分后上传") % told, field="files")
    content = file.read()
    found = screen(name, content)
    return Brought(name, found.kind, len(content), archive.digest(content), found.small, file)
