"""What each scene shows: acts of the desk, at which width and by which hand. The guard reads the decorators in the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Scene = TypeVar("Scene", bound=Callable[..., None])
PHONE, WIDE = 360, 1280
MOUSE, KEYS = "mouse", "keys"


@dataclass(frozen=True)
class Shown:
    """How a scene is played."""

    acts: tuple[str, ...]
    width: int
    by: str


def shows(*acts: str, width: int = WIDE, by: str = MOUSE) -> Callable[[Scene], Scene]:
    """Name the acts that a scene does in the browser (`test_every_act.py` says which there are), how many pixels the
    window is wide, and whether a mouse is used or none."""

    def marked(scene: Scene) -> Scene:
        scene.shown = Shown(acts, width, by)  # type: ignore[attr-defined]
        return scene

    return marked
