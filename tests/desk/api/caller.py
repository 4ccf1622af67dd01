"""A program with a token of one person, whose every answer is held against the schema."""

from __future__ import annotations

import itertools
from typing import Any

from django.test import Client

from core.models import User
from roles.models.tokens import TokenReach
from roles.services import issue_token
from tests.desk.api import contract

_numbers = itertools.count(1)


class Caller:
    """Asks in the person's name; each answer must have the status that the test expects."""

    def __init__(self, user: User, reach: TokenReach = TokenReach.ACT) -> None:
        self.token, self.secret = issue_token(actor=user, name=f"程序{next(_numbers)}", reach=reach, days=30)
        self.headers = {"Authorization": f"Bearer {self.secret}"}

    def get(self, address: str, status: int = 200, **headers: str) -> Any:
        answer = Client().get(f"/api/v1/{address}", headers=self.headers | headers)
        assert answer.status_code == status, answer.content.decode()
        return contract.judge_answer("get", f"/api/v1/{address}", answer)

    def post(self, address: str, sent: dict[str, Any], status: int = 200, key: str = "", **headers: str) -> Any:
        """With a key of its own unless told otherwise."""
        told = self.headers | {"Idempotency-Key": key or f"key-{next(_numbers)}"} | headers
        answer = Client().post(f"/api/v1/{address}", sent, content_type="application/json", headers=told)
        assert answer.status_code == status, answer.content.decode()
        if status == 200:
            contract.judge_request("post", f"/api/v1/{address}", sent)
        return contract.judge_answer("post", f"/api/v1/{address}", answer)

    def version(self, task: int) -> str:
        """Of the task as it stands."""
        return str(self.get(f"tasks/{task}/")["version"])

    def approve(self, task: int, **more: Any) -> dict[str, Any]:
        """What is sent to approve it."""
        return {"version": self.version(task), "decision": "approve", "opinion": "同意。", **more}
