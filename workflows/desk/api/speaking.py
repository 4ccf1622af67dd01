"""How an address is described in the schema, with the problems that it may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django_stubs_ext import StrOrPromise
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from core.problems import CONTENT_TYPE
from documents.screening.kinds import MEDIA_TYPES
from workflows.desk.api import shapes

V = TypeVar("V", bound=Callable[..., Any])
ALWAYS = (401, 403, 404, 422, 429)
"""Of every address; 422 also where it asks for nothing, for no address takes a control character."""
TO_ACTS = (400, 409, 415)
KEY = OpenApiParameter(
    name="Idempotency-Key",
    location=OpenApiParameter.HEADER,
    type=str,
    required=True,
    description="1–100 printable ASCII characters, best a UUID; the same key with the same body gets the same answer.",
)
LANGUAGE = OpenApiParameter(
    name="Accept-Language", location=OpenApiParameter.HEADER, type=str, description="zh-hans, en"
)


def reading(
    name: str, summary: StrOrPromise, answer: Any, *, query: Any = None, also: Iterable[int] = ()
) -> Callable[[V], V]:
    """Of a GET that answers JSON."""
    parameters = [LANGUAGE, *([query] if query else [])]
    responses: dict[Any, Any] = {200: answer, **_problems((*ALWAYS, *also))}
    return extend_schema(operation_id=name, summary=summary, parameters=parameters, responses=responses)


def giving(name: str, summary: StrOrPromise, *forms: str) -> Callable[[V], V]:
    """Of a GET that answers a file, of one of these kinds."""
    responses: dict[Any, Any] = {
        (200, MEDIA_TYPES[form].partition(";")[0]): OpenApiResponse(OpenApiTypes.BINARY) for form in forms
    }
    responses |= _problems((*ALWAYS, 409))
    return extend_schema(operation_id=name, summary=summary, parameters=[LANGUAGE], responses=responses)


def acting(name: str, summary: StrOrPromise, sent: Any, *, answer: Any = shapes.Done) -> Callable[[V], V]:
    """Of a POST that does something, once for each key."""
    responses: dict[Any, Any] = {200: answer, **_problems((*ALWAYS, *TO_ACTS))}
    return extend_schema(
        operation_id=name, summary=summary, request=sent, parameters=[KEY, LANGUAGE], responses=responses
    )  # fmt: skip


def _problems(statuses: Iterable[int]) -> dict[Any, Any]:
    return {(status, CONTENT_TYPE): shapes.Problem for status in sorted(set(statuses))}
