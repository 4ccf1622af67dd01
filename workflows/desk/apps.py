from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "workflows.desk"
    label = "desk"
