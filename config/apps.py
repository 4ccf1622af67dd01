"""The outermost room: settings, addresses, and the commands that set an installation up."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
