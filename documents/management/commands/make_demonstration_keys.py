"""`manage.py make_demonstration_keys`: the test certificates that a demonstration signs its documents with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from documents.pades import demonstration


class Command(BaseCommand):
    help = "Makes a test root, signer and timestamp authority in DATA_DIR/signing for a demonstration; safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        made = demonstration.make()
        self.stdout.write(f"演示签名证书{'已生成' if made else '已就绪'}：{demonstration.folder()}")
