"""Pages of money."""

from django.urls import path

from funds import views

app_name = "funds"
urlpatterns = [
    path("funds/", views.sources, name="sources"),
    path("funds/new/<int:organisation>/", views.add_source, name="add_source"),
    path("plans/<int:pk>/preview/", views.preview, name="preview"),
    path("plans/<int:dossier>/consultation/", views.consultation_preview, name="consultation_preview"),
    path("funds/sources/<int:source>/", views.correct_source, name="correct_source"),
    path("funds/items/<int:item>/", views.arrange, name="arrange"),
    path("funds/items/<int:item>/put-back/", views.put_back, name="put_back"),
]
