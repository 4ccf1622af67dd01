"""One line a record: for people in a demonstration, JSON elsewhere."""

from __future__ import annotations

from typing import Any

import structlog


def configuration(*, for_people: bool, level: str) -> dict[str, Any]:
    """The LOGGING dictionary; everything goes to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    last = (
        structlog.dev.ConsoleRenderer(colors=False)
        if for_people
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "pyhanko": {"level": "ERROR"},
        },
    }
