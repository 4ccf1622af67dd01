from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    label = "documents"

    def ready(self) -> None:
        from core import printable
        from core.messages_out import events
        from core.pages import NavItem, register
        from documents import fonts, messaged

        printable.judge_by(fonts.installed_characters)
        events.register(messaged.SENT)

        register(NavItem(label=_("公文"), url_name="documents:register", order=60, icon="document"))
