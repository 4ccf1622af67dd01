"""Log-in, language, help, the source offer and the styleguide."""

from django.urls import path

from core.pages import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.LogOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("language/", views.set_language, name="set_language"),
    path("help/", views.help_page, name="help"),
    path("help/<slug:slug>/", views.guide, name="guide"),
    path("source/", views.source_offer, name="source"),
    path("source/tongchou.tar.gz", views.source_archive, name="source_archive"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
