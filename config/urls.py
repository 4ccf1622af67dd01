"""Where every page lives."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "core",
    "core.pages",
    "workflows.desk",
    "roles",
    "documents",
    "plans",
    "funds",
    "oversight",
    "disclosure",
    "workflows.flows",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")
]
