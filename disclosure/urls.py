"""Pages that anyone may read."""

from django.urls import path

from disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("public/", views.notices, name="notices"),
    path("public/notices/<int:pk>/", views.notice, name="notice"),
    path("public/notices/<int:pk>/villages/", views.coverage, name="coverage"),
    path("public/notices/<int:pk>/document.pdf", views.notice_document, name="notice_document"),
]
