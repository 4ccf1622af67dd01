"""What `./run` takes: the standard library alone, so that `./run --help` answers before anything is installed."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


def parser() -> argparse.ArgumentParser:
    """The options, with the defaults that the environment gives."""
    options = argparse.ArgumentParser(
        prog="./run", description="Starts Tongchou: database, web pages and background work. Ctrl-C stops all of it."
    )
    options.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="default 8000")
    options.add_argument(
        "--data",
        type=lambda written: Path(written).absolute(),
        default=Path(os.environ.get("DATA_DIR") or BASE / "var").absolute(),
        metavar="DIR",
        help="where database and files lie; default var/",
    )
    options.add_argument(
        "--no-demo", dest="demo", action="store_false", help="no demonstration province, and a clock that cannot move"
    )
    return options
