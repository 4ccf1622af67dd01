"""Node names once chosen: stored tasks name their nodes as text, so a name that went into use stays.

The file lies beside the flows of an app, one line a node, `key.node`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.apps import apps

from workflows.engine.nodes import Regulation

FILE = "node_names.txt"


def path_of(flow: type[Regulation]) -> Path:
    """The file that keeps the names of this flow."""
    config = apps.get_containing_app_config(flow.__module__)
    if config is None:
        raise LookupError(f"{flow.__module__} lies in no installed app")
    return Path(config.path) / FILE


def lost_names(flow: type[Regulation]) -> list[str]:
    """Names that are kept and no longer exist."""
    return sorted(kept_names(flow) - set(names(flow)))


def new_names(flow: type[Regulation]) -> list[str]:
    """Names that exist and are not kept yet."""
    return sorted(set(names(flow)) - kept_names(flow))


def names(flow: type[Regulation]) -> list[str]:
    """Every node of the flow."""
    return sorted(node.name for node in flow.instance.nodes())


def kept_names(flow: type[Regulation]) -> set[str]:
    """The names of the flow in its file."""
    lines = _lines(path_of(flow))
    return {name for key, _dot, name in (line.partition(".") for line in lines) if key == flow.key}


def keep(flows: list[type[Regulation]]) -> list[Path]:
    """Add the names of these flows to their files; answers the files that changed."""
    changed = []
    for path in sorted({path_of(flow) for flow in flows}):
        here = {f"{flow.key}.{name}" for flow in flows if path_of(flow) == path for name in names(flow)}
        lines = sorted(here | set(_lines(path)))
        if lines != sorted(_lines(path)):
            path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
            changed.append(path)
    _lines.cache_clear()
    return changed


@cache
def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8").split()) if path.exists() else ()
