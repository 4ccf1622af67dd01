"""Addresses of the core: health, and everybody's messages."""

from django.urls import path

from core import health
from core.messages_out import views

app_name = "core"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("messages/", views.messages_page, name="messages"),
    path("messages/read/", views.read_all, name="read_messages"),
    path("messages/settings/", views.settings_page, name="message_settings"),
    path("messages/deliveries/", views.deliveries, name="message_deliveries"),
    path("messages/deliveries/<int:pk>/again/", views.again, name="resend_message"),
    path("messages/<int:pk>/", views.open_message, name="open_message"),
]
