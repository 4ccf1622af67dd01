from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import kept_statements
        from core.messages_out import (
            deployed,
            duties,  # noqa: F401  registers what the worker does
        )

        deployed.register()
        post_migrate.connect(kept_statements.forget, dispatch_uid="kept statements")
