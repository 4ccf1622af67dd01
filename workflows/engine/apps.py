"""The engine at start-up."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "workflows.engine"
    label = "engine"

    def ready(self) -> None:
        from workflows.engine import checks, wiring

        wiring.connect()
        checks.register()
