"""Where programs ask, and where the interface is described."""

from __future__ import annotations

from django.urls import URLPattern, path

from workflows.desk.api import described
from workflows.desk.api.endpoints import endpoints

app_name = "api"
urlpatterns: list[URLPattern] = [
    *(path(endpoint.route, endpoint.later(), name=endpoint.name) for endpoint in endpoints()),
    path("schema/", described.schema, name="schema"),
    path("docs/", described.docs, name="docs"),
]
