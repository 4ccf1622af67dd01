"""Asks the site's seal service; the package's docstring is the protocol."""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.errors import Conflict
from documents.models import IssuedDocument

SECONDS = 10
LARGEST = 2 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"


def seal(document: IssuedDocument, issuer_name: str) -> SafeString:
    """The seal as an image. Raises Conflict with the service's own reason where it refuses or fails."""
    image = _answer(document, issuer_name)
    if not image.startswith(PNG) or len(image) > LARGEST:
        raise Conflict(_("印章服务返回的不是PNG图像，或超过2MB（%(name)s）") % {"name": issuer_name})
    source = base64.b64encode(image).decode()
    return format_html('<img alt="{}印章" src="data:image/png;base64,{}">', issuer_name, source)


def _answer(document: IssuedDocument, issuer_name: str) -> bytes:
    try:
        with urlopen(_request(document, issuer_name), timeout=SECONDS) as response:  # noqa: S310
            return bytes(response.read(LARGEST + 1))
    except HTTPError as refusal:
        with refusal:
            reason = (
                refusal.read(300).decode(errors="replace") if refusal.code < HTTPStatus.INTERNAL_SERVER_ERROR else ""
            )
        raise Conflict(
            _("印章服务拒绝为%(name)s用印（%(code)s）：%(reason)s")
            % {"name": issuer_name, "code": refusal.code, "reason": reason}
        ) from refusal
    except (URLError, TimeoutError) as failure:
        raise Conflict(_("印章服务没有应答，请核对 SEAL_SERVICE：%(why)s") % {"why": failure}) from failure


def _request(document: IssuedDocument, issuer_name: str) -> Request:
    asked = {
        "issuer": issuer_name,
        "number": document.number,
        "document_date": document.document_date.isoformat(),
        "title": document.title,
        "content_sha256": document.content_sha256,
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SEAL_SERVICE_TOKEN}"}
    if not settings.SEAL_SERVICE.startswith(("https://", "http://")):
        raise Conflict(_("SEAL_SERVICE 必须以 https:// 或 http:// 开头"))
    return Request(settings.SEAL_SERVICE, json.dumps(asked).encode(), headers, method="POST")  # noqa: S310
