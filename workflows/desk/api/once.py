"""Once for each key: an act and its answer are one transaction, and the same request again gets that answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework.request import Request

from core import clock, ledger
from workflows.desk.api.authentication import actor_of, token_of_request
from workflows.desk.api.problems import Problem
from workflows.desk.models import SavedAnswer

HEADER = "Idempotency-Key"
LONGEST = 100
OF_KEYS = UUID("6f2d6d1e-4a8b-4a39-9a4c-5e0f2a8f7c11")
"""Below which the desk's request numbers are made of persons and keys."""
ONE_KEY = "desk_answer_one_key"


def once(request: Request, act: Callable[[UUID], dict[str, Any]]) -> dict[str, Any]:
    """What `act` answers for the request's number, or what it answered when this request came before.

    Raises Problem without a proper key and for a key that came with another request, and what the act raises; the key
    is then free again. Two at one time: the second waits for the first.
    """
    key, digest = _key(request), _digest(request)
    known = _known(request, key, digest)
    if known is not None:
        return known
    try:
        with transaction.atomic(), ledger.written_last(), ledger.marked(api_token=token_of_request(request).pk):
            saved = SavedAnswer.objects.create(
                user=actor_of(request), key_digest=key, request_digest=digest, saved_at=clock.real_now()
            )
            answer = act(_number(request))
            saved.answer = answer
            saved.save(update_fields=["answer"])
            return answer
    except IntegrityError as error:
        if ONE_KEY not in str(error):
            raise
        known = _known(request, key, digest)
        if known is None:
            raise
        return known


def once_piecemeal(request: Request, act: Callable[[UUID], dict[str, Any]]) -> dict[str, Any]:
    """The same of an act that is many transactions and by itself once for each number: the answer is kept at its end, and
    one that was broken off goes on when the request comes again; of two at one time both answer what was kept first. Raises
    like `once`."""
    key, digest = _key(request), _digest(request)
    known = _known(request, key, digest)
    if known is not None:
        return known
    answer = act(_number(request))
    told = {"request_digest": digest, "answer": answer, "saved_at": clock.real_now()}
    saved, _new = SavedAnswer.objects.get_or_create(user=actor_of(request), key_digest=key, defaults=told)
    kept: dict[str, Any] = saved.answer
    return kept


def _number(request: Request) -> UUID:
    """The desk's number of the request."""
    return uuid5(OF_KEYS, f"{request.user.pk} {_key(request)}")


def _known(request: Request, key: str, digest: str) -> dict[str, Any] | None:
    found = SavedAnswer.objects.filter(user=actor_of(request), key_digest=key).first()
    if found is None:
        return None
    if found.request_digest != digest:
        raise Problem("key-reused", _("该幂等键已用于另一请求，请换一个新的键"))
    answer: dict[str, Any] = found.answer
    return answer


def _key(request: Request) -> str:
    given = request.headers.get(HEADER, "").strip().strip('"')
    if not given:
        raise Problem("key-missing", _("办理事项的请求须带请求头 Idempotency-Key，以便重发时不重复办理"))
    if len(given) > LONGEST or not given.isascii() or not given.isprintable():
        raise Problem("malformed", _("Idempotency-Key 须为1至100个可打印的ASCII字符"))
    return hashlib.sha256(given.encode()).hexdigest()


def _of_file(file: UploadedFile[Any]) -> list[str]:
    """A file by its name and content."""
    content = file.read()
    file.seek(0)
    return [file.name or "", hashlib.sha256(content).hexdigest()]


def _digest(request: Request) -> str:
    """What is asked: the address and the content, whatever its blanks and order; of a form every value of each field."""
    sent = dict(request.data.lists()) if isinstance(request.data, MultiValueDict) else request.data
    told = json.dumps([request.path, sent], sort_keys=True, default=_of_file)
    return hashlib.sha256(told.encode()).hexdigest()
