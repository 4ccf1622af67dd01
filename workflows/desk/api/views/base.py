"""What all addresses share: input by its shape, output by its shape, one page at a time."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from workflows.desk.api.shapes import Page, Plain


def taken(shape: type[Plain], sent: Any) -> dict[str, Any]:
    """What was sent, by its shape; raises ValidationError, told with pointers."""
    read = shape(data=sent)
    read.is_valid(raise_exception=True)
    told: dict[str, Any] = read.validated_data
    return told


def shown(shape: type[Plain], told: Any) -> dict[str, Any]:
    """What goes out: the fields of the shape and nothing else."""
    return dict(shape(told).data)


def answered(shape: type[Plain], told: Any) -> Response:
    return Response(shown(shape, told))


def page(shape: type[Page], rows: Any, count: int, asked: dict[str, Any]) -> Response:
    """One page of a list; `rows` are those of the page."""
    size = asked["page_size"]
    told = {"count": count, "page": asked["page"], "page_size": size, "pages": max(1, -(-count // size))}
    return answered(shape, {**told, "results": rows})


def piece(asked: dict[str, Any]) -> slice:
    """Which rows of a list stand on the page."""
    return slice((asked["page"] - 1) * asked["page_size"], asked["page"] * asked["page_size"])


class ApiView(APIView):
    """An address of the interface."""

    def queried(self, request: Request, shape: type[Plain]) -> dict[str, Any]:
        """What the address asks for."""
        return taken(shape, request.query_params.dict())
