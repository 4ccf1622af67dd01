"""Where every page lives."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.urls")),
    path("", include("core.pages.urls")),
    path("", include("workflows.desk.urls")),
    path("api/v1/", include("workflows.desk.api.urls")),
    path("", include("roles.urls")),
    path("", include("documents.urls")),
    path("", include("plans.urls")),
    path("", include("funds.urls")),
    path("", include("oversight.urls")),
    path("", include("disclosure.urls")),
]
