from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import kept_statements

        post_migrate.connect(kept_statements.forget, dispatch_uid="kept statements")
