"""A bell that a signal rings in the very thread that waits for it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from core.bell import Bell

ROOT = Path(__file__).resolve().parents[2]
RINGS = """
import random, signal
from core.bell import Bell
for _n in range(3000):
    bell = Bell()
    signal.signal(signal.SIGALRM, lambda *_signal, bell=bell: bell.ring())
    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.00001, 0.0004))
    while not bell.is_rung:
        bell.wait(0.00001)
print("all heard")
"""


def test_a_signal_may_ring_it_at_any_moment() -> None:
    told = subprocess.run(
        [sys.executable, "-c", RINGS], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout == "all heard\n"


def test_whoever_waits_goes_on_when_the_time_is_over_or_it_was_rung_before() -> None:
    bell, began = Bell(), time.perf_counter()
    bell.wait(0.05)
    assert time.perf_counter() - began >= 0.05
    assert not bell.is_rung
    bell.ring()
    bell.wait(600)
    bell.wait(600)
    assert bell.is_rung
