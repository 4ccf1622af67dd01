"""What a measurement finds wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`rule` is the number of the measurable table: F01 to F37 of the common format, L of letters, M, C."""

    rule: str
    page: int
    message: str

    def __str__(self) -> str:
        return f"{self.rule} p.{self.page}: {self.message}"
