"""A tree over a chain's hashes: its root stands for all of them, and a short path proves that one is among them.

As in RFC 6962: a leaf is SHA-256 of 0x00 and the hash, a node of 0x01 and its two children; of an odd number
the last goes up as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
Path = list[tuple[str, str]]


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes in their order."""
    return levels(hashes)[-1][0] if hashes else EMPTY


def levels(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Every level from the leaves to the root."""
    built = [[hashlib.sha256(b"\x00" + digest).digest() for digest in hashes]]
    while len(built[-1]) > 1:
        below = built[-1]
        pairs = [_node(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)]
        built.append([*pairs, *([below[-1]] if len(below) % 2 else [])])
    return built


def path(built: Sequence[Sequence[bytes]], place: int) -> Path:
    """What is beside the way from the leaf at `place` (from 0) to the root: ("left" or "right", hex)."""
    steps: Path = []
    for level in built[:-1]:
        beside = place ^ 1
        if beside < len(level):
            steps.append(("left" if beside < place else "right", level[beside].hex()))
        place //= 2
    return steps


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
