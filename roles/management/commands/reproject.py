"""Write guardian's rows anew from appointments, delegations and named readers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.models import User
from roles.projection import Projected, reproject

PORTION = 1000


class Command(BaseCommand):
    help = "Rewrites the permission projection of every account; repeating it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(User.objects.order_by("pk").values_list("pk", flat=True))
        total = Projected(0, 0)
        for start in range(0, len(ids), PORTION):
            done = reproject(ids[start : start + PORTION])
            total = Projected(total.added + done.added, total.removed + done.removed)
        self.stdout.write(f"{len(ids)} accounts: {total.added} rows added, {total.removed} removed")
